/**
 * A project as its callers see it: everything is loaded, so that every answer is synchronous, and each notes the cell it
 * came from for whoever asked.
 */
import type { DeviceType } from '../catalog/device-types.ts';
import type { Service } from '../syntax/compose/compose-file.ts';
import { type IgnoreFile, parseIgnoreFile } from '../syntax/ignore-file.ts';
import { dirname } from '../text/path.ts';
import type { Reads } from './cells.ts';
import { type ContextContents, contextFilesKey, type Detail, type IgnoreSource } from './context-files.ts';
import type { DialectEvidence } from './dialect.ts';
import { dockerfilePart, type Home, partKey } from './home.ts';
import type {
  BuildContext,
  ComposeReferences,
  ContextFile,
  ContextIgnoreFile,
  Dialect,
  DockerfileOf,
  Project,
  ProjectComposeFile,
  ProjectService,
  ProjectSettings,
} from './project.ts';
import { entryKey } from './sources.ts';
import type { DirectoryEntry, EntryKind } from './workspace.ts';

/** What is known of a project before anybody asks. */
export interface Loaded {
  readonly composeFiles: readonly ProjectComposeFile[];
  readonly references: ComposeReferences;
  readonly services: readonly ProjectService[];
  readonly device: DeviceType | undefined;
  readonly isBlock: boolean;
  /** Names of the services built from a Dockerfile, by its path. */
  readonly links: ReadonlyMap<string, readonly string[]>;
  /** By folder of the context. */
  readonly detail: ReadonlyMap<string, Detail>;
  readonly settings: ProjectSettings;
  /** By name of the service. */
  readonly dockerfiles: ReadonlyMap<string, DockerfileOf>;
  /** By path of the Dockerfile, of those that services are built from. */
  readonly contexts: ReadonlyMap<string, BuildContext>;
  /** By the key of their cell. */
  readonly contents: ReadonlyMap<string, ContextContents>;
  readonly entries: ReadonlyMap<string, EntryKind>;
  readonly byDefinition: ReadonlyMap<Service, ProjectService>;
}

export interface ShownDialect {
  readonly dialect: Dialect;
  readonly evidence: DialectEvidence | undefined;
}

/** A Dockerfile that no service builds, with its own folder as context. */
export interface OwnContext {
  readonly path: string;
  readonly context: BuildContext;
  readonly detail: Detail;
  readonly contents: ContextContents;
}

export interface ProjectViewSource {
  readonly home: Home;
  readonly all: Loaded;
  readonly dialect: ShownDialect;
  readonly own: OwnContext | undefined;
  /** What stands around the manifest that is asked about, by path; undefined for other files. */
  readonly beside: ReadonlyMap<string, EntryKind> | undefined;
  /** The cells that tell to which project the file belongs: whoever asks for it depends on them. */
  readonly keys: readonly string[];
}

const noServices: readonly ProjectService[] = [];

/** How closely a context is read. */
export function detailIn({ detail }: Loaded, context: BuildContext): Detail {
  return detail.get(context.folder) ?? 'scripts';
}

export class ProjectView implements Project {
  readonly root: string;
  readonly #from: ProjectViewSource;
  /** Of the cell that asks. */
  readonly #reads: Reads;
  /** Rules ask for the same parts over and over, while nothing can change: the first time is enough. */
  readonly #noted = new Set<string>();
  /** What a rule asked about last, and the others mostly ask about. */
  #last: { readonly context: BuildContext; readonly contents: ContextContents | undefined } | undefined;

  constructor(from: ProjectViewSource, reads: Reads) {
    this.root = from.home.root;
    this.#from = from;
    this.#reads = reads;
    for (const key of from.keys) reads.note(key);
  }

  #note(part: string): void {
    if (this.#noted.has(part)) return;
    this.#noted.add(part);
    this.#reads.note(partKey(this.#from.home, part));
  }

  get dialect(): Dialect {
    this.#note('dialect');
    return this.#from.dialect.dialect;
  }

  get dialectEvidence(): DialectEvidence | undefined {
    this.#note('dialect');
    return this.#from.dialect.evidence;
  }

  get settings(): ProjectSettings {
    this.#note('settings');
    return this.#from.all.settings;
  }

  get device(): DeviceType | undefined {
    this.#note('device');
    return this.#from.all.device;
  }

  get isBlock(): boolean {
    this.#note('contract');
    return this.#from.all.isBlock;
  }

  get composeFiles(): readonly ProjectComposeFile[] {
    this.#note('compose-files');
    return this.#from.all.composeFiles;
  }

  get composeReferences(): ComposeReferences {
    this.#note('compose-references');
    return this.#from.all.references;
  }

  get services(): readonly ProjectService[] {
    this.#note('services');
    return this.#from.all.services;
  }

  serviceOf(definition: Service): ProjectService | undefined {
    this.#note('services');
    return this.#from.all.byDefinition.get(definition);
  }

  dockerfileOf(service: ProjectService): DockerfileOf {
    this.#note('services');
    this.#note(dockerfilePart(service.name));
    return this.#from.all.dockerfiles.get(service.name) ?? { kind: 'image-only' };
  }

  servicesBuiltFrom(dockerfilePath: string): readonly ProjectService[] {
    this.#note('links');
    const names = this.#from.all.links.get(dockerfilePath);
    if (!names || names.length === 0) return noServices;
    this.#note('services');
    return this.#from.all.services.filter(({ name }) => names.includes(name));
  }

  contextOf(dockerfilePath: string): BuildContext {
    this.#note('links');
    const { own, all } = this.#from;
    for (const name of all.links.get(dockerfilePath) ?? []) this.#note(dockerfilePart(name));
    const found = own?.path === dockerfilePath ? own.context : all.contexts.get(dockerfilePath);
    return found ?? { folder: dirname(dockerfilePath), entries: [], ignoreFilePath: undefined };
  }

  filesOf(context: BuildContext): readonly ContextFile[] {
    return this.#contentsOf(context)?.files ?? [];
  }

  entriesIn(context: BuildContext, folder: string): readonly DirectoryEntry[] | undefined {
    return this.#contentsOf(context)?.folders.get(folder);
  }

  ignoreFileOf(context: BuildContext): ContextIgnoreFile | undefined {
    this.#note('dialect');
    const source = this.#contentsOf(context)?.ignore;
    if (!source) return undefined;
    return { path: source.path, base: source.base, file: ignoreFileAs(source, this.#from.dialect.dialect) };
  }

  entryAt(at: string): EntryKind | undefined {
    this.#reads.note(entryKey(at));
    return this.#from.all.entries.get(at) ?? this.#from.beside?.get(at);
  }

  #contentsOf(context: BuildContext): ContextContents | undefined {
    if (this.#last?.context === context) return this.#last.contents;
    this.#note('detail');
    const { own, all } = this.#from;
    const isOwn =
      own &&
      (own.context === context || contextFilesKey(context, own.detail) === contextFilesKey(own.context, own.detail));
    const key = contextFilesKey(context, isOwn ? own.detail : detailIn(all, context));
    this.#reads.note(key);
    const contents = isOwn ? own.contents : all.contents.get(key);
    this.#last = { context, contents };
    return contents;
  }
}

const ignoreFiles = new WeakMap<IgnoreSource, Map<Dialect, IgnoreFile>>();

/** Parsed once for each builder. */
function ignoreFileAs(source: IgnoreSource, builder: Dialect): IgnoreFile {
  const parsed = ignoreFiles.get(source) ?? new Map<Dialect, IgnoreFile>();
  ignoreFiles.set(source, parsed);
  const file = parsed.get(builder) ?? parseIgnoreFile(source.text, { builder });
  parsed.set(builder, file);
  return file;
}
