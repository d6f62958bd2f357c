// What only the inspection of a container tells, for its tooltip: entrypoint, limits, restart policy, health check.

import { memorySize } from '../../../../server/src/text/byte-size.ts';
import type { ContainerDetails } from '../../engine/containers.ts';
import { code, escaped, fact, list, tooltip } from './markdown.ts';

/** Markdown; empty when there is nothing to add. The engine's JSON is not trusted to be complete. */
export function containerDetails(details: ContainerDetails): string {
  const config = recordOf(details.Config);
  const host = recordOf(details['HostConfig']);
  const user = textOf(config['User']);
  const folder = textOf(config['WorkingDir']);
  const health = recordOf(recordOf(details['State'])['Health']);
  return tooltip(
    fact('Entrypoint', wordsOf(config['Entrypoint'])),
    fact('User', user === undefined ? undefined : code(user)),
    fact('Working directory', folder === undefined || folder === '/' ? undefined : code(folder)),
    list('Limits', limits(host)),
    fact('Restart policy', restartPolicy(recordOf(host['RestartPolicy']))),
    host['Privileged'] === true ? ['**Privileged**: it may do what the engine’s host may'] : [],
    lastProbe(health),
  );
}

function limits(host: Fields): readonly string[] {
  const memory = positive(host['Memory']);
  const reserved = positive(host['MemoryReservation']);
  const nanoCpus = positive(host['NanoCpus']);
  const [quota, period] = [positive(host['CpuQuota']), positive(host['CpuPeriod']) ?? 100_000];
  const processors = nanoCpus === undefined ? quota && quota / period : nanoCpus / 1e9;
  const cpuset = textOf(host['CpusetCpus']);
  const pids = positive(host['PidsLimit']);
  return [
    ...(memory === undefined ? [] : [`memory ${memorySize(memory)}`]),
    ...(reserved === undefined ? [] : [`memory reserved ${memorySize(reserved)}`]),
    ...(processors === undefined ? [] : [`${Number(processors.toFixed(2))} processors`]),
    ...(cpuset === undefined ? [] : [`processors ${escaped(cpuset)}`]),
    ...(pids === undefined ? [] : [`${pids} processes`]),
  ];
}

function restartPolicy(policy: Fields): string | undefined {
  const name = textOf(policy['Name']);
  if (name === undefined || name === 'no') return undefined;
  const most = positive(policy['MaximumRetryCount']);
  return escaped(name) + (most === undefined ? '' : `, ${most} times at most`);
}

/** What the health check wrote last, as long as all is not well. */
function lastProbe(health: Fields): readonly string[] {
  const log = Array.isArray(health['Log']) ? health['Log'] : [];
  const output = textOf(recordOf(log.at(-1))['Output'])?.trim();
  if (health['Status'] === 'healthy' || output === undefined || output === '') return [];
  return fact('Last health check', code(output));
}

type Fields = Readonly<Record<string, unknown>>;

function recordOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? value : undefined;
}

function wordsOf(value: unknown): string | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return code(
    value.map(word => (/^[\w@%+=:,./-]+$/.test(String(word)) ? String(word) : JSON.stringify(word))).join(' '),
  );
}
