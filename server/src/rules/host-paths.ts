/** Host paths for which balena's parsers put a label, and those that only come close: two rules share the border. */
import { type BalenaLabel, balenaLabel, labelForHostPath, nearHostPath } from '../catalog/balena-labels.ts';
import type { Mount, Service } from '../syntax/compose/compose-file.ts';

export interface UnmatchedHostPath {
  readonly path: string;
  readonly label: BalenaLabel;
  /** The path the parsers know. */
  readonly known: string;
  /** The paths that would have to be mounted as well; empty where the path itself is none they know. */
  readonly missing: readonly string[];
}

/** A mount that comes close to one the parsers know, and is refused or dropped all the same; undefined for others. */
export function unmatchedHostPath(service: Service, mount: Mount): UnmatchedHostPath | undefined {
  const path = mount.kind === 'bind-mount' ? mount.source?.known : undefined;
  if (path === undefined) return undefined;
  const label = labelForHostPath(path);
  if (!label) {
    const near = nearHostPath(path);
    return near && { path, missing: [], ...near };
  }
  // All three or none; where the label is set, the mount is merely superfluous.
  if (!label.name.endsWith('.journal-logs') || service.labels.some(it => balenaLabel(it.key) === label))
    return undefined;
  const mounted = new Set(service.mounts.map(it => it.source?.known));
  const missing = label.hostPaths?.filter(it => !mounted.has(it)) ?? [];
  return missing.length > 0 ? { path, label, known: path, missing } : undefined;
}
