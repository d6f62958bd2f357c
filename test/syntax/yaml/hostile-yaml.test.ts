/** Text that is made to hurt: the reader answers with a problem, in bounded time and without throwing. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../server/src/syntax/yaml/document.ts';
import type { YamlFile, YamlNode } from '../../../server/src/syntax/yaml/node.ts';
import { maxYamlExpandedNodes } from '../../../server/src/text/limits.ts';
import { processorTime } from '../../support/processor-time.ts';

/** Visits all there is, as a careless rule would; the number of nodes. */
function walk(file: YamlFile): number {
  let count = 0;
  const visit = (node: YamlNode): void => {
    count++;
    if (node.span.start > node.span.end || node.span.end > file.text.length) throw new Error('span outside the text');
    if (node.kind === 'mapping') for (const entry of node.entries) visit(entry.value);
    if (node.kind === 'sequence') for (const item of node.items) visit(item);
  };
  for (const { root } of file.documents) if (root) visit(root);
  return count;
}

const laughs = Array.from({ length: 40 }, (_, i) =>
  i === 0 ? 'a0: &a0 x' : `a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`,
).join('\n');

const mergeChain = Array.from({ length: 150 }, (_, i) =>
  i === 0 ? 'a0: &a0 {x: 1}' : `a${i}: &a${i}\n  <<: [*a${i - 1}, *a${i - 1}]\n  k${i}: 1`,
).join('\n');

const wideMerge = `x: &x\n${Array.from({ length: 2_000 }, (_, i) => `  k${i}: 1`).join('\n')}\n${Array.from({ length: 200 }, (_, i) => `y${i}: {<<: *x}`).join('\n')}`;

describe('hostile text', () => {
  it.each([
    ['aliases that multiply', laughs, 'alias-cycle'],
    ['merge keys that multiply', mergeChain, 'alias-cycle'],
    ['one big mapping merged often', wideMerge, 'alias-cycle'],
    ['100,000 open brackets', '['.repeat(100_000), 'too-deep'],
    ['100,000 open braces', '{a: '.repeat(100_000), 'too-deep'],
    ['100,000 nested dashes', '- '.repeat(100_000), 'too-deep'],
    ['explicit keys all the way', '? '.repeat(100_000), 'too-deep'],
    ['stairs of indentation', Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'too-deep'],
    ['10 MB', 'a: 1\n'.repeat(2_000_000), 'too-long'],
    ['a million commas', `[${','.repeat(1_000_000)}`, 'too-long'],
    ['half a million documents', '---\n'.repeat(450_000), 'too-long'],
    ['a million closing brackets', ']'.repeat(1_000_000), 'invalid-yaml'],
    ['NUL', `a: 1\n${'\0'.repeat(1_000)}`, 'binary-file'],
  ])('%s', async (_, text, code) => {
    const look = () => {
      const file = parseYaml(text);
      expect(file.problems.map(problem => problem.code)).toContain(code);
      expect(walk(file)).toBeLessThan(maxYamlExpandedNodes * 2);
    };
    // Far above what it takes (at most two seconds on a slow machine), far below what a blow-up would.
    expect(await processorTime(15_000, look)).toBeLessThan(15_000);
  });

  it('lone surrogates and control characters are text like any other', () => {
    expect(() => walk(parseYaml('a: \ud800\n\udc00: "\ud800"\n\x02\x18\x1f: x'))).not.toThrow();
  });

  it('survives any mixture of YAML’s marks', () => {
    const marks = fc.constantFrom(
      'a',
      ': ',
      ':',
      '- ',
      '\n',
      '  ',
      '\t',
      '#',
      ' #',
      '&a ',
      '*a',
      '!t ',
      '"',
      "'",
      '[',
      ']',
      '{',
      '}',
      ',',
      '|\n',
      '>',
      '? ',
      '---\n',
      '...',
      '%',
      '@',
      '<<: ',
      '\r\n',
      '\0',
      '\ud800',
    );
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 40 }), parts => {
        walk(parseYaml(parts.join('')));
      }),
      { numRuns: 1_000 },
    );
  });
});
