// What the page of a topology is told after it has been told everything once: little, and enough.
import { describe, expect, it } from 'vitest';
import { changeOf, withChange } from '../../../client/src/webviews/list-change.ts';
import {
  type PagePart,
  pictureOf,
  type TopologyPicture,
  topologyChanges,
  withChanges,
} from '../../../client/src/webviews/topology-changes.ts';
import { type Answered, afterAnswer, newPage, toldOf } from '../../../client/src/webviews/topology-page.ts';
import { topologyPicture } from '../../../server/src/pictures/topology/topology-picture.ts';
import { manyServices } from '../../topology/many-services.ts';
import { topologyIn } from '../../topology/topology-in.ts';

describe('A change of a list', () => {
  const same = (a: string, b: string) => a === b;
  it.each([
    ['abcd', 'abcd', undefined],
    ['abcd', 'abxd', { at: 2, removed: 1, added: ['x'] }],
    ['abcd', 'axcy', { at: 1, removed: 3, added: ['x', 'c', 'y'] }],
    ['aaa', 'aaaa', { at: 3, removed: 0, added: ['a'] }],
    ['aaaa', 'aaa', { at: 3, removed: 1, added: [] }],
    ['abc', 'bc', { at: 0, removed: 1, added: [] }],
    ['', 'ab', { at: 0, removed: 0, added: ['a', 'b'] }],
    ['ab', '', { at: 0, removed: 2, added: [] }],
  ])('%s → %s', (before, after, expected) => {
    const change = changeOf([...before], [...after], same);
    expect(change).toEqual(expected);
    expect(withChange([...before], change).join('')).toBe(after);
  });
});

const part = (id: string, more: Partial<PagePart> = {}): PagePart => {
  return { id, name: id, words: [], findings: [], canOpen: true, ...more };
};
const picture = (more: Partial<TopologyPicture> = {}): TopologyPicture => {
  const svg = ['<svg width="9">', '<g a="1"/>', '<g b="1"/>', '</svg>'];
  return { svg, notices: [], outline: [{ id: 'a', text: 'a', items: [] }], parts: [part('a'), part('b')], ...more };
};

describe('The next picture of a topology', () => {
  it('is told without the places, which move with every line', () => {
    const place = { uri: 'u', range: { start: { line: 1, character: 2 }, end: { line: 1, character: 5 } } };
    const known = { id: 'a', name: 'a', words: [], findings: [] };
    const answer = {
      kind: 'drawn',
      name: 'n',
      svg: [],
      notices: [],
      outline: [],
      parts: [{ ...known, place }, known],
    } as const;
    expect(pictureOf(answer).parts).toEqual([part('a'), part('a', { canOpen: false })]);
  });

  it('is told by what became another, and is whole again at the other end', () => {
    const before = picture();
    const after = picture({
      svg: ['<svg width="9">', '<g a="1"/>', '<g b="2"/>', '<g c="1"/>', '</svg>'],
      notices: ['more'],
      parts: [part('a'), part('b', { words: ['w'] })],
    });
    const changes = topologyChanges(before, after);
    expect(changes).toEqual({
      svg: { at: 2, removed: 1, added: ['<g b="2"/>', '<g c="1"/>'] },
      notices: ['more'],
      parts: { at: 1, removed: 1, added: [part('b', { words: ['w'] })] },
    });
    expect(withChanges(before, changes)).toEqual(after);
    expect(topologyChanges(after, after)).toEqual({});
  });

  it('is small after a key in a file of 20 services', async () => {
    const text = manyServices(20);
    const drawn = async (of: string): Promise<TopologyPicture> => {
      const { pieces, shown } = topologyPicture(await topologyIn(of), { for: 'panel' });
      const parts = shown.services.map(({ id, name, words }) => part(id, { name, words }));
      return picture({ svg: pieces, parts });
    };
    const [before, after] = [await drawn(text), await drawn(text.replace('example/s7:1', 'example/s7:12'))];
    const changes = topologyChanges(before, after);
    expect(changes.svg).toMatchObject({ removed: 1, added: [expect.stringContaining('example/s7:12')] });
    expect(JSON.stringify(changes).length).toBeLessThan(JSON.stringify(after).length / 10);
    expect(withChanges(before, changes)).toEqual(after);
  });
});

describe('The page of a topology', () => {
  const drawn = (of: TopologyPicture): Answered => ({ kind: 'picture', picture: of });
  const refused: Answered = { kind: 'problem', message: 'No.' };
  const other = picture({ notices: ['other'] });

  it('is told all of the first picture, unless it came with that', () => {
    expect(toldOf(newPage(undefined), drawn(other))).toEqual(drawn(other));
    expect(toldOf(newPage(drawn(other)), drawn(other))).toBeUndefined();
    expect(toldOf(newPage(drawn(picture())), drawn(other))).toEqual({
      kind: 'changes',
      changes: { notices: ['other'] },
    });
    expect(toldOf(newPage(refused), drawn(other))).toEqual(drawn(other));
  });

  it('keeps the last picture below a problem, and is told when that is over', () => {
    const shown = newPage(drawn(picture()));
    expect(toldOf(shown, refused)).toEqual(refused);
    const troubled = afterAnswer(shown, refused);
    expect(toldOf(troubled, refused)).toBeUndefined();
    expect(toldOf(troubled, drawn(picture()))).toEqual({ kind: 'changes', changes: {} });
    expect(afterAnswer(troubled, drawn(picture()))).toEqual(shown);
  });
});
