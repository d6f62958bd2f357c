/** Continued lines, comments and blank lines inside them, and the way from the joined text back to the file. */
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { one, values } from './one.ts';

describe('continued lines', () => {
  it.each([
    ['RUN a \\\n b', 'a  b'],
    ['RUN a\\\nb', 'ab'],
    ['RUN a \\  \t\n b', 'a  b'],
    ['RUN a \\\r\n b\r\n', 'a  b'],
    ['RUN a \\\n# c\n  # d \\\n b', 'a  b'],
    ['RUN a \\\n\n \t\n b', 'a  b'],
    ['# escape=`\nRUN a `\n b \\', 'a  b \\'],
    ['RUN a \\\\\nb', 'a \\\\'],
    ['RUN a \\\n\\\n b', 'a  b'],
    ['\\\nRUN a', 'a'],
    ['RUN a \\ b', 'a \\ b'],
  ])('%j is read as %j', (text, expected) => {
    expect(parseDockerfile(text).instructions[0]?.logical.text).toBe(expected);
  });

  it('may cut through the keyword and through a word', () => {
    const { it: instruction, at } = one('CO\\\nPY fi\\\n  # c\nle /x');
    expect(instruction.keyword.value).toBe('COPY');
    expect(at(instruction.keyword.span)).toBe('CO\\\nPY');
    expect(values(instruction.arguments)).toEqual(['file', '/x']);
    expect(at(instruction.arguments[0]?.span)).toBe('fi\\\n  # c\nle');
  });

  it('report blank lines inside once', () => {
    const { file, it: instruction, at } = one('RUN a \\\n\n  \n b');
    expect(instruction.emptyContinuationLines.map(at)).toEqual(['\n', '  \n']);
    expect(file.problems.map(it => [it.code, at(it.at)])).toEqual([['empty-continuation-line', '\n']]);
  });

  it('that end with the file belong to the instruction up to its end', () => {
    const { file, it: instruction } = one('RUN a \\\n# c\n');
    expect(instruction.span).toEqual({ start: 0, end: 12 });
    expect(file.instructionAt(12)).toBe(instruction);
    expect(file.comments).toHaveLength(1);
  });

  it('lead back to the file', () => {
    const text = 'RUN one \\\n  # c\n  two';
    const { it: instruction, at } = one(text);
    const { logical } = instruction;
    expect(logical.text).toBe('one   two');
    expect(at(logical.spanInFile({ start: 6, end: 9 }))).toBe('two');
    expect(at(logical.spanInFile({ start: 0, end: 3 }))).toBe('one');
    expect(logical.toFile(6)).toBe(text.indexOf('two'));
    expect(logical.toFile(9)).toBe(text.length);
    expect(logical.toFile(100)).toBe(text.length);
  });
});

describe('lines', () => {
  it('end at LF; a lone CR is a blank', () => {
    const { file } = one('FROM a\rAS b\nRUN c');
    expect(file.instructions.map(it => values(it.arguments))).toEqual([['a', 'AS', 'b'], ['c']]);
  });

  it('of comments are kept with their text, in continued instructions, too', () => {
    const { file, at } = one('# a\nRUN b \\\n  #c\n d\n  #\t e \r\n#');
    expect(file.comments.map(it => [it.text, at(it.span)])).toEqual([
      ['a', '# a'],
      ['c', '#c'],
      ['e', '#\t e '],
      ['', '#'],
    ]);
  });

  it('end without their line break', () => {
    const { file, at } = one('FROM a \r\n\tRUN b');
    expect(file.instructions.map(it => at(it.span))).toEqual(['FROM a ', 'RUN b']);
  });

  it('give the instruction at an offset, its line break included', () => {
    const { file } = one('FROM a\r\n\nRUN b\n');
    const found = [0, 6, 7, 8, 9, 13, 14, 15].map(offset => file.instructionAt(offset)?.name);
    expect(found).toEqual(['FROM', 'FROM', 'FROM', undefined, 'RUN', 'RUN', 'RUN', undefined]);
  });

  it('are nothing in an empty file', () => {
    for (const text of ['', '\n', ' \t\r\n', '\ufeff', '\\\n', '#']) {
      expect(parseDockerfile(text).instructions).toEqual([]);
    }
  });
});
