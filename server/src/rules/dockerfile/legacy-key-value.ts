/** `ENV name value` and `LABEL key value`, the form from before there was `=`. */
import type { Dockerfile, Instruction, Pair } from '../../syntax/dockerfile/dockerfile.ts';
import { unquote } from '../../syntax/dockerfile/words.ts';
import { type Edit, insert, remove, replace } from '../../text/edit.ts';
import { slice, span } from '../../text/span.ts';
import { type Finding, rule, type Severity } from '../rule.ts';
import { writtenInstructions } from '../written-instructions.ts';

export const legacyKeyValue = rule({
  id: 'dockerfile/legacy-key-value',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { instructions: ['ENV', 'LABEL', 'ARG'] },
  aka: ['buildkit:LegacyKeyValueFormat'],
  summary: 'A name and its value are separated by a blank instead of an equals sign',
  why: 'In this old form everything up to the end of the instruction is one value, so that a second pair silently becomes a part of the first. With `=` it is plain where a value ends.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nENV GREETING good morning\n' },
    { Dockerfile: 'FROM alpine:3.22\nLABEL vendor Example\n' },
    { Dockerfile: 'FROM alpine:3.22\nARG version 1.2.3\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nENV GREETING="good morning"\n' },
    { Dockerfile: 'FROM alpine:3.22\nARG VERSION REVISION\n' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/legacy-key-value-format/'],

  check({ file }) {
    const findings: Finding[] = [];
    // A file that writes its variables so does it throughout, and still builds: one warning says it, hints show where else.
    let severity: Severity = 'warning';
    for (const instruction of writtenInstructions(file)) {
      const pair = instruction.pairs[0];
      if (!pair) continue;
      if (pair.legacy) {
        findings.push(legacyFinding(file, instruction, pair, severity));
        severity = 'hint';
      } else if (instruction.name === 'ARG' && instruction.pairs.length === 2) {
        const found = argumentFinding(file, instruction);
        if (found) findings.push(found);
      }
    }
    return findings;
  },
});

function legacyFinding(file: Dockerfile, instruction: Instruction, pair: Pair, severity: Severity): Finding {
  const { name } = instruction;
  return {
    at: pair.key.span,
    severity,
    message: `${name} ${pair.key.value} has a blank before its value instead of =, so that all the rest counts as the value; write ${pair.key.value}=…`,
    fixes() {
      const edits = editsFor(file, instruction, pair);
      return edits ? [{ title: 'Write it with "="', safety: 'safe', edits }] : [];
    },
  };
}

/**
 * `ARG name value` declares two arguments. It is reported where the second word can hardly be meant as one: nothing else
 * in the file speaks of it, and it does not look like a name.
 */
function argumentFinding(file: Dockerfile, { pairs }: Instruction): Finding | undefined {
  const [name, value] = pairs;
  if (!name || !value || name.value || value.value || /^[A-Z_][A-Z0-9_]*$/.test(value.key.value)) return undefined;
  const word = value.key.value;
  if (word.includes('%%') || /proxy$/.test(word)) return undefined;
  const isUsed = file.text.indexOf(word) !== file.text.lastIndexOf(word);
  const gap = span(name.span.end, value.span.start);
  if (isUsed || slice(file.text, gap).trim() !== '') return undefined;
  return {
    at: value.span,
    message: `ARG declares "${word}" as a second argument here; if it is the default of ${name.key.value}, write ${name.key.value}=${word}`,
    fixes: [{ title: `Write "${name.key.value}=${word}"`, safety: 'suggestion', edits: [replace(gap, '=')] }],
  };
}

/** The same value behind `=`; undefined when a quote is open, which the builder refuses in either form. */
function editsFor(file: Dockerfile, { logical }: Instruction, { key, value }: Pair): readonly Edit[] | undefined {
  if (!value || unquote(value.raw, file.escape.charCodeAt(0)).endsInQuote) return undefined;
  const { raw } = value;
  /** Where the value begins in the instruction's logical text, which it ends. */
  const start = logical.text.length - raw.length;
  const at = (offset: number) => logical.spanInFile(span(start + offset, start + offset + 1));
  const reading = readValue(raw, file.escape);
  const edits: Edit[] = [];
  let before = '';
  if (reading.blanks.length > 0) {
    if (reading.canBeWrapped) {
      before = '"';
      edits.push(...reading.doubleQuotes.map(offset => remove(at(offset))), insert(value.span.end, '"'));
    } else edits.push(...reading.blanks.map(offset => insert(at(offset).start, file.escape)));
  }
  const gap = slice(file.text, span(key.span.end, value.span.start));
  // A line break between the two may not come behind `=`: then the name moves down to its value.
  edits.push(
    gap.includes('\n')
      ? replace(span(key.span.start, value.span.start), `${gap.trimStart()}${slice(file.text, key.span)}=${before}`)
      : replace(span(key.span.end, value.span.start), `=${before}`),
  );
  return edits;
}

interface ValueReading {
  /** Offsets of the blanks at which the new form would end the value. */
  readonly blanks: readonly number[];
  readonly doubleQuotes: readonly number[];
  /** In double quotes, its own taken away, it means the same. */
  readonly canBeWrapped: boolean;
}

/** Reads a value as the builder splits words; what stands in its `offset`s are offsets in `raw`. */
function readValue(raw: string, escapeCharacter: string): ValueReading {
  const blanks: number[] = [];
  const doubleQuotes: number[] = [];
  let canBeWrapped = true;
  let quote = '';
  for (let at = 0; at < raw.length; at++) {
    const character = raw.charAt(at);
    if (character === escapeCharacter && quote !== "'") {
      const next = raw.charAt(++at);
      // Outside quotes the escape character goes whatever it escapes, in double quotes only before these.
      if (quote === '' && next !== '"' && next !== '$' && next !== escapeCharacter) canBeWrapped = false;
    } else if (quote !== '') {
      if (character !== quote) continue;
      if (quote === '"') doubleQuotes.push(at);
      quote = '';
    } else if (character === '"') {
      doubleQuotes.push(at);
      quote = character;
    } else if (character === "'") {
      // Within single quotes nothing is replaced, within double quotes variables are.
      canBeWrapped = false;
      quote = character;
    } else if (/\s/.test(character)) blanks.push(at);
  }
  // A reference with quotes of its own, as `${x:-"a b"}`, is read in another way.
  if (raw.includes('${') && doubleQuotes.length > 0) canBeWrapped = false;
  return { blanks, doubleQuotes, canBeWrapped };
}
