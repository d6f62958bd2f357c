/** `build.target` names no stage of the service's Dockerfile. */
import { modelOf } from '../../project/compose-model.ts';
import type { DockerfileOf } from '../../project/project.ts';
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { isForeignTemplate } from '../../syntax/dockerfile/foreign-template.ts';
import { spanInScalar } from '../../syntax/yaml/scalar-span.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { basename } from '../../text/path.ts';
import { span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';

export const unknownBuildTarget = rule({
  id: 'project/unknown-build-target',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: '`build.target` is no stage of the Dockerfile',
  why: 'The build of the service stops with “target stage could not be found” before anything runs.',
  bad: [
    {
      'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      target: runtme\n',
      Dockerfile: 'FROM node:24 AS build\n\nFROM node:24-slim AS runtime\nCOPY --from=build /app /app\n',
    },
  ],
  good: [
    {
      'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      target: Runtime\n',
      Dockerfile: 'FROM node:24 AS build\n\nFROM node:24-slim AS runtime\nCOPY --from=build /app /app\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    build:\n      context: .\n      target: ${STAGE}\n',
      Dockerfile: 'FROM node:24 AS build\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/build/#target'],

  check(compose, project) {
    const findings: Finding[] = [];
    if (!compose.file.services.some(it => it.build?.target)) return findings;
    const model = modelOf(compose, project);
    for (const { whole, definition, inheritedAt } of model.judged) {
      const target = inheritedAt ? undefined : definition.service.build?.target;
      const strongest = whole.definitions.find(it => it.service.build?.target)?.service;
      // An override may name another stage.
      if (!target?.known || strongest !== definition.service) continue;
      const of = project.serviceOf(definition.service);
      const found = of && project.dockerfileOf(of);
      const file = found && fileOf(found);
      if (!file || file.stage(target.known)) continue;
      const names = file.stages.flatMap(stage => (stage.name ? [stage.name.value] : []));
      const { node, value } = target;
      const meant = isShared(compose.file.yaml, node) ? undefined : closest(value, names, it => it);
      const where = found.kind === 'found' ? basename(found.path) : 'the Dockerfile';
      findings.push({
        at: target.span,
        message: `${where} has no stage "${target.known}", so service "${whole.name}" cannot be built; ${
          names.length === 0 ? 'none of its stages has a name' : `its stages are ${list(names)}`
        }`,
        ...(found.kind === 'found' && file.stages[0]
          ? { related: [{ path: found.path, at: span(0, 0), message: 'the Dockerfile that is built' }] }
          : {}),
        fixes:
          meant === undefined || !target.isLiteral
            ? []
            : [
                {
                  title: `Change to "${meant}"`,
                  safety: 'suggestion',
                  edits: [replace(spanInScalar(compose.file.yaml.text, node, 0, value.length), meant)],
                },
              ],
      });
    }
    return findings;
  },
});

/** The Dockerfile whose stages are all known; undefined for any other. */
function fileOf(found: DockerfileOf): Dockerfile | undefined {
  if (found.kind !== 'found' && found.kind !== 'inline') return undefined;
  const { file } = found;
  if (file.stages.length === 0 || file.stages[0]?.from.index === -1 || isForeignTemplate(file)) return undefined;
  return file.problems.some(({ code }) => code === 'binary-file') ? undefined : file;
}

/** At most five, in quotes. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(name => `"${name}"`);
  return names.length > 5 ? `${shown.join(', ')} …` : shown.join(', ');
}
