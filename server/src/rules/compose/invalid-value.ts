/** A value of a type or form that Compose does not take. */
import { endOfLine } from '../../syntax/yaml/yaml-layout.ts';
import { type Span, span } from '../../text/span.ts';
import { schemaProblems, type WrongValue } from '../compose-schema.ts';
import { actualWords, shortened, wantedWords } from '../compose-schema-words.ts';
import { valueFixes } from '../compose-value-fixes.ts';
import { formatNames } from '../compose-value-form.ts';
import { rule } from '../rule.ts';

export const invalidValue = rule({
  id: 'compose/invalid-value',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dclint:invalid-schema'],
  summary: 'A value has a type or form that Compose does not take',
  why: 'Compose checks every value before anything starts, and refuses the whole file for one of the wrong type, an unknown word, or a duration or size it cannot read.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    hostname: 8080\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      interval: 30\n' },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    depends_on:\n      db:\n        condition: service_healty\n  db:\n    image: postgres:17\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    environment:\n' },
  ],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      interval: 30s\n' },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    mem_limit: ${LIMIT}\n    privileged: ${P:-false}\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/'],

  check(compose) {
    const { yaml } = compose.file;
    const { wrongValues } = schemaProblems(yaml);
    if (wrongValues.length === 0) return [];
    return wrongValues
      .filter(it => !isContainerName(it))
      .map(wrong => ({
        at: placeOf(yaml.text, wrong),
        message: messageOf(wrong),
        fixes: () => valueFixes(yaml, wrong),
      }));
  },
});

/** Of names of containers, the rule about them speaks. */
function isContainerName({ key, because }: WrongValue): boolean {
  return because === 'pattern' && key?.source === 'container_name';
}

/** The value; its key where the value is missing or goes over several lines, which nobody wants underlined. */
function placeOf(text: string, { node, key, isItem }: WrongValue): Span {
  const firstLine = endOfLine(text, node.span.start);
  const isLong = firstLine < node.span.end;
  const isMissing = node.kind === 'scalar' && node.value === null;
  if (key && !isItem && (isMissing || isLong)) return key.span;
  return isLong ? span(node.span.start, firstLine) : node.span;
}

function messageOf(wrong: WrongValue): string {
  const { node, shape, because, text, key, isItem } = wrong;
  const what = key === undefined ? 'A Compose file' : isItem ? `An item of "${key.source}"` : `"${key.source}"`;
  const refused = 'so Compose refuses the file';
  switch (because) {
    case 'merge':
      return `"<<" takes over the keys of a mapping, but ${actualWords(node)} stands here, ${refused}`;
    case 'repeated':
      return `"${shortened(text ?? '')}" is listed twice in "${key?.source}", ${refused}; delete one`;
    case 'words':
      return `${what} cannot be "${shortened(text ?? '')}", ${refused}; it is ${oneOf(shape.words ?? [])}`;
    case 'pattern':
      return `${what} cannot be "${shortened(text ?? '')}", ${refused}${hintOf(key?.source)}`;
    case 'bounds':
      return `${what} is ${boundsWords(shape)}, so Compose refuses ${text ?? (node.kind === 'scalar' ? node.source : '')}`;
    case 'format':
      return `${what} has to be ${shape.format ? formatNames[shape.format] : 'something else'}, not "${shortened(text ?? '')}", ${refused}`;
    case 'type':
      if (node.kind === 'scalar' && node.value === null && !isItem) {
        return `${what} is empty, but has to be ${wantedWords(shape)}, ${refused}; fill it in, or delete it`;
      }
      return `${what} has to be ${wantedWords(shape)}, not ${actualWords(node)}, ${refused}`;
  }
}

function hintOf(key: string | undefined): string {
  return key === 'pull_policy' ? '; it is always, never, missing, build, daily, weekly or such as every_12h' : '';
}

function oneOf(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function boundsWords({
  least,
  most,
}: {
  readonly least: number | undefined;
  readonly most: number | undefined;
}): string {
  if (least !== undefined && most !== undefined) return `a number from ${least} to ${most}`;
  return least !== undefined ? `at least ${least}` : `at most ${most}`;
}
