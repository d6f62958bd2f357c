/** COPY and ADD that take everything there is in the build context, and what had better stay out of it. */
import { fileKind } from '../project/file-kind.ts';
import type { BuildContext, Dialect, Project } from '../project/project.ts';
import type { DirectoryEntry } from '../project/workspace.ts';
import type { Argument, Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { isRemoteSource, type Transfer, transferOf } from '../syntax/dockerfile/transfer.ts';
import { rememberLast } from '../text/remember.ts';

export interface WholeCopy {
  readonly stage: Stage;
  readonly transfer: Transfer;
  /** The word that stands for the context: `.`, `./`, `/`, `*`. */
  readonly source: Argument;
}

/** In order of the file. Made once for it. */
export const wholeCopiesOf = rememberLast((file: Dockerfile): readonly WholeCopy[] => {
  const copies: WholeCopy[] = [];
  for (const stage of file.stages) {
    for (const instruction of stage.instructions) {
      const transfer = transferOf(instruction);
      if (!transfer || transfer.from) continue;
      const source = transfer.sources.find(isWhole);
      if (source) copies.push({ stage, transfer, source });
    }
  }
  return copies;
});

/** `*` at most once: the contents of the folders below are less than all. Variables are for whoever builds to set. */
function isWhole({ value }: Argument): boolean {
  if (value === '.' || value === './') return true;
  // Nearly all that is copied has a name.
  if (!/^[./*]{1,64}$/.test(value)) return false;
  const parts = value.split('/').filter(part => part !== '' && part !== '.');
  return parts.length === 0 || (parts.length === 1 && parts[0] === '*');
}

/** The first parts of the paths that are copied by their names, such as `src` of `src/main.js`; none with variables. */
export function copiedByName(file: Dockerfile): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { instructions } of file.stages) {
    for (const instruction of instructions) {
      const transfer = transferOf(instruction);
      if (!transfer || transfer.from) continue;
      for (const { value } of transfer.sources) {
        const first = isRemoteSource(value) ? undefined : value.split('/').find(part => part !== '' && part !== '.');
        if (first !== undefined && !/[$*?[%{]/.test(first)) names.add(first);
      }
    }
  }
  return names;
}

/**
 * Whether the folder is the build context for all we know. Where no service says so it is only a guess, which holds when
 * all that is copied by name lies there, and more than Dockerfiles.
 */
export function isContextKnown(path: string, file: Dockerfile, context: BuildContext, project: Project): boolean {
  const { entries } = context;
  if (project.servicesBuiltFrom(path).length > 0) return entries.length > 0;
  if (!entries.some(({ name }) => fileKind(`/${name}`) !== 'dockerfile')) return false;
  const names = new Set(entries.map(({ name }) => name));
  for (const name of copiedByName(file)) if (!names.has(name)) return false;
  return true;
}

/** What a build makes, and caches. */
const buildOutput = new Set(
  'dist build target out coverage .next .nuxt .venv venv __pycache__ .pytest_cache .mypy_cache .tox .gradle .cache'.split(
    ' ',
  ),
);

/**
 * Entries of a context that an image does not need, the worst ones first. balena leaves out `.git` by itself, and keeps the
 * files that tell how to build.
 */
export function leftOut(entries: readonly DirectoryEntry[], dialect: Dialect): readonly string[] {
  const isDocker = dialect === 'docker';
  const wanted = isDocker ? secretOrForeign : secretOrForeign.slice(1);
  const named = wanted.filter(it => entries.some(({ name }) => name === it));
  const output = entries.filter(({ name, kind }) => kind === 'folder' && buildOutput.has(name));
  const own = isDocker ? entries.filter(({ name, kind }) => kind === 'file' && isForBuild(name)) : [];
  return [...named, ...[...output, ...own].map(({ name }) => name)];
}

/** `.git` first, which is balena's own business. */
export const secretOrForeign: readonly string[] = ['.git', '.env', 'node_modules'];

function isForBuild(name: string): boolean {
  const kind = fileKind(`/${name}`);
  return kind === 'dockerfile' || kind === 'compose';
}
