/** A key of `build.args` that the service's Dockerfile does not declare. */
import { modelOf } from '../../project/compose-model.ts';
import type { DockerfileOf } from '../../project/project.ts';
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { isForeignTemplate } from '../../syntax/dockerfile/foreign-template.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { basename } from '../../text/path.ts';
import { isForTheBuilder } from '../builder-arguments.ts';
import { insertInstructionAfter, keywordCase } from '../dockerfile-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const unknownBuildArg = rule({
  id: 'project/unknown-build-arg',
  reads: 'compose',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: '`build.args` sets an argument that no ARG of the Dockerfile declares',
  why: 'The builder drops the value, with a warning at most: the image is built as if the line were not there.',
  bad: [
    {
      'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      args:\n        NODE_VERSOIN: 24\n',
      Dockerfile: 'ARG NODE_VERSION=22\nFROM node:${NODE_VERSION}-slim\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    build:\n      context: .\n      args:\n        NODE_VERSION: 24\n        HTTP_PROXY: http://proxy:3128\n',
      Dockerfile: 'ARG NODE_VERSION=22\nFROM node:${NODE_VERSION}-slim\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    build:\n      context: ./elsewhere\n      args:\n        NODE_VERSION: 24\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/build/#args',
    'https://docs.docker.com/reference/dockerfile/#arg',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    if (!compose.file.services.some(it => it.build && it.build.args.length > 0)) return findings;
    const seen = new Set<number>();
    for (const { whole, definition, inheritedAt } of modelOf(compose, project).judged) {
      const args = inheritedAt ? undefined : definition.service.build?.args;
      const service = args && args.length > 0 ? project.serviceOf(definition.service) : undefined;
      const found = service && project.dockerfileOf(service);
      if (!args || found?.kind !== 'found') continue;
      const declared = declaredIn(found.file);
      if (!declared) continue;
      for (const { key, keySpan } of args) {
        // A list that several services share is written once; names from variables are not known.
        if (declared.has(key) || key === '' || key.includes('$') || isForTheBuilder(key) || seen.has(keySpan.start))
          continue;
        seen.add(keySpan.start);
        const name = basename(found.path);
        findings.push({
          at: keySpan,
          message: `${name} of service "${whole.name}" declares no ARG "${key}", so the value is dropped; correct the name, or declare it`,
          fixes: () => fixesFor(key, keySpan, declared, found),
        });
      }
    }
    return findings;
  },
});

type Found = Extract<DockerfileOf, { kind: 'found' }>;

function fixesFor(key: string, at: Finding['at'], declared: ReadonlySet<string>, found: Found): readonly Fix[] {
  const fixes: Fix[] = [];
  const meant = closest(key, [...declared], it => it);
  if (meant !== undefined) {
    fixes.push({ title: `Change to "${meant}"`, safety: 'suggestion', edits: [replace(at, meant)] });
  }
  const { stage, file, path } = found;
  if (stage && /^[A-Za-z_]\w*$/.test(key)) {
    const edit = insertInstructionAfter(file, stage.from, `${keywordCase(file, 'ARG')} ${key}`);
    fixes.push({ title: `Declare it in ${basename(path)}`, safety: 'suggestion', edits: [{ ...edit, path }] });
  }
  return fixes;
}

/** The names of all ARGs; undefined where more may be declared than can be read. */
function declaredIn(file: Dockerfile): ReadonlySet<string> | undefined {
  const { stages, instructions, problems } = file;
  if (stages.length === 0 || stages[0]?.from.index === -1 || isForeignTemplate(file)) return undefined;
  if (problems.some(({ code }) => code === 'binary-file')) return undefined;
  const names = new Set<string>();
  for (const { name, pairs, trigger } of instructions) {
    const found = name === 'ARG' ? pairs : trigger?.name === 'ARG' ? trigger.pairs : [];
    for (const { key } of found) names.add(key.value);
  }
  return names;
}
