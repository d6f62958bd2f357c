/**
 * Every rule on every real file: none throws, every fix mends what it is offered for and breaks nothing, every finding
 * can be suppressed where it stands. How often each rule speaks is kept in `counts.tsv`, so that a change of a rule
 * shows its effect as a diff; `UPDATE=1` writes it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules/index.ts';
import { checkProject } from '../support/check.ts';
import { corpusProjects, hasCorpus } from '../support/corpus.ts';

const countsPath = join(dirname(fileURLToPath(import.meta.url)), 'counts.tsv');
const counts = new Map<string, number>();

describe.skipIf(!hasCorpus)('every rule on the corpus', () => {
  for (const { name, files } of corpusProjects()) {
    it(name, { timeout: 600_000 }, async () => {
      const { found, mistakes } = await checkProject(files);
      for (const { rule } of found) counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
      expect(mistakes).toEqual([]);
    });
  }

  it('each rule speaks as often as counts.tsv says', () => {
    const text = rules.map(({ id }) => `${id}\t${counts.get(id) ?? 0}\n`).join('');
    if (process.env['UPDATE'] === '1') writeFileSync(countsPath, text);
    expect(text, 'UPDATE=1 rewrites the file').toBe(readFileSync(countsPath, 'utf8'));
  });

  afterAll(() => counts.clear());
});
