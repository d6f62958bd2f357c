/** A stage with a name that means something else to the builder. */
import { type Finding, rule } from '../rule.ts';
import { freeStageName, renameStage } from '../stage-names.ts';

export const reservedStageName = rule({
  id: 'dockerfile/reserved-stage-name',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['stage name'] },
  aka: ['hadolint:DL3063', 'buildkit:ReservedStageName'],
  summary: 'A stage is called scratch or context, names the builder has taken',
  why: '`scratch` is the empty image and `context` the build context. A stage of that name is built and then not found, or hides what everybody expects.',
  bad: [{ Dockerfile: 'FROM debian:12 AS scratch\n' }, { Dockerfile: 'FROM debian:12 as Context\n' }],
  good: [{ Dockerfile: 'FROM scratch\n' }, { Dockerfile: 'FROM scratch AS empty\n' }],
  references: ['https://docs.docker.com/reference/build-checks/reserved-stage-name/'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const stage of dockerfile.file.stages) {
      const { name } = stage;
      if (!name || !/^(?:scratch|context)$/i.test(name.value)) continue;
      const free = freeStageName(dockerfile.file, name.value, 'stage');
      const edits = renameStage(stage, free, dockerfile, project);
      const meaning = name.value.toLowerCase() === 'scratch' ? 'the empty image' : 'the build context';
      findings.push({
        at: name.span,
        message: `"${name.value}" means ${meaning} to the builder, so the stage may not be found; give it another name`,
        fixes: edits ? [{ title: `Rename to "${free}"`, safety: 'suggestion', edits }] : [],
      });
    }
    return findings;
  },
});
