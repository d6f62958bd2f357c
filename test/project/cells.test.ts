import { expect, test } from 'vitest';
import { after, createCells, type Reads } from '../../server/src/project/cells.ts';

/** A small program over two inputs: sums of digits, so that different texts can give equal answers. */
function program() {
  const inputs = new Map([
    ['a', '12'],
    ['b', '3'],
  ]);
  const computed: string[] = [];
  const cells = createCells(key => computed.push(key));
  const input = (reads: Reads, name: string) => reads.get(`input:${name}`, async () => inputs.get(name) ?? '');
  const sum = (reads: Reads, name: string) =>
    reads.get(`sum:${name}`, async reads => [...(await input(reads, name))].reduce((n, digit) => n + Number(digit), 0));
  const total = (reads: Reads) => reads.get('total', async reads => (await sum(reads, 'a')) + (await sum(reads, 'b')));
  return {
    cells,
    total: () => total(cells),
    sum: (name: string) => sum(cells, name),
    set(name: string, value: string) {
      inputs.set(name, value);
      return cells.invalidate([`input:${name}`]);
    },
    takeComputed: () => computed.splice(0),
  };
}

test('an answer is computed once', async () => {
  const it = program();
  expect(await it.total()).toBe(6);
  expect(it.takeComputed()).toEqual(['total', 'sum:a', 'input:a', 'sum:b', 'input:b']);
  expect(await it.total()).toBe(6);
  expect(it.takeComputed()).toEqual([]);
});

test('a change computes only what read it', async () => {
  const it = program();
  await it.total();
  it.takeComputed();
  expect(it.set('b', '4')).toEqual(expect.arrayContaining(['input:b', 'sum:b', 'total']));
  expect(await it.sum('a')).toBe(3);
  expect(it.takeComputed()).toEqual([]);
  expect(await it.total()).toBe(7);
  expect(it.takeComputed()).toEqual(['input:b', 'sum:b', 'total']);
});

test('an equal value stops the change', async () => {
  const it = program();
  await it.total();
  it.takeComputed();
  it.set('a', '21');
  expect(await it.total()).toBe(6);
  expect(it.takeComputed()).toEqual(['input:a', 'sum:a']);
});

test('a second change of the same input reports nothing new', async () => {
  const it = program();
  await it.total();
  it.set('a', '1');
  expect(it.set('a', '2')).toEqual([]);
  expect(await it.total()).toBe(5);
});

test('those who ask at the same time wait for one computation', async () => {
  const it = program();
  expect(await Promise.all([it.total(), it.total(), it.sum('a')])).toEqual([6, 6, 3]);
  expect(it.takeComputed().filter(key => key === 'sum:a')).toHaveLength(1);
});

test('a change while an answer is computed is not lost', async () => {
  const cells = createCells();
  let value = 1;
  let release = () => {};
  const gate = new Promise<void>(resolve => {
    release = resolve;
  });
  const input = (reads: Reads) => reads.get('input', async () => value);
  const slow = (reads: Reads) =>
    reads.get('slow', async reads => {
      const read = await input(reads);
      await gate;
      return read;
    });
  const first = slow(cells);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  value = 2;
  cells.invalidate(['input']);
  release();
  await first;
  expect(await slow(cells)).toBe(2);
});

test('whoever asks after a change is not given the answer that was being computed before it', async () => {
  const cells = createCells();
  let value = 1;
  const gates: (() => void)[] = [];
  const input = (reads: Reads) => reads.get('input', async () => value);
  const slow = (reads: Reads) =>
    reads.get('slow', async reads => {
      const read = await input(reads);
      await new Promise<void>(resolve => {
        gates.push(resolve);
      });
      return read;
    });
  const turn = () => new Promise<void>(resolve => void setImmediate(resolve));
  const before = slow(cells);
  await turn();
  value = 2;
  cells.invalidate(['input']);
  const after = slow(cells);
  const reader = cells.get('reader', slow);
  gates.shift()?.();
  await turn();
  expect(gates).toHaveLength(1);
  gates.shift()?.();
  expect(await Promise.all([before, after, reader])).toEqual([1, 2, 2]);
});

test('what is in doubt follows every further change of its inputs', async () => {
  const it = program();
  await it.total();
  it.set('a', '1');
  it.set('b', '1');
  it.set('a', '5');
  expect(await it.sum('b')).toBe(1);
  expect(await it.total()).toBe(6);
  it.takeComputed();
  expect(it.set('b', '2')).toEqual(expect.arrayContaining(['sum:b', 'total']));
  expect(await it.total()).toBe(7);
});

test('a failed computation is tried again', async () => {
  const cells = createCells();
  let fails = true;
  const answer = () =>
    cells.get('answer', async () => {
      if (fails) throw new Error('no disk');
      return 1;
    });
  await expect(answer()).rejects.toThrow('no disk');
  fails = false;
  expect(await answer()).toBe(1);
});

test('a noted cell is an input', async () => {
  const cells = createCells();
  let value = 1;
  const input = () => cells.get('input', async () => value);
  const reader = () =>
    cells.get('reader', async reads => {
      const read = await input();
      reads.note('input');
      return read;
    });
  expect(await reader()).toBe(1);
  value = 2;
  expect(cells.invalidate(['input'])).toContain('reader');
  expect(await reader()).toBe(2);
});

test('who no longer asks for an input is not told of its changes, and those beside it still are', async () => {
  let isAsking = true;
  const cells = createCells();
  const shared = (reads: Reads) => reads.get('shared', async () => ({}));
  const flag = (reads: Reads) => reads.get('flag', async () => ({}));
  const always = (reads: Reads, key: string) => reads.get(key, shared);
  const sometimes = (reads: Reads) =>
    reads.get('sometimes', async reads => {
      await flag(reads);
      return isAsking && shared(reads);
    });
  const all = async () => {
    await always(cells, 'first');
    await sometimes(cells);
    await always(cells, 'second');
    await always(cells, 'third');
  };
  await all();
  expect([...cells.invalidate(['shared'])].sort()).toEqual(['first', 'second', 'shared', 'sometimes', 'third']);
  await all();
  isAsking = false;
  cells.invalidate(['flag']);
  await all();
  for (let i = 0; i < 2; i++) {
    expect([...cells.invalidate(['shared'])].sort()).toEqual(['first', 'second', 'shared', 'third']);
    await all();
  }
});

test('what is known is given at once, and what follows from it without waiting', async () => {
  const cells = createCells();
  let text = 'a';
  const input = (reads: Reads) => reads.get('input', async () => text);
  const length = (reads: Reads) => reads.get('length', reads => after(input(reads), it => it.length));
  const isLong = (reads: Reads) => reads.get('is-long', reads => after(length(reads), it => it > 1));
  expect(isLong(cells)).toBeInstanceOf(Promise);
  expect(await isLong(cells)).toBe(false);
  expect(isLong(cells)).toBe(false);
  text = 'ab';
  cells.invalidate(['input']);
  await input(cells);
  expect(isLong(cells)).toBe(true);
});

test('a computation that fails at once is tried again, as an input too', async () => {
  const cells = createCells();
  let fails = false;
  const source = (reads: Reads) => reads.get('source', () => ({}));
  const answer = (reads: Reads) =>
    reads.get('answer', reads =>
      after(source(reads), () => {
        if (fails) throw new Error('no disk');
        return 1;
      }),
    );
  const sum = async () => cells.get('sum', reads => after(answer(reads), it => it + 1));
  expect(await sum()).toBe(2);
  fails = true;
  cells.invalidate(['source']);
  await expect(sum()).rejects.toThrow('no disk');
  await expect(sum()).rejects.toThrow('no disk');
  fails = false;
  expect(await sum()).toBe(2);
});
