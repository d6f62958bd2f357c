/** d08: detached, command, interactive, exec. */
import { type LessonCheck, met, unmet } from '../check.ts';
import { callsShell, lastPart } from '../exercise-dockerfile.ts';
import type { ContainerFacts } from '../facts.ts';
import {
  died,
  isRunning,
  lastExitCode,
  madeOf,
  namesOf,
  runningOf,
  startsAttached,
  startWords,
} from '../seen-containers.ts';
import { engineCheck } from '../shared-checks.ts';
import { app, appFolder, port, portTarget } from './echo-app.ts';

const needs = { repositories: [app] };
const run = `docker run -d -p 127.0.0.1:${port}:${port} ${app}`;

export const runModeChecks: readonly LessonCheck[] = [
  engineCheck('d08.detached', needs, facts => {
    const running = runningOf(facts, app);
    const publishes = (it: ContainerFacts): boolean =>
      [...it.ports, ...it.openPorts].some(port => port.target === portTarget && port.published !== undefined);
    if (running.some(it => !startsAttached(it) && publishes(it))) return met;
    const last = running.at(-1);
    if (!last) return unmet(`No container of ${app} runs`, `No container of ${app} runs: ${run}`);
    const what = startsAttached(last) ? 'runs in the foreground' : 'publishes nothing';
    return unmet(`Container ${last.name} ${what}`, `Container ${last.name} ${what}: ${run}`);
  }),

  engineCheck('d08.attached', needs, facts => {
    const detached = madeOf(facts, app).filter(it => !startsAttached(it));
    if (detached.some(wasAttachedLater)) return met;
    const last = detached.findLast(isRunning);
    return last
      ? unmet(`docker attach ${last.name} from a terminal`)
      : unmet(`Nothing to attach to: start one detached, ${run}`);
  }),

  engineCheck('d08.command', needs, facts => {
    const tried = madeOf(facts, app).filter(lists);
    if (tried.some(it => died(it))) return met;
    const failed = tried.find(it => lastExitCode(it) !== undefined);
    const put = `Put ls -l ${appFolder} after the image name`;
    return failed
      ? unmet(`ls ended with ${lastExitCode(failed)}: is the folder ${appFolder}?`)
      : unmet(put, `${put}: docker run --rm ${app} ls -l ${appFolder}`);
  }),

  engineCheck('d08.interactive', needs, facts => {
    const tried = madeOf(facts, app).filter(startsNodeAlone);
    if (tried.some(it => it.keepsInput && it.hasTerminal)) return met;
    const use = 'Use -it and the command node';
    const last = tried.at(-1);
    if (!last) return unmet(use, `${use}: docker run -it --rm ${app} node`);
    const missing = [...(last.keepsInput ? [] : ['-i']), ...(last.hasTerminal ? [] : ['-t'])].join(' and ');
    return unmet(`${use}; ${missing} ${missing.includes(' ') ? 'are' : 'is'} off`);
  }),

  engineCheck('d08.exec', needs, facts => {
    const entered = madeOf(facts, app).some(({ life }) =>
      life.some(it => it.what === 'exec_create' && isShellLine(it.command ?? '')),
    );
    if (entered) return met;
    const last = runningOf(facts, app).at(-1);
    return last
      ? unmet(`docker exec -it ${last.name} /bin/bash (run starts a new one instead)`)
      : unmet(`No container of ${app} runs to go into: ${run}`);
  }),

  engineCheck('d08.stopped', needs, facts => {
    const running = runningOf(facts, app);
    if (running.length > 0)
      return unmet(`Still running: ${namesOf(running)}`, `docker stop ${running.map(it => it.name).join(' ')}`);
    return madeOf(facts, app).length > 0 ? met : unmet(`Nothing was started yet: ${run}`);
  }),
];

/** What starts in the foreground is attached to before it starts. */
function wasAttachedLater({ life }: ContainerFacts): boolean {
  return life.some(
    it =>
      it.what === 'attach' &&
      life.some(start => start.what === 'start' && it.at - start.at >= laterMs && start.at <= it.at),
  );
}
const laterMs = 2_000;

/** `ls`, also by a shell. */
function lists(container: ContainerFacts): boolean {
  const words = startWords(container);
  return lastPart(words[0] ?? '') === 'ls' || (callsShell(words) && /^\s*ls(?:\s|$)/.test(words[2] ?? ''));
}

/** `node`, which then reads from the terminal; not the image's own `node index.js`, nor `node -p 1+1`. */
function startsNodeAlone(container: ContainerFacts): boolean {
  const [program = '', ...more] = startWords(container);
  return lastPart(program) === 'node' && more.every(it => /^--?[a-z]/.test(it) && !answersAtOnce.test(it));
}
const answersAtOnce = /^(?:-[cehpv]|--(?:check|eval|help|print|version|v8-options)(?:=.*)?)$/;

function isShellLine(command: string): boolean {
  const [program = ''] = command.trim().split(/\s+/);
  return ['sh', 'bash', 'ash'].includes(lastPart(program));
}
