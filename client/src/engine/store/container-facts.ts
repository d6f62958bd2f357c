// What the events of a container tell that the engine's list tells later or less exactly: the list rounds times, and some
// engines send an event before their list knows of it (20.10 says "running" for a moment after the end of a container).

import type { ContainerRow, ContainerStatus, Health } from '../engine-state.ts';
import type { EngineEvent } from '../listing.ts';
import { isLive } from '../rows/container-row.ts';
import { agree } from '../rows/status-text.ts';

export interface ContainerFacts {
  readonly name?: string;
  readonly isPaused?: boolean;
  readonly health?: Health;
  /** Milliseconds since 1970, by the engine's clock. */
  readonly startedAt?: number;
  readonly endedAt?: number;
  readonly exitCode?: number;
  readonly isOutOfMemory?: true;
  /** Ids of networks that it has joined or left in this run. */
  readonly networks?: Readonly<Record<string, 'joined' | 'left'>>;
}

/** What is known after the event; the same object when it tells nothing new. */
export function learn(facts: ContainerFacts, { type, id, action, attributes, at }: EngineEvent): ContainerFacts {
  if (type === 'network') {
    if (action !== 'connect' && action !== 'disconnect') return facts;
    return { ...facts, networks: { ...facts.networks, [id]: action === 'connect' ? 'joined' : 'left' } };
  }
  switch (action) {
    case 'start':
      // It joins its networks before that.
      return { ...named(facts), startedAt: at, ...(facts.networks ? { networks: facts.networks } : {}) };
    case 'die': {
      const exitCode = Number.parseInt(attributes['exitCode'] ?? '', 10);
      return {
        ...named(facts),
        endedAt: at,
        ...(Number.isNaN(exitCode) ? {} : { exitCode }),
        // Any process of it may have been killed: one that ends well has survived that.
        ...(facts.isOutOfMemory && exitCode !== 0 ? { isOutOfMemory: true } : {}),
      };
    }
    case 'oom':
      return { ...facts, isOutOfMemory: true };
    case 'pause':
      return { ...facts, isPaused: true };
    case 'unpause':
      return { ...facts, isPaused: false };
    case 'rename': {
      const name = attributes['name']?.replace(/^\//, '');
      return name ? { ...facts, name } : facts;
    }
    default: {
      const health = healthSaid(action);
      return health === undefined ? facts : { ...facts, health };
    }
  }
}

/** The state of health an event tells; undefined for other events. */
export function healthSaid(action: string): Health | undefined {
  if (!action.startsWith('health_status')) return undefined;
  const said = action.split(': ')[1];
  return said === 'starting' || said === 'healthy' || said === 'unhealthy' ? said : undefined;
}

/** Whether the engine's list has not caught up with the events yet, so that it has to be asked again a little later. */
export function isBehind(row: ContainerRow, { startedAt, endedAt, networks = {} }: ContainerFacts): boolean {
  if (!isLive(row.status)) return startedAt !== undefined && !hasEnded(row.status);
  if (endedAt !== undefined) return true;
  return Object.entries(networks).some(([id, is]) => {
    const membership = row.networks.find(it => it.networkId === id);
    return is === 'joined' ? membership === undefined : membership?.address !== undefined;
  });
}

/**
 * The row as the facts correct it. `before`: the last row, whose exact times stay when the new one agrees with them.
 * `now`: milliseconds since 1970, about when the engine answered.
 */
export function corrected(
  row: ContainerRow,
  facts: ContainerFacts,
  before: ContainerRow | undefined,
  now: number,
): ContainerRow {
  if (facts.endedAt !== undefined && isLive(row.status)) return ended(row, facts, facts.endedAt);
  const { since: said, health: saidHealth, isOutOfMemory: _, ...rest } = row;
  const status = statusWith(row.status, facts.isPaused);
  const runs = isLive(status);
  const kept = before !== undefined && hasSameRun(before.status, status) ? before.since : undefined;
  const since =
    said === undefined
      ? kept
      : ([runs ? facts.startedAt : facts.endedAt, kept].find(it => it !== undefined && agree(it, said, now)) ?? said);
  // The words for a paused container leave its health out.
  const lastHealth = status === 'paused' && before !== undefined && isLive(before.status) ? before.health : undefined;
  const health = runs ? (facts.health ?? saidHealth ?? lastHealth) : undefined;
  const wasOutOfMemory = facts.endedAt === undefined && before?.isOutOfMemory && before.since === since;
  const isOutOfMemory = hasEnded(status) && (facts.isOutOfMemory ?? wasOutOfMemory);
  const exitCode = facts.endedAt !== undefined && hasEnded(status) ? facts.exitCode : undefined;
  return {
    ...rest,
    ...(facts.name === undefined ? {} : { name: facts.name }),
    status,
    ...(exitCode === undefined ? {} : { exitCode }),
    ...(since === undefined ? {} : { since }),
    ...(health === undefined ? {} : { health }),
    ...(isOutOfMemory ? { isOutOfMemory: true } : {}),
  };
}

/** As the list will have it in a moment. */
function ended(row: ContainerRow, { exitCode, isOutOfMemory, name }: ContainerFacts, endedAt: number): ContainerRow {
  const { health: _, ...rest } = row;
  return {
    ...rest,
    ...(name === undefined ? {} : { name }),
    status: 'exited',
    ...(exitCode === undefined ? {} : { exitCode }),
    since: endedAt,
    ports: [],
    networks: row.networks.map(({ name, networkId }) => ({ name, networkId })),
    ...(isOutOfMemory ? { isOutOfMemory } : {}),
  };
}

function named({ name }: ContainerFacts): ContainerFacts {
  return name === undefined ? {} : { name };
}

function statusWith(status: ContainerStatus, isPaused: boolean | undefined): ContainerStatus {
  if (status === 'running' && isPaused === true) return 'paused';
  if (status === 'paused' && isPaused === false) return 'running';
  return status;
}

function hasEnded(status: ContainerStatus): boolean {
  return status === 'exited' || status === 'restarting' || status === 'dead';
}

function hasSameRun(a: ContainerStatus, b: ContainerStatus): boolean {
  return a === b || (isLive(a) && isLive(b));
}
