// What is asked before the containers of a device run go: when another takes its place, and when it ends. Pure.
import type { DeviceRunThere } from '../../device-run/carry-out.ts';
import { anonymousVolumesOf } from '../../engine/anonymous-volumes.ts';
import type { ContainerRow } from '../../engine/engine-state.ts';
import type { Destruction } from '../confirm.ts';
import { goingContainers } from '../containers/removal.ts';

/** `containers` is not empty. */
export function replacementQuestion(name: string, containers: readonly ContainerRow[]): Destruction<'replace'> {
  const its = containers.length === 1 ? 'its container' : `its ${containers.length} containers`;
  const unnamed = containers.flatMap(anonymousVolumesOf).length;
  return {
    title: `Replace the run of ${name} that is there?`,
    keep: `Keep ${its}`,
    loses: `What was written outside of ${unnamed > 0 ? 'named ' : ''}volumes is lost. Named volumes stay.`,
    choices: [
      {
        label: `Replace ${its}`,
        ...(unnamed > 0 ? { detail: `${volumesText(unnamed)} ${unnamed === 1 ? 'goes' : 'go'} too` } : {}),
        icon: 'debug-restart',
        value: 'replace',
      },
    ],
    goes: goingContainers(containers),
  };
}

/** The choice is what becomes of its named volumes. */
export function stopQuestion({ name, containers, networks, volumes }: DeviceRunThere): Destruction<'keep' | 'remove'> {
  const gone = [
    counted(containers.length, 'container'),
    counted(networks.length, 'network'),
    volumesText(containers.flatMap(anonymousVolumesOf).length),
  ].filter(it => it !== '');
  // Behind the number that stands for a fleet.
  const written = volumes.map(it => it.name.replace(/^\d+_/, ''));
  const keeps = volumes.length === 0 ? '' : `; ${written.join(', ')} ${volumes.length === 1 ? 'stays' : 'stay'}`;
  return {
    title: `Stop ${name} and clean up?`,
    keep: containers.length > 0 ? 'Keep it running' : 'Keep what it has left',
    choices: [
      ...(gone.length > 0
        ? [{ label: `Stop ${name}`, detail: `${listed(gone)} go${keeps}`, value: 'keep' as const }]
        : []),
      ...(volumes.length > 0
        ? [
            {
              label: `${gone.length > 0 ? `Stop ${name} and remove` : 'Remove'} its ${counted(volumes.length, 'volume')} too`,
              detail: `What ${written.join(', ')} ${volumes.length === 1 ? 'holds' : 'hold'} is lost`,
              value: 'remove' as const,
            },
          ]
        : []),
    ],
    goes: [
      ...goingContainers(containers),
      ...networks.map(it => ({ name: it.name, about: 'network' })),
      ...volumes.map(it => ({
        name: it.name,
        about: gone.length > 0 ? 'volume, with the last choice only' : 'volume',
      })),
    ],
  };
}

function volumesText(count: number): string {
  return counted(count, 'anonymous volume');
}

/** Empty when there are none. */
export function counted(count: number, what: string): string {
  return count === 0 ? '' : `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `2 containers, 1 network and 1 anonymous volume` */
function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
