/** Turns bind mounts and anonymous volumes into mounts of a named volume. */
import { type Edit, insert, remove, replace } from '../../text/edit.ts';
import { slice, span } from '../../text/span.ts';
import type { YamlFile } from '../yaml/node.ts';
import { isShared } from '../yaml/shared-node.ts';
import { addEntry, removeEntry, replaceValue } from '../yaml/yaml-edits.ts';
import type { Mount } from './compose-file.ts';

/** Options of a short mount that mean something for a volume, too; the others are about bind mounts. */
const volumeOptions = new Set(['ro', 'rw', 'nocopy', 'z', 'Z']);

/**
 * The edits that make `mount` one of the volume `name`, which they do not declare. Undefined where the mount cannot be
 * edited by itself.
 */
export function nameMount(file: YamlFile, mount: Mount, name: string): readonly Edit[] | undefined {
  if (isShared(file, mount.node)) return undefined;
  if (mount.node.kind === 'mapping') return nameLongMount(file, mount, name);
  const { source, target, mode } = mount;
  if (!target) return undefined;
  if (!source) return [insert(target.span.start, `${name}:`)];
  const edits: Edit[] = [replace(source.span, name)];
  if (mode) {
    const kept = mode.text.split(',').filter(option => volumeOptions.has(option));
    // The colon before the options goes with the last of them.
    if (kept.length === 0) edits.push(remove(span(mode.span.start - 1, mode.span.end)));
    else if (kept.join() !== mode.text) edits.push(replace(mode.span, kept.join()));
  }
  return edits;
}

function nameLongMount(file: YamlFile, { node, source }: Mount, name: string): readonly Edit[] | undefined {
  if (node.kind !== 'mapping') return undefined;
  const type = node.entry('type');
  if (!type || type.isMerged) return undefined;
  const edits: Edit[] = [];
  if (slice(file.text, type.value.span) !== 'volume') {
    const typed = replaceValue(file, type.value, 'volume');
    if (!typed) return undefined;
    edits.push(...typed);
  }
  const old = node.entry('source');
  const named =
    source && old
      ? replaceValue(file, old.value, name)
      : addEntry(file, node, { key: 'source', value: name }, { kind: 'after', entry: type });
  if (!named) return undefined;
  edits.push(...named);
  const options = node.entry('bind');
  if (options) {
    const removed = removeEntry(file, node, options);
    if (!removed) return undefined;
    edits.push(...removed);
  }
  return edits;
}
