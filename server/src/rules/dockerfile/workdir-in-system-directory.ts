import { isWindowsStage } from '../../syntax/dockerfile/shell-in-force.ts';
import { expand, scopeAt } from '../../syntax/dockerfile/variables.ts';
import { imagePath } from '../../syntax/dockerfile/working-directory.ts';
import { type Finding, rule } from '../rule.ts';

export const workdirInSystemDirectory = rule({
  id: 'dockerfile/workdir-in-system-directory',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['WORKDIR'] },
  aka: ['trivy:DS-0030'],
  summary: 'WORKDIR lies in a folder that belongs to the kernel or to the start of the machine',
  why: 'The container engine mounts its own file systems over /proc and /dev when it starts a container, so that what the image holds there is hidden; the others are empty in a container and no place for an application.',
  bad: [
    { Dockerfile: 'FROM debian:12\nWORKDIR /proc/app\n' },
    { Dockerfile: 'FROM debian:12\nENV BASE=/dev\nWORKDIR $BASE/shared\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nWORKDIR /srv/proc\n' },
    { Dockerfile: 'FROM debian:12\nWORKDIR /development\n' },
    { Dockerfile: 'FROM debian:12\nARG BASE\nWORKDIR $BASE/dev\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#workdir'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      for (const { instruction } of stage.lifted) {
        if (instruction.name !== 'WORKDIR') continue;
        const [word] = instruction.arguments;
        if (!word || !maySpeakOfSystem.test(word.raw)) continue;
        const value = expand(word, scopeAt(file, instruction.span.start));
        if (value.kind !== 'known' || !value.value.startsWith('/')) continue;
        const top = imagePath('/', value.value)?.split('/')[1];
        if (top === undefined || !systemFolders.has(top) || isWindowsStage(file, stage)) continue;
        findings.push({
          at: word.span,
          message: `"${value.value}" lies in /${top}, ${reasons.get(top) ?? 'which belongs to the system'}; choose a folder of the application's own`,
        });
      }
    }
    return findings;
  },
});

/** One of the names below, or something to be filled in. */
const maySpeakOfSystem = /proc|boot|dev|initrd|lost\+found|[$"'\\`]/;

const hidden = 'over which the container engine mounts its own file system';
const reasons = new Map([
  ['proc', hidden],
  ['dev', hidden],
  ['boot', 'where the kernel of a machine is looked for'],
]);
const systemFolders = new Set(['proc', 'boot', 'dev', 'initrd', 'lost+found']);
