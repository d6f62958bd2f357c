// What runs of a Compose file, by service, as far as the engine tells. Knows nothing of VS Code.
import type { ContainerRow } from '../engine/engine-state.ts';
import type { ServiceState } from './topology-messages.ts';

/** @param file the path of the Compose file on this machine */
export function statesOf(file: string, containers: Iterable<ContainerRow>): Readonly<Record<string, ServiceState>> {
  const byService = new Map<string, ContainerRow[]>();
  for (const row of containers) {
    if (!row.compose || row.compose.isOneOff || !row.compose.files.some(it => isSame(it, file))) continue;
    const known = byService.get(row.compose.service);
    if (known) known.push(row);
    else byService.set(row.compose.service, [row]);
  }
  return Object.fromEntries([...byService].map(([service, rows]) => [service, together(rows)]));
}

/** Disks of Windows are written with either slash, and in either case. */
function isSame(a: string, b: string): boolean {
  const plain = (path: string): string => path.replaceAll('\\', '/').toLowerCase();
  return a === b || (/^[a-z]:/i.test(a) && plain(a) === plain(b));
}

const worstFirst = ['failed', 'unhealthy', 'changing', 'paused', 'running', 'stopped'] as const;

function together(rows: readonly ContainerRow[]): ServiceState {
  const states = rows.map(stateOf);
  const [first] = states;
  if (first && rows.length === 1) return first;
  const kind = worstFirst.find(it => states.some(state => state.kind === it)) ?? 'stopped';
  const running = rows.filter(({ status }) => status === 'running').length;
  return { kind, words: `${running} of ${rows.length} running` };
}

function stateOf({ status, health, exitCode }: ContainerRow): ServiceState {
  switch (status) {
    case 'running':
      if (health === undefined) return { kind: 'running', words: 'running' };
      return { kind: health === 'unhealthy' ? 'unhealthy' : 'running', words: `running, ${health}` };
    case 'paused':
      return { kind: 'paused', words: 'paused' };
    case 'exited':
    case 'dead':
      return (exitCode ?? 0) === 0
        ? { kind: 'stopped', words: 'exited' }
        : { kind: 'failed', words: `exited with code ${exitCode}` };
    case 'created':
      return { kind: 'stopped', words: 'created, not started' };
    default:
      return { kind: 'changing', words: status };
  }
}
