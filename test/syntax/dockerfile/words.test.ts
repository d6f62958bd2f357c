/** Flags and arguments, split as BuildKit splits them for each instruction. */
import { describe, expect, it } from 'vitest';
import { one, values } from './one.ts';

describe('arguments', () => {
  it.each([
    ['FROM  a\tAS b ', ['a', 'AS', 'b']],
    ['COPY "a b" c', ['a', 'b', 'c']],
    ['COPY a\\ b c', ['a', 'b', 'c']],
    ['EXPOSE 80 "443"/tcp', ['80', '443/tcp']],
    ['VOLUME /a /b', ['/a', '/b']],
    ['WORKDIR /a b', ['/a b']],
    ['WORKDIR "/a b"', ['/a b']],
    ['USER a:b', ['a:b']],
    ['MAINTAINER A B <c@d>', ['A B <c@d>']],
    ['RUN echo "a b" \'c d\' e\\ f', ['echo', 'a b', 'c d', 'e f']],
    ['ARG a b="c d"', ['a', 'b=c d']],
    ['WHAT "a b"', ['a', 'b']],
    ['COPY C:\\x d', ['C:x', 'd']],
    ['# escape=`\nCOPY C:\\x d`e', ['C:\\x', 'de']],
    ['USER "a\\"b\\c"', ['a"b\\c']],
    ["USER 'a\\'b", ['a\\b']],
    ['USER ${a:-"b"}\\c', ['${a:-"b"}c']],
    ['USER', []],
  ])('of %j', (text, expected) => {
    expect(values(one(text).it.arguments)).toEqual(expected);
  });

  it('keep their raw text and span', () => {
    const { it: instruction, at } = one('RUN a "b c"');
    expect(instruction.arguments.map(word => [word.raw, at(word.span)])).toEqual([
      ['a', 'a'],
      ['"b c"', '"b c"'],
    ]);
    expect(at(instruction.argumentsSpan)).toBe('a "b c"');
  });

  it('that are missing leave an empty span behind keyword and flags', () => {
    expect(one('RUN  \t').it.argumentsSpan).toEqual({ start: 3, end: 3 });
    expect(one('RUN --a  ').it.argumentsSpan).toEqual({ start: 7, end: 7 });
  });

  it.each([
    ['USER "a', '"a'],
    ["ENV a='b", "'b"],
    ['COPY "a b', '"a'],
    ['RUN "a', undefined],
    ['MAINTAINER "a', undefined],
    ['WORKDIR "a"', undefined],
  ])('report an open quote: %j', (text, expected) => {
    const { file, at } = one(text);
    const found = file.problems.map(it => [it.code, at(it.at)]);
    expect(found).toEqual(expected === undefined ? [] : [['unterminated-quote', expected]]);
  });
});

describe('flags', () => {
  it.each([
    ['RUN --mount=type=cache,target=/x --network=none a', { mount: 'type=cache,target=/x', network: 'none' }],
    ['COPY --link --from=b a c', { link: undefined, from: 'b' }],
    ['COPY --chown="a b" c d', { chown: 'a b' }],
    ["COPY --chown='a\\'b' c d", { chown: "a'b" }],
    ['COPY --a= b c', { a: '' }],
    ['COPY --a \\\n --b=c d e', { a: undefined, b: 'c' }],
    ['WHAT --a b', { a: undefined }],
    ['RUN -- --a', {}],
    ['RUN - --a', {}],
    ['RUN a --b', {}],
  ])('of %j', (text, expected) => {
    expect(Object.fromEntries(one(text).it.flags.map(flag => [flag.name.value, flag.value?.value]))).toEqual(expected);
  });

  it('have spans for name and value', () => {
    const { it: instruction, at } = one('COPY --chown="a b" c d');
    const [flag] = instruction.flags;
    expect([at(flag?.span), at(flag?.name.span), at(flag?.value?.span)]).toEqual(['--chown="a b"', 'chown', '"a b"']);
  });

  it('end with the word --', () => {
    expect(values(one('RUN --a -- --b').it.arguments)).toEqual(['--b']);
  });
});

describe('the exec form', () => {
  it.each([
    ['CMD ["a", "b c"]', ['a', 'b c']],
    ['CMD [ ]', []],
    ['RUN ["a\\n\\u00e9\\\\"]', ['a\né\\']],
    ['ENTRYPOINT ["a", \\\n "b"]', ['a', 'b']],
    ['COPY --link ["a b", "c"]', ['a b', 'c']],
    ['HEALTHCHECK --retries=2 CMD ["a"]', ['a']],
    ['SHELL ["a"]  ', ['a']],
    ["CMD ['a']", undefined],
    ['CMD ["a",]', undefined],
    ['CMD ["a"', undefined],
    ['CMD ["a"] b', undefined],
    ['CMD ["\\d"]', undefined],
    ['CMD [1]', undefined],
    ['CMD ["a\tb"]', undefined],
    ['RUN [ -f a ]', undefined],
    ['ENV ["a"]', undefined],
    ['HEALTHCHECK ["a"]', undefined],
  ])('of %j', (text, expected) => {
    expect(values(one(text).it.exec)).toEqual(expected);
  });

  it('makes the elements the arguments, behind CMD of HEALTHCHECK', () => {
    const { it: instruction, at } = one('HEALTHCHECK CMD ["a", "b"]');
    expect(values(instruction.arguments)).toEqual(['CMD', 'a', 'b']);
    expect(instruction.exec?.map(it => at(it.span))).toEqual(['"a"', '"b"']);
  });
});

describe('pairs', () => {
  it.each([
    [
      'ENV a=b c="d e" f=',
      [
        ['a', 'b'],
        ['c', 'd e'],
        ['f', ''],
      ],
    ],
    ['ENV a=b=c', [['a', 'b=c']]],
    ['ENV a b=c "d"', [['a', 'b=c d', 'old']]],
    ['ENV a \\\n b', [['a', 'b', 'old']]],
    ['ENV a', [['a', undefined]]],
    [
      'ENV a=b c',
      [
        ['a', 'b'],
        ['c', undefined],
      ],
    ],
    ['ENV a=b\\ c', [['a', 'b c']]],
    ["ENV a='b \"c'", [['a', 'b "c']]],
    ['LABEL "a.b"="c"', [['a.b', 'c']]],
    ['ARG a', [['a', undefined]]],
    [
      'ARG a b=c',
      [
        ['a', undefined],
        ['b', 'c'],
      ],
    ],
    ['RUN a=b', []],
  ])('of %j', (text, expected) => {
    const found = one(text).it.pairs.map(pair => {
      const words = [pair.key.value, pair.value?.value];
      return pair.legacy ? [...words, 'old'] : words;
    });
    expect(found).toEqual(expected);
  });

  it('have spans; an empty value an empty one behind the equals sign', () => {
    const { it: instruction, at } = one('ENV a="b c" \\\n d= \\\n e=f');
    expect(instruction.pairs.map(it => [at(it.span), at(it.key.span), at(it.value?.span)])).toEqual([
      ['a="b c"', 'a', '"b c"'],
      ['d=', 'd', ''],
      ['e=f', 'e', 'f'],
    ]);
    expect(instruction.pairs[1]?.value?.span.start).toBe('ENV a="b c" \\\n d='.length);
  });
});

describe('ONBUILD', () => {
  it('holds the instruction behind it', () => {
    const { it: instruction, at } = one('ONBUILD copy --link $a \\\n b');
    const { trigger } = instruction;
    expect([trigger?.name, trigger?.index, values(trigger?.arguments)]).toEqual(['COPY', 0, ['$a', 'b']]);
    expect(at(trigger?.span)).toBe('copy --link $a \\\n b');
    expect([trigger?.variables.length, instruction.variables.length]).toEqual([1, 0]);
    expect(trigger?.flags.map(it => it.name.value)).toEqual(['link']);
  });

  it('has none when nothing follows, and a second ONBUILD has none', () => {
    expect(one('ONBUILD').it.trigger).toBeUndefined();
    expect(one('ONBUILD ONBUILD RUN a').it.trigger?.trigger).toBeUndefined();
  });
});
