/**
 * Which Compose files are read together: the default ones of a folder with their overrides and includes, or a single
 * file that no command reads by default.
 */
import { parseEnvFile } from '../syntax/env-file.ts';
import { maxIncludeDepth } from '../text/limits.ts';
import { dirname, join } from '../text/path.ts';
import type { Reads } from './cells.ts';
import type { ProjectComposeFile } from './project.ts';
import { type Sources, sameData } from './sources.ts';

/** In the order in which compose-go looks; the first that exists is the main file. */
const defaultNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
const overrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
];
/** balena's CLI lays this one over the main file when it pushes to a device in local mode. */
const localModeNames = ['docker-compose.dev.yml'];

/** The files of a project by path; plain data, so that it can be compared. */
export interface ComposeSet {
  readonly folder: string;
  readonly files: readonly { readonly path: string; readonly role: ProjectComposeFile['role'] }[];
}

/** The set that commands read in `folder` when no file is named; undefined where there is no Compose file. */
export function defaultSet(reads: Reads, sources: Sources, folder: string): Promise<ComposeSet | undefined> {
  return reads.get(
    `compose-set:${folder}`,
    async reads => {
      const entries = await sources.directory(reads, folder);
      const names = new Set(entries.filter(entry => entry.kind === 'file').map(entry => entry.name));
      const firstOf = (candidates: readonly string[]) => candidates.filter(name => names.has(name)).slice(0, 1);
      const named = await namedByEnvironment(reads, sources, folder, names);
      const main = firstOf(defaultNames);
      const start: ComposeSet['files'] = named ?? [
        ...main.map(name => ({ path: join(folder, name), role: 'main' as const })),
        ...(main.length > 0 ? firstOf(overrideNames) : []).map(name => ({
          path: join(folder, name),
          role: 'override' as const,
        })),
        ...(main.length > 0 ? firstOf(localModeNames) : []).map(name => ({
          path: join(folder, name),
          role: 'local-mode' as const,
        })),
      ];
      if (start.length === 0) return undefined;
      return { folder, files: await withIncludes(reads, sources, start) };
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
  const files = isOverride ? [main, { path, role: 'override' as const }] : [{ path, role: 'standalone' as const }];
  return { folder, files: await withIncludes(reads, sources, files) };
}

/** `COMPOSE_FILE` of the folder's `.env`: its files in order, when each of them is there. */
async function namedByEnvironment(
  reads: Reads,
  sources: Sources,
  folder: string,
  names: ReadonlySet<string>,
): Promise<ComposeSet['files'] | undefined> {
  if (!names.has('.env')) return undefined;
  const text = await sources.text(reads, join(folder, '.env'));
  if (text === undefined || !text.includes('COMPOSE_FILE')) return undefined;
  const variables = parseEnvFile(text).variables;
  const value = (name: string) => variables.find(variable => variable.name === name)?.value;
  const list = value('COMPOSE_FILE');
  if (!list || list.includes('$')) return undefined;
  const paths = list.split(value('COMPOSE_PATH_SEPARATOR') || ':').filter(Boolean);
  const files = paths.map((path, i) => ({
    path: join(folder, path),
    role: i === 0 ? ('main' as const) : ('override' as const),
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
async function withIncludes(reads: Reads, sources: Sources, start: ComposeSet['files']): Promise<ComposeSet['files']> {
  const files: { path: string; role: ProjectComposeFile['role'] }[] = [];
  const add = async (path: string, role: ProjectComposeFile['role'], depth: number): Promise<void> => {
    if (files.some(file => file.path === path) || depth > maxIncludeDepth) return;
    files.push({ path, role });
    const compose = await sources.compose(reads, path);
    for (const include of compose?.includes ?? []) {
      for (const included of include.paths) {
        // A remote include (git, oci) is not a path here; what cannot be read adds nothing.
        if (included.known === undefined || /^[a-z]+:\/\/|^git@/.test(included.known)) continue;
        await add(join(dirname(path), included.known), 'included', depth + 1);
      }
    }
  };
  for (const file of start) await add(file.path, file.role, 0);
  return files;
}
