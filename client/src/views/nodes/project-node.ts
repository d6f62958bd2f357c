// The row of a Compose project, with its containers below.
import type { ContainerRow, EngineState } from '../../engine/engine-state.ts';
import type { NodeIcon, TreeNode } from '../tree-node.ts';
import { hasFailed, staleIcon } from './container-status.ts';
import { code, escaped, fact, list, tooltip } from './markdown.ts';
import { isStale } from './stale.ts';
import { isLive } from './uses.ts';

export interface ProjectRows {
  readonly name: string;
  /** All of its containers: a command on the project works on those too that a filter hides. */
  readonly all: readonly ContainerRow[];
  /** The rows below. */
  readonly children: readonly TreeNode[];
}

export function projectNode({ name, all, children }: ProjectRows, state: EngineState): TreeNode {
  const running = all.filter(({ status }) => status === 'running').length;
  const unhealthy = all.filter(row => row.status === 'running' && row.health === 'unhealthy').length;
  const failed = all.filter(hasFailed).length;
  const files = [...new Set(all.flatMap(({ compose }) => compose?.files ?? []))];
  const folder = all.find(({ compose }) => compose?.folder !== undefined)?.compose?.folder;
  const stale = isStale(state);
  const count = running === all.length ? `${running} running` : `${running} of ${all.length} running`;
  const words = [
    count,
    ...(unhealthy > 0 ? [`${unhealthy} unhealthy`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  const some = all.some(isLive) ? 'some-live' : 'none-live';
  return {
    id: `project:${name}`,
    label: name,
    description: stale ? `${all.length} known` : words.join(' · '),
    icon: stale ? { ...icon(0, 0, 0), ...staleColor } : icon(running, unhealthy, failed),
    facts: stale ? ';project;stale;' : `;project;${some};${files.length > 0 ? 'files;' : ''}`,
    spoken: stale ? `Compose project ${name}, state unknown` : `Compose project ${name}, ${words.join(', ')}`,
    tooltip: () =>
      tooltip(
        [`**${escaped(name)}** Compose project`],
        fact('Containers', words.join(', ')),
        list(
          'Compose files',
          files.map(file => code(file)),
        ),
        fact('Folder', folder === undefined ? undefined : code(folder)),
      ),
    opened: 'expanded',
    children,
    subject: { kind: 'project', name, containerIds: all.map(({ id }) => id) },
  };
}

const staleColor = { color: staleIcon.color ?? '' };

function icon(running: number, unhealthy: number, failed: number): NodeIcon {
  if (failed > 0 || unhealthy > 0) return { id: 'layers', color: 'charts.yellow' };
  return { id: 'layers', color: running > 0 ? 'charts.green' : 'disabledForeground' };
}
