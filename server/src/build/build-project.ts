/** From the path somebody wants built to the project and the part of it that is meant. */
import { dockerfileVariants } from '../project/dockerfile-of.ts';
import { type FileKind, fileKind } from '../project/file-kind.ts';
import type { Dialect, Project, ProjectComposeFile } from '../project/project.ts';
import type { Workspace } from '../project/workspace.ts';
import { builderSuffix, suffixOf } from '../syntax/balena/template.ts';
import { basename, dirname, join } from '../text/path.ts';
import type { ContextLister } from './context-walk.ts';

export interface BuildHost {
  readonly workspace: Workspace;
  readonly project: (path: string, kind: FileKind) => Promise<Project>;
  /** Absent: links count as what they lead to, and sizes are not known. */
  readonly lister?: ContextLister | undefined;
}

/** What is to be built. */
export type BuildSubject =
  | { readonly kind: 'compose'; readonly project: Project; readonly compose: ProjectComposeFile }
  /** `wanted`: the name without the ending that tells balena's builder what it is for. */
  | { readonly kind: 'dockerfile'; readonly project: Project; readonly wanted: string; readonly context: string }
  | { readonly kind: 'nothing'; readonly because: string };

const composeNames = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml'];
/** Those balena's CLI looks for, in its order. */
const balenaNames = ['docker-compose.yml', 'docker-compose.yaml'];

export async function buildSubject(path: string, host: BuildHost): Promise<BuildSubject> {
  switch (await host.workspace.stat(path)) {
    case 'missing':
      return { kind: 'nothing', because: 'There is no such file or folder' };
    case 'folder':
      return inFolder(path, host);
    case 'file':
      return ofFile(path, host);
  }
}

async function inFolder(folder: string, host: BuildHost): Promise<BuildSubject> {
  const entries = await host.workspace.readDirectory(folder);
  const names = new Set(entries.filter(({ kind }) => kind === 'file').map(({ name }) => name));
  const first = composeNames.find(name => names.has(name));
  if (first !== undefined) {
    const project = await host.project(join(folder, first), 'compose');
    const forBalena = balenaNames.find(name => names.has(name));
    const isOther = project.dialect === 'balena' && forBalena !== undefined && forBalena !== first;
    return isOther ? ofFile(join(folder, forBalena), host) : composeIn(join(folder, first), project);
  }
  const wanted = join(folder, 'Dockerfile');
  const project = await host.project(wanted, 'dockerfile');
  const isThere =
    project.dialect === 'docker'
      ? dockerfileVariants(wanted, { dialect: 'docker', device: undefined }).some(it => names.has(basename(it.path)))
      : [...names].some(name => name === 'Dockerfile' || (name.startsWith('Dockerfile.') && builderSuffix(name)));
  if (isThere) return { kind: 'dockerfile', project, wanted, context: folder };
  const looked =
    project.dialect === 'balena'
      ? 'docker-compose.yml, Dockerfile.template or Dockerfile'
      : 'compose.yaml or Dockerfile';
  return { kind: 'nothing', because: `There is nothing to build in this folder: no ${looked}` };
}

async function ofFile(path: string, host: BuildHost): Promise<BuildSubject> {
  // Whoever names a YAML file to be built means a Compose file, whatever it is called.
  const kind = fileKind(path) ?? (/\.ya?ml$/.test(path) ? 'compose' : 'dockerfile');
  switch (kind) {
    case 'compose':
      return composeIn(path, await host.project(path, kind));
    case 'manifest':
    case 'ignore-file':
    case 'config':
      return inFolder(folderOf(path), host);
    case 'dockerfile': {
      const project = await host.project(path, 'dockerfile');
      return { kind: 'dockerfile', project, wanted: plainName(path, project.dialect), context: dirname(path) };
    }
  }
}

function composeIn(path: string, project: Project): BuildSubject {
  const compose = project.composeFiles.find(it => it.path === path);
  if (compose) return { kind: 'compose', project, compose };
  return { kind: 'nothing', because: 'The Compose file cannot be read' };
}

/** Settings of balena stand one folder below what they are about. */
function folderOf(path: string): string {
  const folder = dirname(path);
  return ['.balena', '.resin'].includes(basename(folder)) ? dirname(folder) : folder;
}

function plainName(path: string, dialect: Dialect): string {
  const isVariant = dialect === 'balena' && builderSuffix(path) !== undefined && basename(path) !== suffixOf(path);
  return isVariant ? path.slice(0, -1 - (suffixOf(path)?.length ?? 0)) : path;
}
