import type { ProjectSettings } from '../../project/project.ts';
import type { YamlNode, YamlScalar } from '../../syntax/yaml/node.ts';
import { replace } from '../../text/edit.ts';
import { type Finding, rule } from '../rule.ts';
import { serviceKeys } from '../service-keys.ts';

export const unquotedPort = rule({
  id: 'compose/unquoted-port',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  aka: ['dclint:require-quotes-in-ports'],
  summary: 'A port without quotes can be read as a number in base 60',
  why: 'YAML 1.1 takes `22:22` for 22 × 60 + 22. Compose reads YAML 1.2 and is safe, but balena’s builder, older Compose and many tools are not. The setting `slipway.compose.portQuotes` asks for quotes around all ports.',
  bad: [
    { 'compose.yaml': 'services:\n  git:\n    image: gitea/gitea:1.24\n    ports:\n      - 22:22\n' },
    {
      'compose.yaml': "services:\n  web:\n    image: nginx:1.29\n    ports:\n      - '80:80'\n      - 8080:8080\n",
      '.slipway.yaml': 'compose:\n  portQuotes: any\n',
    },
    {
      'compose.yaml': "services:\n  web:\n    image: nginx:1.29\n    expose:\n      - '80'\n",
      '.slipway.yaml': 'compose:\n  portQuotes: double\n',
    },
  ],
  good: [
    {
      'compose.yaml': 'services:\n  git:\n    image: gitea/gitea:1.24\n    ports:\n      - "22:22"\n      - 8080:80\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - 80\n      - target: 22\n' },
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "80:80"\n',
      '.slipway.yaml': 'compose:\n  portQuotes: any\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#ports', 'https://yaml.org/type/int.html'],

  check(compose, project) {
    const findings: Finding[] = [];
    const { text } = compose.file.yaml;
    const seen = new Set<number>();
    let wanted: ProjectSettings['portQuotes'] | undefined;
    for (const key of ['ports', 'expose'] as const) {
      for (const { entry } of serviceKeys(compose, key)) {
        if (entry.value.kind !== 'sequence') continue;
        wanted ??= project.settings.portQuotes;
        const { items } = entry.value;
        let quote: '"' | "'" | undefined;
        for (const item of items) {
          if (item.kind !== 'scalar' || item.value === null) continue;
          const message = messageFor(item, wanted);
          if (message === undefined || seen.has(item.span.start)) continue;
          seen.add(item.span.start);
          quote ??= quoteFor(wanted, text, items);
          const meant = `${quote}${item.source}${quote}`;
          findings.push({
            at: item.span,
            message,
            fixes: () => [{ title: `Write ${meant}`, safety: 'safe', edits: [replace(item.span, meant)] }],
          });
        }
      }
    }
    return findings;
  },
});

/** What is wrong with the way a port is written; undefined when nothing is. */
function messageFor({ style, source: value }: YamlScalar, wanted: ProjectSettings['portQuotes']): string | undefined {
  if (style === 'plain') {
    if (isBase60(value))
      return `YAML 1.1 reads ${value} as the number ${base60(value)}, so some tools see another port; put it in quotes`;
    if (wanted === 'base-60') return undefined;
    return `Port ${value} stands without quotes, which this project wants around every port`;
  }
  const kind = style === 'single-quoted' ? 'single' : style === 'double-quoted' ? 'double' : undefined;
  if (kind === undefined || wanted === kind || wanted === 'base-60' || wanted === 'any') return undefined;
  // A text with escapes or quotes is no port.
  return /^[\w.:/${}[\]-]+$/.test(value)
    ? `Port ${value} stands in ${kind} quotes, where this project wants ${wanted} ones`
    : undefined;
}

/** https://yaml.org/type/int.html: digits, then parts below 60. */
function isBase60(value: string): boolean {
  return /^[1-9]\d{0,9}(?::[0-5]?\d){1,2}$/.test(value);
}

function base60(value: string): number {
  return value.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** The wanted quotes, else those of the other ports, else double ones. */
function quoteFor(wanted: ProjectSettings['portQuotes'], text: string, items: readonly YamlNode[]): '"' | "'" {
  if (wanted === 'single' || wanted === 'double') return wanted === 'single' ? "'" : '"';
  const quoted = items.find(({ span: { start } }) => /["']/.test(text.charAt(start)));
  return quoted && text.charAt(quoted.span.start) === "'" ? "'" : '"';
}
