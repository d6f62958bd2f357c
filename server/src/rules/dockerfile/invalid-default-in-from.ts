/** FROM that cannot be built without a build argument. */
import type { Dockerfile, Pair, Stage, VariableReference } from '../../syntax/dockerfile/dockerfile.ts';
import { parseImageReference } from '../../syntax/image-reference.ts';
import { insert, replace } from '../../text/edit.ts';
import { judgeBaseName } from '../base-name.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const invalidDefaultInFrom = rule({
  id: 'dockerfile/invalid-default-in-from',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['variable in FROM'] },
  aka: ['buildkit:InvalidDefaultArgInFrom'],
  summary: 'Without build arguments FROM names no image',
  why: 'Whoever builds the file without the right `--build-arg`, as an editor, a scanner or a new colleague does, gets an error instead of an image.',
  bad: [
    { Dockerfile: 'ARG NODE_TAG\nFROM node:$NODE_TAG\n' },
    { Dockerfile: 'ARG BASE\nFROM ${BASE} AS build\n' },
    { Dockerfile: 'ARG SUFFIX=":"\nFROM debian${SUFFIX}\n' },
  ],
  good: [
    { Dockerfile: 'ARG NODE_TAG=22\nFROM node:$NODE_TAG\n' },
    { Dockerfile: 'ARG VARIANT\nFROM node:22${VARIANT}\n' },
    { Dockerfile: 'ARG NODE_TAG\nFROM node:${NODE_TAG:-22}\n' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/invalid-default-arg-in-from/'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const stage of dockerfile.file.stages) {
      const judged = judgeBaseName(stage, dockerfile, project);
      if (judged.kind !== 'broken by defaults' || !stage.base) continue;
      const comesTo = judged.text === '' ? 'nothing' : `"${judged.text}", which is no image`;
      const advice = `give the ARG a default or write \${${judged.variables[0]?.name.value ?? 'NAME'}:-…}`;
      findings.push({
        at: stage.base.span,
        message: judged.isGiven
          ? `Without the build arguments of the Compose file this comes to ${comesTo}; ${advice}`
          : `Without --build-arg this comes to ${comesTo}, and the build fails; ${advice}`,
        severity: judged.isGiven ? 'hint' : undefined,
        // dockerfile-utils speaks only when nothing is left of the name.
        aka: judged.text === '' ? ['buildkit:InvalidDefaultArgInFrom', 'dockerfile-utils:BASE_NAME_EMPTY'] : undefined,
        fixes: () => tagFixes(dockerfile.file, stage, judged.variables),
      });
    }
    return findings;
  },
});

/** Where the tag alone is missing, `latest` makes the image a known one, whatever the right tag is. */
function tagFixes(file: Dockerfile, stage: Stage, variables: readonly VariableReference[]): readonly Fix[] {
  const [variable] = variables;
  if (!variable || variables.length !== 1 || !stage.base || variable.modifier) return [];
  const { tag, repository } = parseImageReference(stage.base.raw);
  const isTag = tag?.value === `$${variable.name.value}` || tag?.value === `\${${variable.name.value}}`;
  if (!isTag || !parseImageReference(stage.base.raw.slice(0, repository.span.end)).isValid) return [];
  const name = variable.name.value;
  const pair = argumentOf(file, name);
  const inFrom: Fix = {
    title: `Write \${${name}:-latest}`,
    safety: 'suggestion',
    edits: [replace(variable.span, `\${${name}:-latest}`)],
  };
  if (!pair || (pair.value && pair.value.value !== '')) return [inFrom];
  const edit = pair.value ? replace(pair.value.span, 'latest') : insert(pair.span.end, '=latest');
  return [{ title: `Give ${name} the default "latest"`, safety: 'suggestion', edits: [edit] }, inFrom];
}

function argumentOf(file: Dockerfile, name: string): Pair | undefined {
  return file.globalArguments.flatMap(it => it.pairs).findLast(it => it.key.value === name);
}
