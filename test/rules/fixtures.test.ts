/** Runs every Markdown fixture of `test/rules` and `test/features`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { rules } from '../../server/src/rules/index.ts';
import { checkFixture, type Rewrite, switchedOn } from '../support/check.ts';
import { type Fixture, readFixtures } from '../support/fixture.ts';

const here = dirname(fileURLToPath(import.meta.url));
const isUpdate = process.env['UPDATE'] === '1';

/** What each test is made of → its name; two equal ones prove no more than one. */
const known = new Map<string, string>();

for (const folder of [here, join(here, '../features')]) {
  for (const path of markdownIn(folder)) describeFile(folder, path);
}

function describeFile(folder: string, path: string): void {
  const id = relative(folder, path).replace(/\.md$/, '').replaceAll('\\', '/');
  const rule = folder === here ? rules.find(it => it.id === id) : undefined;
  const markdown = readFileSync(path, 'utf8');
  const rewrites: Rewrite[] = [];

  describe(`${folder === here ? 'rules' : 'features'}/${id}`, () => {
    const tests = testsIn(markdown);
    for (const test of tests) {
      it(`${test.title} (line ${test.line})`, async () => {
        refuseTwin(test, `${id}: ${test.title}`);
        rewrites.push(...(await checkFixture(test, { config: { rules: switchedOn(rule) }, rule, isUpdate })));
      });
    }
    if (folder === here) {
      it('shows the rule speaking, and the rule silent', () => {
        expect(rule, `no rule is called ${id}`).toBeDefined();
        const speaks = (test: Fixture) => test.files.some(file => file.markers.some(it => it.expects?.rule === id));
        expect(tests.some(speaks), 'a test in which it speaks').toBe(true);
        expect(tests.every(speaks), 'only tests in which it speaks').toBe(false);
      });
    }
    if (rule && rule.fix !== 'none') {
      it('shows what its fix changes', () => {
        expect(tests.some(test => test.afters.length > 0)).toBe(true);
      });
    }
    afterAll(() => {
      if (rewrites.length > 0) writeFileSync(path, rewritten(markdown, rewrites));
    });
  });
}

/** A file that cannot be read fails by its own name and leaves the others alone. */
function testsIn(markdown: string): readonly Fixture[] {
  try {
    return readFixtures(markdown);
  } catch (error) {
    it('can be read', () => {
      throw error;
    });
    return [];
  }
}

function refuseTwin(test: Fixture, name: string): void {
  const key = JSON.stringify([test.files.map(({ path, text }) => [path, text]), test.cursor]);
  const twin = known.get(key);
  if (twin !== undefined) throw new Error(`The same files stand in "${twin}"`);
  known.set(key, name);
}

function rewritten(markdown: string, rewrites: readonly Rewrite[]): string {
  const lines = markdown.split('\n');
  for (const { fence, lines: wanted } of rewrites.toSorted((a, b) => b.fence.from - a.fence.from))
    lines.splice(fence.from, fence.to - fence.from, ...wanted);
  return lines.join('\n');
}

function markdownIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.md'))
      .sort()
      .map(path => join(folder, path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
