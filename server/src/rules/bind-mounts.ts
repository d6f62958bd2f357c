/** Mounts of paths of the host, as the rules about single kinds of them look at them. */
import type { ProjectComposeFile } from '../project/project.ts';
import type { Mount, Service } from '../syntax/compose/compose-file.ts';
import { isShared } from '../syntax/yaml/shared-node.ts';
import { addEntry, removeItem, replaceValue } from '../syntax/yaml/yaml-edits.ts';
import { type Edit, insert, replace } from '../text/edit.ts';
import { rememberLast } from '../text/remember.ts';
import { span } from '../text/span.ts';
import { removeServiceKey, serviceKeys } from './service-keys.ts';

export interface BindMount {
  readonly service: Service;
  readonly mount: Mount;
  readonly source: NonNullable<Mount['source']>;
  /** The path of the host, without a slash at its end; relative ones as written. */
  readonly path: string;
}

/** Every bind mount of the file whose source is known, each written place once. */
export const bindMounts: (compose: ProjectComposeFile) => readonly BindMount[] = rememberLast(compose => {
  const found: BindMount[] = [];
  for (const { service } of serviceKeys(compose, 'volumes')) {
    for (const mount of service.mounts) {
      const { source } = mount;
      if (mount.kind !== 'bind-mount' || source?.known === undefined || source.known === '') continue;
      found.push({ service, mount, source, path: tidy(source.known) });
    }
  }
  // Items of a list that another list repeats through an alias are written once.
  const seen = new Set<number>();
  return found.filter(({ mount: { span: at } }) => !seen.has(at.start) && seen.add(at.start));
});

/** One slash between parts (Windows users write `//var/run`), none at the end. */
function tidy(path: string): string {
  const single = path.replace(/\/{2,}/g, '/');
  return single.length > 1 && single.endsWith('/') ? single.slice(0, -1) : single;
}

/** Makes the mount read-only, by `:ro` or `read_only: true`; undefined where it cannot be edited by itself. */
export function mountReadOnly(
  { file: { yaml } }: ProjectComposeFile,
  { mount }: BindMount,
): readonly Edit[] | undefined {
  const { node, mode, target } = mount;
  if (isShared(yaml, node) || !target) return undefined;
  if (node.kind === 'mapping') {
    const old = node.entry('read_only');
    return old ? replaceValue(yaml, old.value, 'true') : addEntry(yaml, node, { key: 'read_only', value: 'true' });
  }
  if (!mode) return [insert(target.span.end, ':ro')];
  const options = mode.text.split(',');
  if (mode.text.includes('$')) return undefined;
  const changed = options.includes('rw') ? options.map(it => (it === 'rw' ? 'ro' : it)) : ['ro', ...options];
  return [replace(mode.span, changed.join(','))];
}

/** Deletes the mount, and the key with the last one. */
export function removeMount(compose: ProjectComposeFile, { service, mount }: BindMount): readonly Edit[] | undefined {
  const { yaml } = compose.file;
  const entry = service.key('volumes');
  if (entry?.value.kind !== 'sequence' || isShared(yaml, mount.node)) return undefined;
  if (entry.value.items.length > 1) return removeItem(yaml, entry.value, mount.node);
  return removeServiceKey(compose, entry);
}

/** Deletes one option of a short mount's mode, with its colon or comma. */
export function removeOption({ mode, target }: Mount, option: string): readonly Edit[] | undefined {
  if (!mode || !target) return undefined;
  const rest = mode.text.split(',').filter(it => it !== option);
  return [replace(span(target.span.end, mode.span.end), rest.length > 0 ? `:${rest.join(',')}` : '')];
}
