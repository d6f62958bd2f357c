/**
 * Which Compose files are read together: the default ones of a folder with their overrides and includes, or a single
 * file that no command reads by default.
 */
import { defaultComposeNames } from '../catalog/compose-file-names.ts';
import { parseEnvFile } from '../syntax/env-file.ts';
import { maxIncludeDepth } from '../text/limits.ts';
import { dirname, join } from '../text/path.ts';
import type { Reads, Soon } from './cells.ts';
import { localPath } from './local-path.ts';
import type { ProjectComposeFile } from './project.ts';
import { type Sources, sameData } from './sources.ts';

const overrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];
/** balena's CLI lays this one over the main file when it pushes to a device in local mode. */
const localModeNames = ['docker-compose.dev.yml'];

/** Files that are read as one project; far above any real one. */
const maxFilesOfSet = 1_000;

/** The files of a project by path; plain data, so that it can be compared. */
export interface ComposeSet {
  readonly folder: string;
  readonly files: readonly FileOfSet[];
  /** Something is included that is remote, not knowable, not there or no YAML. */
  readonly lacksIncludes: boolean;
}

export interface FileOfSet {
  readonly path: string;
  readonly role: ProjectComposeFile['role'];
  /** What its relative paths start from: the project directory, or that of its `include`. */
  readonly folder: string;
}

/** The set that commands read in `folder` when no file is named; undefined where there is no Compose file. */
export function defaultSet(reads: Reads, sources: Sources, folder: string): Soon<ComposeSet | undefined> {
  return reads.get(
    `compose-set:${folder}`,
    async reads => {
      const entries = await sources.directory(reads, folder);
      const names = new Set(entries.filter(entry => entry.kind === 'file').map(entry => entry.name));
      const firstOf = (candidates: readonly string[]) => candidates.filter(name => names.has(name)).slice(0, 1);
      const named = await namedByEnvironment(reads, sources, folder, names);
      const main = firstOf(defaultComposeNames);
      const inFolder = (candidates: readonly string[], role: FileOfSet['role']) =>
        firstOf(candidates).map(name => ({ path: join(folder, name), role, folder }));
      const start = named ?? [
        ...inFolder(defaultComposeNames, 'main'),
        ...(main.length > 0 ? inFolder(overrideNames, 'override') : []),
        ...(main.length > 0 ? inFolder(localModeNames, 'local-mode') : []),
      ];
      if (start.length === 0) return undefined;
      return { folder, ...(await withIncludes(reads, sources, start)) };
    },
    sameData,
  );
}

/** The set of a file opened by itself: alone, or laid over the folder's main file when it only makes sense there. */
export async function setOf(reads: Reads, sources: Sources, path: string): Promise<ComposeSet> {
  const folder = dirname(path);
  const standard = await defaultSet(reads, sources, folder);
  if (standard?.files.some(file => file.path === path)) return standard;
  const main = standard?.files[0];
  const isOverride = main !== undefined && (await overridesOnly(reads, sources, path, main.path));
  const files: readonly FileOfSet[] = isOverride
    ? [main, { path, role: 'override', folder }]
    : [{ path, role: 'standalone', folder }];
  return { folder, ...(await withIncludes(reads, sources, files)) };
}

/** `COMPOSE_FILE` of the folder's `.env`: its files in order, when each of them is there. */
async function namedByEnvironment(
  reads: Reads,
  sources: Sources,
  folder: string,
  names: ReadonlySet<string>,
): Promise<readonly FileOfSet[] | undefined> {
  if (!names.has('.env')) return undefined;
  const text = await sources.text(reads, join(folder, '.env'));
  if (text === undefined || !text.includes('COMPOSE_FILE')) return undefined;
  const variables = parseEnvFile(text).variables;
  const value = (name: string) => variables.find(variable => variable.name === name)?.value;
  const list = value('COMPOSE_FILE');
  if (!list || list.includes('$')) return undefined;
  const paths = list.split(value('COMPOSE_PATH_SEPARATOR') || ':').filter(Boolean);
  // Compose takes the first file's folder for the project directory.
  const directory = dirname(join(folder, paths[0] ?? ''));
  const files = paths.map((path, i) => ({
    path: join(folder, path),
    role: i === 0 ? ('main' as const) : ('override' as const),
    folder: directory,
  }));
  const kinds = await Promise.all(files.map(file => sources.entryAt(reads, file.path)));
  return files.length > 0 && kinds.every(kind => kind === 'file') ? files : undefined;
}

/** Whether some service of the file has nothing to run by itself, but the main file defines it. */
async function overridesOnly(reads: Reads, sources: Sources, path: string, mainPath: string): Promise<boolean> {
  const [file, main] = await Promise.all([sources.compose(reads, path), sources.compose(reads, mainPath)]);
  if (!file || !main) return false;
  return file.services.some(
    service => !service.image && !service.build && !service.extends && main.service(service.name) !== undefined,
  );
}

/** `include` of every file, depth first behind the file that names it; each file once. */
async function withIncludes(
  reads: Reads,
  sources: Sources,
  start: readonly FileOfSet[],
): Promise<Pick<ComposeSet, 'files' | 'lacksIncludes'>> {
  const files: FileOfSet[] = [];
  const known = new Set<string>();
  let lacksIncludes = false;
  const add = async (file: FileOfSet, depth: number): Promise<void> => {
    if (known.has(file.path)) return;
    known.add(file.path);
    const compose = await sources.compose(reads, file.path);
    const isCut = depth > maxIncludeDepth || files.length >= maxFilesOfSet;
    if (depth > 0 && (!compose || isCut)) lacksIncludes = true;
    if (isCut) return;
    files.push(file);
    for (const include of compose?.includes ?? []) {
      const paths = include.paths.map(path => localPath(file.folder, path));
      const directory = include.projectDirectory
        ? localPath(file.folder, include.projectDirectory)
        : paths[0] && dirname(paths[0]);
      for (const path of paths) {
        if (path === undefined || directory === undefined) lacksIncludes = true;
        else await add({ path, role: 'included', folder: directory }, depth + 1);
      }
    }
  };
  for (const file of start) await add(file, 0);
  return { files, lacksIncludes };
}
