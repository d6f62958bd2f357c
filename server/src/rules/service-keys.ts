/** Keys of services as rules report them: a key that several services share through an anchor is looked at once. */
import type { ProjectComposeFile } from '../project/project.ts';
import type { Service } from '../syntax/compose/compose-file.ts';
import type { YamlEntry } from '../syntax/yaml/node.ts';
import { removeEntry } from '../syntax/yaml/yaml-edits.ts';
import type { Edit } from '../text/edit.ts';
import { owningMapping } from './grants-edit.ts';
import type { Fix } from './rule.ts';

export interface ServiceKey {
  /** The first of the services that have it. */
  readonly service: Service;
  readonly entry: YamlEntry;
}

const none: readonly ServiceKey[] = [];

/** The key of every service of the file that has it; a value that several reach by merging or an alias counts once. */
export function serviceKeys({ file }: ProjectComposeFile, name: string): readonly ServiceKey[] {
  if (!file.hasServiceKey(name)) return none;
  let found: ServiceKey[] | undefined;
  let seen: Set<number> | undefined;
  for (const service of file.services) {
    const entry = service.key(name);
    if (!entry) continue;
    found ??= [];
    seen ??= new Set();
    if (seen.has(entry.value.span.start)) continue;
    seen.add(entry.value.span.start);
    found.push({ service, entry });
  }
  return found ?? none;
}

/** Deletes the key where it is written, be it in a fragment that services merge; not with comments inside of it. */
export function removeServiceKey({ file }: ProjectComposeFile, entry: YamlEntry): readonly Edit[] | undefined {
  const { start, end } = entry.span;
  if (file.yaml.comments.some(({ span: at }) => at.start > start && at.end < end)) return undefined;
  const place = owningMapping(file, entry);
  return place && removeEntry(file.yaml, place.mapping, place.entry);
}

/** A fix of that title; none without edits. */
export function suggestion(title: string, edits: readonly Edit[] | undefined): readonly Fix[] {
  return edits ? [{ title, safety: 'suggestion', edits }] : [];
}
