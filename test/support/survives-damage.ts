/** The tests that every kind of file has to pass, whatever happened to it. */
import fc from 'fast-check';
import { it } from 'vitest';
import { damage, damaged } from './damage.ts';

/** Declares them: `check` fails for a text that is not survived. */
export function itSurvivesDamage<Dialect>(
  texts: readonly { readonly text: string }[],
  dialect: fc.Arbitrary<Dialect>,
  check: (text: string, dialect: Dialect) => Promise<void>,
): void {
  const index = fc.nat({ max: texts.length - 1 });
  const textOf = (i: number): string => texts[i]?.text ?? '';

  it('random edits, cuts, swaps and encodings', async () => {
    const files = fc.array(fc.tuple(index, fc.array(damage, { minLength: 1, maxLength: 6 }), dialect), {
      minLength: 4,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(files, async files => {
        for (const [i, all, it] of files) await check(damaged(textOf(i), all), it);
      }),
    );
  });

  it('every beginning of a file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(index, fc.nat(), dialect), { minLength: 8, maxLength: 8 }), async cuts => {
        for (const [i, at, it] of cuts) await check(textOf(i).slice(0, at % (textOf(i).length + 1)), it);
      }),
    );
  });

  it('lines of two files mixed', async () => {
    const order = fc.array(fc.nat({ max: 1_000 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(index, index, order, dialect, async (a, b, order, it) => {
        const lines = `${textOf(a)}\n${textOf(b)}`.split('\n');
        await check(order.map(at => lines[at % lines.length]).join('\n'), it);
      }),
    );
  });
}
