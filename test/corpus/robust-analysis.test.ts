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
import { dockerfileTexts, longDockerfile } from '../support/dockerfile-texts.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';
import { processorTime } from '../support/processor-time.ts';
import { itSurvivesDamage } from '../support/survives-damage.ts';

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

describe('the analysis survives', () => {
  itSurvivesDamage(texts, dialect, check);

  it('any characters', async () => {
    const anything = fc.array(fc.nat({ max: 0xffff }), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(anything, dialect, (codes, dialect) =>
        check(`FROM a\n${String.fromCharCode(...codes)}`, dialect),
      ),
    );
  });

  it('a file of 6,000 lines', () => check(longDockerfile(6_000), 'auto'));
});
