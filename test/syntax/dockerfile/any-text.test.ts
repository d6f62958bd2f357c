/** Any text at all: the parser does not throw, and its spans keep their promises. */
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { commandsOf } from '../../../server/src/syntax/shell/commands-of.ts';
import { effectiveCommands } from '../../../server/src/syntax/shell/effective-commands.ts';
import { brokenPromises } from './spans.ts';

const corpus = '../shared/corpus/corpus.jsonl';

/** Pieces from which texts are put together that come near everything the parser distinguishes. */
const piece = fc.constantFrom(
  ...[
    'FROM a\n',
    'RUN ',
    'COPY ',
    'ENV ',
    'LABEL a=b',
    'ARG ',
    'ONBUILD ',
    'HEALTHCHECK CMD ',
    'CMD ["a", "b"]',
    'x',
    '\n',
  ],
  ...[
    '\\\n',
    '\\ \t\r\n',
    '`\n',
    '# c\n',
    '# escape=`\n',
    '#',
    ' ',
    '\t',
    '"',
    "'",
    '$',
    '${',
    '}',
    ':-',
    '%%',
    'A',
    '=',
  ],
  ...[
    '--',
    '--a=b ',
    '<<EOF',
    '<<-"E F"',
    '3<<A',
    '\nEOF\n',
    '[',
    ']',
    ',',
    '\\',
    '`',
    '\0',
    '\ud800',
    'é',
    '\u00a0',
    '\r',
  ],
  ...['$(', ')', '|', '&&', ';', 'if ', 'fi', 'case x in ', 'sh -c ', '\ufeff'],
);

function check(text: string): void {
  const file = parseDockerfile(text);
  if (!file.problems.some(problem => problem.code === 'binary-file')) expect(brokenPromises(file)).toEqual([]);
  for (const instruction of file.instructions) {
    for (const command of commandsOf(instruction)) {
      for (const { span } of [command, ...effectiveCommands(command)]) {
        expect(instruction.span.start <= span.start && span.start <= span.end && span.end <= instruction.span.end).toBe(
          true,
        );
      }
    }
  }
}

describe('any text', { timeout: 60_000 }, () => {
  it('made of pieces of Dockerfiles', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), pieces => check(pieces.join(''))),
      { numRuns: 1000 },
    );
  });

  it('made of any characters', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 0xffff }), { maxLength: 200 }), codes => check(String.fromCharCode(...codes))),
      { numRuns: 300 },
    );
  });
});

describe.skipIf(!existsSync(corpus))('on the corpus', { timeout: 60_000 }, () => {
  const files = existsSync(corpus)
    ? readFileSync(corpus, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map(line => JSON.parse(line) as { kind: string; path: string; text: string })
        .filter(({ kind }) => kind === 'dockerfile')
    : [];

  it('every file keeps the promises of its spans', () => {
    for (const { path, text } of files) expect([path, ...brokenPromises(parseDockerfile(text))]).toEqual([path]);
  });

  it('so does every file with a few characters changed', () => {
    const edit = fc.tuple(fc.nat(), fc.nat({ max: 3 }), piece);
    fc.assert(
      fc.property(fc.nat({ max: files.length - 1 }), fc.array(edit, { minLength: 1, maxLength: 4 }), (index, edits) => {
        let text = files[index]?.text.slice(0, 4000) ?? '';
        for (const [at, length, insertion] of edits) {
          const start = at % (text.length + 1);
          text = text.slice(0, start) + insertion + text.slice(start + length);
        }
        check(text);
      }),
      { numRuns: 300 },
    );
  });

  it('and every prefix of some', () => {
    for (const { text } of files.filter(file => file.text.includes('<<') && file.text.length < 1500).slice(0, 3)) {
      for (let end = 0; end <= text.length; end++) check(text.slice(0, end));
    }
  });
});
