import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { type Finding, rule } from '../rule.ts';

export const uselessCommand = rule({
  id: 'dockerfile/useless-command',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['ssh', 'vim', 'shutdown', 'service', 'ps', 'free', 'top', 'kill', 'mount'] },
  aka: ['hadolint:DL3001', 'kics:9b6b0f38'],
  summary: 'RUN calls a program that makes no sense while an image is built',
  why: 'A build step has no terminal, no init and no processes of other steps: what such a command shows or starts is gone when the step ends.',
  bad: [{ Dockerfile: 'FROM debian:13\nRUN service cron start\n' }, { Dockerfile: 'FROM debian:13\nRUN free -m\n' }],
  good: [
    { Dockerfile: 'FROM debian:13\nRUN apt-get update && apt-get install -y ssh vim\n' },
    { Dockerfile: 'FROM debian:13\nRUN serve & sleep 2 && warm-up && kill %1\n' },
    { Dockerfile: 'FROM debian:13\nRUN --mount=type=ssh ssh -T git@example.com\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#run'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const run of runsOf(file)) {
      for (const command of run.programs) {
        const reason = reasons.get(command.name);
        const [word] = command.words;
        if (reason === undefined || !word || hasPurpose(command, run)) continue;
        findings.push({ at: word.span, message: `${command.name} makes no sense in a build step: ${reason}` });
      }
    }
    return findings;
  },
});

const noTerminal = 'there is no terminal to use it at';
const noProcesses = 'only the processes of this step run, and the output is part of no image';

const reasons: ReadonlyMap<string, string> = new Map([
  [
    'ssh',
    'it needs keys that must not get into a layer; fetch files with ADD, or mount the agent with --mount=type=ssh',
  ],
  ['vim', noTerminal],
  ['shutdown', 'there is no system to shut down'],
  ['service', 'what it starts ends with the step; start it with CMD or ENTRYPOINT'],
  ['ps', noProcesses],
  ['free', 'it shows the memory of the machine that builds'],
  ['top', noTerminal],
  ['kill', 'only the processes of this step run, and they end with it'],
  ['mount', 'the step lacks the right to mount, and a mount ends with it; use RUN --mount'],
]);

/** What the step started itself may be looked at and ended; ssh over a mounted agent; mount in a step with more rights. */
function hasPurpose({ name, words }: ShellCommand, { instruction, commands }: Run): boolean {
  const flag = (wanted: string, value: RegExp): boolean =>
    instruction.flags.some(it => it.name.value === wanted && value.test(it.value?.value ?? ''));
  if (name === 'ssh') return flag('mount', /\btype=(?:ssh|secret)\b/) || words.some(it => it.value === '-V');
  if (name === 'mount') return flag('security', /insecure/);
  if (name === 'kill' || name === 'ps') return commands.some(it => it.after === '&');
  return false;
}
