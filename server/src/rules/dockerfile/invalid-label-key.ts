import type { Dockerfile, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { platformArguments, scopeAt } from '../../syntax/dockerfile/variables.ts';
import { replace } from '../../text/edit.ts';
import { slice } from '../../text/span.ts';
import { allLabelsOf, isVariable } from '../labels.ts';
import { type Finding, rule } from '../rule.ts';

export const invalidLabelKey = rule({
  id: 'dockerfile/invalid-label-key',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['LABEL'] },
  aka: ['hadolint:DL3048'],
  summary: 'A label key breaks Docker’s guidelines for keys',
  why: 'Tools search images by label and expect keys of lower-case letters, digits and single separators. Some namespaces belong to Docker, which may give such a label another meaning.',
  bad: [
    { Dockerfile: 'FROM debian:13\nLABEL Maintainer="Ada"\n' },
    { Dockerfile: 'FROM debian:13\nLABEL com.docker.team="ops"\n' },
    { Dockerfile: 'FROM debian:13\nLABEL 1st="yes"\n' },
    { Dockerfile: 'FROM debian:13\nLABEL org..example="yes"\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nLABEL org.opencontainers.image.base.name="debian" com.example/build-no=7\n' },
    { Dockerfile: 'FROM debian:13\nARG PREFIX\nLABEL ${PREFIX}.Name="x"\n' },
  ],
  references: ['https://docs.docker.com/engine/manage-resources/labels/#key-format-recommendations'],

  check({ file }) {
    const findings: Finding[] = [];
    let keys: ReadonlySet<string> | undefined;
    for (const { instruction, pair } of allLabelsOf(file)) {
      const { key } = pair;
      if (isPlainKey(key.value)) continue;
      if (isVariable(key.value) && !isUnset(key.value, instruction, file)) continue;
      const problem = problemOf(key.value);
      if (problem === undefined) continue;
      const lower = key.value.toLowerCase();
      keys ??= new Set(allLabelsOf(file).map(it => it.pair.key.value));
      const inLowerCase = slice(file.text, key.span).toLowerCase();
      const canWrite = problemOf(lower) === undefined && !keys.has(lower) && inLowerCase.includes(lower);
      findings.push({
        at: key.span,
        message: `The label key "${key.value}" ${problem}`,
        fixes: canWrite
          ? [{ title: `Change to "${lower}"`, safety: 'suggestion', edits: [replace(key.span, inLowerCase)] }]
          : [],
      });
    }
    return findings;
  },
});

/** Its variables are set nowhere, so that the dollar sign is what its author wants to see in the key, or a slip. */
function isUnset(key: string, instruction: Instruction, file: Dockerfile): boolean {
  if (/%%|\{\{|@@/.test(key)) return false;
  const scope = scopeAt(file, instruction.span.start);
  const names = [...key.matchAll(/\$\{?(\w+)/g)].map(([, name = '']) => name);
  return names.every(name => scope.find(name) === undefined && !platformArguments.has(name));
}

/** What most keys are: small letters and digits with single dots, dashes or underscores in between. */
function isPlainKey(key: string): boolean {
  return /^[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*$/.test(key) && !reserved.test(key);
}

const reserved = /^(?:com\.docker|io\.docker|org\.dockerproject)\./i;

/** Completes “The label key … ”; undefined when nothing is wrong with it. */
function problemOf(key: string): string | undefined {
  if (reserved.test(key))
    return 'lies in a namespace that Docker keeps for itself; take your own domain, written backwards';
  if (/[A-Z]/.test(key)) return 'has capitals, but tools expect lower case; write it in small letters';
  if (/[^a-z0-9._/-]/.test(key))
    return 'holds more than letters, digits, dots, hyphens, underscores and slashes; leave the others out';
  if (!/^[a-z]/.test(key)) return 'does not start with a letter; put one in front';
  if (!/[a-z0-9]$/.test(key)) return 'ends in a separator; leave it out';
  if (/\.\.|--/.test(key)) return 'has two dots or two hyphens in a row; one is enough';
  return undefined;
}
