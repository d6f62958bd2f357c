// What is said and offered before containers are removed. Pure.
import { anonymousVolumesOf, shortVolumeName } from '../../engine/anonymous-volumes.ts';
import type { ContainerRow } from '../../engine/engine-state.ts';
import type { Destruction, GoingObject } from '../confirm.ts';
import { live } from './life.ts';

export interface Removal {
  /** How those that run are ended; the others need no ending. */
  readonly ending: 'stop' | 'kill';
  readonly volumes: boolean;
}

/** `rows` is not empty. */
export function removalQuestion(rows: readonly ContainerRow[]): Destruction<Removal> {
  const running = rows.filter(row => live.includes(row.status));
  const volumes = rows.reduce((sum, row) => sum + anonymousVolumesOf(row).length, 0);
  const [only] = rows;
  const isOne = rows.length === 1 && only !== undefined;
  const it = isOne ? only.name : `all ${rows.length}`;
  const endings: readonly Removal['ending'][] = running.length > 0 ? ['stop', 'kill'] : ['stop'];
  const withVolumes = volumes > 0 ? [false, true] : [false];
  return {
    title: titleOf(rows, running.length),
    loses: 'What was written outside of volumes is lost. Named volumes and the image stay.',
    keep: isOne ? `Keep ${only.name}` : 'Keep them',
    choices: withVolumes.flatMap(isWithVolumes =>
      endings.map(ending => ({
        label: `${beginningOf(ending, running, rows)} ${it}${isWithVolumes ? ` and ${volumesText(volumes, rows.length)}` : ''}`,
        ...present(detailOf(ending, running.length, isWithVolumes ? volumes : 0)),
        value: { ending, volumes: isWithVolumes },
      })),
    ),
    ...(isOne ? {} : { goes: rows.map(row => ({ name: row.name, about: stateOf(row) })) }),
  };
}

function titleOf(rows: readonly ContainerRow[], running: number): string {
  const [only] = rows;
  if (rows.length === 1 && only) return `Remove container ${only.name}? It ${stateOf(only)}.`;
  const how =
    running === 0
      ? 'None of them runs'
      : running === rows.length
        ? 'All of them run'
        : `${running} of them ${running === 1 ? 'runs' : 'run'}`;
  return `Remove ${rows.length} containers? ${how}.`;
}

function stateOf(row: ContainerRow): string {
  switch (row.status) {
    case 'running':
      return 'is running';
    case 'paused':
      return 'is paused';
    case 'restarting':
      return 'is restarting';
    case 'removing':
      return 'is being removed';
    case 'created':
      return 'has never run';
    case 'dead':
      return 'is dead';
    case 'exited':
      return row.exitCode === undefined ? 'has exited' : `has exited with code ${row.exitCode}`;
  }
}

function beginningOf(
  ending: Removal['ending'],
  running: readonly ContainerRow[],
  rows: readonly ContainerRow[],
): string {
  if (running.length === 0) return 'Remove';
  if (rows.length === 1) return ending === 'stop' ? 'Stop and remove' : 'Kill and remove';
  const [only] = running;
  const what = running.length === 1 && only ? only.name : 'those that run';
  return ending === 'stop' ? `Stop ${what}, then remove` : `Kill ${what} and remove`;
}

function detailOf(ending: Removal['ending'], running: number, volumes: number): string | undefined {
  const programs = running === 1 ? 'Its program' : 'Their programs';
  const asked = running === 1 ? 'is asked to end first' : 'are asked to end first';
  const details = [
    ...(running > 0 ? [`${programs} ${ending === 'stop' ? asked : 'cannot save anything any more'}`] : []),
    ...(volumes > 0 ? [`what is in the ${volumes === 1 ? 'volume' : 'volumes'} is lost`] : []),
  ];
  const text = details.join('; ');
  return text === '' ? undefined : text.charAt(0).toUpperCase() + text.slice(1);
}

function present(detail: string | undefined): { readonly detail?: string } {
  return detail === undefined ? {} : { detail };
}

function volumesText(count: number, containers: number): string {
  if (count > 1) return `${count} anonymous volumes`;
  return containers === 1 ? 'its anonymous volume' : '1 anonymous volume';
}

/** What goes when containers are removed with their anonymous volumes, each container before its own. */
export function goingContainers(rows: readonly ContainerRow[]): readonly GoingObject[] {
  return rows.flatMap(row => [{ name: row.name, about: `container, ${row.status}` }, ...volumesGoingWith(row)]);
}

/** The anonymous volumes of a container. */
export function volumesGoingWith(row: ContainerRow): readonly GoingObject[] {
  return anonymousVolumesOf(row).map(volume => ({
    name: shortVolumeName(volume),
    about: `anonymous volume of ${row.name}`,
  }));
}
