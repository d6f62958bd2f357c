/**
 * A stand-in for the analyzer whose findings are easy to steer: it reports the word BAD wherever it stands, and in a
 * Compose file also how many BADs the Dockerfile beside it has. It keeps nothing, so that the server's own bookkeeping
 * is what a test sees.
 */
import type { ReportedFinding, RuleWords } from '../../server/src/analysis/reported-finding.ts';
import type { Analyzer } from '../../server/src/analyzer.ts';
import type { Project } from '../../server/src/project/project.ts';
import type { Workspace } from '../../server/src/project/workspace.ts';
import { dirname, join } from '../../server/src/text/path.ts';
import { span } from '../../server/src/text/span.ts';

export const badWord: RuleWords = {
  id: 'dockerfile/redundant-word',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  summary: 'A word is bad',
  why: 'It is.',
  references: [],
};

export interface Steering {
  /** Awaited before each answer. */
  readonly before?: (path: string, signal: AbortSignal | undefined) => Promise<void>;
  readonly onAsked?: (path: string) => void;
}

export function wordAnalyzer(workspace: Workspace, { before, onAsked }: Steering = {}): Analyzer {
  async function textAt(path: string): Promise<string> {
    const read = await workspace.readFile(path);
    return read.kind === 'text' ? read.text : '';
  }
  const project = async (): Promise<Project> => {
    throw new Error('not part of this test');
  };
  return {
    async findings(path, { signal } = {}) {
      onAsked?.(path);
      const text = await textAt(path);
      await before?.(path, signal);
      signal?.throwIfAborted();
      const findings: ReportedFinding[] = [];
      for (const match of text.matchAll(/BAD/g)) {
        const at = span(match.index, match.index + 3);
        findings.push({
          rule: badWord,
          severity: 'warning',
          at,
          message: 'This word is bad',
          fixes: [{ title: 'Write good', safety: 'safe', edits: [{ at, text: 'good' }] }],
        });
      }
      if (path.endsWith('compose.yaml')) {
        const dockerfile = join(dirname(path), 'Dockerfile');
        const count = (await textAt(dockerfile)).split('BAD').length - 1;
        if (count > 0) {
          findings.push({
            rule: badWord,
            severity: 'hint',
            at: span(0, 1),
            message: `The Dockerfile has ${count}`,
            related: [{ path: dockerfile, at: span(0, 3), message: 'here' }],
          });
        }
      }
      return { path, text, findings };
    },
    project,
    followedProject: project,
    changed: paths =>
      paths.flatMap(path => (path.endsWith('Dockerfile') ? [path, join(dirname(path), 'compose.yaml')] : [path])),
    isExcluded: async () => false,
    configure() {},
    useShellCheck() {},
  };
}
