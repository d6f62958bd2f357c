// The rows of the view of containers: below their Compose project, or grouped as asked for. Containers of no project stand
// beside the projects, not in one that nobody made.
import type { ContainerRow, ContainerStatus, EngineState } from '../../engine/engine-state.ts';
import type { TreeNode } from '../tree-node.ts';
import { containerNode, containerTexts } from './container-node.ts';
import { groupIcon, statusNames, statusOrder } from './container-status.ts';
import { filterOf } from './filter.ts';
import { byName, groupedBy } from './ordering.ts';
import { projectNode } from './project-node.ts';

export interface ContainersOptions {
  /** Words that all have to occur; empty shows every container. */
  readonly filter: string;
  readonly group: 'project' | 'state' | 'image' | 'none';
  /** Inside a group; groups themselves are sorted by name, those of states by how alive they are. */
  readonly sort: 'state' | 'name' | 'created';
}

export function containersTree(state: EngineState, options: ContainersOptions, now: number): readonly TreeNode[] {
  const all = [...state.containers.values()];
  const matches = filterOf(options.filter);
  const shown = all.filter(row => matches(() => containerTexts(row))).sort(orders[options.sort]);
  const nodes = (rows: readonly ContainerRow[]) => rows.map(row => containerNode(row, state, now));
  switch (options.group) {
    case 'project':
      return byProject(all, shown, state, now);
    case 'state':
      return statusOrder.flatMap(status => {
        const rows = shown.filter(row => row.status === status);
        return rows.length === 0 ? [] : [stateGroup(status, nodes(rows))];
      });
    case 'image': {
      const images = groupedBy(shown, ({ image }) => image);
      return [...images].sort(([a], [b]) => byName(a, b)).map(([image, rows]) => imageGroup(image, nodes(rows)));
    }
    case 'none':
      return nodes(shown);
  }
}

function byProject(
  all: readonly ContainerRow[],
  shown: readonly ContainerRow[],
  state: EngineState,
  now: number,
): readonly TreeNode[] {
  const members = groupedBy(all, projectOf);
  const visible = groupedBy(shown, projectOf);
  const projects = [...visible.keys()].filter(name => name !== '').sort(byName);
  return [
    ...projects.map(name => {
      const children = (visible.get(name) ?? []).map(row => containerNode(row, state, now, name));
      return projectNode({ name, all: members.get(name) ?? [], children }, state);
    }),
    ...(visible.get('') ?? []).map(row => containerNode(row, state, now)),
  ];
}

/** Empty for a container of its own. */
function projectOf({ compose }: ContainerRow): string {
  return compose?.project ?? '';
}

function stateGroup(status: ContainerStatus, children: readonly TreeNode[]): TreeNode {
  return {
    id: `group:state:${status}`,
    label: statusNames[status],
    description: String(children.length),
    icon: groupIcon(status),
    facts: ';group;',
    spoken: `${statusNames[status]}, ${counted(children.length)}`,
    opened: 'expanded',
    children,
  };
}

function imageGroup(image: string, children: readonly TreeNode[]): TreeNode {
  return {
    id: `group:image:${image}`,
    label: image,
    description: String(children.length),
    icon: { id: 'package' },
    facts: ';group;',
    spoken: `Image ${image}, ${counted(children.length)}`,
    opened: 'expanded',
    children,
  };
}

function counted(count: number): string {
  return `${count} ${count === 1 ? 'container' : 'containers'}`;
}

const ranks = new Map(statusOrder.map((status, rank) => [status, rank]));
const rank = ({ status }: ContainerRow): number => ranks.get(status) ?? 0;

const orders: Readonly<Record<ContainersOptions['sort'], (a: ContainerRow, b: ContainerRow) => number>> = {
  state: (a, b) => rank(a) - rank(b) || byName(a.name, b.name),
  name: (a, b) => byName(a.name, b.name),
  created: (a, b) => b.createdAt - a.createdAt || byName(a.name, b.name),
};
