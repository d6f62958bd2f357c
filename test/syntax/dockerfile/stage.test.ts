/** Stages: what they are based on and called, and what belongs to them. */
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { slice } from '../../../server/src/text/span.ts';

describe('stages', () => {
  const text =
    'ARG V=1\nFROM --platform=linux/arm64 node:$V AS Build\nRUN a\n\nFROM build as b\nFROM 0\nFROM\nFROM x AS';
  const file = parseDockerfile(text);

  it('have base, name, platform and parent', () => {
    expect(
      file.stages.map(it => [it.base?.value, it.name?.value, it.platform?.value?.value, it.parent?.index]),
    ).toEqual([
      ['node:$V', 'Build', 'linux/arm64', undefined],
      ['build', 'b', undefined, 0],
      ['0', undefined, undefined, undefined],
      [undefined, undefined, undefined, undefined],
      ['x', undefined, undefined, undefined],
    ]);
  });

  it('hold the instructions up to the next FROM; what stands before the first belongs to none', () => {
    expect(file.stages[0]?.instructions.map(it => it.name)).toEqual(['RUN']);
    expect(file.stages[0] && slice(text, file.stages[0].span).endsWith('RUN a')).toBe(true);
    expect(file.globalArguments.map(it => it.pairs[0]?.key.value)).toEqual(['V']);
  });

  it('are found by name without case, or by number', () => {
    expect(['BUILD', '1', 'b', '9', 'x', '-1', '1e0'].map(name => file.stage(name)?.index)).toEqual([
      0,
      1,
      1,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('of the same name: the later one counts for what follows', () => {
    const twice = parseDockerfile('FROM a AS x\nFROM x AS x\nFROM x');
    expect(twice.stages.map(it => it.parent?.index)).toEqual([undefined, 0, 1]);
    expect(twice.stage('x')?.index).toBe(1);
  });
});
