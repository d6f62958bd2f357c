/** Which of the containers a check means, and what they went through. */
import { parseImageReference } from '../syntax/image-reference.ts';
import type { ContainerFacts, LessonFacts, LifeEvent, PortFacts } from './facts.ts';

/** Made from an image of this repository, whatever its tag; gone ones too. */
export function containersOf(facts: LessonFacts, repository: string): readonly ContainerFacts[] {
  return facts.containers.filter(it => isOf(facts, it, repository));
}

/** Those that run now. */
export function runningOf(facts: LessonFacts, repository: string): readonly ContainerFacts[] {
  return containersOf(facts, repository).filter(isRunning);
}

/** Those that were made since the exercise was opened. */
export function madeOf(facts: LessonFacts, repository: string): readonly ContainerFacts[] {
  return containersOf(facts, repository).filter(wasMade);
}

export function isRunning({ state }: ContainerFacts): boolean {
  return state === 'running' || state === 'paused';
}

export function exists({ state }: ContainerFacts): boolean {
  return state !== 'gone';
}

export function wasMade({ life }: ContainerFacts): boolean {
  return life.some(it => it.what === 'create');
}

/**
 * Whether somebody's terminal was tied to it from its start. `docker create` and Compose ask the engine for that as well,
 * but nobody attaches then; so it counts only for one whose making was seen.
 */
export function startsAttached({ life, isAttached }: ContainerFacts): boolean {
  const start = life.findLastIndex(it => it.what === 'start');
  if (!isAttached || start < 0 || !life.some(it => it.what === 'create')) return isAttached;
  const before = life.slice(0, start);
  return before.slice(before.findLastIndex(it => it.what === 'die') + 1).some(it => it.what === 'attach');
}

/** What it was told to start, without the script that official images put in front of every command. */
export function startWords({ entrypoint, command }: ContainerFacts): readonly string[] {
  const [first = ''] = entrypoint;
  return first.endsWith('docker-entrypoint.sh') ? [...entrypoint.slice(1), ...command] : [...entrypoint, ...command];
}

/** Whether a run of it ended so. */
export function died(container: ContainerFacts, fits: (exitCode: number) => boolean = code => code === 0): boolean {
  return container.life.some(it => it.what === 'die' && it.exitCode !== undefined && fits(it.exitCode));
}

/** Of its last run that ended. */
export function lastExitCode({ life, exitCode }: ContainerFacts): number | undefined {
  return life.findLast(it => it.what === 'die')?.exitCode ?? exitCode;
}

/** A stop as it went: from the first signal to the end of the process. */
export interface Stop {
  readonly signals: readonly LifeEvent[];
  readonly died: LifeEvent;
}

export function stopsOf({ life }: ContainerFacts): readonly Stop[] {
  const stops: Stop[] = [];
  let signals: LifeEvent[] = [];
  for (const event of life) {
    if (event.what === 'start') signals = [];
    else if (event.what === 'kill') signals.push(event);
    else if (event.what === 'die') {
      if (signals.length > 0) stops.push({ signals, died: event });
      signals = [];
    }
  }
  return stops;
}

/** Whether it was made from the image of this repository: by its name, or by the id of one of its images. */
function isOf(facts: LessonFacts, container: ContainerFacts, repository: string): boolean {
  if (repositoryOf(container.image) === repository) return true;
  const isId = container.image.startsWith('sha256:') || /^[0-9a-f]{12,64}$/.test(container.image);
  return isId && idsOf(facts, repository).has(container.imageId);
}

/** `docker.io/library/node:24` → `node` */
export function repositoryOf(reference: string): string {
  return parseImageReference(reference).familiarName;
}

function idsOf({ images, moments, builds }: LessonFacts, repository: string): ReadonlySet<string> {
  return new Set([
    ...images.filter(it => it.tags.some(tag => repositoryOf(tag) === repository)).map(it => it.id),
    ...builds.filter(it => repositoryOf(it.reference) === repository).map(it => it.imageId),
    ...moments.flatMap(({ tags }) =>
      Object.entries(tags).flatMap(([tag, id]) => (repositoryOf(tag) === repository ? [id] : [])),
    ),
  ]);
}

/** `9854->9854/tcp`, as `docker ps` writes it; `nothing` for none. */
export function portsText(ports: readonly PortFacts[]): string {
  if (ports.length === 0) return 'nothing';
  return ports
    .map(({ target, published, address }) => `${address === '' ? '' : `${address}:`}${published ?? ''}->${target}`)
    .join(', ');
}

export function namesOf(things: readonly { readonly name: string }[]): string {
  return things.map(it => it.name).join(', ');
}
