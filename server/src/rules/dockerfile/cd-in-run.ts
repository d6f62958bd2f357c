import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { precedingInChain } from '../../syntax/dockerfile/stage-chain.ts';
import { expand, scopeAt } from '../../syntax/dockerfile/variables.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/shell.ts';
import { removeChained } from '../chain-edits.ts';
import { insertAboveComments, insertInstructionAfter, keywordCase } from '../dockerfile-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const cdInRun = rule({
  id: 'dockerfile/cd-in-run',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { programs: ['cd'] },
  aka: ['hadolint:DL3003', 'kics:f4a6bcd3', 'trivy:DS-0013'],
  summary: 'RUN starts with cd instead of standing behind a WORKDIR',
  why: 'A change of directory ends with the RUN, so each one repeats it. WORKDIR holds for all that follow, makes the directory, and shows where the step works.',
  bad: [
    { Dockerfile: 'FROM debian:13\nWORKDIR /srv\nRUN cd /opt/tool && make install\n' },
    { Dockerfile: 'FROM debian:13\nRUN cd /opt/tool; make install\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nWORKDIR /opt/tool\nRUN make install\n' },
    { Dockerfile: 'FROM debian:13\nRUN (cd /opt/tool && make) && make check\n' },
    { Dockerfile: 'FROM debian:13\nRUN cd /opt/tool\n' },
    { Dockerfile: 'FROM debian:13\nRUN cd - && make\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#workdir'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const run of runsOf(file)) {
      const [command] = run.commands;
      const folder = command && folderOf(command, run);
      if (!folder) continue;
      findings.push({
        at: { start: command.span.start, end: folder.span.end },
        message: `This change to ${folder.value} ends with the RUN; put WORKDIR ${folder.value} in front of it`,
        fixes: () => {
          const fix = workdirFix(file, run, command, folder);
          return fix ? [fix] : [];
        },
      });
    }
    return findings;
  },
});

/** The operand of a `cd` that begins the RUN and has something behind it. */
function folderOf({ name, words, within, after, span }: ShellCommand, { instruction }: Run): ShellWord | undefined {
  if (name !== 'cd' || within.length > 0 || (after !== '&&' && after !== ';')) return undefined;
  if (instruction.heredocs.length > 0 || span.start !== instruction.argumentsSpan.start) return undefined;
  const operands = words.slice(1).filter(it => !/^-[LPe@]+$|^--$/.test(it.value));
  const [folder] = operands;
  return operands.length === 1 && folder?.value !== '-' ? folder : undefined;
}

/** WORKDIR in front, and behind the RUN the one that was in force, where later instructions start from it. */
function workdirFix(file: Dockerfile, run: Run, command: ShellCommand, folder: ShellWord): Fix | undefined {
  const { instruction, stage, commands } = run;
  if (run.onbuild || commands[1]?.name === 'cd' || command.redirections.length > 0) return undefined;
  const previous = workdirBefore(stage, instruction);
  const path = pathOf(file, instruction, folder);
  if (path === undefined) return undefined;
  const known = expand({ raw: path }, scopeAt(file, instruction.span.start));
  const isAbsolute = known.kind === 'known' && known.value.startsWith('/');
  // What a relative one would lie in is not known.
  if (!isAbsolute && previous === undefined) return undefined;
  const mustReturn = isReliedOn(file, stage, instruction);
  if (mustReturn && previous === undefined) return undefined;
  const removal = removeChained(file, run, { first: command, last: command });
  if (!removal) return undefined;
  const keyword = keywordCase(file, 'WORKDIR');
  const edits = [insertAboveComments(file, instruction, `${keyword} ${path}`), removal];
  if (mustReturn) edits.push(insertInstructionAfter(file, instruction, `${keyword} ${previous}`));
  return { title: `Insert "${keyword} ${path}"`, safety: 'suggestion', edits };
}

/** As WORKDIR writes it; undefined for what only the shell can expand. */
function pathOf(file: Dockerfile, instruction: Instruction, { value, raw }: ShellWord): string | undefined {
  if (!/^[\w./@+${}-]+$/.test(value) || raw.includes("'") || value.startsWith('-')) return undefined;
  const names = value.match(/\$(?:\w+|\{\w+\})/g) ?? [];
  if ((value.match(/[${}]/g)?.length ?? 0) !== names.reduce((sum, it) => sum + (it.includes('{') ? 3 : 1), 0))
    return undefined;
  const scope = scopeAt(file, instruction.span.start);
  return names.every(it => scope.find(it.replace(/\W/g, ''))) ? value : undefined;
}

/** The working directory as its WORKDIR writes it; undefined when the base image sets it, or when it is put together. */
function workdirBefore(stage: Stage, instruction: Instruction): string | undefined {
  let last: string | undefined;
  for (const it of precedingInChain(stage, instruction)) {
    if (it.name !== 'WORKDIR') continue;
    const raw = it.arguments[0]?.raw;
    last = raw?.startsWith('/') ? raw : undefined;
  }
  return last;
}

/** Instructions for which the working directory means nothing. */
const indifferent = new Set(['ARG', 'ENV', 'EXPOSE', 'LABEL', 'MAINTAINER', 'SHELL', 'STOPSIGNAL', 'USER', 'VOLUME']);

/** Whether something later starts from the working directory before the next absolute WORKDIR sets it. */
function isReliedOn(file: Dockerfile, stage: Stage, instruction: Instruction): boolean {
  const next = stage.instructions.find(it => it.index > instruction.index && !indifferent.has(it.name ?? ''));
  if (next) return next.name !== 'WORKDIR' || !next.arguments[0]?.value.startsWith('/');
  // The image that is left, or a stage built on this one.
  return stage === file.stages.at(-1) || file.stages.some(it => it.parent === stage);
}
