/**
 * Whatever happens to a Dockerfile, every rule survives it: nothing throws, every place lies in the text, every fix can be
 * applied, and no analysis takes long. On the real files; on the sample and generated ones where those are absent.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer, type FileFindings } from '../../server/src/analyzer.ts';
import { applyEdits, type Edit } from '../../server/src/text/edit.ts';
import { contains, type Span, span } from '../../server/src/text/span.ts';
import { damage, damaged } from '../support/damage.ts';
import { dockerfileTexts, longDockerfile } from '../support/dockerfile-texts.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';
import { processorTime } from '../support/processor-time.ts';

/** Milliseconds within which any file is analysed. */
const limitMs = 250;
const path = '/p/Dockerfile';
const texts = dockerfileTexts();
const dialects = ['auto', 'docker', 'balena'] as const;

function analysed(text: string, dialect: (typeof dialects)[number]): Promise<FileFindings> {
  const config = { ...defaultConfig, allRules: 'on', dialect } as const;
  const log = (message: string): void => {
    throw new Error(message);
  };
  return createAnalyzer(memoryWorkspace({ Dockerfile: text }), config, { log }).findings(path);
}

async function check(text: string, dialect: (typeof dialects)[number]): Promise<void> {
  const time = await processorTime(limitMs, () => analysed(text, dialect));
  expect(time, 'milliseconds of processor time').toBeLessThan(limitMs);
  const whole = span(0, text.length);
  const isInside = (at: Span): boolean => at.start <= at.end && contains(whole, at);
  for (const { rule, at, related = [], fixes = [] } of (await analysed(text, dialect)).findings) {
    if (!isInside(at)) expect.fail(`${rule.id} speaks of ${at.start}–${at.end} of ${text.length}`);
    for (const place of related)
      if (place.path === path && !isInside(place.at)) expect.fail(`${rule.id} relates to a place outside the text`);
    for (const { edits } of fixes) {
      const own = edits.filter((edit): edit is Edit => edit.path === undefined || edit.path === path);
      // Throws when edits overlap or lie outside the text.
      applyEdits(text, own);
    }
  }
}

const dialect = fc.constantFrom(...dialects);
const index = fc.nat({ max: texts.length - 1 });
const textOf = (i: number): string => texts[i]?.text ?? '';

describe('the analysis survives', () => {
  it('random edits, cuts, swaps and encodings', async () => {
    const files = fc.array(fc.tuple(index, fc.array(damage, { minLength: 1, maxLength: 6 }), dialect), {
      minLength: 4,
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(files, async files => {
        for (const [i, all, dialect] of files) await check(damaged(textOf(i), all), dialect);
      }),
    );
  });

  it('every beginning of a file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(index, fc.nat(), dialect), { minLength: 8, maxLength: 8 }), async cuts => {
        for (const [i, at, dialect] of cuts) await check(textOf(i).slice(0, at % (textOf(i).length + 1)), dialect);
      }),
    );
  });

  it('lines of two files mixed', async () => {
    await fc.assert(
      fc.asyncProperty(
        index,
        index,
        fc.array(fc.nat({ max: 1_000 }), { maxLength: 40 }),
        dialect,
        async (a, b, order, it) => {
          const lines = `${textOf(a)}\n${textOf(b)}`.split('\n');
          await check(order.map(at => lines[at % lines.length]).join('\n'), it);
        },
      ),
    );
  });

  it('any characters', async () => {
    const anything = fc.array(fc.nat({ max: 0xffff }), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(anything, dialect, (codes, dialect) =>
        check(`FROM a\n${String.fromCharCode(...codes)}`, dialect),
      ),
    );
  });

  it('a file of 6,000 lines, once the code is warm', async () => {
    for (let seed = 1; seed <= 8; seed++) await check(longDockerfile(600, seed), 'auto');
    await check(longDockerfile(6_000), 'auto');
  });
});
