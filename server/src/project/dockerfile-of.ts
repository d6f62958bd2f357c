/**
 * From a service to the Dockerfile it is built from: the only resolver of build contexts and Dockerfile names. In balena
 * projects the candidates are those of balena's builders, in their order: device type, architecture, template, plain
 * (`balena-io-modules/balena-compose`, its resolvers).
 */
import { type DeviceType, deviceType, isArchitecture } from '../catalog/device-types.ts';
import type { Build, Service } from '../syntax/compose/compose-file.ts';
import type { InterpolatedText } from '../syntax/compose/interpolation.ts';
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../syntax/dockerfile/parse.ts';
import { maxIncludeDepth } from '../text/limits.ts';
import { basename, dirname, isAbsolute, isWithin, join } from '../text/path.ts';
import type { Reads, Soon } from './cells.ts';
import { foldersAbove } from './home.ts';
import { isRemote } from './local-path.ts';
import type {
  BuildContext,
  Dialect,
  DockerfileOf,
  MissingDockerfile,
  ProjectComposeFile,
  ProjectService,
} from './project.ts';
import { type Sources, sameData } from './sources.ts';

/** What a service says about its build, definitions and `extends` merged; folders not yet looked at. */
export interface BuildSource {
  readonly build: Build;
  /** The folder that relative paths of this build start from. */
  readonly folder: string;
}

/** The builds of a service, the strongest (last) definition first; empty when it only has an image. */
export async function buildsOf(
  reads: Reads,
  sources: Sources,
  service: ProjectService,
): Promise<readonly BuildSource[]> {
  const found: BuildSource[] = [];
  for (const { compose, service: definition } of [...service.definitions].reverse()) {
    found.push(...(await withExtended(reads, sources, compose, definition, compose.folder, 0)));
  }
  return found;
}

async function withExtended(
  reads: Reads,
  sources: Sources,
  compose: Pick<ProjectComposeFile, 'path' | 'file'>,
  service: Service,
  folder: string,
  depth: number,
): Promise<readonly BuildSource[]> {
  const own = service.build ? [{ build: service.build, folder }] : [];
  const name = service.extends?.service?.known;
  if (name === undefined || depth >= maxIncludeDepth) return own;
  const other = service.extends?.file;
  if (!other) {
    const base = compose.file.service(name);
    return base ? [...own, ...(await withExtended(reads, sources, compose, base, folder, depth + 1))] : own;
  }
  if (other.known === undefined) return own;
  const path = join(folder, other.known);
  const file = await sources.compose(reads, path);
  const base = file?.service(name);
  return file && base
    ? [...own, ...(await withExtended(reads, sources, { path, file }, base, dirname(path), depth + 1))]
    : own;
}

/** The folder of the build context; undefined when it is remote or not knowable. */
export function contextFolder(builds: readonly BuildSource[]): string | undefined {
  const chosen = builds.find(({ build }) => build.context !== undefined) ?? builds[0];
  if (!chosen) return undefined;
  const context = chosen.build.context ? chosen.build.context.known : '.';
  return context === undefined || isRemote(context) ? undefined : join(chosen.folder, context || '.');
}

export async function dockerfileOf(
  reads: Reads,
  sources: Sources,
  builds: readonly BuildSource[],
  project: Where,
): Promise<DockerfileOf> {
  const first = builds[0];
  if (!first) return { kind: 'image-only' };
  const inline = builds.find(({ build }) => build.dockerfileInline)?.build.dockerfileInline;
  if (inline) return { kind: 'inline', file: parseDockerfile(inline.value) };

  const context = builds.find(({ build }) => build.context !== undefined)?.build.context;
  if (context && context.known === undefined) return { kind: 'unresolved-variable', names: namesIn(context.parts) };
  if (context?.known !== undefined && isRemote(context.known)) return { kind: 'remote-context' };
  const name = builds.find(({ build }) => build.dockerfile !== undefined)?.build.dockerfile;
  if (name && name.known === undefined) return { kind: 'unresolved-variable', names: namesIn(name.parts) };

  const folder = contextFolder(builds) ?? first.folder;
  const wanted = wantedDockerfile(builds, folder);
  const written = name?.known && !isAbsolute(name.known) ? join(first.folder, name.known) : undefined;
  const found = await searchDockerfile(reads, sources, { wanted, written, folder }, project);
  if (found.kind === 'missing') return found;
  const target = builds.find(({ build }) => build.target !== undefined)?.build.target;
  const { file } = found;
  const stage = !target ? file.stages.at(-1) : target.known === undefined ? undefined : stageOf(file, target.known);
  return { ...found, stage };
}

/** The path of the Dockerfile as Compose names it, in a context; variants of it may count before it. */
export function wantedDockerfile(builds: readonly BuildSource[], context: string): string {
  const name = builds.find(({ build }) => build.dockerfile !== undefined)?.build.dockerfile?.known || 'Dockerfile';
  return isAbsolute(name) ? name : join(context, name);
}

interface Search {
  /** The path that Compose names. */
  readonly wanted: string;
  /** The same path seen from the Compose file; undefined where none is written. */
  readonly written: string | undefined;
  /** Of the build context. */
  readonly folder: string;
}

interface Where {
  readonly root: string;
  readonly dialect: Dialect;
  /** A device type, or an architecture under both names. */
  readonly device: Pick<DeviceType, 'slug' | 'arch'> | undefined;
}

type Searched = Omit<Extract<DockerfileOf, { readonly kind: 'found' }>, 'stage'> | MissingDockerfile;

/** A cell for what is searched, whichever service asks: a keystroke in a Compose file hardly ever changes it. */
function searchDockerfile(reads: Reads, sources: Sources, search: Search, where: Where): Soon<Searched> {
  const { wanted, written, folder } = search;
  const { root, dialect, device } = where;
  return reads.get(
    `dockerfile-search:${dialect}|${device?.slug}|${root}|${folder}|${wanted}|${written}`,
    async (reads): Promise<Searched> => {
      const candidates = await candidatesFor(reads, sources, wanted, where);
      for (const path of candidates) {
        const file = await sources.dockerfile(reads, path);
        if (file)
          return { kind: 'found', path, file, context: await buildContext(reads, sources, folder, path, where) };
      }
      return {
        kind: 'missing',
        looked: candidates,
        wanted,
        context: folder,
        because: await absence(reads, sources, { candidates, wanted, folder, root }),
        near: await filesNear(reads, sources, wanted, written),
      };
    },
    sameSearched,
  );
}

function sameSearched(a: Searched, b: Searched): boolean {
  if (a.kind === 'found' && b.kind === 'found') {
    return a.path === b.path && a.file === b.file && sameData(a.context, b.context);
  }
  return a.kind === b.kind && sameData(a, b);
}

/** Why none of the candidates can be read. */
async function absence(
  reads: Reads,
  sources: Sources,
  at: {
    readonly candidates: readonly string[];
    readonly wanted: string;
    readonly folder: string;
    readonly root: string;
  },
): Promise<MissingDockerfile['because']> {
  const { candidates, wanted, folder, root } = at;
  const kinds = await Promise.all(candidates.map(path => sources.entryAt(reads, path)));
  if (kinds.includes('file')) return 'not-knowable';
  const kind = await sources.entryAt(reads, folder);
  const repository = await repositoryOf(reads, sources, root);
  const isInside = (path: string): boolean => isWithin(repository ?? root, path);
  // Another repository may be expected beside this one.
  if (kind === 'missing') return isInside(folder) ? 'no-context' : 'not-knowable';
  if (kind === 'file') return isInside(folder) ? 'context-is-file' : 'not-knowable';
  if ((await sources.directory(reads, folder)).length === 0) return 'not-knowable';
  // What is listed is seen, even where nothing tells how far the repository reaches; the whole disk is no context.
  const isSeen = async (path: string): Promise<boolean> =>
    isInside(path) ||
    (repository === undefined && dirname(path) !== path && (await sources.directory(reads, path)).length > 0);
  return (await isSeen(folder)) && (await isSeen(dirname(wanted))) ? 'no-file' : 'not-knowable';
}

/** The root of the repository that holds the project; undefined where there is none. */
async function repositoryOf(reads: Reads, sources: Sources, root: string): Promise<string | undefined> {
  const last = (await foldersAbove(reads, sources, root)).at(-1) ?? root;
  return (await sources.entryAt(reads, join(last, '.git'))) === 'missing' ? undefined : last;
}

async function filesNear(
  reads: Reads,
  sources: Sources,
  wanted: string,
  written: string | undefined,
): Promise<readonly string[]> {
  const beside = await sources.directory(reads, dirname(wanted));
  const near = beside.filter(({ kind }) => kind === 'file').map(({ name }) => join(dirname(wanted), name));
  if (written === undefined || near.includes(written)) return near;
  return (await sources.entryAt(reads, written)) === 'file' ? [written, ...near] : near;
}

const stageOf = (file: Dockerfile, target: string) => (target === '' ? file.stages.at(-1) : file.stage(target));

/** Where a Dockerfile called `wanted` may stand, best first. */
async function candidatesFor(
  reads: Reads,
  sources: Sources,
  wanted: string,
  { dialect, device }: Pick<Where, 'dialect' | 'device'>,
): Promise<readonly string[]> {
  if (dialect === 'docker') return dockerfileVariants(wanted, { dialect, device }).map(({ path }) => path);
  const names = new Set(
    (await sources.directory(reads, dirname(wanted))).map(entry => join(dirname(wanted), entry.name)),
  );
  if (device) {
    const isExact = (kind: DockerfileVariant['kind']) => kind === 'device-type' || kind === 'architecture';
    const all = dockerfileVariants(wanted, { dialect, device });
    return all.filter(({ kind, path }) => !isExact(kind) || names.has(path)).map(({ path }) => path);
  }
  // Without a device any variant tells more about the service than none, but the general files come first.
  const variants = [...names].filter(path => path.startsWith(`${wanted}.`) && isVariant(path.slice(wanted.length + 1)));
  return [`${wanted}.template`, wanted, ...variants];
}

/** A file that would do for a Dockerfile, and what it is for. */
export interface DockerfileVariant {
  readonly path: string;
  readonly kind: 'device-type' | 'architecture' | 'template' | 'plain' | 'lower-case';
}

/** Every file that a builder would take for `wanted`, best first. */
export function dockerfileVariants(
  wanted: string,
  { dialect, device }: Pick<Where, 'dialect' | 'device'>,
): readonly DockerfileVariant[] {
  const plain: DockerfileVariant = { path: wanted, kind: 'plain' };
  if (dialect === 'docker') {
    // BuildKit also takes the name in lower case, for those who do not like the capital.
    const lower = join(dirname(wanted), 'dockerfile');
    return basename(wanted) === 'Dockerfile' ? [plain, { path: lower, kind: 'lower-case' }] : [plain];
  }
  const exact: DockerfileVariant[] = [];
  if (device && device.slug !== device.arch) exact.push({ path: `${wanted}.${device.slug}`, kind: 'device-type' });
  if (device) exact.push({ path: `${wanted}.${device.arch}`, kind: 'architecture' });
  return [...exact, { path: `${wanted}.template`, kind: 'template' }, plain];
}

function isVariant(suffix: string): boolean {
  return isArchitecture(suffix) || deviceType(suffix)?.slug === suffix;
}

/** The context at `folder` with what it holds and the ignore file that filters it. */
export async function buildContext(
  reads: Reads,
  sources: Sources,
  folder: string,
  dockerfilePath: string,
  { root, dialect }: { readonly root: string; readonly dialect: Dialect },
): Promise<BuildContext> {
  // BuildKit prefers an ignore file named after the Dockerfile; balena's CLI reads the project root's for every service.
  const candidates =
    dialect === 'balena'
      ? [join(root, '.dockerignore')]
      : [`${dockerfilePath}.dockerignore`, join(folder, '.dockerignore')];
  const kinds = await Promise.all(candidates.map(path => sources.entryAt(reads, path)));
  return {
    folder,
    entries: await sources.directory(reads, folder),
    ignoreFilePath: candidates.find((_, i) => kinds[i] === 'file'),
  };
}

function namesIn(parts: InterpolatedText): readonly string[] {
  return parts.flatMap(part => (part.kind === 'variable' ? [part.name] : []));
}
