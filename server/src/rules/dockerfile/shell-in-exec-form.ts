import { imageUserlandOf } from '../../project/image-userland-of.ts';
import type { Project } from '../../project/project.ts';
import type { Dockerfile, ExecElement, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isWindowsStage } from '../../syntax/dockerfile/shell-in-force.ts';
import { commandsOf } from '../../syntax/shell/commands-of.ts';
import { parseShell } from '../../syntax/shell/parse-shell.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { holdsScript, programBehindWrappers, shellArrayScript } from '../../syntax/shell/shell-array.ts';
import { shellQuoted, wrappedArrayEdit } from '../exec-form.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const shellInExecForm = rule({
  id: 'dockerfile/shell-in-exec-form',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['exec form'] },
  summary: 'An exec form holds an operator of the shell as a word',
  why: 'No shell reads a JSON array: the program gets `&&`, `|` or `>` as a plain argument and runs alone. A shell started for a pipe stays the first process and keeps signals from the programs.',
  bad: [
    { Dockerfile: 'FROM debian:13\nCMD ["echo", "ready", "&&", "sleep", "infinity"]\n' },
    { Dockerfile: 'FROM debian:13\nENTRYPOINT ["serve", "--verbose", ">", "/var/log/serve.log"]\n' },
    { Dockerfile: 'FROM debian:13\nCMD ["sh", "-c", "serve | tee /var/log/serve.log"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nCMD ["/bin/sh", "-c", "echo ready && exec sleep infinity"]\n' },
    { Dockerfile: 'FROM debian:13\nRUN ["find", "/srv", "-name", "*.o", "-exec", "rm", "{}", ";"]\n' },
    { Dockerfile: 'FROM debian:13\nCMD ["tini", "--", "sh", "-c", "serve | tee /var/log/serve.log"]\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#exec-form'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const stage of dockerfile.file.stages) {
      for (const { instruction } of stage.lifted) {
        if (!instruction.exec || !mayHoldOperator(instruction.exec)) continue;
        const [command] = commandsOf(instruction);
        if (!command) continue;
        findings.push(...operatorFinding(command, instruction, stage, dockerfile, project));
        if (instruction.name === 'CMD' || instruction.name === 'ENTRYPOINT') findings.push(...pipeFinding(command));
      }
    }
    return findings;
  },
});

/** Before the words are read as a command: whether one begins as an operator does, or holds a pipe. */
function mayHoldOperator(exec: readonly ExecElement[]): boolean {
  for (const { value } of exec) {
    if (/^[&;<>]|^.>|[|]/.test(value)) return true;
  }
  return false;
}

const operator = /^(?:&&|\|\||;|\||\|&|&|[0-9]?>>?|<|&>>?|[0-9]?>&[0-9]|>\||[0-9]?>\/dev\/null)$/;

/** Programs for which such words mean something. */
const takesOperators = new Set(
  'find expr test [ awk gawk mawk nawk jq yq sed grep egrep dc bc tcpdump tshark xargs parallel git-grep sox gst-launch-1.0 logger watch'.split(
    ' ',
  ),
);

function* operatorFinding(
  command: ShellCommand,
  instruction: Instruction,
  stage: Stage,
  dockerfile: InProject<Dockerfile>,
  project: Project,
): Iterable<Finding> {
  const { file } = dockerfile;
  const found = command.words.find((it, i) => i > 0 && operator.test(it.value));
  if (!found || takesOperators.has(programBehindWrappers(command)) || holdsScript(command)) return;
  const canWrap = !isWindowsStage(file, stage) && imageUserlandOf(stage, dockerfile, project)?.shell !== 'none';
  const edit = canWrap ? wrappedArrayEdit(file, instruction, scriptOf(command)) : undefined;
  yield {
    at: found.span,
    message: `No shell reads this array: ${command.name} gets "${found.value}" and all behind it as plain words; wrap the line in "/bin/sh -c"`,
    fixes: edit && [{ title: 'Wrap it in "/bin/sh -c"', safety: 'suggestion', edits: [edit] }],
  };
}

/** The words as the shell should read them; one that is quoted inside its JSON quotes was meant for a shell already. */
function scriptOf({ words }: ShellCommand): string {
  return words
    .map(({ value }) => (operator.test(value) || isQuotedAsAWhole(value) ? value : shellQuoted(value)))
    .join(' ');
}

function isQuotedAsAWhole(value: string): boolean {
  return /^'[^']*'$/.test(value) || /^"[^"\\]*"$/.test(value);
}

/** `["sh", "-c", "a | b"]` */
function* pipeFinding(command: ShellCommand): Iterable<Finding> {
  const script = shellArrayScript(command);
  if (!script?.value.includes('|')) return;
  const { commands } = parseShell(script.value);
  const last = commands.findLast(it => it.within.length === 0);
  const isPipe = last?.before === '|' || last?.before === '|&';
  if (!isPipe || commands.some(it => it.words.some(({ value }) => value === 'exec' || value === 'trap'))) return;
  yield {
    at: script.span,
    severity: 'hint',
    message: `${command.name} stays the first process and passes no SIGTERM on to the pipe, so a stop waits for its timeout; let the program write where the pipe leads, or start an init in front`,
  };
}
