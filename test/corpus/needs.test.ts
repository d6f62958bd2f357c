/** What a rule says it needs is true: in a file without it, the rule finds nothing even when it is asked. */
import { expect, it } from 'vitest';
import { Requirements, requirementOf, traitsOf } from '../../server/src/analysis/requirements.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { ExampleFiles } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parse.ts';
import { join } from '../../server/src/text/path.ts';
import { analyzerOf } from '../support/check.ts';
import { corpusProjects } from '../support/corpus.ts';
import { root } from '../support/memory-workspace.ts';

const needy = rules.flatMap(rule => (rule.reads === 'dockerfile' && rule.needs ? [rule] : []));
const requirements = new Requirements();
for (const { needs } of needy) requirements.add(requirementOf(needs));
const examples = rules.flatMap(({ id, bad, good }) =>
  [...bad, ...good].map((files, i) => [`${id} ${i}`, files] as const),
);
const projects: readonly (readonly [string, ExampleFiles])[] = [
  ...examples,
  ...corpusProjects().map(({ name, files }) => [name, files] as const),
];

it('has rules to ask', () => {
  expect(needy.length).toBeGreaterThan(50);
});

it.each(projects)('%s', { timeout: 60_000 }, async (_, files) => {
  const analyzer = analyzerOf(files);
  for (const [name, text] of Object.entries(files)) {
    if (fileKind(name) !== 'dockerfile') continue;
    const path = join(root, name);
    const project = await analyzer.project(path);
    const file = parseDockerfile(text);
    const met = new Set(requirements.metBy(traitsOf(file)));
    for (const [place, rule] of needy.entries()) {
      if (met.has(place)) continue;
      expect(
        [...rule.check({ path, file }, project)].map(it => `${rule.id}: ${it.message}`),
        name,
      ).toEqual([]);
    }
  }
});
