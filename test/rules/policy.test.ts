/** What holds for every rule: names, words, and agreement with the catalogue. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules/index.ts';
import { expectedRule, hasCatalogue } from './catalogue.ts';

const here = dirname(fileURLToPath(import.meta.url));

describe('the list of rules', () => {
  it('is sorted by id and holds each once', () => {
    const ids = rules.map(rule => rule.id);
    expect(ids).toEqual([...new Set(ids)].sort());
  });

  it('gives a code of another tool to one rule only, apart from codes that tool uses for several things', () => {
    const owners = new Map<string, string[]>();
    for (const { id, aka = [] } of rules) for (const code of aka) owners.set(code, [...(owners.get(code) ?? []), id]);
    const shared = [...owners].filter(([code, ids]) => ids.length > 1 && !severalThings.has(code));
    expect(shared).toEqual([]);
  });
});

/** Codes under which the peer reports what are different mistakes to us. */
const severalThings = new Set([
  'buildkit:MultipleInstructionsDisallowed',
  'checkov:CKV_DOCKER_7',
  'dclint:invalid-schema',
  'dclint:invalid-yaml',
  'dockerfile-utils:INVALID_PORT',
  'dockerfile-utils:MULTIPLE_INSTRUCTIONS',
  'kics:ce76b7d0',
  'trivy:DS-0001',
  'trivy:DS-0002',
]);

describe.each(rules.map(rule => [rule.id, rule] as const))('%s', (id, rule) => {
  it('has an id that names the bad pattern, and files of that name', () => {
    expect(id).toMatch(/^(?:dockerfile|compose|project|balena)\/[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/);
    expect(id).not.toMatch(/\/(?:no|use|prefer|require|avoid)-/);
    expect(existsSync(join(here, '../../server/src/rules', `${id}.ts`)), 'rule file').toBe(true);
    expect(existsSync(join(here, `${id}.md`)), 'fixture file').toBe(true);
  });

  it('has words', () => {
    for (const words of [rule.summary, rule.why]) {
      expect(words.trim()).toBe(words);
      expect(words.length).toBeGreaterThan(15);
    }
    expect(rule.summary).not.toMatch(/[.\n]$|\n/);
    expect(rule.why).toMatch(/\.$/);
    expect(rule.since).toMatch(/^\d+\.\d+\.\d+$/);
    for (const reference of rule.references) expect(reference).toMatch(/^https:\/\/\S+$/);
    for (const code of rule.aka ?? [])
      expect(code).toMatch(/^(?:hadolint|buildkit|dockerfile-utils|dclint|kics|checkov|trivy):\S+$/);
  });

  it('speaks only in the dialect its area says', () => {
    if (id.startsWith('balena/')) expect(rule.dialect).toBe('balena');
  });
});

/** Rules with fixes where the catalogue plans none: ShellCheck's own fixes are offered, as its issue asks. */
const beyondTheTable: ReadonlySet<string> = new Set(['dockerfile/shellcheck-finding']);

describe.skipIf(!hasCatalogue)('the catalogue of rules agrees', () => {
  it.each(rules.map(rule => [rule.id, rule] as const))('with %s', (id, rule) => {
    const planned = expectedRule(id);
    expect(planned, `${id} is not in the catalogue`).toBeDefined();
    if (!planned) return;
    const { dialect, severities, fix, aka } = planned;
    expect(severities).toContain(rule.severity);
    const own = {
      dialect: rule.dialect,
      fix: beyondTheTable.has(id) ? fix : rule.fix,
      aka: [...(rule.aka ?? [])].sort(),
    };
    expect(own).toEqual({ dialect, fix, aka: [...aka].sort() });
  });
});
