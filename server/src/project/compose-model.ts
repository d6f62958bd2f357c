/**
 * The Compose files of a project as one model, merged as compose-go merges them: documents and overrides over the main
 * file, that over what it includes, each service over what it extends. Nothing is copied: a merged service is the list
 * of its definitions, so that every answer still has its place in a file. What could not be read is said, not guessed.
 */
import type { ComposeFile, Resource, Service, TextValue } from '../syntax/compose/compose-file.ts';
import type { YamlEntry } from '../syntax/yaml/node.ts';
import { maxIncludeDepth } from '../text/limits.ts';
import { rememberLast } from '../text/remember.ts';
import type { Span } from '../text/span.ts';
import { localPath } from './local-path.ts';
import type { ExtendedComposeFile, Project, ProjectComposeFile } from './project.ts';
import { runsSomething } from './runs-something.ts';

export type ResourceSection = 'volumes' | 'networks' | 'secrets' | 'configs' | 'models';

export interface ComposeModel {
  /** What is read together with the file the model was asked for, that file among them. */
  readonly files: readonly ProjectComposeFile[];
  /**
   * False when more may be declared where we cannot see: a remote, missing or broken include, a file that is laid over
   * one we do not know, a file that is a part of another project.
   */
  readonly isComplete: boolean;
  /** What the file the model was asked for answers for: each mistake is told where somebody can mend it, once. */
  readonly judged: readonly JudgedDefinition[];
  /** By name, in order of first definition. */
  readonly services: ReadonlyMap<string, ModelService>;
  /** Every name the files declare in a section. */
  declared(section: ResourceSection): ReadonlySet<string>;
  /** Whether the definition stands in the file the model was asked for. */
  owns(service: Service): boolean;
  /** All of a section's declarations, of all files. */
  resources(section: ResourceSection): readonly DeclaredResource[];
}

export interface DeclaredResource {
  readonly compose: ProjectComposeFile;
  readonly resource: Resource;
}

/** A service with all that its files and what it extends say of it. */
export interface ModelService {
  readonly name: string;
  /** The strongest first. */
  readonly definitions: readonly Definition[];
  /** False when something it extends is remote, not knowable, not there, or goes in a circle. */
  readonly isComplete: boolean;
  /** The entry that counts for a key whose values replace each other; undefined when absent or taken back by `!reset`. */
  key(name: string): DefinedEntry | undefined;
  /** All entries of a key whose values are merged, the strongest first, down to one marked `!override`. */
  entries(name: string): readonly DefinedEntry[];
}

export interface Definition {
  /** One of the model's files, or one that is only extended. */
  readonly compose: ExtendedComposeFile;
  readonly service: Service;
  /** The service of the model's files whose `extends` leads here; undefined for a definition in these files. */
  readonly through: Service | undefined;
}

export interface JudgedDefinition {
  readonly whole: ModelService;
  readonly definition: Definition;
  /** For what comes from a file that is only extended: the place of `extends`. Undefined for the file's own services. */
  readonly inheritedAt: Span | undefined;
}

export interface DefinedEntry extends Definition {
  readonly entry: YamlEntry;
}

/** The model a file is judged in. All rules that look at one file share it. */
export function modelOf(compose: ProjectComposeFile, project: Project): ComposeModel {
  const of = models(project);
  const known = of.get(compose);
  if (known) return known;
  const model = new FileModel(compose, project);
  of.set(compose, model);
  return model;
}

const models = rememberLast((_project: Project) => new Map<ProjectComposeFile, ComposeModel>());

/** The definitions of a service, the strongest first, with those it extends; it is one of the file's own services. */
export function definitionsOf(service: Service, compose: ProjectComposeFile, project: Project): ModelService {
  const known = modelOf(compose, project).services.get(service.name);
  return known ?? new MergedService(service.name, [{ compose, service, through: undefined }], true);
}

/** The names of a section that are declared anywhere the project reads; undefined when there may be more. */
export function declared(
  compose: ProjectComposeFile,
  project: Project,
  section: ResourceSection,
): ReadonlySet<string> | undefined {
  const model = modelOf(compose, project);
  return model.isComplete ? model.declared(section) : undefined;
}

/** A class and no object with getters of its own, for each such object gets a shape that only it has and that outlives it. */
class FileModel implements ComposeModel {
  readonly files: readonly ProjectComposeFile[];
  readonly isComplete: boolean;
  readonly #compose: ProjectComposeFile;
  readonly #project: Project;
  #services: ReadonlyMap<string, ModelService> | undefined;
  #judged: readonly JudgedDefinition[] | undefined;
  #own: ReadonlySet<Service> | undefined;
  readonly #resources = new Map<ResourceSection, readonly DeclaredResource[]>();
  readonly #names = new Map<ResourceSection, ReadonlySet<string>>();

  constructor(compose: ProjectComposeFile, project: Project) {
    this.files = readTogether(compose, project);
    this.isComplete = isComplete(compose, this.files, project);
    this.#compose = compose;
    this.#project = project;
  }

  get judged(): readonly JudgedDefinition[] {
    this.#judged ??= judgedIn(this.#compose, this);
    return this.#judged;
  }

  get services(): ReadonlyMap<string, ModelService> {
    this.#services ??= mergedServices(this.files, this.#project);
    return this.#services;
  }

  owns(service: Service): boolean {
    this.#own ??= new Set(this.#compose.file.services);
    return this.#own.has(service);
  }

  resources(section: ResourceSection): readonly DeclaredResource[] {
    let found = this.#resources.get(section);
    if (!found) {
      found = this.files.flatMap(compose => compose.file[section].map(resource => ({ compose, resource })));
      this.#resources.set(section, found);
    }
    return found;
  }

  declared(section: ResourceSection): ReadonlySet<string> {
    let found = this.#names.get(section);
    if (!found) {
      found = new Set(this.files.flatMap(({ file }) => file[section].map(({ name }) => name)));
      this.#names.set(section, found);
    }
    return found;
  }
}

/**
 * The files a command reads when it reads this one. balena lays `docker-compose.dev.yml` over the others in local mode
 * only and knows no overrides; with Docker a file of that name may be a whole of its own.
 */
function readTogether(compose: ProjectComposeFile, project: Project): readonly ProjectComposeFile[] {
  const all = project.composeFiles;
  if (!all.includes(compose)) return [compose];
  switch (compose.role) {
    case 'local-mode':
      if (project.dialect === 'docker' && compose.file.services.every(runsSomething)) return [compose];
      return all.filter(({ role }) => role !== 'override');
    case 'override':
    case 'standalone':
      return all.filter(({ role }) => role !== 'local-mode');
    case 'main':
    case 'included':
      return all.filter(({ role }) => role !== 'local-mode' && (role !== 'override' || project.dialect === 'docker'));
  }
}

function isComplete(compose: ProjectComposeFile, files: readonly ProjectComposeFile[], project: Project): boolean {
  const { lacksIncludes, isUsedElsewhere } = project.composeReferences;
  if (lacksIncludes || isUsedElsewhere || files.some(({ file }) => isBroken(file))) return false;
  // A file by itself with a service that runs nothing is laid over one we do not know.
  return compose.role !== 'standalone' || compose.file.services.every(runsSomething);
}

/** Not all of it could be read. */
function isBroken({ yaml }: ComposeFile): boolean {
  return yaml.problems.length > 0 && yaml.problems.some(({ code }) => code !== 'duplicate-key');
}

function mergedServices(files: readonly ProjectComposeFile[], project: Project): ReadonlyMap<string, ModelService> {
  const found = new Map<string, { compose: ProjectComposeFile; service: Service }[]>();
  for (const compose of weakestFirst(files)) {
    for (const service of compose.file.services) {
      const known = found.get(service.name);
      if (known) known.push({ compose, service });
      else found.set(service.name, [{ compose, service }]);
    }
  }
  const merged = new Map<string, ModelService>();
  for (const [name, own] of found) {
    const definitions: Definition[] = [];
    let isComplete = true;
    for (const { compose, service } of own.reverse()) {
      definitions.push({ compose, service, through: undefined });
      if (service.extends) {
        isComplete = addExtended({ compose, service, through: service }, files, project, definitions) && isComplete;
      }
    }
    merged.set(name, new MergedService(name, definitions, isComplete));
  }
  return merged;
}

function judgedIn(compose: ProjectComposeFile, model: ComposeModel): readonly JudgedDefinition[] {
  const judged: JudgedDefinition[] = [];
  const paths = new Set(model.files.map(({ path }) => path));
  const seen = new Set<string>();
  for (const { name } of compose.file.services) {
    const whole = model.services.get(name);
    if (!whole || seen.has(name)) continue;
    seen.add(name);
    for (const definition of whole.definitions) {
      const { service, through } = definition;
      if (!through) {
        if (model.owns(service)) judged.push({ whole, definition, inheritedAt: undefined });
      } else if (model.owns(through) && !paths.has(definition.compose.path)) {
        judged.push({ whole, definition, inheritedAt: extendsPlace(through) });
      }
    }
  }
  return judged;
}

/** Keys with one value, which a stronger definition replaces. */
const replacedKeys = new Set(['network_mode', 'ipc', 'pid', 'uts', 'cgroup']);

/** Whether what a definition says under a key still counts once the stronger ones are laid over it. */
export function counts({ whole, definition: { service } }: JudgedDefinition, key: string): boolean {
  if (whole.definitions.length === 1) return true;
  if (replacedKeys.has(key)) return whole.key(key)?.service === service;
  return whole.entries(key).some(it => it.service === service);
}

/**
 * Where a file answers for an entry: at its key, or at the `extends` it comes by from a file that is only extended.
 * Undefined for what another file answers for.
 */
export function placeIn(model: ComposeModel, { compose, service, through, entry }: DefinedEntry): Span | undefined {
  if (!through) return model.owns(service) ? entry.key.span : undefined;
  if (!model.owns(through) || model.files.some(({ path }) => path === compose.path)) return undefined;
  return extendsPlace(through);
}

/** The name behind `extends`, or all of it. */
export function extendsPlace({ extends: base }: Service): Span | undefined {
  return (base?.service ?? base)?.span;
}

/** Includes are read before the file that names them, which lies over them; the rest stands in order. */
function weakestFirst(files: readonly ProjectComposeFile[]): readonly ProjectComposeFile[] {
  if (!files.some(({ role }) => role === 'included')) return files;
  return [...files.filter(({ role }) => role === 'included'), ...files.filter(({ role }) => role !== 'included')];
}

/** Adds what a definition extends, chains followed; false when something of it could not be read. */
function addExtended(
  start: Definition,
  files: readonly ProjectComposeFile[],
  project: Project,
  definitions: Definition[],
): boolean {
  const seen = new Set<Service>([start.service]);
  let at: Definition = start;
  for (let depth = 0; at.service.extends; depth++) {
    const next = extendedBy(at, files, project);
    if (next.kind !== 'found' || seen.has(next.definition.service) || depth > maxIncludeDepth) return false;
    at = { ...next.definition, through: start.through };
    seen.add(at.service);
    definitions.push(at);
  }
  return true;
}

export type Extended =
  | { readonly kind: 'found'; readonly definition: Omit<Definition, 'through'> }
  /** Remote, or with variables that are not known. */
  | { readonly kind: 'unknown' }
  /** The file cannot be read, or there is none. */
  | { readonly kind: 'no-file'; readonly path: string; readonly at: TextValue }
  /** The file has no such service. */
  | { readonly kind: 'no-service'; readonly in: ExtendedComposeFile; readonly at: TextValue };

/** Where `extends` of a definition leads. */
export function extendedBy(
  { compose, service }: Omit<Definition, 'through'>,
  files: readonly ProjectComposeFile[],
  project: Project,
): Extended {
  const name = service.extends?.service;
  if (name?.known === undefined) return { kind: 'unknown' };
  const at = service.extends?.file;
  let file: ExtendedComposeFile = compose;
  if (at) {
    const path = localPath(compose.folder, at);
    if (path === undefined) return { kind: 'unknown' };
    const other = project.composeReferences.extended.get(path);
    if (!other) return { kind: 'no-file', path, at };
    file = other;
  }
  const own = file.file.service(name.known);
  if (own) return { kind: 'found', definition: { compose: file, service: own } };
  // Without a file, what is included counts too. That older versions of Compose look no further is for no user to know.
  if (!at) {
    for (const other of files) {
      const base = other === compose ? undefined : other.file.service(name.known);
      if (base) return { kind: 'found', definition: { compose: other, service: base } };
    }
  }
  return { kind: 'no-service', in: file, at: name };
}

class MergedService implements ModelService {
  readonly name: string;
  readonly definitions: readonly Definition[];
  readonly isComplete: boolean;

  constructor(name: string, definitions: readonly Definition[], isComplete: boolean) {
    this.name = name;
    this.definitions = definitions;
    this.isComplete = isComplete;
  }

  key(name: string): DefinedEntry | undefined {
    for (const definition of this.definitions) {
      const entry = definition.service.mapping?.entry(name);
      if (entry) return entry.value.tag === '!reset' ? undefined : defined(definition, entry);
    }
    return undefined;
  }

  entries(name: string): readonly DefinedEntry[] {
    let found: DefinedEntry[] | undefined;
    for (const definition of this.definitions) {
      const entry = definition.service.mapping?.entry(name);
      if (!entry) continue;
      if (entry.value.tag === '!reset') break;
      found ??= [];
      found.push(defined(definition, entry));
      if (entry.value.tag === '!override') break;
    }
    return found ?? none;
  }
}

function defined({ compose, service, through }: Definition, entry: YamlEntry): DefinedEntry {
  return { compose, service, through, entry };
}

const none: readonly DefinedEntry[] = [];
