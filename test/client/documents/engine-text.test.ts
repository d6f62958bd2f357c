import { expect, it } from 'vitest';
import { engineText, type KnownText } from '../../../client/src/documents/engine-text.ts';

/** Readings that the test answers one by one. */
function readings() {
  const open: { resolve(text: string): void; reject(error: unknown): void }[] = [];
  const seen: KnownText[] = [];
  const failures: unknown[] = [];
  const text = engineText({
    first: 'one',
    read: () => new Promise<string>((resolve, reject) => open.push({ resolve, reject })),
    isGone: error => error === 'gone',
    onDidChange: now => seen.push(now),
    onFailure: error => failures.push(error),
  });
  const settled = () => new Promise(resolve => setImmediate(resolve));
  return { text, open, seen, failures, settled };
}

it('is read once at a time, and once more however often it changed meanwhile', async () => {
  const { text, open, seen, settled } = readings();
  text.readAgain();
  text.readAgain();
  text.readAgain();
  expect(open).toHaveLength(1);
  open[0]?.resolve('two');
  await settled();
  expect(open).toHaveLength(2);
  open[1]?.resolve('three');
  await settled();
  expect(open).toHaveLength(2);
  expect(seen.map(it => it.text)).toEqual(['two', 'three']);
  text.readAgain();
  expect(open).toHaveLength(3);
});

it('tells nobody of a text that stayed the same', async () => {
  const { text, open, seen, settled } = readings();
  text.readAgain();
  open[0]?.resolve('one');
  await settled();
  expect(seen).toEqual([]);
});

it('keeps the last text of what is gone, and forgets that when it is back', async () => {
  const { text, open, settled } = readings();
  text.readAgain();
  open[0]?.reject('gone');
  await settled();
  expect(text.known).toEqual({ text: 'one', isGone: true });
  text.readAgain();
  open[1]?.resolve('again');
  await settled();
  expect(text.known).toEqual({ text: 'again', isGone: false });
});

it('keeps its text when a reading fails, says so, and can be read again', async () => {
  const { text, open, seen, failures, settled } = readings();
  text.readAgain();
  open[0]?.reject(new Error('no answer'));
  await settled();
  expect(failures).toEqual([new Error('no answer')]);
  expect([text.known.text, seen.length]).toEqual(['one', 0]);
  text.readAgain();
  expect(open).toHaveLength(2);
});
