import { describe, expect, it } from 'vitest';
import { parseYaml } from '../../../server/src/syntax/yaml/document.ts';
import { spanInScalar } from '../../../server/src/syntax/yaml/scalar-span.ts';
import { slice } from '../../../server/src/text/span.ts';

/** The writing of `part` of the value of `a`. */
function writing(text: string, part: string): string {
  const root = parseYaml(text).documents[0]?.root;
  const node = root?.kind === 'mapping' ? root.entry('a')?.value : undefined;
  if (node?.kind !== 'scalar') throw new Error('no scalar');
  const from = node.source.indexOf(part);
  if (from < 0) throw new Error(`no ${part} in ${JSON.stringify(node.source)}`);
  return slice(text, spanInScalar(text, node, from, from + part.length));
}

describe('spanInScalar', () => {
  it.each([
    ['a: one two', 'two', 'two'],
    ['a: "one two" # c', 'two', 'two'],
    ["a: 'one two'", 'one', 'one'],
    ['a: |\n  one\n  two three\n', 'three', 'three'],
    ['a: |\n  one\n    deep\n  two\n', 'two', 'two'],
    ['a: |\n  one\n    deep\n', '  deep', '  deep'],
    ['a: |2\n    one\n', '  one', '  one'],
    ['a: >-\n  one\n  two\n', 'two', 'two'],
    ['a: one\n  two', 'two', 'two'],
    ['a: "one\n  two"', 'two', 'two'],
    ['a: |\r\n  one\r\n  two\r\n', 'two', 'two'],
    ['a: >-\n  one\n  two\n', 'one two', 'one\n  two'],
    ['a: !override one two', 'two', 'two'],
  ])('in %j %j is %j', (text, part, written) => {
    expect(writing(text, part)).toBe(written);
  });

  it.each([
    ['a: "one\\ttwo"', 'two', '"one\\ttwo"'],
    ["a: 'it''s'", 's', "'it''s'"],
  ])('falls back to the whole scalar where escapes stand: %j', (text, part, written) => {
    expect(writing(text, part)).toBe(written);
  });
});
