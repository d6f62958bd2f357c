/**
 * From the workspace to a `Project`: asks the cells for everything the project's answers need, then hands out a
 * synchronous view of it (see `project-view.ts`).
 */
import { type DeviceType, deviceType } from '../catalog/device-types.ts';
import { capabilityName, rootEquivalentCapabilities } from '../catalog/linux-capabilities.ts';
import { parseManifest } from '../syntax/balena/manifest.ts';
import type { Service } from '../syntax/compose/compose-file.ts';
import { dirname, isWithin, join } from '../text/path.ts';
import { keepLast, keepLastPair } from '../text/remember.ts';
import { after, type Cells, type Compute, type Equal, type Reads, type Soon } from './cells.ts';
import { addReferenced, composeReferences, extendedFiles } from './compose-references.ts';
import { defaultSet } from './compose-set.ts';
import { type ContextContents, contextFiles, contextFilesKey, type Detail } from './context-files.ts';
import { balenaEvidence, baseDialectKey, ofDockerfileAt, ofName } from './dialect.ts';
import { type BuildSource, buildContext, buildsOf, contextFolder, dockerfileOf } from './dockerfile-of.ts';
import type { FileKind } from './file-kind.ts';
import { composeSetOf, dockerfilePart, foldersAbove, type Home, homeKey, homeOf, partKey } from './home.ts';
import { entriesBeside } from './manifest-files.ts';
import type {
  BuildContext,
  ComposeReferences,
  Dialect,
  DockerfileOf,
  Project,
  ProjectComposeFile,
  ProjectService,
  ProjectSettings,
} from './project.ts';
import {
  detailIn,
  type Loaded,
  type OwnContext,
  ProjectView,
  type ProjectViewSource,
  type ShownDialect,
} from './project-view.ts';
import { createSources, type Sources, sameData } from './sources.ts';
import type { EntryKind, Workspace } from './workspace.ts';

export interface Loader {
  readonly sources: Sources;
  /**
   * The project of a file as it is now. With `reads` of a cell being computed, every answer the project gives is
   * recorded there; only those, not the loading of what was never asked for.
   */
  project(path: string, kind: FileKind, reads: Reads): Soon<Project>;
}

/** The settings in force in a folder; a cell, or made of cells, so that a change of them is recorded. */
export type SettingsOf = (reads: Reads, sources: Sources, folder: string) => Soon<ProjectSettings>;

export function createLoader(workspace: Workspace, cells: Cells, settingsOf: SettingsOf): Loader {
  const sources = createSources(workspace);

  /** The parts of one project; each is a cell of its own under the home's key. */
  const partsOf = keepLast((home: Home) => {
    const part = <T>(name: string, compute: Compute<T>, equal?: Equal<T>): ((reads: Reads) => Soon<T>) => {
      const key = partKey(home, name);
      return reads => reads.get(key, compute, equal);
    };

    const settings = part<ProjectSettings>(
      'settings',
      async reads => {
        const all = await settingsOf(reads, sources, home.root);
        const { dialect, device, balenaParser, trustedRegistries, labels, strictLabels } = all;
        const { instructionCasing, healthcheckForm, localImages, environment } = all;
        const { portQuotes, imageBesideBuild, floatingTags, serviceKeyOrder, topLevelKeyOrder } = all;
        const forCompose = { portQuotes, imageBesideBuild, floatingTags, serviceKeyOrder, topLevelKeyOrder };
        const forStyle = { instructionCasing, healthcheckForm, localImages, environment, ...forCompose };
        return { dialect, device, balenaParser, trustedRegistries, labels, strictLabels, ...forStyle };
      },
      sameData,
    );

    const composeFiles = part<readonly ProjectComposeFile[]>('compose-files', async reads => {
      const set = await composeSetOf(reads, sources, home);
      const files = (set?.files ?? []).map(async ({ path, role, folder }) => {
        const file = await sources.compose(reads, path);
        return file ? [{ path, file, role, folder }] : [];
      });
      return (await Promise.all(files)).flat();
    });

    const references = part<ComposeReferences>('compose-references', async reads => {
      const set = await composeSetOf(reads, sources, home);
      const files = await composeFiles(reads);
      const own = await composeReferences(reads, sources, home.root, set, files);
      const paths = files.filter(({ role }) => role === 'main' || role === 'standalone').map(({ path }) => path);
      return { ...own, isUsedElsewhere: await isUsedElsewhere(reads, sources, home, paths) };
    });

    const services = part('services', async reads => servicesOf(await composeFiles(reads)));

    /** By name, of the services that may be built. */
    const builds = part<ReadonlyMap<string, readonly BuildSource[]>>('builds', async reads => {
      const found = new Map<string, readonly BuildSource[]>();
      for (const it of await services(reads)) {
        if (mayBeBuilt(it)) found.set(it.name, await buildsOf(reads, sources, it));
      }
      return found;
    });

    const dialect = part<ShownDialect>(
      'dialect',
      async reads => {
        const { dialect: chosen } = await settings(reads);
        if (chosen !== 'auto') return { dialect: chosen, evidence: undefined };
        const files = await composeFiles(reads);
        const contexts = [...(await builds(reads)).values()].map(contextFolder).filter(folder => folder !== undefined);
        const evidence = await balenaEvidence(reads, sources, home.root, files, contexts);
        return { dialect: evidence ? 'balena' : 'docker', evidence };
      },
      sameData,
    );

    const contract = part<{ readonly device: string | undefined; readonly isBlock: boolean }>(
      'contract',
      async reads => {
        const text = await sources.text(reads, join(home.root, 'balena.yml'));
        const manifest = text === undefined ? undefined : parseManifest(text);
        return { device: manifest?.defaultDeviceType?.value, isBlock: manifest?.type?.value === 'sw.block' };
      },
      sameData,
    );

    const device = part<DeviceType | undefined>('device', async reads => {
      const { device: chosen } = await settings(reads);
      if (chosen !== undefined) return deviceType(chosen);
      const { device: slug } = await contract(reads);
      return slug === undefined ? undefined : deviceType(slug);
    });

    /** Only for services that may be built: a cell for each of all the others would cost more than their rules. */
    const dockerfile = (reads: Reads, name: string): Soon<DockerfileOf> =>
      reads.get(
        partKey(home, dockerfilePart(name)),
        async reads => {
          const own = (await builds(reads)).get(name);
          if (!own) return { kind: 'image-only' };
          const where = { root: home.root, dialect: (await dialect(reads)).dialect, device: await device(reads) };
          return dockerfileOf(reads, sources, own, where);
        },
        sameDockerfile,
      );

    /** By name, of the services that may be built. */
    const dockerfiles = part<ReadonlyMap<string, DockerfileOf>>(
      'dockerfiles',
      async reads => {
        const names = [...(await builds(reads)).keys()];
        const found = await Promise.all(names.map(name => dockerfile(reads, name)));
        return new Map(found.map((of, i) => [names[i] ?? '', of]));
      },
      sameDockerfiles,
    );

    const links = part<ReadonlyMap<string, readonly string[]>>(
      'links',
      async reads => {
        const map = new Map<string, string[]>();
        for (const [name, of] of await dockerfiles(reads)) {
          if (of.kind === 'found') map.set(of.path, [...(map.get(of.path) ?? []), name]);
        }
        return map;
      },
      (a, b) => sameData([...a], [...b]),
    );

    /** How closely each context is read: sources where a service is given much, or where several services list ports. */
    const detail = part<ReadonlyMap<string, Detail>>(
      'detail',
      async reads => {
        const map = new Map<string, Detail>();
        const of = await dockerfiles(reads);
        if (of.size === 0) return map;
        const all = await services(reads);
        const listing = all.filter(it => it.definitions.some(({ service }) => listsPorts(service))).length;
        for (const { name, definitions } of all) {
          const built = of.get(name);
          if (built?.kind !== 'found') continue;
          const { folder } = built.context;
          const isPrivileged = definitions.some(({ service }) => isGivenMuch(service));
          if (isPrivileged || listing >= 2) map.set(folder, 'sources');
          else if (!map.has(folder)) map.set(folder, 'scripts');
        }
        return map;
      },
      (a, b) => sameData([...a], [...b]),
    );

    return { contract, settings, composeFiles, references, services, dialect, device, dockerfiles, links, detail };
  });

  const buildsIt = async (reads: Reads, home: Home, path: string): Promise<boolean> =>
    (await partsOf(home).links(reads)).has(path);

  /**
   * Everything the project's answers need, in one cell: after a keystroke a look at its inputs tells that all of it
   * still stands, where asking for each part again took 100 µs, three times as long as parsing a real Dockerfile.
   */
  const loaded = (reads: Reads, home: Home): Soon<Loaded> =>
    reads.get(partKey(home, 'loaded'), async reads => {
      const parts = partsOf(home);
      const [composeFiles, references, services, device, dockerfiles, links, detail, settings, contract] =
        await Promise.all([
          parts.composeFiles(reads),
          parts.references(reads),
          parts.services(reads),
          parts.device(reads),
          parts.dockerfiles(reads),
          parts.links(reads),
          parts.detail(reads),
          parts.settings(reads),
          parts.contract(reads),
        ]);
      const contexts = new Map<string, BuildContext>();
      for (const of of dockerfiles.values()) if (of.kind === 'found') contexts.set(of.path, of.context);
      const contents = new Map<string, ContextContents>();
      await Promise.all(
        [...contexts.values()].map(async context => {
          const detailOf = detail.get(context.folder) ?? 'scripts';
          contents.set(contextFilesKey(context, detailOf), await contextFiles(reads, sources, context, detailOf));
        }),
      );
      const paths = new Set<string>();
      addMountSources(paths, home.root, services);
      addReferenced(paths, composeFiles, references.extended);
      addBalenaNames(paths, composeFiles);
      const entries = await entriesAt(reads, sources, paths);
      const byDefinition = new Map<Service, ProjectService>();
      for (const it of services) for (const { service } of it.definitions) byDefinition.set(service, it);
      return {
        composeFiles,
        references,
        services,
        device,
        isBlock: contract.isBlock,
        links,
        detail,
        settings,
        dockerfiles,
        contexts,
        contents,
        entries,
        byDefinition,
      };
    });

  /** The context of a Dockerfile that no service builds: its own folder. */
  const ownContext = (reads: Reads, path: string, where: { home: Home; dialect: Dialect }): Soon<BuildContext> =>
    reads.get(
      partKey(where.home, ownContextPart(where.dialect, path)),
      reads => buildContext(reads, sources, dirname(path), path, { root: where.home.root, dialect: where.dialect }),
      sameData,
    );

  /** What a project is for one file, in a cell of its own for the same reason. */
  const surroundings = (reads: Reads, path: string, kind: FileKind): Soon<ProjectViewSource> =>
    reads.get(surroundingsKey(kind, path), async reads => {
      const home = await homeOf(reads, sources, path, kind, buildsIt);
      const all = await loaded(reads, home);
      const keys = [homeKey(kind, path)];
      // Not one of what is loaded, for it alone changes with a base image.
      let dialect = await partsOf(home).dialect(reads);
      // A Dockerfile may itself show the dialect where no Compose file leads to it.
      if (dialect.dialect !== 'balena' && kind === 'dockerfile' && all.settings.dialect === 'auto') {
        const reason = ofName(path) ?? (await ofDockerfileAt(reads, sources, path));
        if (reason) dialect = { dialect: 'balena', evidence: { path, reason } };
        keys.push(baseDialectKey(path));
      }
      let context: BuildContext | undefined;
      if (kind === 'dockerfile' && !all.contexts.has(path)) {
        context = await ownContext(reads, path, { home, dialect: dialect.dialect });
        keys.push(partKey(home, ownContextPart(dialect.dialect, path)));
      }
      // balena runs the only container of a project privileged, so its sources may tell what it needs.
      const isOnlyOne = dialect.dialect === 'balena' && all.composeFiles.length === 0 && dirname(path) === home.root;
      let own: OwnContext | undefined;
      if (context) {
        const detail = isOnlyOne ? 'sources' : detailIn(all, context);
        own = { path, context, detail, contents: await contextFiles(reads, sources, context, detail) };
      }
      const beside = kind === 'manifest' ? await entriesBeside(reads, sources, path) : undefined;
      return { home, all, dialect, own, beside, keys };
    });

  // The surroundings come from the cells themselves: what is loaded but never asked for is no input of the asking cell.
  const project = (path: string, kind: FileKind, reads: Reads): Soon<Project> =>
    after(surroundings(cells, path, kind), from => new ProjectView(from, reads));

  return { sources, project };
}

const surroundingsKey = keepLastPair((kind: FileKind, path: string) => `surroundings:${kind}:${path}`);

const ownContextPart = keepLastPair((dialect: Dialect, path: string) => `own-context:${dialect}:${path}`);

/** Whether the default set of a folder above, or of this one, includes or extends one of the files. */
async function isUsedElsewhere(reads: Reads, sources: Sources, home: Home, paths: readonly string[]): Promise<boolean> {
  if (paths.length === 0) return false;
  for (const folder of await foldersAbove(reads, sources, home.root)) {
    if (folder === home.root && home.anchor === undefined) continue;
    const used = await reads.get(
      `uses:${folder}`,
      async (reads): Promise<readonly string[]> => {
        const set = await defaultSet(reads, sources, folder);
        if (!set) return [];
        const files = await Promise.all(
          set.files.map(async ({ path, folder }) => {
            const file = await sources.compose(reads, path);
            return file ? [{ path, file, folder }] : [];
          }),
        );
        const extended = await extendedFiles(reads, sources, files.flat());
        return [...set.files.filter(({ role }) => role === 'included').map(({ path }) => path), ...extended.keys()];
      },
      sameData,
    );
    if (paths.some(path => used.includes(path))) return true;
  }
  return false;
}

/** The services of all files by name, in order of first definition. */
function servicesOf(files: readonly ProjectComposeFile[]): readonly ProjectService[] {
  const byName = new Map<string, { compose: ProjectComposeFile; service: Service }[]>();
  for (const compose of files) {
    for (const service of compose.file.services) {
      const definitions = byName.get(service.name) ?? [];
      definitions.push({ compose, service });
      byName.set(service.name, definitions);
    }
  }
  return [...byName].map(([name, definitions]) => ({ name, definitions }));
}

function sameDockerfiles(a: ReadonlyMap<string, DockerfileOf>, b: ReadonlyMap<string, DockerfileOf>): boolean {
  const others = [...b];
  // The cells of the single ones keep their values as long as they are the same. Of two for one file the last counts.
  return a.size === b.size && [...a].every(([name, of], i) => others[i]?.[0] === name && others[i]?.[1] === of);
}

function sameDockerfile(a: DockerfileOf, b: DockerfileOf): boolean {
  if (a.kind === 'found' && b.kind === 'found') {
    return a.path === b.path && a.file === b.file && a.stage === b.stage && sameData(a.context, b.context);
  }
  return a.kind === b.kind && a.kind !== 'inline' && sameData(a, b);
}

/** Beside a main file whose name balena does not look for, the names it does. */
function addBalenaNames(paths: Set<string>, files: readonly ProjectComposeFile[]): void {
  const main = files.find(it => it.role === 'main' && /\/compose\.ya?ml$/.test(it.path));
  if (!main) return;
  for (const name of ['docker-compose.yml', 'docker-compose.yaml']) paths.add(join(dirname(main.path), name));
}

async function entriesAt(
  reads: Reads,
  sources: Sources,
  paths: ReadonlySet<string>,
): Promise<ReadonlyMap<string, EntryKind>> {
  const entries = new Map<string, EntryKind>();
  if (paths.size === 0) return entries;
  const all = [...paths];
  const kinds = await Promise.all(all.map(path => sources.entryAt(reads, path)));
  for (const [i, kind] of kinds.entries()) entries.set(all[i] ?? '', kind);
  return entries;
}

/** Adds the relative sources of mounts, and at `./name` of volume names, inside the project's folder. */
function addMountSources(paths: Set<string>, root: string, services: readonly ProjectService[]): void {
  for (const { definitions } of services) {
    for (const { service } of definitions) {
      if (!service.key('volumes')) continue;
      for (const { source } of service.mounts) {
        if (source?.known === undefined) continue;
        const path = join(root, source.known);
        if (isWithin(root, path)) paths.add(path);
      }
    }
  }
}

/** Any other service only has an image, as far as is known. */
function mayBeBuilt({ definitions }: ProjectService): boolean {
  return definitions.some(({ service }) => service.key('build') ?? service.key('extends'));
}

function listsPorts(service: Service): boolean {
  return service.ports.length > 0 || service.expose.length > 0;
}

/** Privileged, or almost: then its sources may tell what it needs. */
function isGivenMuch(service: Service): boolean {
  if (service.isPrivileged) return true;
  if (
    service.key('cap_add') &&
    service.capAdd.some(({ known }) => rootEquivalentCapabilities.has(capabilityName(known ?? '')))
  )
    return true;
  return (
    service.key('security_opt') !== undefined && service.securityOpt.some(({ known }) => known?.endsWith('unconfined'))
  );
}
