// A text read with what was read of an earlier one gives the same tree as the text alone, whatever was changed.
import '../../support/property-seed.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Argument, Dockerfile, Instruction, Word } from '../../../server/src/syntax/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { commandsOf } from '../../../server/src/syntax/shell/commands-of.ts';
import type { ShellWord } from '../../../server/src/syntax/shell/shell.ts';
import { damage, damaged } from '../../support/damage.ts';
import { dockerfileTexts } from '../../support/dockerfile-texts.ts';

const texts = dockerfileTexts().map(({ text }) => text);

/** Everything a tree tells, places included; asks for all that is read late. */
function told(file: Dockerfile): unknown {
  const { instructions, comments, stages, problems, directives, templateVariables, globalArguments } = file;
  return {
    instructions: instructions.map(ofInstruction),
    comments: comments.map(it => [it.span, it.text]),
    stages: stages.map(it => [it.span, it.index, it.from.index, it.name?.span, it.instructions.map(at => at.index)]),
    globalArguments: globalArguments.map(it => it.index),
    ...{ problems, directives, templateVariables },
  };
}

const ofWord = ({ span, value }: Word): unknown => [span, value];
const ofArgument = ({ span, value, raw }: Argument): unknown => [span, value, raw];
const ofShellWord = (it: ShellWord): unknown => [it.span, it.value, it.raw, it.isLiteral, it.isQuoted];

function ofInstruction(it: Instruction): unknown {
  return {
    ...{ span: it.span, name: it.name, index: it.index, keyword: ofWord(it.keyword) },
    flags: it.flags.map(({ span, name, value }) => [span, ofWord(name), value && ofWord(value)]),
    arguments: [it.argumentsSpan, it.arguments.map(ofArgument), it.exec?.map(ofWord)],
    pairs: it.pairs.map(({ span, key, value, legacy }) => [span, ofWord(key), value && ofArgument(value), legacy]),
    variables: it.variables.map(({ span, name, modifier, operand, quoted }) => [
      ...[span, ofWord(name), modifier && ofWord(modifier), operand && ofWord(operand), quoted],
    ]),
    ...{ heredocs: it.heredocs, emptyLines: it.emptyContinuationLines },
    logical: [it.logical.text, [...it.logical.text].map((_, i) => it.logical.toFile(i))],
    trigger: it.trigger && ofInstruction(it.trigger),
    commands: commandsOf(it).map(command => ({
      ...{ ...command, asPackageCommand: undefined, span: command.span, words: command.words.map(ofShellWord) },
      assignments: command.assignments.map(({ span, name, value }) => [span, name, ofShellWord(value)]),
      redirections: command.redirections.map(({ span, target, ...rest }) => [span, ofShellWord(target), rest]),
    })),
  };
}

function expectSame(versions: readonly string[]): void {
  let file: Dockerfile | undefined;
  for (const text of versions) {
    file = parseDockerfile(text, file);
    expect(told(file)).toEqual(told(parseDockerfile(text)));
  }
}

/** Whether what stands at `word` in the first text is taken over into the second. */
function isTaken(first: string, second: string, word: string): boolean {
  const before = parseDockerfile(first);
  const found = before.instructionAt(first.indexOf(word));
  return found !== undefined && parseDockerfile(second, before).instructions.includes(found);
}

describe('a text after another', () => {
  it('is read as it is alone, on real files with any damage', () => {
    const index = fc.nat({ max: texts.length - 1 });
    const changes = fc.array(fc.array(damage, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(index, changes, (i, changes) => {
        const versions = [texts[i] ?? ''];
        for (const all of changes) versions.push(damaged(versions.at(-1) ?? '', all));
        expectSame(versions);
      }),
    );
  });

  it('is read as it is alone, with a line added, taken away or moved at every place of a small one', () => {
    const text =
      'ARG a=1\nFROM a AS b\n# c\nRUN x=1 y > z <<E && \\\n  sh -c "q"\nbody\nE\nONBUILD CMD ["u", "v"]\nENV k v\n';
    const lines = text.split('\n');
    for (let at = 0; at < lines.length; at++) {
      const line = lines[at] ?? '';
      expectSame([
        text,
        lines.toSpliced(at, 0, 'USER u', '').join('\n'),
        text,
        lines.toSpliced(at, 1).join('\n'),
        text,
      ]);
      expectSame([text, [line, ...lines.toSpliced(at, 1)].join('\n'), lines.slice(0, at).join('\n'), text]);
    }
  });

  it.each([
    ['in front of the change', 'FROM a\nRUN b\nRUN c', 'FROM a\nRUN b\nRUN cc'],
    ['behind it', 'FROM a\nRUN c\nRUN b\n', 'FROM a:1\nRUN b\n'],
    ['with a heredoc', 'FROM a\nRUN b <<E\nx\nE\n', '\nFROM a\nRUN b <<E\nx\nE\n'],
  ])('keeps an instruction %s', (_, first, second) => {
    expect(isTaken(first, second, 'RUN b')).toBe(true);
  });

  it.each([
    ['goes on', 'FROM a\nRUN b', 'FROM a\nRUN b \\\nc'],
    ['has a comment inside, which is another place now', 'FROM a\nRUN b \\\n# c\nd\n', 'FROM aa\nRUN b \\\n# c\nd\n'],
    ['is escaped in another way', 'FROM a\nRUN b\n', '# escape=`\nFROM a\nRUN b\n'],
  ])('reads an instruction anew that %s', (_, first, second) => {
    expect(isTaken(first, second, 'RUN b')).toBe(false);
  });

  it('tells that the earlier tree is of no more use, when something was taken out of it', () => {
    const before = parseDockerfile('FROM a\n');
    expect(parseDockerfile('USER b\n', before).instructions).toHaveLength(1);
    expect(before.isOutdated).toBe(false);
    parseDockerfile('FROM a\nUSER b\n', before);
    expect(before.isOutdated).toBe(true);
  });
});
