/** `slipway topology`: prints what a Compose file, or a balena project without one, wires together, as a picture or as data. Writes no file. */
import { defaultConfig } from '../analysis/config.ts';
import { createAnalyzer } from '../analyzer.ts';
import { topologyMermaid } from '../pictures/topology/mermaid.ts';
import type { Place, Topology } from '../pictures/topology/topology.ts';
import { topologyOf } from '../pictures/topology/topology-of.ts';
import { topologyPicture } from '../pictures/topology/topology-picture.ts';
import { fileKind } from '../project/file-kind.ts';
import { lineIndex } from '../text/line-index.ts';
import type { TopologyOptions } from './arguments.ts';
import type { ExitCode, Host } from './host.ts';
import { toCorePath, toNativePath } from './native-path.ts';
import { nodeWorkspace } from './node-workspace.ts';
import { plain } from './terminal-text.ts';

export async function topology(options: TopologyOptions, host: Host): Promise<ExitCode> {
  const { dialect, profiles, device } = options;
  const workspace = nodeWorkspace();
  const config = {
    ...defaultConfig,
    environment: Object.keys(host.environment),
    ...(device === undefined ? {} : { device }),
  };
  const analyzer = createAnalyzer(workspace, config, dialect === undefined ? {} : { override: { dialect } });
  const texts = new Map<string, string>();
  const answer = await topologyOf(
    toCorePath(options.path, host.folder),
    {
      workspace,
      project: (path, kind) => analyzer.project(path, kind),
      async findings(path) {
        const { text, findings } = await analyzer.findings(path, {
          kind: fileKind(path) === 'dockerfile' ? 'dockerfile' : 'compose',
        });
        texts.set(path, text);
        return findings.map(({ rule, severity, message, at }) => ({
          rule: rule.id,
          severity,
          message,
          place: { path, span: at },
        }));
      },
    },
    { profiles },
  );
  if (answer.kind === 'nothing') {
    const paint = host.err.paint(options);
    host.err.write(`${paint('red', 'error')}: ${plain(options.path)}: ${plain(answer.because)}\n`);
    return 2;
  }
  host.out.write(textOf(answer.topology, options, texts));
  return 0;
}

function textOf(found: Topology, { format, theme }: TopologyOptions, texts: ReadonlyMap<string, string>): string {
  switch (format) {
    case 'svg':
      return `${topologyPicture(found, { for: 'file', theme }).svg}\n`;
    case 'mermaid':
      return topologyMermaid(found);
    case 'json':
      return `${JSON.stringify(found, withLines(texts), 2)}\n`;
  }
}

/** Places as whoever reads a file by hand counts them. */
function withLines(texts: ReadonlyMap<string, string>): (key: string, value: unknown) => unknown {
  const indexes = new Map([...texts].map(([path, text]) => [path, lineIndex(text)]));
  return (key, value) => {
    if (key !== 'place' || value === null || typeof value !== 'object') return value;
    const { path, span } = value as Place;
    const at = indexes.get(path)?.positionAt(span.start);
    return { path: toNativePath(path), ...(at ? { line: at.line + 1, column: at.character + 1 } : {}) };
  };
}
