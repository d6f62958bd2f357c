/** What is remembered is given again for the same, and never for something else. */
import { describe, expect, it } from 'vitest';
import {
  forgetLast,
  keepLast,
  keepLastPair,
  onForget,
  rememberLast,
  rememberLastPair,
} from '../../server/src/text/remember.ts';

describe('rememberLast', () => {
  it('makes an answer once for the same object, and anew for another and for the first one after it', () => {
    let made = 0;
    const answer = rememberLast((about: { readonly name: string }) => `${about.name} ${++made}`);
    const ship = { name: 'ship' };
    expect([answer(ship), answer(ship)]).toEqual(['ship 1', 'ship 1']);
    expect(answer({ name: 'ship' })).toBe('ship 2');
    expect(answer(ship)).toBe('ship 3');
  });

  it('remembers that there is no answer', () => {
    let made = 0;
    const answer = rememberLast((_: object) => {
      made++;
    });
    const ship = {};
    answer(ship);
    answer(ship);
    expect(made).toBe(1);
  });
});

describe('rememberLastPair', () => {
  it('makes an answer anew when either of the two is another', () => {
    let made = 0;
    const answer = rememberLastPair((_first: object, _second: object) => ++made);
    const [ship, port, other] = [{}, {}, {}];
    expect([answer(ship, port), answer(ship, port)]).toEqual([1, 1]);
    expect(answer(ship, other)).toBe(2);
    expect(answer(other, other)).toBe(3);
    expect(answer(ship, port)).toBe(4);
  });
});

describe('forgetLast', () => {
  it('lets go of what was remembered, tells those who remember by themselves, and keeps keys', () => {
    let made = 0;
    let told = 0;
    const make = () => ++made;
    const ship = {};
    const [last, pair, key, pairKey] = [
      rememberLast<object, number>(make),
      rememberLastPair<object, object, number>(make),
      keepLast<string, number>(make),
      keepLastPair<string, string, number>(make),
    ];
    const ask = () => [last(ship), pair(ship, ship), key('ship'), pairKey('ship', 'port')];
    onForget(() => told++);
    expect([ask(), ask()]).toEqual([
      [1, 2, 3, 4],
      [1, 2, 3, 4],
    ]);
    forgetLast();
    expect(told).toBe(1);
    expect(ask()).toEqual([5, 6, 3, 4]);
  });
});
