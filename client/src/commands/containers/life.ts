// Start, stop, restart, pause, resume and kill: a family of commands that differ only in their words.
import type { Containers } from '../../engine/containers.ts';
import type { ContainerRow, ContainerStatus } from '../../engine/engine-state.ts';
import type { Command } from '../command.ts';
import { containerTargets } from '../targets.ts';
import { atOnce, type Doing } from './containers-at-once.ts';

interface Verb extends Doing {
  readonly id: string;
  /** Above the list that the palette shows. */
  readonly question: string;
  readonly from: readonly ContainerStatus[];
  /** Said when no container is in one of these states. */
  readonly none: string;
}

export const live: readonly ContainerStatus[] = ['running', 'paused', 'restarting'];

const verbs: readonly Verb[] = [
  {
    id: 'slipway.container.start',
    question: 'Start which containers?',
    from: ['created', 'exited', 'dead'],
    none: 'There is nothing to start: no container here has stopped.',
    doing: 'Starting',
    couldNot: 'Could not start',
    run: (containers, id, signal) => containers.start(id, signal),
  },
  {
    id: 'slipway.container.stop',
    question: 'Stop which containers?',
    from: live,
    none: 'There is nothing to stop: no container here runs.',
    doing: 'Stopping',
    couldNot: 'Could not stop',
    run: (containers, id, signal) => containers.stop(id, undefined, signal),
  },
  {
    id: 'slipway.container.restart',
    question: 'Restart which containers?',
    from: [...live, 'exited'],
    none: 'There is nothing to restart: no container here has ever run.',
    doing: 'Restarting',
    couldNot: 'Could not restart',
    run: (containers, id, signal) => containers.restart(id, signal),
  },
  {
    id: 'slipway.container.pause',
    question: 'Pause which containers?',
    from: ['running'],
    none: 'There is nothing to pause: no container here runs.',
    doing: 'Pausing',
    couldNot: 'Could not pause',
    run: (containers, id, signal) => containers.pause(id, signal),
  },
  {
    id: 'slipway.container.unpause',
    question: 'Unpause which containers?',
    from: ['paused'],
    none: 'There is nothing to unpause: no container here is paused.',
    doing: 'Unpausing',
    couldNot: 'Could not unpause',
    run: (containers, id, signal) => containers.unpause(id, signal),
  },
  {
    id: 'slipway.container.kill',
    question: 'Kill which containers, at once and without warning?',
    from: live,
    none: 'There is nothing to kill: no container here runs.',
    doing: 'Killing',
    couldNot: 'Could not kill',
    run: (containers: Containers, id, signal) => containers.kill(id, undefined, signal),
  },
];

export const lifeCommands: readonly Command[] = verbs.map(({ id, question, from, none, ...doing }) => ({
  id,
  async run(parts, ...given) {
    const accepts = (row: ContainerRow): boolean => from.includes(row.status);
    const rows = await containerTargets(parts, given, { title: question, many: 'several', accepts, none });
    await atOnce(parts, rows, doing);
  },
}));
