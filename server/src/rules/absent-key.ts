/** Services that lack something in all that is known of them: their file, what is laid over it, what they extend. */
import { type DefinedEntry, definitionsOf, type ModelService } from '../project/compose-model.ts';
import type { Project, ProjectComposeFile } from '../project/project.ts';
import { runsSomething } from '../project/runs-something.ts';
import type { Service } from '../syntax/compose/compose-file.ts';
import type { YamlNode } from '../syntax/yaml/node.ts';
import { isShared } from '../syntax/yaml/shared-node.ts';
import { addEntry, type NewValue } from '../syntax/yaml/yaml-edits.ts';
import { rememberLastPair } from '../text/remember.ts';
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
  return wholeServices(compose, project).filter(({ all }) => !isThere(all));
}

/** All rules that look for something absent share it. */
const wholeServices = rememberLastPair(
  (compose: ProjectComposeFile, project: Project): readonly IncompleteService[] => {
    if (project.composeReferences.isUsedElsewhere) return [];
    const found: IncompleteService[] = [];
    for (const service of compose.file.services) {
      if (!runsSomething(service) || service.mapping?.alias) continue;
      const all = definitionsOf(service, compose, project);
      const own = all.definitions.filter(it => it.through === undefined && runsSomething(it.service));
      if (own.at(-1)?.service !== service || !all.isComplete || all.key('provider')) continue;
      found.push({ service, all });
    }
    return found;
  },
);

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

export interface Limit {
  /** Of the service: `mem_limit`. */
  readonly key: string;
  /** Under `deploy.resources.limits`: `memory`. */
  readonly name: string;
  readonly value: string;
}

/**
 * The fix that sets a limit: beside those of `deploy` where the service has some, for Compose takes one that is absent
 * there for 0 and refuses another number at the service.
 */
export function addLimit(
  compose: ProjectComposeFile,
  { service, all }: IncompleteService,
  { key, name, value }: Limit,
): readonly Fix[] {
  const limits = deployLimits(all);
  const [first] = limits;
  if (!first) return addServiceKey(compose, service, key, value);
  const { yaml } = compose.file;
  const isHere = limits.length === 1 && first.from.service === service && !first.from.entry.isMerged;
  if (!isHere || first.node.kind !== 'mapping' || isShared(yaml, first.node)) return [];
  return suggestion(`Add ${name}: ${value}`, addEntry(yaml, first.node, { key: name, value }));
}

/** A limit of `deploy.resources.limits` in any definition. */
export function hasDeployLimit(all: ModelService, name: string): boolean {
  return deployLimits(all).some(({ node }) => {
    const limit = node.kind === 'mapping' ? node.entry(name)?.value : undefined;
    return limit?.kind === 'scalar' && limit.value !== null && limit.tag !== '!reset';
  });
}

function deployLimits(all: ModelService): readonly { readonly from: DefinedEntry; readonly node: YamlNode }[] {
  return all.entries('deploy').flatMap(from => {
    let node: YamlNode | undefined = from.entry.value;
    for (const key of ['resources', 'limits']) {
      node = node?.kind === 'mapping' ? node.entry(key)?.value : undefined;
      if (node?.tag === '!reset') node = undefined;
    }
    return node ? [{ from, node }] : [];
  });
}
