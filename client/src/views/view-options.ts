// What somebody chose for the views: filter, order, groups. Remembered for the workspace.
import type { Memento } from 'vscode';
import type { ContainersOptions } from './nodes/containers-tree.ts';
import type { ImagesOptions } from './nodes/images-tree.ts';
import type { NetworksOptions } from './nodes/networks-tree.ts';
import type { VolumesOptions } from './nodes/volumes-tree.ts';

export interface ViewOptions {
  readonly containers: ContainersOptions;
  readonly images: ImagesOptions;
  readonly volumes: VolumesOptions;
  readonly networks: NetworksOptions;
}

export type Area = keyof ViewOptions;

export const areas: readonly Area[] = ['containers', 'images', 'volumes', 'networks'];

export interface RememberedOptions {
  of<A extends Area>(area: A): ViewOptions[A];
  change<A extends Area>(area: A, change: Partial<ViewOptions[A]>): Promise<void>;
  onDidChange(listener: (area: Area) => void): void;
}

export const defaultOptions: ViewOptions = {
  containers: { filter: '', group: 'project', sort: 'state' },
  images: { filter: '', group: 'repository', sort: 'name', dangling: 'shown' },
  volumes: { filter: '', sort: 'name' },
  networks: { filter: '' },
};

/** Of every option that is a choice; the first is the default. */
export const choices = {
  containers: {
    group: [
      { value: 'project', label: 'Compose project', detail: 'Containers of their own stand beside the projects' },
      { value: 'state', label: 'State', detail: 'Running, paused, exited, …' },
      { value: 'image', label: 'Image', detail: 'The image they were made from' },
      { value: 'none', label: 'No groups', detail: 'One list' },
    ],
    sort: [
      { value: 'state', label: 'State, then name', detail: 'What runs comes first' },
      { value: 'name', label: 'Name', detail: 'Rows stay in place when containers start and stop' },
      { value: 'created', label: 'Newest first', detail: 'When the container was made' },
    ],
  },
  images: {
    group: [
      { value: 'repository', label: 'Repository', detail: 'Tags stand below it' },
      { value: 'none', label: 'No groups', detail: 'One list of tags' },
    ],
    sort: [
      { value: 'name', label: 'Name', detail: 'Repository, then tag' },
      { value: 'size', label: 'Largest first', detail: 'Layers shared with other images included' },
      { value: 'created', label: 'Newest first', detail: 'When the image was made' },
    ],
    dangling: [
      { value: 'shown', label: 'Shown', detail: 'In a group at the end' },
      { value: 'hidden', label: 'Hidden', detail: 'Only images with a tag' },
    ],
  },
  volumes: {
    sort: [
      { value: 'name', label: 'Name', detail: 'Anonymous volumes by their digits' },
      { value: 'use', label: 'Orphans last', detail: 'What a container mounts comes first' },
      { value: 'size', label: 'Largest first', detail: 'Needs sizes to be measured' },
    ],
  },
  networks: {},
} as const satisfies {
  readonly [A in Area]: { readonly [K in keyof ViewOptions[A]]?: readonly Choice<ViewOptions[A][K]>[] };
};

export interface Choice<Value> {
  readonly value: Value;
  readonly label: string;
  readonly detail: string;
}

export function rememberedOptions(memory: Memento): RememberedOptions {
  const listeners: ((area: Area) => void)[] = [];
  const keyOf = (area: Area) => `slipway.${area}.options`;
  const now: Record<Area, Readonly<Record<string, string>>> = {
    containers: {},
    images: {},
    volumes: {},
    networks: {},
  };
  for (const area of areas) now[area] = valid(area, memory.get(keyOf(area)));
  return {
    of: <A extends Area>(area: A) => now[area] as unknown as ViewOptions[A],
    async change(area, change) {
      now[area] = { ...now[area], ...(change as Readonly<Record<string, string>>) };
      for (const listener of listeners) listener(area);
      await memory.update(keyOf(area), now[area]);
    },
    onDidChange: listener => void listeners.push(listener),
  };
}

/** Another version of Slipway may have remembered what this one does not know. */
function valid(area: Area, remembered: unknown): Readonly<Record<string, string>> {
  const values = typeof remembered === 'object' && remembered !== null ? remembered : {};
  const known: Readonly<Record<string, readonly { readonly value: string }[]>> = choices[area];
  const pairs = Object.entries(defaultOptions[area]).map(([name, usual]: [string, string]) => {
    const value: unknown = Reflect.get(values, name);
    const isKnown = typeof value === 'string' && (known[name]?.some(choice => choice.value === value) ?? true);
    return [name, isKnown ? value : usual] as const;
  });
  return Object.fromEntries(pairs);
}
