/** The commands of an instruction with their places in the file, and what runs behind wrappers. */
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { commandsOf } from '../../../server/src/syntax/shell/commands-of.ts';
import { effectiveCommands } from '../../../server/src/syntax/shell/effective-commands.ts';
import { parseShell } from '../../../server/src/syntax/shell/parse-shell.ts';
import { slice } from '../../../server/src/text/span.ts';

/** The text of each command in the file. */
function commands(text: string): string[] {
  return parseDockerfile(text)
    .instructions.flatMap(commandsOf)
    .map(it => slice(text, it.span));
}

describe('the commands of an instruction', () => {
  it.each([
    ['RUN a && b', ['a', 'b']],
    ['RUN a \\\n  # c\n  b && \\\n  d', ['a \\\n  # c\n  b', 'd']],
    ['RUN --mount=type=cache,target=/x a', ['a']],
    ['CMD a b', ['a b']],
    ['CMD ["a", "b && c"]', ['"a", "b && c"']],
    ['CMD []', []],
    ['ENTRYPOINT exec a', ['exec a']],
    ['HEALTHCHECK --interval=1s CMD a || b', ['a', 'b']],
    ['HEALTHCHECK CMD ["a"]', ['"a"']],
    ['HEALTHCHECK NONE', []],
    ['COPY a b', []],
    ['RUN <<EOF\na b\nc | d\nEOF', ['a b', 'c', 'd']],
    ['RUN <<-EOF\n\ta\n\tEOF', ['a']],
    ['RUN <<EOF\n#!/bin/bash -e\na\nEOF', ['a']],
    ['RUN <<EOF\n#!/usr/bin/env -S bash -e\na\nEOF', ['a']],
    ['RUN <<EOF\n#!/usr/bin/env python3\na\nEOF', []],
    ['RUN <<EOF bash -ex\na\nEOF', ['<<EOF bash -ex', 'a']],
    ['RUN cat <<EOF > x && sh <<F\na\nEOF\nb\nF', ['cat <<EOF > x', 'sh <<F', 'b']],
    ['RUN python3 <<EOF\na\nEOF', ['python3 <<EOF']],
    ['RUN sh -c x <<EOF\na\nEOF', ['sh -c x <<EOF']],
    ['RUN <<EOF\na', ['a']],
  ])('%j', (text, expected) => {
    expect(commands(text)).toEqual(expected);
  });

  it('have words with spans in the file', () => {
    const text = 'FROM a\nRUN x \\\n "y z"\\\n w';
    const [it] = commandsOf(parseDockerfile(text).instructions[1] ?? fail());
    expect(it?.words.map(word => [word.value, slice(text, word.span)])).toEqual([
      ['x', 'x'],
      ['y z', '"y z"'],
      ['w', 'w'],
    ]);
  });

  it('in exec form are literal whatever they hold', () => {
    const [it] = commandsOf(parseDockerfile('CMD ["/bin/a", "$b*"]').instructions[0] ?? fail());
    expect([it?.name, it?.words.every(word => word.isLiteral)]).toEqual(['a', true]);
  });
});

/** Each effective command of a script as its words, joined. */
function effective(text: string): string[] {
  return parseShell(text)
    .commands.flatMap(effectiveCommands)
    .map(it => it.words.map(word => word.value).join(' '));
}

describe('the effective command', () => {
  it.each([
    ['a b', ['a b']],
    ['sudo -E -u me A=b c d', ['c d']],
    ['sudo -l', ['sudo -l']],
    ['env -i A=b -u C d', ['d']],
    ['env A=b', ['env A=b']],
    ['exec a', ['a']],
    ['time -p a', ['a']],
    ['nice -n 5 nohup a', ['a']],
    ['command -p a', ['a']],
    ['command -v a', ['command -v a']],
    ['timeout -s KILL --foreground 10 a b', ['a b']],
    ['find . | xargs -0 -n 1 a -b', ['find .', 'a -b']],
    ['tini -- a', ['a']],
    ['gosu user a', ['a']],
    ["sh -c 'a && b'", ['a', 'b']],
    ['bash -exc "a; sudo b"', ['a', 'b']],
    ['bash -o pipefail -c a', ['a']],
    ['/bin/sh a.sh -c b', ['/bin/sh a.sh -c b']],
    ['su - me -c "a b"', ['a b']],
    ['sudo sh -c "a"', ['a']],
    ['sh', ['sh']],
    ["sh -c ''", ['sh -c ']],
    ['sudo', ['sudo']],
  ])('of %j', (text, expected) => {
    expect(effective(text)).toEqual(expected);
  });

  it('in a script keeps its place in the file, or has that of the script where it cannot be told', () => {
    const place = (text: string): string[] =>
      parseDockerfile(text)
        .instructions.flatMap(commandsOf)
        .flatMap(effectiveCommands)
        .map(it => slice(text, it.span));
    expect(place("RUN sh -c 'a b; c'")).toEqual(['a b', 'c']);
    expect(place('CMD ["sh", "-c", "a b; c"]')).toEqual(['a b', 'c']);
    expect(place('CMD ["sh", "-c", "a \\"b\\""]')).toEqual(['"a \\"b\\""']);
    expect(place("RUN sh -c 'a \\\n b'")).toEqual(["'a \\\n b'"]);
  });
});

function fail(): never {
  throw new Error('no such instruction');
}
