/** Services that lack something in all that is known of them: their file, what is laid over it, what they extend. */
import { definitionsOf, type ModelService } from '../project/compose-model.ts';
import type { Project, ProjectComposeFile } from '../project/project.ts';
import { runsSomething } from '../project/runs-something.ts';
import type { Service } from '../syntax/compose/compose-file.ts';
import { addEntry, type NewValue } from '../syntax/yaml/yaml-edits.ts';
import type { Fix } from './rule.ts';
import { suggestion } from './service-keys.ts';

export interface IncompleteService {
  /** The definition to complete: the one others are laid over. */
  readonly service: Service;
  readonly all: ModelService;
}

/**
 * The services whose first definition stands in this file and of which `isThere` is true nowhere. None where more may be
 * said of them in a file we do not know.
 */
export function servicesWithout(
  compose: ProjectComposeFile,
  project: Project,
  isThere: (all: ModelService) => boolean,
): readonly IncompleteService[] {
  if (project.composeReferences.isUsedElsewhere) return [];
  const found: IncompleteService[] = [];
  for (const service of compose.file.services) {
    if (!runsSomething(service) || service.mapping?.alias) continue;
    const all = definitionsOf(service, compose, project);
    const own = all.definitions.filter(it => it.through === undefined && runsSomething(it.service));
    if (own.at(-1)?.service !== service || !all.isComplete || all.key('provider') || isThere(all)) continue;
    found.push({ service, all });
  }
  return found;
}

/** The fix that adds a key to the service. */
export function addServiceKey(
  { file }: ProjectComposeFile,
  { mapping }: Service,
  key: string,
  value: NewValue,
): readonly Fix[] {
  const shown = typeof value === 'string' ? `${key}: ${value}` : key;
  return suggestion(`Add ${shown}`, mapping && addEntry(file.yaml, mapping, { key, value }));
}

/** A limit of `deploy.resources.limits` in any definition. */
export function hasDeployLimit(all: ModelService, name: string): boolean {
  return all.entries('deploy').some(({ entry }) => {
    let node = entry.value;
    for (const key of ['resources', 'limits', name]) {
      const next = node.kind === 'mapping' ? node.entry(key)?.value : undefined;
      if (!next || next.tag === '!reset') return false;
      node = next;
    }
    return node.kind === 'scalar' && node.value !== null;
  });
}
