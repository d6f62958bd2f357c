/** The parser as a whole: it never throws, and its spans account for every character of the file. */
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';

describe('a file', () => {
  it('is read into instructions with keyword, flags and arguments', () => {
    const { instructions, problems } = parseDockerfile('FROM --platform=linux/arm64 alpine AS base\n  copy a b\n');
    expect(problems).toEqual([]);
    expect(instructions.map(it => [it.name, it.keyword.value, it.arguments.map(word => word.value)])).toEqual([
      ['FROM', 'FROM', ['alpine', 'AS', 'base']],
      ['COPY', 'copy', ['a', 'b']],
    ]);
    expect(instructions[0]?.flags.map(flag => [flag.name.value, flag.value?.value])).toEqual([
      ['platform', 'linux/arm64'],
    ]);
  });

  it('with a NUL near its start is binary and has no instructions', () => {
    const file = parseDockerfile('FROM a\nRUN \0b\n');
    expect(file.instructions).toEqual([]);
    expect(file.problems).toEqual([
      { code: 'binary-file', at: { start: 11, end: 12 }, message: 'The file is not a text file' },
    ]);
  });
});
