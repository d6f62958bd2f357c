import type { Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { type Finding, rule } from '../rule.ts';
import { firstStageOfName, namingFlagsOf } from '../stage-names.ts';

export const copyFromSelf = rule({
  id: 'dockerfile/copy-from-self',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['COPY'], has: ['flag'] },
  aka: ['hadolint:DL3023', 'kics:cdddb86f', 'trivy:DS-0006'],
  summary: 'A stage copies from itself',
  why: 'A stage is not finished while it is built, so that the builder refuses to copy from it.',
  bad: [
    { Dockerfile: 'FROM node:22 AS app\nRUN npm pack\nCOPY --from=app /app.tgz /srv/\n' },
    { Dockerfile: 'FROM node:22\nCOPY --from=0 /app.tgz /srv/\n' },
  ],
  good: [
    { Dockerfile: 'FROM node:22 AS build\nRUN npm pack\nFROM node:22\nCOPY --from=build /app.tgz /srv/\n' },
    { Dockerfile: 'FROM node:22 AS app\nRUN npm pack\nFROM app AS app\nCOPY --from=0 /app.tgz /srv/\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---from'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { place, stage, onbuild } of namingFlagsOf(file)) {
      if (!isSelf(stage, place.value, file)) continue;
      // In a stage built on this one a trigger copies from a stage that is finished.
      if (onbuild && file.stages.some(it => it.parent === stage)) continue;
      findings.push({
        at: place.at,
        message: `"${place.value}" is the stage this stands in, and a stage cannot copy from itself; name an earlier stage, or use RUN cp`,
      });
    }
    return findings;
  },
});

function isSelf(stage: Stage, name: string, file: Dockerfile): boolean {
  if (/^\d+$/.test(name)) return stage.from.keyword.value !== '' && Number(name) === stage.index;
  return firstStageOfName(file).get(name.toLowerCase()) === stage;
}
