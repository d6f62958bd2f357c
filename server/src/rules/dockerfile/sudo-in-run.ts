import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { wrappedCommands } from '../../syntax/shell/effective-commands.ts';
import { commandKind } from '../../syntax/shell/program-kinds.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/shell.ts';
import { type Edit, remove } from '../../text/edit.ts';
import { rememberLast } from '../../text/remember.ts';
import { slice, span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';

export const sudoInRun = rule({
  id: 'dockerfile/sudo-in-run',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { commands: ['wrapper'] },
  aka: ['hadolint:DL3004', 'kics:8ada6e80', 'checkov:CKV2_DOCKER_1', 'trivy:DS-0010'],
  summary: 'RUN calls sudo in a build that has no need of it',
  why: 'A build runs as root until USER says otherwise. sudo changes terminal and signal handling, has to be installed, and stays in the image as a way to more rights.',
  bad: [
    { Dockerfile: 'FROM debian:13\nRUN sudo apt-get update\n' },
    { Dockerfile: 'FROM debian:13\nUSER app\nRUN make && sudo make install\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nRUN apt-get update && apt-get install -y sudo\n' },
    { Dockerfile: 'FROM debian:13\nRUN echo "use sudo apt-get update"\n' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#user'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const run of runsOf(file)) {
      if ((run.kinds & commandKind.wrapper) === 0 || !mayCallSudo(run, file)) continue;
      for (const written of run.commands) {
        const command = sudoIn(written);
        const word = command?.words[0];
        if (!command || !word) continue;
        const isRoot = !changesUser(file, run.stage, run.instruction.index);
        findings.push({
          at: word.span,
          message: isRoot
            ? 'RUN is root already unless the base image says otherwise, so sudo only adds a program and its pitfalls; leave it out'
            : 'sudo leaves a way to root in the image and behaves differently without a terminal; put USER root in front of this step and the user back behind it',
          fixes() {
            const edit = isRoot ? removeSudo(file, run, command) : undefined;
            return edit ? [{ title: 'Delete "sudo"', safety: 'suggestion', edits: [edit] }] : [];
          },
        });
      }
    }
    return findings;
  },
});

/** Whether the word stands in it at all; the text of heredocs stands behind the instruction. */
function mayCallSudo({ instruction }: Run, { text }: Dockerfile): boolean {
  return instruction.heredocs.length > 0 || slice(text, instruction.span).includes('sudo');
}

/** `sudo` itself, or behind a `time` or an `exec`. */
function sudoIn(command: ShellCommand): ShellCommand | undefined {
  return command.name === 'sudo' ? command : wrappedCommands(command).find(it => it.name === 'sudo');
}

/** Whether a USER is in force that is not root. */
function changesUser(file: Dockerfile, stage: Stage, before: number): boolean {
  const users = usersOf(file);
  let last: Instruction | undefined;
  for (let at: Stage | undefined = stage, steps = 0; at && !last && steps < maxChain; at = at.parent, steps++) {
    last = users.get(at)?.findLast(it => it.index < before);
  }
  const user = last?.arguments[0]?.value;
  return user !== undefined && !/^(?:root|0)(?::|$)/.test(user);
}

/** A chain of stages longer than this is a circle or an attack. */
const maxChain = 1000;

const usersOf = rememberLast((file: Dockerfile): ReadonlyMap<Stage, readonly Instruction[]> => {
  const users = new Map<Stage, readonly Instruction[]>();
  for (const stage of file.stages) {
    const own = stage.instructions.filter(it => it.name === 'USER');
    if (own.length > 0) users.set(stage, own);
  }
  return users;
});

/** Options that only change how sudo asks or what it keeps of the environment. */
const harmless =
  /^-[EHnSPkbB]+$|^--(?:preserve-env|set-home|non-interactive|stdin|preserve-groups|reset-timestamp)$|^--$/;

/** Takes `sudo` and options that mean nothing without it out; undefined where it names a user or a directory, or runs a shell. */
function removeSudo({ text, comments }: Dockerfile, { instruction }: Run, { words }: ShellCommand): Edit | undefined {
  const [sudo] = words;
  const at = words.findIndex((it, i) => i > 0 && !harmless.test(it.value));
  const next: ShellWord | undefined = words[at];
  if (!sudo || !next || next.value.startsWith('-') || slice(text, sudo.span).includes('\n')) return undefined;
  if (comments.some(it => it.span.start > sudo.span.start && it.span.end < next.span.start)) return undefined;
  // The elements of an array; their quotes belong to the span.
  if (instruction.exec && sudo.span.start === next.span.start) return undefined;
  return remove(span(sudo.span.start, next.span.start));
}
