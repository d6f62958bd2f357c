/** A stage name with upper-case letters. */
import { type Finding, rule } from '../rule.ts';
import { renameStage } from '../stage-names.ts';

export const uppercaseStageName = rule({
  id: 'dockerfile/uppercase-stage-name',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { has: ['stage name'] },
  aka: ['buildkit:StageNameCasing'],
  summary: 'A stage name has upper-case letters',
  why: 'The builder compares stage names without case, tools and people often do not. In lower case there is one spelling only.',
  bad: [
    { Dockerfile: 'FROM golang:1.25 AS Build\nFROM scratch\nCOPY --from=Build /app /\n' },
    { Dockerfile: 'FROM golang:1.25 AS goBuild\n' },
  ],
  good: [{ Dockerfile: 'FROM golang:1.25 AS build\nFROM scratch\nCOPY --from=build /app /\n' }],
  references: ['https://docs.docker.com/reference/build-checks/stage-name-casing/'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const stage of dockerfile.file.stages) {
      const { name } = stage;
      if (!name || name.raw.includes('%%') || name.raw.includes('$')) continue;
      const lower = name.value.toLowerCase();
      if (name.value === lower) continue;
      const edits = renameStage(stage, lower, dockerfile, project);
      findings.push({
        at: name.span,
        message: `Stage names are compared without case, so "${name.value}" has many spellings; write "${lower}" here and where it is used`,
        fixes: edits && edits.length > 0 ? [{ title: `Rename to "${lower}"`, safety: 'safe', edits }] : [],
      });
    }
    return findings;
  },
});
