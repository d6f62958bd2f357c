// What a container's state looks like and how it is said.
import type { ContainerRow, ContainerStatus } from '../../engine/engine-state.ts';
import type { NodeIcon } from '../tree-node.ts';
import { uptime } from './uptime.ts';

/** Rows and groups come in this order. */
export const statusOrder: readonly ContainerStatus[] = [
  'running',
  'paused',
  'restarting',
  'removing',
  'created',
  'exited',
  'dead',
];

/** As a heading. */
export const statusNames: Readonly<Record<ContainerStatus, string>> = {
  running: 'Running',
  paused: 'Paused',
  restarting: 'Restarting',
  removing: 'Being removed',
  created: 'Created, never started',
  exited: 'Exited',
  dead: 'Dead',
};

/** 128 and the number of SIGINT, SIGKILL, SIGTERM: how a container ends that was told to. */
const toldToEnd: readonly number[] = [130, 137, 143];

/** Whether it ended by a mistake of its own. */
export function hasFailed({ status, exitCode = 0, isOutOfMemory }: ContainerRow): boolean {
  if (status === 'dead') return true;
  return status === 'exited' && (isOutOfMemory === true || (exitCode !== 0 && !toldToEnd.includes(exitCode)));
}

/** Every state has a shape of its own, because colours are not seen by everybody. */
export function statusIcon(row: ContainerRow): NodeIcon {
  if (hasFailed(row)) return { id: 'error', color: 'problemsErrorIcon.foreground' };
  if (row.status === 'running' && row.health === 'unhealthy') return { id: 'warning', color: 'charts.yellow' };
  return groupIcon(row.status);
}

/** Of the state alone, whatever else is known of a container. */
export function groupIcon(status: ContainerStatus): NodeIcon {
  switch (status) {
    case 'running':
      return { id: 'vm-running', color: 'charts.green' };
    case 'paused':
      return { id: 'debug-pause', color: 'charts.yellow' };
    case 'restarting':
      return { id: 'debug-restart', color: 'charts.yellow' };
    case 'removing':
      return { id: 'trash', color: 'disabledForeground' };
    default:
      return { id: 'vm-outline', color: 'disabledForeground' };
  }
}

/** Nobody knows what became of it since the engine was lost. */
export const staleIcon: NodeIcon = { id: 'question', color: 'disabledForeground' };

/** `healthy`, `paused`, `exited (1), out of memory`; empty where `uptimeText` says it. */
export function statusText(row: ContainerRow): string {
  switch (row.status) {
    case 'running':
      return row.health === undefined ? '' : row.health === 'starting' ? 'health check starting' : row.health;
    case 'exited':
      return exitText(row);
    default:
      return row.status;
  }
}

/** `up 5 min`, `3 h ago`; empty when it is not known or means nothing. */
export function uptimeText(row: ContainerRow, now: number): string {
  if (row.since === undefined) return '';
  const { text } = uptime(row.since, now);
  if (row.status === 'running') return `up ${text}`;
  return row.status === 'exited' || row.status === 'dead' ? `${text} ago` : '';
}

/** `running, healthy, up 5 minutes` */
export function spokenStatus(row: ContainerRow, now: number): string {
  const words = row.status === 'exited' ? exitText(row) : row.status;
  const health = row.health === undefined ? [] : [row.health === 'starting' ? 'health check starting' : row.health];
  return [words, ...health, ...spokenUptime(row, now)].join(', ');
}

function spokenUptime(row: ContainerRow, now: number): readonly string[] {
  if (row.since === undefined || uptimeText(row, now) === '') return [];
  const { spoken } = uptime(row.since, now);
  return [row.status === 'running' ? `up ${spoken}` : `${spoken} ago`];
}

function exitText({ exitCode, isOutOfMemory }: ContainerRow): string {
  const code = exitCode === undefined ? 'exited' : `exited (${exitCode})`;
  return isOutOfMemory ? `${code}, out of memory` : code;
}
