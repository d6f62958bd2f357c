import type { Project } from '../../project/project.ts';
import { finalStages } from '../../project/shipped-stages.ts';
import type { Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { insertInstructionAfter, keywordCase } from '../dockerfile-edits.ts';
import { labelKeys } from '../labels.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const missingLabel = rule({
  id: 'dockerfile/missing-label',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['hadolint:DL3049'],
  summary: 'The image lacks a label of the configured schema',
  why: 'Who inventories, bills or cleans up images by label does not find this one.',
  bad: [
    { Dockerfile: 'FROM debian:13\n', '.slipway.yaml': 'dockerfile:\n  labels: { team: text }\n' },
    {
      Dockerfile: 'FROM debian:13 AS build\nLABEL team="a"\nFROM debian:13\nCOPY --from=build /srv /srv\n',
      '.slipway.yaml': 'dockerfile:\n  labels: { team: text }\n',
    },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\n' },
    { Dockerfile: 'FROM debian:13\nLABEL team="a"\n', '.slipway.yaml': 'dockerfile:\n  labels: { team: text }\n' },
    {
      Dockerfile: 'FROM debian:13 AS base\nLABEL team="a"\nFROM base\n',
      '.slipway.yaml': 'dockerfile:\n  labels: { team: text }\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#label'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const wanted = Object.keys(project.settings.labels);
    if (wanted.length === 0) return findings;
    const { file } = dockerfile;
    for (const stage of results(dockerfile, project)) {
      const keys = stage.base && labelKeys(stage);
      if (!stage.base || !keys) continue;
      const last = stage.instructions.findLast(it => it.name === 'LABEL') ?? stage.from;
      for (const key of wanted.filter(it => !keys.has(it))) {
        const line = `${keywordCase(file, 'LABEL')} ${key}=""`;
        findings.push({
          at: stage.base.span,
          message: `The image has no label "${key}", which the configured schema asks for; set it with LABEL`,
          fixes: [
            {
              title: `Insert "LABEL ${key}"`,
              safety: 'suggestion',
              edits: [insertInstructionAfter(file, last, line)],
            },
          ],
        });
      }
    }
    return findings;
  },
});

/** The stages that are built, and those no other stage takes anything from: an image made with `--target`. */
function results(dockerfile: InProject<Dockerfile>, project: Project): readonly Stage[] {
  const { file } = dockerfile;
  const final = finalStages(dockerfile, project);
  const used = new Set<Stage>();
  for (const stage of file.stages) {
    if (stage.parent) used.add(stage.parent);
    for (const { instruction } of stage.lifted) {
      for (const { name, value } of instruction.flags) {
        if (!value) continue;
        const source = name.value === 'from' ? value.value : /(?:^|,)from=([^,]*)/i.exec(value.value)?.[1];
        const from = source ? file.stage(source) : undefined;
        if (from && from !== stage) used.add(from);
      }
    }
  }
  return file.stages.filter(it => final.includes(it) || !used.has(it));
}
