/** What a fence named after a feature is compared with: the feature's answer at the cursor, one line each. */
import type { Analyzer } from '../../server/src/analyzer.ts';

type Answer = (
  analyzer: Analyzer,
  cursor: { readonly path: string; readonly offset: number },
) => Promise<readonly string[]>;

export const featureAnswers: Readonly<Record<string, Answer>> = {
  /** The findings that touch the cursor; what a light bulb there would be about. */
  async findings(analyzer, { path, offset }) {
    const { findings } = await analyzer.findings(path);
    return findings
      .filter(({ at }) => at.start <= offset && offset <= at.end)
      .map(it => `${it.rule.id}: ${it.message}`);
  },
};
