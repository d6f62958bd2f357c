/** A pair of ENV, LABEL or ARG without `=`, without a name, or with a quote that is not closed. */
import type { Dockerfile, Pair } from '../../syntax/dockerfile/dockerfile.ts';
import { unquote } from '../../syntax/dockerfile/words.ts';
import { insert, remove } from '../../text/edit.ts';
import { contains, type Span, slice, span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { isCutOff, writtenInstructions } from '../written-instructions.ts';

export const invalidKeyValue = rule({
  id: 'dockerfile/invalid-key-value',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['ENV', 'LABEL', 'ARG'] },
  aka: [
    'dockerfile-utils:SYNTAX_MISSING_EQUALS',
    'dockerfile-utils:SYNTAX_MISSING_NAMES',
    'dockerfile-utils:SYNTAX_MISSING_SINGLE_QUOTE',
    'dockerfile-utils:SYNTAX_MISSING_DOUBLE_QUOTE',
  ],
  summary: 'A pair of ENV, LABEL or ARG has no equals sign, no name, or a quote that is not closed',
  why: 'The builder refuses the file at that line.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nENV LANG=C.UTF-8 EDITOR\n' },
    { Dockerfile: 'FROM alpine:3.22\nARG =1.2.3\n' },
    { Dockerfile: "FROM alpine:3.22\nLABEL title='Weather station\n" },
    { Dockerfile: 'FROM alpine:3.22\nLABEL "title=Weather station"\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nENV LANG=C.UTF-8 EDITOR=\nARG VERSION\nLABEL "title"="Weather station"\n' },
    { Dockerfile: 'FROM alpine:3.22\nLABEL title="The \\"quoted\\" one" owner=it\\\'s\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#env',
    'https://docs.docker.com/reference/dockerfile/#label',
    'https://docs.docker.com/reference/dockerfile/#arg',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    const quotes = file.problems.filter(it => it.code === 'unterminated-quote');
    for (const instruction of writtenInstructions(file)) {
      const { name, pairs } = instruction;
      if (pairs.length === 0 || !name || isCutOff(file, instruction)) continue;
      const hasOpenQuote = quotes.length > 0 && quotes.some(it => contains(instruction.span, it.at));
      for (const pair of pairs) {
        const found =
          nameFinding(name, pair) ??
          (hasOpenQuote ? quoteFinding(file, name, pair) : undefined) ??
          // A single one is missing-argument's.
          (pairs.length > 1 && name !== 'ARG' ? equalsFinding(name, pair) : undefined);
        if (found) findings.push(found);
      }
    }
    return findings;
  },
});

function nameFinding(name: string, { key, value, span: at }: Pair): Finding | undefined {
  if (key.value !== '' || !value) return undefined;
  return {
    at,
    message: `${name} has a value without a name here, so the build stops; write name=value without blanks`,
  };
}

function equalsFinding(name: string, { key, value, span: at }: Pair): Finding | undefined {
  if (value || key.value.includes('%%')) return undefined;
  return {
    at,
    message: `"${key.value}" has no = and no value, so the build stops here; write ${key.value}=value, or put ${name} values with blanks in quotes`,
    fixes: [{ title: `Insert "=" behind "${key.value}"`, safety: 'suggestion', edits: [insert(at.end, '=')] }],
  };
}

function quoteFinding(file: Dockerfile, name: string, { key, value, span: at }: Pair): Finding | undefined {
  const keyQuote = openQuote(slice(file.text, key.span), file);
  if (keyQuote && value) {
    return {
      at: key.span,
      message:
        'The quote before the name is not closed in front of the =, so the build stops here; put quotes around the value only',
      fixes: fixForKey(file, { key: key.span, value: value.span, quote: keyQuote }),
    };
  }
  const open = openQuote(value ? value.raw : slice(file.text, key.span), file);
  if (open === undefined) return undefined;
  const kind = open === '"' ? 'double' : 'single';
  const isContinued = slice(file.text, span(at.start, at.end)).includes('\n');
  return {
    at: value?.span ?? at,
    message: `The ${kind} quote is not closed, so all the rest of this ${name} is taken as one value and the build stops here`,
    fixes: isContinued
      ? []
      : [{ title: 'Insert the closing quote', safety: 'suggestion', edits: [insert(at.end, open)] }],
  };
}

/** `"name=value"` → `name="value"` */
function fixForKey(
  { text }: Dockerfile,
  { key, value, quote }: { readonly key: Span; readonly value: Span; readonly quote: string },
): readonly Fix[] {
  const written = slice(text, value);
  const rest = written.endsWith(quote) ? written.slice(0, -1) : written;
  if (text.charAt(key.start) !== quote || rest.includes(quote) || slice(text, key).indexOf(quote, 1) > 0) return [];
  const edits = [remove(span(key.start, key.start + 1)), insert(value.start, quote)];
  if (rest === written) edits.push(insert(value.end, quote));
  return [{ title: 'Put the quotes around the value', safety: 'suggestion', edits }];
}

/** The quote that is opened and not closed in the word; undefined when there is none. */
function openQuote(raw: string, file: Dockerfile): string | undefined {
  const code = file.escape.charCodeAt(0);
  if (!unquote(raw, code).endsInQuote) return undefined;
  // Closing it with the right one leaves none open.
  return unquote(`${raw}"`, code).endsInQuote ? "'" : '"';
}
