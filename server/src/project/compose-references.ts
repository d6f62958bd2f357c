/** What the Compose files of a project refer to outside of themselves: files that are extended, env files, variables. */
import type { Service } from '../syntax/compose/compose-file.ts';
import { parseEnvFile } from '../syntax/env-file.ts';
import { maxIncludeDepth } from '../text/limits.ts';
import { basename, dirname, isAbsolute, join } from '../text/path.ts';
import type { Reads } from './cells.ts';
import type { ComposeSet } from './compose-set.ts';
import { fileKind } from './file-kind.ts';
import { localPath } from './local-path.ts';
import type { ComposeReferences, ExtendedComposeFile, ProjectComposeFile } from './project.ts';
import { runsSomething } from './runs-something.ts';
import type { Sources } from './sources.ts';

/** Files beside the project's own that are looked at; more is a collection of examples, not a project. */
const maxSiblings = 20;

/** Env files whose names are read. */
const maxEnvFiles = 50;

export async function composeReferences(
  reads: Reads,
  sources: Sources,
  root: string,
  set: ComposeSet | undefined,
  files: readonly ProjectComposeFile[],
): Promise<Omit<ComposeReferences, 'isUsedElsewhere'>> {
  const usesVariables = files.some(({ file }) => file.yaml.text.includes('$'));
  const dotEnv = usesVariables ? await sources.text(reads, join(root, '.env')) : undefined;
  return {
    dotEnv: dotEnv === undefined ? undefined : { path: join(root, '.env'), text: dotEnv },
    extended: await extendedFiles(reads, sources, files),
    lacksIncludes: set?.lacksIncludes ?? false,
    siblings: files.length > 0 && hasIncomplete(files) ? await siblings(reads, sources, root, files) : [],
    variables: usesVariables || hasProfiles(files) ? await variables(reads, sources, root, files) : new Map(),
  };
}

/** The files that `extends` of these files leads to, chains followed service by service; those that are there. */
export async function extendedFiles(
  reads: Reads,
  sources: Sources,
  files: readonly ExtendedComposeFile[],
): Promise<ReadonlyMap<string, ExtendedComposeFile | undefined>> {
  const found = new Map<string, ExtendedComposeFile | undefined>();
  const seen = new Set<Service>();
  const follow = async (from: ExtendedComposeFile, service: Service, depth: number): Promise<void> => {
    const base = service.extends;
    if (!base || seen.has(service) || depth > maxIncludeDepth) return;
    seen.add(service);
    const name = base.service?.known;
    if (name === undefined) return;
    let to: ExtendedComposeFile | undefined = from;
    if (base.file) {
      const path = localPath(from.folder, base.file);
      if (path === undefined) return;
      if (!found.has(path)) {
        const file = await sources.compose(reads, path);
        found.set(path, file && { path, file, folder: dirname(path) });
      }
      to = found.get(path);
    }
    const next = to?.file.service(name);
    if (to && next) await follow(to, next, depth + 1);
  };
  for (const file of files) {
    if (!file.file.hasServiceKey('extends')) continue;
    for (const service of file.file.services) await follow(file, service, 0);
  }
  return found;
}

/** Whether some service has nothing to run, as far as the files that are read together tell. */
function hasIncomplete(files: readonly ProjectComposeFile[]): boolean {
  const whole = new Set<string>();
  for (const { file } of files) {
    for (const it of file.services) if (runsSomething(it)) whole.add(it.name);
  }
  return files.some(({ file }) => file.services.some(({ name }) => !whole.has(name)));
}

async function siblings(
  reads: Reads,
  sources: Sources,
  root: string,
  files: readonly ProjectComposeFile[],
): Promise<readonly ExtendedComposeFile[]> {
  const own = new Set(files.map(({ path }) => path));
  const paths = (await sources.directory(reads, root))
    .filter(({ name, kind }) => kind === 'file' && fileKind(name) === 'compose')
    .map(({ name }) => join(root, name))
    .filter(path => !own.has(path))
    .slice(0, maxSiblings);
  const read = await Promise.all(
    paths.map(async path => {
      const file = await sources.compose(reads, path);
      return file ? [{ path, file, folder: root }] : [];
    }),
  );
  return read.flat();
}

/** Adds the paths whose presence rules ask for: env files and label files of services, files of `include` and `extends`. */
export function addReferenced(
  paths: Set<string>,
  files: readonly ProjectComposeFile[],
  extended: ComposeReferences['extended'],
): void {
  const others = [...extended.values()].filter(file => file !== undefined);
  for (const { file, folder } of [...files, ...others]) {
    const add = (path: Parameters<typeof localPath>[1] | undefined): void => {
      const at = path && localPath(folder, path);
      if (at !== undefined) paths.add(at);
    };
    for (const { paths: included, envFiles } of file.includes) for (const path of [...included, ...envFiles]) add(path);
    if (!['extends', 'env_file', 'label_file'].some(key => file.hasServiceKey(key))) continue;
    for (const service of file.services) {
      add(service.extends?.file);
      for (const { path } of service.envFiles) add(path);
      for (const path of service.list('label_file')) add(path);
    }
  }
}

/** Then `COMPOSE_PROFILES` matters. */
function hasProfiles(files: readonly ProjectComposeFile[]): boolean {
  return files.some(({ file }) => file.hasServiceKey('profiles'));
}

/**
 * Most projects use no variables, and then their env files need not be read.
 * Compose takes variables from `.env`; which other file is handed over by `--env-file` is nobody's to know, so every env
 * file of the root and every one that the Compose files name counts, the names of examples (`.env.example`) too.
 */
async function variables(
  reads: Reads,
  sources: Sources,
  root: string,
  files: readonly ProjectComposeFile[],
): Promise<ReadonlyMap<string, string | undefined>> {
  const folders = [...new Set([root, ...files.map(({ folder }) => folder)])];
  const own = folders.map(folder => join(folder, '.env'));
  const others: string[] = [];
  for (const folder of folders) {
    for (const { name, kind } of await sources.directory(reads, folder)) {
      if (kind === 'file' && isEnvFileName(name)) others.push(join(folder, name));
    }
  }
  for (const { file, folder } of files) {
    for (const path of [
      ...file.includes.flatMap(({ envFiles }) => envFiles),
      ...file.services.flatMap(it => it.envFiles.map(it => it.path)),
    ]) {
      const at = localPath(folder, path);
      if (at !== undefined && !isAbsolute(path.value)) others.push(at);
    }
  }
  const found = new Map<string, string | undefined>();
  const paths = new Set([...own, ...others]);
  for (const path of [...paths].slice(0, maxEnvFiles)) {
    const text = await sources.text(reads, path);
    if (text === undefined) continue;
    const isOwn = own.includes(path);
    for (const { name, value, isLiteral } of parseEnvFile(text).variables) {
      // A bare name is taken from the environment, which need not have it.
      if (value === undefined || found.has(name)) continue;
      found.set(name, isOwn && isLiteral ? value : undefined);
    }
  }
  return found;
}

function isEnvFileName(name: string): boolean {
  const lower = basename(name).toLowerCase();
  return lower.startsWith('.env') || lower.endsWith('.env') || lower === 'env' || lower.startsWith('env.');
}
