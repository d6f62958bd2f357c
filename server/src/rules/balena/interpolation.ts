/** A `$` in a Compose file for balena, whose two parsers read it differently. */
import { balenaReaders } from '../../project/balena-readers.ts';
import type { TextValue } from '../../syntax/compose/compose-file.ts';
import type { InterpolationPart } from '../../syntax/compose/interpolation.ts';
import { textOf } from '../../syntax/compose/text-value.ts';
import type { YamlNode } from '../../syntax/yaml/node.ts';
import { spanInScalar } from '../../syntax/yaml/scalar-span.ts';
import { type Finding, rule } from '../rule.ts';

export const interpolation = rule({
  id: 'balena/interpolation',
  reads: 'compose',
  dialect: 'balena',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  summary: 'A Compose file for balena holds a `$`, which balena’s parsers read differently',
  why: 'balena CLI 25 and later fills variables in from the environment it runs in and makes one `$` of two; the cloud builder keeps every character as it stands. No way of writing a `$` means the same to both.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    environment:\n      PORT: ${PORT:-8080}\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    command: sh -c 'echo $$HOSTNAME'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web # costs $HOME\n    environment:\n      PATTERN: '^/web$'\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    environment:\n      PORT: ${PORT:-8080}\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
      '.slipway.yaml': 'balena:\n  parser: cli\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/',
    'https://github.com/balena-io-modules/balena-compose-parser/issues/27',
  ],

  check(compose, project) {
    const { yaml, root } = compose.file;
    if (!root || !yaml.text.includes('$')) return [];
    const readers = balenaReaders(compose, project);
    if (!readers?.builder) return [];
    const findings: Finding[] = [];
    const seen = new Set<number>();
    /** `under` is the innermost key that matters. */
    const visit = (node: YamlNode, under: Under | undefined): void => {
      if (node.alias) return;
      if (node.kind === 'sequence') for (const item of node.items) visit(item, under);
      if (node.kind === 'mapping') for (const { key, value } of node.pairs) visit(value, keys.get(key.source) ?? under);
      if (node.kind !== 'scalar' || !node.source.includes('$') || seen.has(node.span.start)) return;
      const text = textOf(node);
      // One finding tells of a value, however many variables are in it.
      const part = text?.parts.find(it => it.kind === 'variable' || it.kind === 'dollar');
      if (!text || !part || isRejected(text, under)) return;
      // A shell in the container fills a variable in by itself, where only the builder reads the file.
      if (!readers.cli && under === 'start' && part.kind === 'variable') return;
      seen.add(node.span.start);
      findings.push({
        at: spanInScalar(yaml.text, node, part.at.start, part.at.end),
        message: messageFor(text, part, readers.cli),
      });
    };
    visit(root, undefined);
    return findings;
  },
});

/** `start`: what a shell in the container may read. */
type Under = 'start' | 'ports' | 'volumes' | 'other';

const keys: ReadonlyMap<string, Under> = new Map<string, Under>([
  ['command', 'start'],
  ['entrypoint', 'start'],
  ['test', 'start'],
  ['ports', 'ports'],
  ['volumes', 'volumes'],
  ['environment', 'other'],
  ['labels', 'other'],
]);

/** Where the builder takes no `$` at all, balena/rejected-field and balena/bind-mount tell. */
function isRejected({ value }: TextValue, under: Under | undefined): boolean {
  const source = under === 'volumes' ? value.slice(0, Math.max(0, value.indexOf(':'))) : '';
  return under === 'ports' || source.includes('$');
}

function messageFor(text: TextValue, { kind, at }: InterpolationPart, isForCli: boolean): string {
  const written = text.value.slice(at.start, at.end);
  const builder = `the cloud builder keeps “${written}” as it stands`;
  if (!isForCli)
    return `balena fills in no variables: ${builder}; write the value, or set it as a variable of the fleet`;
  const cli =
    kind === 'dollar' ? 'balena CLI 25 and later makes one $ of it' : 'balena CLI 25 and later fills the variable in';
  return `${cli}, ${builder}; write the value, or let a script in the image hold the $`;
}
