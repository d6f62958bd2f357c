/** d06: run, stop, publish. */
import { type CheckResult, type LessonCheck, met, unknown, unmet } from '../check.ts';
import type { ContainerFacts, LessonFacts, PortFacts } from '../facts.ts';
import { imageNamed } from '../named-images.ts';
import { containersOf, exists, isRunning, madeOf, portsText, runningOf } from '../seen-containers.ts';
import { engineCheck, probed } from '../shared-checks.ts';
import { app, echo, latest, port, portTarget } from './echo-app.ts';

const needs = { repositories: [app] };
const withPort = { ...needs, probes: [echo] };
/** `docker run` starts what it makes at once; somebody who looks first takes longer. */
const lookMs = 3_000;

export const containerChecks: readonly LessonCheck[] = [
  engineCheck('d06.unpublished', withPort, facts => {
    const running = runningOf(facts, app);
    if (!running.some(it => it.ports.length === 0 && !it.publishesAll)) {
      const [published] = running;
      return published
        ? unmet(
            'Start it without -p',
            `${published.name} publishes ${portsText(published.ports)}: start another one without -p`,
          )
        : unmet('Start it without -p', `Start it without -p: docker run --tty ${app}`);
    }
    const answer = probed(facts, echo);
    if (answer.kind === 'unknown') return unknown(answer.because);
    return answer.kind === 'refused' ? met : unmet(`Something else listens on ${port}: ${ownerOf(facts)}`);
  }),

  engineCheck('d06.restarted', needs, facts => {
    const seen = containersOf(facts, app);
    if (seen.some(wasRestarted)) return met;
    const stopped = seen.findLast(it => exists(it) && !isRunning(it));
    if (!stopped) {
      const running = seen.findLast(isRunning);
      return running
        ? unmet(`Stop it first: docker stop ${running.name}`)
        : unmet(`Start one, stop it, and start the same one again: docker run --tty ${app}`);
    }
    const again = `use docker start ${stopped.name}`;
    return madeOf(facts, app).length > 1
      ? unmet(`docker run made a new container; ${again}`)
      : unmet(`It is stopped, not gone; ${again}`);
  }),

  engineCheck('d06.created', needs, facts => {
    const made = madeOf(facts, app);
    if (made.some(wasLookedAt)) return met;
    const waiting = made.findLast(it => it.state === 'created');
    return waiting
      ? unmet(`${waiting.name} waits: look at docker ps -a, then docker start ${waiting.name}`)
      : unmet(
          `docker create ${app}, look at docker ps -a, then docker start`,
          'Leave three seconds at least between docker create and docker start: docker run does both at once',
        );
  }),

  engineCheck('d06.published', withPort, facts =>
    answers(
      facts,
      containerWithPort(facts, () => true),
    ),
  ),

  engineCheck('d06.localhost', withPort, facts => {
    const isOwn = ({ address }: PortFacts): boolean => address === '127.0.0.1';
    const open = containerWithPort(facts, () => true);
    const own = containerWithPort(facts, isOwn);
    if (own?.ports.every(it => it.target !== portTarget || isOwn(it))) return answers(facts, own);
    const write = `write -p 127.0.0.1:${port}:${port} (three parts, colons)`;
    if (!open) return answers(facts, undefined, `127.0.0.1:${port}:${port}`);
    const address = portsOf(open).find(it => it.target === portTarget && !isOwn(it))?.address || 'all addresses';
    return unmet(`It listens on ${address}: ${write}`, `docker rm -f ${open.name}, then ${write}`);
  }),

  engineCheck('d06.ephemeral', needs, facts => {
    const image = imageNamed(facts, latest);
    if (!image?.exposedPorts.includes(portTarget))
      return unmet(
        `The image has no EXPOSE ${port}: add it and rebuild`,
        `Add EXPOSE ${port} above CMD, then docker build -t ${app} .`,
      );
    const running = runningOf(facts, app).filter(it => it.publishesAll);
    const isOpen = (it: PortFacts): boolean =>
      it.target === portTarget && it.published !== undefined && it.published !== port;
    if (running.some(it => it.openPorts.some(isOpen))) return met;
    const [older] = running;
    return older
      ? unmet(`${older.name} was made before the image had EXPOSE: run a new one with -P`)
      : unmet('Run with -P', `docker run -dP ${app}`);
  }),

  engineCheck('d06.instances', needs, facts => {
    const { length } = containersOf(facts, app).filter(exists);
    return length >= 3 ? met : unmet(`Only ${length} so far: every docker run adds one`);
  }),
];

function wasRestarted({ life }: ContainerFacts): boolean {
  const start = life.findIndex(it => it.what === 'start');
  const isBefore = life.slice(0, start < 0 ? 0 : start).some(it => it.what === 'die');
  const end = life.findIndex((it, index) => index > start && it.what === 'die');
  return (start >= 0 && isBefore) || (start >= 0 && end >= 0 && life.slice(end).some(it => it.what === 'start'));
}

function wasLookedAt({ life }: ContainerFacts): boolean {
  const made = life.find(it => it.what === 'create');
  const started = life.find(it => it.what === 'start');
  return made !== undefined && started !== undefined && started.at - made.at >= lookMs;
}

/** What it was asked to publish; where the engine chose the port, what it chose. */
function portsOf({ ports, openPorts }: ContainerFacts): readonly PortFacts[] {
  return ports.length > 0 ? ports : openPorts;
}

function containerWithPort(facts: LessonFacts, fits: (it: PortFacts) => boolean): ContainerFacts | undefined {
  return runningOf(facts, app).find(container =>
    container.ports.some(it => it.target === portTarget && it.published === port && fits(it)),
  );
}

function answers(facts: LessonFacts, container: ContainerFacts | undefined, argument = `${port}:${port}`): CheckResult {
  if (!container) {
    const running = runningOf(facts, app).at(-1);
    return running
      ? unmet(`Container ${running.name} publishes ${portsText(portsOf(running))}: run with -p ${argument}`)
      : unmet(`No container of ${app} runs: docker run -d -p ${argument} ${app}`);
  }
  const answer = probed(facts, echo);
  switch (answer.kind) {
    case 'unknown':
      return unknown(answer.because);
    case 'answered':
      return answer.status === 200 && answer.body.includes(echo.body ?? '')
        ? met
        : unmet(`Port ${port} answers, but not with what it was sent: is it ${container.name}?`);
    case 'refused':
    case 'silent':
      return unmet(`${container.name} publishes ${port}, but nothing answers there: docker logs ${container.name}`);
  }
}

/** Who publishes the port, as far as the engine knows. */
function ownerOf({ containers }: LessonFacts): string {
  const owner = containers.find(it => isRunning(it) && it.openPorts.some(open => open.published === port));
  return owner ? `container ${owner.name}` : 'a program outside of containers';
}
