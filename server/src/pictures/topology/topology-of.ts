/** From the path somebody wants a picture of to the topology. */
import { type FileKind, fileKind } from '../../project/file-kind.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { Workspace } from '../../project/workspace.ts';
import { join } from '../../text/path.ts';
import { readTopology } from './read-topology.ts';
import type { Topology, TopologyFinding } from './topology.ts';

export interface TopologyHostOf {
  readonly workspace: Workspace;
  readonly project: (path: string, kind: FileKind) => Promise<Project>;
  /** Of one file. */
  readonly findings: (path: string) => Promise<readonly TopologyFinding[]>;
}

export type TopologyOf =
  | { readonly kind: 'found'; readonly compose: ProjectComposeFile; readonly topology: Topology }
  | { readonly kind: 'nothing'; readonly because: string };

/** @param path a Compose file, or a folder that holds one; @param is what an editor takes the file for */
export async function topologyOf(
  path: string,
  host: TopologyHostOf,
  options: { readonly profiles?: readonly string[]; readonly is?: 'compose' } = {},
): Promise<TopologyOf> {
  const found = options.is === 'compose' ? await inFile(path, host) : await find(path, host);
  if (typeof found === 'string') return { kind: 'nothing', because: found };
  const { compose, project } = found;
  const findings = (await Promise.all(project.composeFiles.map(it => host.findings(it.path)))).flat();
  const topology = readTopology(compose, project, {
    findings,
    ...(options.profiles ? { profiles: options.profiles } : {}),
  });
  return { kind: 'found', compose, topology };
}

interface Found {
  readonly compose: ProjectComposeFile;
  readonly project: Project;
}

async function find(path: string, host: TopologyHostOf): Promise<Found | string> {
  switch (await host.workspace.stat(path)) {
    case 'missing':
      return 'There is no such file or folder';
    case 'folder': {
      const project = await host.project(join(path, 'compose.yaml'), 'compose');
      const compose = project.composeFiles.find(({ role }) => role === 'main');
      return compose ? { compose, project } : 'There is no Compose file in this folder';
    }
    case 'file':
      if (fileKind(path) !== 'compose' && !/\.ya?ml$/.test(path)) return 'This is no Compose file';
      return inFile(path, host);
  }
}

async function inFile(path: string, host: TopologyHostOf): Promise<Found | string> {
  const project = await host.project(path, 'compose');
  const compose = project.composeFiles.find(it => it.path === path);
  return compose ? { compose, project } : 'The Compose file cannot be read';
}
