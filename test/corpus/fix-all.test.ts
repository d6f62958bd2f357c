/**
 * All fixes of a project at once, on every real file: they come to rest, a second time changes nothing, and whatever the
 * first fixes of all rules make of a file together still parses.
 */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { type FixResult, fixAll } from '../../server/src/cli/fix.ts';
import { overlayWorkspace } from '../../server/src/cli/overlay-workspace.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import type { FixSafety } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parse.ts';
import { parseYaml } from '../../server/src/syntax/yaml/document.ts';
import { join } from '../../server/src/text/path.ts';
import { corpusProjects, hasCorpus } from '../support/corpus.ts';
import { memoryWorkspace, root } from '../support/memory-workspace.ts';

async function fixed(files: Readonly<Record<string, string>>, upTo: FixSafety): Promise<FixResult> {
  const workspace = overlayWorkspace(memoryWorkspace(files));
  const refuse = (message: string) => {
    throw new Error(message);
  };
  const analyzer = createAnalyzer(workspace, { ...defaultConfig, allRules: 'on' }, { log: refuse });
  const paths = Object.keys(files).filter(name => fileKind(name));
  const findings = await Promise.all(paths.map(name => analyzer.findings(join(root, name))));
  return fixAll({ analyzer, workspace, kindOf: fileKind, upTo, mayChange: () => true }, findings);
}

describe.skipIf(!hasCorpus).each(['safe', 'suggestion'] as const)('every fix up to “%s” on the corpus', upTo => {
  it.each(corpusProjects().map(({ name, files }) => [name, files] as const))(
    '%s',
    { timeout: 60_000 },
    async (_, files) => {
      const first = await fixed(files, upTo);
      const after = { ...files };
      for (const change of first.changed) {
        const name = change.path.slice(root.length + 1);
        after[name] = change.after;
        const isDockerfile = fileKind(name) === 'dockerfile';
        const problems = (text: string) => (isDockerfile ? parseDockerfile(text) : parseYaml(text)).problems.length;
        expect(problems(change.after), change.after).toBeLessThanOrEqual(problems(change.before ?? ''));
      }
      const second = await fixed(after, upTo);
      // Suggestions of different rules may undo each other; the first run has then said so and left the file alone.
      const disputed = new Set(first.notices.map(it => it.path));
      // A file that a fix has made is linted from the next run on.
      for (const { path, before } of first.changed) if (before === undefined) disputed.add(path);
      expect(second.changed.map(it => it.path).filter(path => !disputed.has(path))).toEqual([]);
    },
  );
});
