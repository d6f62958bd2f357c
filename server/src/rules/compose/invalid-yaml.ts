/** The file is not YAML. Tabs, aliases without end and repeated keys have rules of their own. */
import type { YamlFile, YamlProblemCode } from '../../syntax/yaml/node.ts';
import { type Span, span } from '../../text/span.ts';
import { rule } from '../rule.ts';

export const invalidYaml = rule({
  id: 'compose/invalid-yaml',
  reads: 'yaml',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  aka: ['dclint:invalid-yaml'],
  summary: 'The file is not valid YAML',
  why: 'Compose and balena read nothing of a file that is not YAML, and Slipway can judge only the part before the mistake.',
  bad: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n   ports:\n      - "80:80"\n' }],
  good: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    ports:\n      - "80:80"\n' }],
  references: ['https://yaml.org/spec/1.2.2/', 'https://docs.docker.com/reference/compose-file/'],

  check({ file }) {
    if (file.problems.length === 0) return [];
    const conflict = /^(?:<{7}|={7}|>{7})(?: .*)?$/m.exec(file.text);
    for (const problem of file.problems) {
      // Whatever comes behind a mistake is most often only its consequence.
      if (problem.code === 'tab-indentation') return [];
      if (!ownCodes.has(problem.code)) continue;
      if (conflict && problem.code === 'invalid-yaml') {
        const at = span(conflict.index, conflict.index + conflict[0].length);
        const message = 'This is the mark of a merge conflict; choose one of the two versions and delete the marks';
        return [{ at, message }];
      }
      return [{ at: placeOf(file, problem), message: plainWords(problem.message) }];
    }
    return [];
  },
});

const ownCodes: ReadonlySet<YamlProblemCode> = new Set([
  'invalid-yaml',
  'unknown-alias',
  'too-deep',
  'too-long',
  'binary-file',
]);

/** Where to look: a quote that is never closed is noticed at the end of the file, but the mistake is where it opens. */
function placeOf(file: YamlFile, problem: YamlFile['problems'][number]): Span {
  if (problem.at.start < file.text.trimEnd().length) return problem.at;
  let last = file.documents.at(-1)?.root;
  while (last && last.kind !== 'scalar') {
    last = last.kind === 'mapping' ? last.pairs.at(-1)?.value : last.items.at(-1);
  }
  if (!last || last.alias || last.span.end === last.span.start) return problem.at;
  const lineEnd = /[\r\n]/.exec(file.text.slice(last.span.start))?.index ?? Number.POSITIVE_INFINITY;
  return span(last.span.start, Math.min(last.span.end, last.span.start + lineEnd));
}

/** The parser's terms, as a part of its sentence → what they mean for the writer of the file. */
const meanings: readonly (readonly [part: string, meaning: string])[] = [
  [
    'Nested mappings are not allowed',
    'A second ": " on one line: quote the value, or begin a new, further indented line',
  ],
  [
    'All mapping items must start at the same column',
    'This key is indented differently from the keys beside it; align them',
  ],
  [
    'All sequence items must start at the same column',
    'This item is indented differently from the items beside it; align them',
  ],
  [
    'Flow sequence in block collection',
    'A list that was opened with "[" is not closed before this line; add "]", or indent the line',
  ],
  [
    'Flow map in block collection',
    'A mapping that was opened with "{" is not closed before this line; add "}", or indent the line',
  ],
  ['Flow sequence', 'A list that was opened with "[" is not closed with "]"'],
  ['Flow map', 'A mapping that was opened with "{" is not closed with "}"'],
  ['Missing closing "quote', 'The double quote opened here is never closed'],
  ["Missing closing 'quote", 'The single quote opened here is never closed'],
  ['Plain value cannot start with', 'A value cannot begin with this character; put it in quotes'],
  [
    'Implicit keys need to be on a single line',
    'This is neither a key (a colon and a blank are missing) nor the continuation of a value',
  ],
  [
    'Implicit map keys need to be followed',
    'This is neither "key: value" nor "- item"; a colon, a dash, or the blank behind it is missing',
  ],
  ['Unexpected block-seq-ind on same line', 'A list begins on a new line below its key, not behind the colon'],
  [
    'Unexpected scalar at node end',
    'This text stands behind a value that is already complete; quote the whole, or begin a new line',
  ],
  ['Invalid escape sequence', 'Double quotes do not know this escape; double the backslash, or use single quotes'],
  ['Block scalar header includes', 'Only a comment may stand behind "|" or ">"; the text begins on the next line'],
  ['Missing directives-end indicator', 'A line that begins with "%" is a directive, which must be followed by "---"'],
  ['Unexpected', 'This does not belong here'],
];

function plainWords(message: string): string {
  const meaning = meanings.find(([part]) => message.startsWith(part))?.[1];
  return meaning === undefined
    ? `This is not valid YAML: ${message}`
    : `This is not valid YAML: ${lowerFirst(meaning)}`;
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
