// What is said and offered before volumes are removed: who holds them, and what goes with them. Pure.
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import { volumeLabel } from '../../engine/container-files.ts';
import type { ContainerRow, EngineState, VolumeRow } from '../../engine/engine-state.ts';
import { containersByVolume, isLive, namesOf, type Uses } from '../../views/nodes/uses.ts';
import type { Destruction } from '../confirm.ts';

export interface VolumeRemoval {
  readonly volumes: readonly string[];
  /** Stopped ones that hold them, removed first. */
  readonly containers: readonly ContainerRow[];
}

export type VolumeRemovalPlan =
  | { readonly kind: 'impossible'; readonly why: string }
  | { readonly kind: 'question'; readonly question: Destruction<VolumeRemoval> };

/** By name of the volume; without the containers through which Slipway shows files, which are no reason to keep it. */
export function holdersOfVolumes(state: EngineState): Uses {
  const holders = [...state.containers].filter(([, { labels }]) => labels[volumeLabel] === undefined);
  return containersByVolume({ ...state, containers: new Map(holders) });
}

/** Ids of the containers through which Slipway shows the files of these volumes, in this window or another one. */
export function browsersOf(volumes: readonly string[], { containers }: EngineState): readonly string[] {
  return [...containers.values()].filter(it => volumes.includes(it.labels[volumeLabel] ?? '')).map(({ id }) => id);
}

/** `rows` is not empty. */
export function volumeRemoval(rows: readonly VolumeRow[], uses: Uses): VolumeRemovalPlan {
  const holders = (row: VolumeRow) => uses.get(row.name) ?? [];
  const held = rows.filter(row => holders(row).some(isLive));
  const stopped = rows.filter(row => holders(row).length > 0 && !held.includes(row));
  const free = rows.filter(row => holders(row).length === 0);
  if (free.length + stopped.length === 0) return { kind: 'impossible', why: whyHeld(held, uses) };
  const containers = [...new Set(stopped.flatMap(holders))];
  const [only] = rows;
  const isOne = rows.length === 1 && only !== undefined;
  const choices = [
    ...(free.length === 0
      ? []
      : [
          {
            label: `Remove ${volumesText(free)}`,
            detail: lossText(free),
            value: { volumes: free.map(({ name }) => name), containers: [] },
          },
        ]),
    ...(containers.length === 0
      ? []
      : [
          {
            label: `Remove ${volumesText([...free, ...stopped])} and the stopped ${containersText(containers)}`,
            detail: `${lossText([...free, ...stopped])}, and what was written in the ${containers.length === 1 ? 'container' : 'containers'}`,
            value: { volumes: [...free, ...stopped].map(({ name }) => name), containers },
          },
        ]),
  ];
  return {
    kind: 'question',
    question: {
      title: isOne ? titleOf(only, holders(only)) : `Remove ${volumesText([...free, ...stopped])}?`,
      keep: isOne ? `Keep ${shortName(only)}` : 'Keep them',
      choices,
      ...(isOne ? {} : { goes: rows.map(row => ({ name: row.name, about: aboutOf(row, holders(row)) })) }),
    },
  };
}

function whyHeld(held: readonly VolumeRow[], uses: Uses): string {
  const [first] = held;
  const runners = [...new Set(held.flatMap(({ name }) => (uses.get(name) ?? []).filter(isLive)))];
  const what = held.length === 1 && first ? `The volume ${shortName(first)} is` : `The ${held.length} volumes are`;
  const they = runners.length === 1 ? 'it' : 'them';
  return `${what} held by ${runners.map(holderText).join(', ')}. Stop and remove ${they} first.`;
}

/** `web (running)` */
export function holderText({ name, status }: ContainerRow): string {
  return `${name} (${status})`;
}

function titleOf(row: VolumeRow, holders: readonly ContainerRow[]): string {
  const size = row.size === undefined ? '' : ` (${byteSize(row.size)})`;
  const held = holders.length === 0 ? '' : ` It is held by ${holders.map(holderText).join(', ')}.`;
  return `Remove volume ${shortName(row)}${size}?${held}`;
}

function aboutOf(row: VolumeRow, holders: readonly ContainerRow[]): string {
  const runners = holders.filter(isLive);
  if (runners.length > 0) return `stays: held by ${runners.map(holderText).join(', ')}`;
  const size = row.size === undefined ? [] : [byteSize(row.size)];
  return [...size, ...(holders.length === 0 ? [] : [`held by ${holders.map(holderText).join(', ')}`])].join(', ');
}

function volumesText(rows: readonly VolumeRow[]): string {
  const [only] = rows;
  return rows.length === 1 && only ? `volume ${shortName(only)}` : `${rows.length} volumes`;
}

function containersText(rows: readonly ContainerRow[]): string {
  return `${rows.length === 1 ? 'container' : 'containers'} ${namesOf(rows)}`;
}

/** `5.06 MB of data are lost for good`; without a figure unless the size of each is known. */
export function lossText(rows: readonly VolumeRow[]): string {
  const bytes = totalSize(rows);
  const all = `All data in ${rows.length === 1 ? 'it' : 'them'} is`;
  return `${bytes === undefined ? all : `${byteSize(bytes)} of data are`} lost for good`;
}

/** Bytes; undefined when the size of any is not known. */
export function totalSize(rows: readonly VolumeRow[]): number | undefined {
  const sizes = rows.flatMap(({ size }) => size ?? []);
  return sizes.length === rows.length ? sizes.reduce((sum, it) => sum + it, 0) : undefined;
}

/** The engine's own names have 64 digits, of which 12 tell them apart. */
export function shortName({ name }: VolumeRow): string {
  return /^[0-9a-f]{64}$/.test(name) ? name.slice(0, 12) : name;
}
