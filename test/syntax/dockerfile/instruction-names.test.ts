/** The catalogue of instructions and the parser know the same instructions and directives. */
import { describe, expect, it } from 'vitest';
import { directives, instructionEntry, instructions } from '../../../server/src/catalog/instructions.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';

describe('the catalogue of instructions', () => {
  it('holds what the parser knows, in order', () => {
    const names = instructions.map(entry => entry.name);
    expect(names).toEqual([...names].sort());
    const parsed = parseDockerfile(names.map(name => `${name.toLowerCase()} x\n`).join(''));
    expect(parsed.instructions.map(it => it.name)).toEqual(names);
    expect(names).toHaveLength(18);
  });

  it('says something about everything it holds', () => {
    for (const { name, syntax, description, flags, documentation } of instructions) {
      expect(syntax.every(line => line.startsWith(name))).toBe(true);
      expect(description.endsWith('.')).toBe(true);
      expect(documentation).toMatch(/^https:\/\/docs\.docker\.com\/reference\/dockerfile\/#[a-z-]+$/);
      for (const flag of flags) expect(flag.description.length).toBeGreaterThan(20);
      expect(new Set(flags.map(flag => flag.name)).size).toBe(flags.length);
    }
  });

  it('finds an entry in any case', () => {
    expect(instructionEntry('Copy')?.name).toBe('COPY');
    expect(instructionEntry('COPYY')).toBeUndefined();
  });

  it('holds the directives that the parser knows', () => {
    const head = directives.map(it => `# ${it.name}=${it.values[0]}\n`).join('');
    expect(parseDockerfile(head).directives.map(it => it.name.value)).toEqual(directives.map(it => it.name));
  });
});
