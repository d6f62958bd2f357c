// The row of a container. Its id never changes while the container lives, wherever the row stands.
import { shortVolumeName } from '../../engine/anonymous-volumes.ts';
import type { ContainerMount, ContainerRow, EngineState } from '../../engine/engine-state.ts';
import type { TreeNode } from '../tree-node.ts';
import { spokenStatus, staleIcon, statusIcon, statusText, uptimeText } from './container-status.ts';
import { labelLines } from './labels.ts';
import { code, escaped, fact, list, moment, tooltip } from './markdown.ts';
import { portLines, portText, spokenPorts } from './ports.ts';
import { nodeMemory } from './remembered-node.ts';
import { isStale } from './stale.ts';
import { isLive } from './uses.ts';

const memory = nodeMemory();

/** `below` is the project whose row stands above it: its name is not said again. */
export function containerNode(row: ContainerRow, state: EngineState, now: number, below?: string): TreeNode {
  const age = isStale(state) ? 'stale' : 'current';
  const key = `${age} ${uptimeText(row, now)} ${below ?? ''}`;
  return memory(row, row.id, key, () => makeNode(row, age, now, below));
}

function makeNode(row: ContainerRow, age: 'stale' | 'current', now: number, below: string | undefined): TreeNode {
  const stale = age === 'stale';
  return {
    id: `container:${row.id}`,
    label: labelOf(row, below),
    description: stale ? staleDescription(row) : description(row, now),
    icon: stale ? staleIcon : statusIcon(row),
    facts: stale ? ';container;stale;' : facts(row),
    spoken: spoken(row, now, age),
    tooltip: () => tooltipOf(row),
    subject: { kind: 'container', id: row.id },
    source: row,
  };
}

/** All by which a filter finds it. */
export function containerTexts(row: ContainerRow): readonly string[] {
  const { compose } = row;
  return [
    row.name,
    row.image,
    row.id,
    row.status,
    row.health ?? '',
    ...(compose ? [compose.project, compose.service] : []),
    ...row.networks.map(({ name }) => name),
    ...row.ports.flatMap(({ published }) => (published === undefined ? [] : [String(published)])),
    ...Object.entries(row.labels).map(([key, value]) => `${key}=${value}`),
  ];
}

/** Compose calls them `<project>-<service>-<number>`, its first generation `<project>_<service>_<number>`. */
function labelOf({ name }: ContainerRow, below: string | undefined): string {
  if (below === undefined || name.length <= below.length + 1 || !name.startsWith(below)) return name;
  return /[-_]/.test(name.charAt(below.length)) ? name.slice(below.length + 1) : name;
}

function description(row: ContainerRow, now: number): string {
  const once = row.compose?.isOneOff ? 'one-off' : '';
  return joined(statusText(row), once, portText(row), uptimeText(row, now), imageText(row));
}

function staleDescription(row: ContainerRow): string {
  return joined(`was ${row.status}`, imageText(row));
}

/** An id instead of a name is cut as Docker does. */
function imageText({ image }: ContainerRow): string {
  const [, id] = /^(?:sha256:)?([0-9a-f]{12})[0-9a-f]{52}$/.exec(image) ?? [];
  return id ?? image;
}

function facts(row: ContainerRow): string {
  const words = ['container', row.status];
  if (isLive(row)) words.push('live');
  if (row.status === 'created' || row.status === 'exited' || row.status === 'dead') words.push('stopped');
  if (row.compose) words.push('compose');
  if (row.ports.some(it => it.published !== undefined && it.protocol === 'tcp')) words.push('http');
  if (Object.keys(row.labels).length > 0) words.push('labelled');
  return `;${words.join(';')};`;
}

function spoken(row: ContainerRow, now: number, age: 'stale' | 'current'): string {
  const what = row.compose
    ? `Container ${row.name}, service ${row.compose.service} of project ${row.compose.project}`
    : `Container ${row.name}`;
  if (age === 'stale') return `${what}, was ${row.status} when the engine was last reached`;
  return [what, spokenStatus(row, now), spokenPorts(row), `image ${imageText(row)}`].filter(it => it !== '').join(', ');
}

function tooltipOf(row: ContainerRow): string {
  const { compose, since } = row;
  return tooltip(
    [`**${escaped(row.name)}** ${escaped(stateInFull(row))}`],
    fact('Image', code(row.image)),
    fact('Command', row.command === '' ? undefined : code(row.command)),
    fact('Project', compose && `${escaped(compose.project)}, service ${escaped(compose.service)}`),
    list(
      'Compose files',
      (compose?.files ?? []).map(file => code(file)),
    ),
    fact('Id', code(row.id.slice(0, 12))),
    fact('Created', moment(row.createdAt)),
    fact(isLive(row) ? 'Started' : 'Ended', since === undefined ? undefined : moment(since)),
    list('Ports', portLines(row)),
    list('Mounts', row.mounts.map(mountLine)),
    list(
      'Networks',
      row.networks.map(({ name, address }) => escaped(name) + (address === undefined ? '' : ` ${code(address)}`)),
    ),
    labelLines(row.labels),
  );
}

function stateInFull(row: ContainerRow): string {
  const text = statusText(row);
  if (row.status === 'running') return row.health === undefined ? 'running' : `running, ${text}`;
  return row.isOutOfMemory ? `${text}: the kernel ended it` : text;
}

function mountLine({ kind, source, target, isReadOnly }: ContainerMount): string {
  const readOnly = isReadOnly ? ', read-only' : '';
  switch (kind) {
    case 'volume':
      return `${code(target)} from volume ${code(shortVolumeName(source))}${readOnly}`;
    case 'tmpfs':
      return `${code(target)} in memory${readOnly}`;
    default:
      return source === '' ? `${code(target)}${readOnly}` : `${code(target)} from ${code(source)}${readOnly}`;
  }
}

function joined(...parts: readonly string[]): string {
  return parts.filter(part => part !== '').join(' · ');
}
