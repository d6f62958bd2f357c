import { shippedStages } from '../../project/shipped-stages.ts';
import type { Dockerfile, Instruction, Pair, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { replace } from '../../text/edit.ts';
import { slice } from '../../text/span.ts';
import { insertInstructionBefore, removeWord } from '../dockerfile-edits.ts';
import { type FileEdit, type Finding, rule } from '../rule.ts';

export const persistentDebianFrontend = rule({
  id: 'dockerfile/persistent-debian-frontend',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['ENV'] },
  summary: 'DEBIAN_FRONTEND is set by ENV and stays set in the running image',
  why: 'Whoever installs a package in the container later, or builds on the image, gets no questions asked and does not see why. An ARG is there during the build only.',
  bad: [
    { Dockerfile: 'FROM debian:13\nENV DEBIAN_FRONTEND=noninteractive\n' },
    { Dockerfile: 'FROM debian:13\nENV LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nARG DEBIAN_FRONTEND=noninteractive\n' },
    { Dockerfile: 'FROM debian:13\nENV DEBIAN_FRONTEND=noninteractive\nRUN date\nENV DEBIAN_FRONTEND=dialog\n' },
    { Dockerfile: 'FROM debian:13 AS build\nENV DEBIAN_FRONTEND=noninteractive\nFROM debian:13\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#env',
    'https://manpages.debian.org/stable/debconf-doc/debconf.7.en.html',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    for (const stage of shippedStages(dockerfile, project)) {
      const last = lastSetting(stage);
      if (!last || isInteractive(last.pair) || isResetAbove(stage, file)) continue;
      const edits = asArgument(file, last);
      findings.push({
        at: last.pair.key.span,
        message: `${variable} stays set in every container of this image and silences its package manager; use ARG, which ends with the build`,
        fixes: edits && [{ title: `Change to "ARG ${variable}"`, safety: 'suggestion', edits }],
      });
    }
    return findings;
  },
});

const variable = 'DEBIAN_FRONTEND';

interface Setting {
  readonly instruction: Instruction;
  readonly pair: Pair;
}

function lastSetting({ instructions }: Stage): Setting | undefined {
  for (let i = instructions.length - 1; i >= 0; i--) {
    const instruction = instructions[i];
    if (instruction?.name !== 'ENV') continue;
    const { pairs } = instruction;
    for (let at = pairs.length - 1; at >= 0; at--) {
      const pair = pairs[at];
      if (pair?.key.value === variable) return { instruction, pair };
    }
  }
  return undefined;
}

/** It asks again: the value is one of debconf's front ends for people, or taken back. */
function isInteractive({ value }: Pair): boolean {
  return !value || value.value === '' || /^(?:dialog|newt|readline|teletype|text|gnome|kde)$/i.test(value.value);
}

/** A stage built on this one sets it anew and speaks for itself, or resets it. */
function isResetAbove(stage: Stage, file: Dockerfile): boolean {
  return file.stages.some(it => it.parent === stage && lastSetting(it));
}

function asArgument(file: Dockerfile, { instruction, pair }: Setting): readonly FileEdit[] | undefined {
  const written = pair.value && slice(file.text, pair.value.span);
  if (!written || written.includes('\n')) return undefined;
  const isLower = instruction.keyword.value === instruction.keyword.value.toLowerCase();
  const keyword = isLower ? 'arg' : 'ARG';
  const assignment = `${variable}=${written}`;
  if (instruction.pairs.length === 1) {
    if (pair.legacy && /\s/.test(written)) return undefined;
    const edits: FileEdit[] = [replace(instruction.keyword.span, keyword)];
    if (pair.legacy) edits.push(replace(pair.span, assignment));
    return edits;
  }
  const removed = removeWord(file, pair.span);
  return removed && [insertInstructionBefore(file, instruction, `${keyword} ${assignment}`), removed];
}
