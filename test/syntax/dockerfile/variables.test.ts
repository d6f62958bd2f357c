/** Which variables an instruction sees, and what words come to. */
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { expand, scopeAt } from '../../../server/src/syntax/dockerfile/variables.ts';

/** What the first argument of the last instruction comes to, or the names that keep it from being known. */
function expanded(text: string): string | readonly string[] {
  const file = parseDockerfile(text);
  const last = file.instructions.at(-1);
  const [word] = last?.arguments ?? [];
  if (!last || !word) throw new Error('no word to expand');
  const found = expand(word, scopeAt(file, last.span.start));
  return found.kind === 'known' ? found.value : found.names;
}

describe('a word', () => {
  const head = 'FROM scratch\nARG a=1\nENV b=2 e=\nARG n\n';
  it.each([
    ['USER x$a${b}y', 'x12y'],
    ['USER "$a"\'$b\'\\$a', '1$b$a'],
    ['USER "a\\"b\\c"', 'a"b\\c'],
    ['USER ${n:-d}${e:-d}${e-d}${n-d}', 'ddd'],
    ['USER ${a:+x}${n:+x}${e:+x}${e+x}', 'xx'],
    ['USER ${a:?x}', '1'],
    ['USER ${n:?x}', ['n']],
    ['USER ${e:?x}', ['e']],
    ['USER ${n:-${b}-"$a"}', '2-1'],
    ['USER ${a:-$unknown}', '1'],
    ['USER $n', ['n']],
    ['USER ${a#x}', ['a']],
    ['USER $', '$'],
    ['USER ${a', []],
    ['USER "$a', []],
    ['USER %%BALENA_ARCH%%-$a', ['BALENA_ARCH']],
  ])('%j', (text, expected) => {
    expect(expanded(head + text)).toEqual(expected);
  });

  it('takes the escape character of the file', () => {
    expect(expanded('# escape=`\nFROM scratch\nENV a=1\nUSER `$a\\$a')).toBe('$a\\1');
  });
});

describe('a scope', () => {
  it.each([
    ['global ARGs, in a FROM', 'ARG V=1\nARG W=$V.2\nFROM a:$W', 'a:1.2'],
    ['nothing else, in a FROM', 'FROM a\nENV V=1\nFROM a:${V:-x}', 'a:x'],
    ['the platform, in a FROM, without its value', 'FROM a:$TARGETARCH', ['TARGETARCH']],
    ['global ARGs in a stage only once declared', 'ARG V=1\nFROM scratch\nUSER ${V:-x}', 'x'],
    ['the value of a declared global ARG', 'ARG V=1\nFROM scratch\nARG V\nUSER $V', '1'],
    ['the stage’s own default first', 'ARG V=1\nFROM scratch\nARG V=2\nUSER $V', '2'],
    ['what the parent stage set', 'FROM scratch AS a\nENV V=1\nARG W=2\nFROM a\nUSER $V$W', '12'],
    ['nothing of another stage', 'FROM scratch AS a\nENV V=1\nFROM scratch\nUSER ${V:-x}', 'x'],
    ['only what stands in front', 'FROM scratch\nENV V=1\nENV V=$V$V\nUSER $V', '11'],
    ['one instruction as a whole', 'FROM scratch\nENV V=1\nENV V=2 W=$V\nUSER $W', '1'],
    ['no environment of a base image', 'FROM a\nUSER ${HOME:-x}', ['HOME']],
    [
      'the platform only once declared, without its value',
      'FROM scratch\nARG TARGETARCH\nUSER $TARGETARCH',
      ['TARGETARCH'],
    ],
    ['where an unknown value comes from', 'FROM a\nENV V=$PATH:/x\nUSER $V', ['PATH']],
  ])('sees %s', (_, text, expected) => {
    expect(expanded(text)).toEqual(expected);
  });

  it('lists its variables, the parent’s first, each with its latest value', () => {
    const file = parseDockerfile('FROM scratch AS a\nENV A=1\nFROM a\nARG B=2\nENV A=3\nUSER x\nENV C=4');
    const scope = scopeAt(file, file.text.indexOf('USER'));
    expect(scope.variables().map(it => [it.name, it.kind, it.state.kind === 'known' && it.state.value])).toEqual([
      ['A', 'ENV', '3'],
      ['B', 'ARG', '2'],
    ]);
    expect(scope.find('A')?.instruction.index).toBe(4);
  });

  it('does not let values grow without end', () => {
    const file = parseDockerfile(`FROM scratch\nENV a=xx\n${'ENV a=$a$a\n'.repeat(100)}USER $a`);
    expect(scopeAt(file, file.text.length - 1).find('a')?.state.kind).toBe('unknown');
  });
});
