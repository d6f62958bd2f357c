/** From the path somebody wants a picture of to the topology. */
import { isBuiltByBalena } from '../../project/built-by-balena.ts';
import { type FileKind, fileKind } from '../../project/file-kind.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { Workspace } from '../../project/workspace.ts';
import { parseDockerfile } from '../../syntax/dockerfile/parse.ts';
import { join } from '../../text/path.ts';
import { readTopology } from './read-topology.ts';
import { singleContainerTopology } from './single-container.ts';
import type { Topology, TopologyFinding } from './topology.ts';

export interface TopologyHostOf {
  readonly workspace: Workspace;
  readonly project: (path: string, kind: FileKind) => Promise<Project>;
  /** Of one file. */
  readonly findings: (path: string) => Promise<readonly TopologyFinding[]>;
}

export type TopologyOf =
  | { readonly kind: 'found'; readonly topology: Topology }
  | { readonly kind: 'nothing'; readonly because: string };

/**
 * @param path a Compose file, or the Dockerfile of a balena project that has none, or a folder that holds one of them
 * @param options.is what an editor takes the file for
 */
export async function topologyOf(
  path: string,
  host: TopologyHostOf,
  options: { readonly profiles?: readonly string[]; readonly is?: 'compose' } = {},
): Promise<TopologyOf> {
  const found = options.is === 'compose' ? await inFile(path, host) : await find(path, host);
  if (typeof found === 'string') return { kind: 'nothing', because: found };
  const { project } = found;
  if (found.kind === 'dockerfile') {
    const { path: dockerfile, text } = found;
    const findings = await host.findings(dockerfile);
    const file = parseDockerfile(text);
    return { kind: 'found', topology: singleContainerTopology({ path: dockerfile, file, project, findings }) };
  }
  const { compose } = found;
  const findings = (await Promise.all(project.composeFiles.map(it => host.findings(it.path)))).flat();
  const topology = readTopology(compose, project, {
    findings,
    ...(options.profiles ? { profiles: options.profiles } : {}),
  });
  return { kind: 'found', topology };
}

type Found =
  | { readonly kind: 'compose'; readonly compose: ProjectComposeFile; readonly project: Project }
  /** Of a balena project without Compose file. */
  | { readonly kind: 'dockerfile'; readonly path: string; readonly text: string; readonly project: Project };

async function find(path: string, host: TopologyHostOf): Promise<Found | string> {
  switch (await host.workspace.stat(path)) {
    case 'missing':
      return 'There is no such file or folder';
    case 'folder': {
      // Whatever its Compose file is called: of a file that is not there only itself would be known.
      const project = await host.project(join(path, '.slipway.yaml'), 'config');
      const compose = project.composeFiles.find(({ role }) => role === 'main');
      if (compose) return { kind: 'compose', compose, project };
      // In the order in which balena's builders look for them.
      for (const ending of [project.device?.slug, project.device?.arch, 'template']) {
        const found = ending === undefined ? undefined : await inDockerfile(join(path, `Dockerfile.${ending}`), host);
        if (found) return found;
      }
      return (await inDockerfile(join(path, 'Dockerfile'), host)) ?? 'There is no Compose file in this folder';
    }
    case 'file':
      if (!['compose', 'dockerfile'].includes(fileKind(path) ?? '') && !/\.ya?ml$/.test(path))
        return 'This is no Compose file';
      return inFile(path, host);
  }
}

async function inFile(path: string, host: TopologyHostOf): Promise<Found | string> {
  if (fileKind(path) === 'dockerfile')
    return (
      (await inDockerfile(path, host)) ??
      'A picture is drawn of Compose files, and of the Dockerfile of a balena project that has none'
    );
  const project = await host.project(path, 'compose');
  const compose = project.composeFiles.find(it => it.path === path);
  return compose ? { kind: 'compose', compose, project } : 'The Compose file cannot be read';
}

async function inDockerfile(
  path: string,
  { workspace, project: projectOf }: TopologyHostOf,
): Promise<Found | undefined> {
  const read = await workspace.readFile(path);
  if (read.kind !== 'text') return undefined;
  const project = await projectOf(path, 'dockerfile');
  if (project.composeFiles.length > 0 || !isBuiltByBalena(path, project)) return undefined;
  return { kind: 'dockerfile', path, text: read.text, project };
}
