import type { Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { type Finding, rule } from '../rule.ts';
import { placeOfName } from '../stage-names.ts';

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
    const parents = new Set(file.stages.map(it => it.parent));
    const firstOfName = new Map<string, Stage>();
    for (const stage of file.stages) {
      const name = stage.name?.value.toLowerCase();
      if (name !== undefined && !firstOfName.has(name)) firstOfName.set(name, stage);
      for (const { instruction, onbuild } of stage.lifted) {
        if (instruction.flags.length === 0) continue;
        // In a stage built on this one a trigger copies from a stage that is finished.
        if (onbuild && parents.has(stage)) continue;
        for (const flag of instruction.flags) {
          const place = placeOfName(flag);
          if (!place || !isSelf(firstOfName, stage, place.value)) continue;
          findings.push({
            at: place.at,
            message: `"${place.value}" is the stage this stands in, and a stage cannot copy from itself; name an earlier stage, or use RUN cp`,
          });
        }
      }
    }
    return findings;
  },
});

/** A name means the first stage that has it, as far as the file has been read. */
function isSelf(firstOfName: ReadonlyMap<string, Stage>, stage: Stage, name: string): boolean {
  if (/^\d+$/.test(name)) return stage.from.keyword.value !== '' && Number(name) === stage.index;
  return firstOfName.get(name.toLowerCase()) === stage;
}
