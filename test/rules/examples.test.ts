/** Runs each rule alone on the examples its page shows: one finding in each bad one, none in each good one. */
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules/index.ts';
import type { Fix } from '../../server/src/rules/rule.ts';
import { checkRuleFixes, findingsOfRule } from '../support/check.ts';
import { expectedRule } from './catalogue.ts';

describe.each(rules.map(rule => [rule.id, rule] as const))('%s', (_, rule) => {
  it('has exactly one finding in each bad example', async () => {
    expect(rule.bad.length).toBeGreaterThan(0);
    const severities = expectedRule(rule.id)?.severities;
    for (const files of rule.bad) {
      const found = await findingsOfRule(rule, files);
      expect(
        found.map(([, it]) => it.message),
        JSON.stringify(files),
      ).toHaveLength(1);
      const [, finding] = found[0] ?? [];
      if (finding && severities && rule.severity !== 'off') expect(severities).toContain(finding.severity);
    }
  });

  it('has none in each good example', async () => {
    expect(rule.good.length).toBeGreaterThan(0);
    for (const files of rule.good) {
      const messages = (await findingsOfRule(rule, files)).map(([, it]) => it.message);
      expect(messages, JSON.stringify(files)).toEqual([]);
    }
  });

  it('says truly whether it has a fix', async () => {
    const fixes: Fix[] = [];
    for (const files of rule.bad) fixes.push(...(await checkRuleFixes(rule, files)));
    const best = fixes.some(it => it.safety === 'safe') ? 'safe' : fixes.length > 0 ? 'suggestion' : 'none';
    expect(best).toBe(rule.fix);
  });
});
