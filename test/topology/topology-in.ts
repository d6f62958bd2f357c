/** The topology of files in memory, with their findings, as the editor and the command line read it. */
import type { Config } from '../../server/src/analysis/config.ts';
import type { Topology, TopologyService } from '../../server/src/pictures/topology/topology.ts';
import { topologyOf } from '../../server/src/pictures/topology/topology-of.ts';
import { analyzerOf, type Files } from '../support/check.ts';
import { memoryWorkspace, root } from '../support/memory-workspace.ts';

export interface TopologyInOptions {
  /** Of the files given; the first when absent. */
  readonly path?: string;
  readonly profiles?: readonly string[];
  readonly config?: Partial<Config>;
}

export async function topologyIn(files: Files | string, options: TopologyInOptions = {}): Promise<Topology> {
  const all = typeof files === 'string' ? { 'compose.yaml': files } : files;
  const analyzer = analyzerOf(all, options.config);
  const path = `${root}/${options.path ?? Object.keys(all)[0]}`;
  const host = {
    workspace: memoryWorkspace(all),
    project: analyzer.project,
    async findings(of: string) {
      const { findings } = await analyzer.findings(of, { kind: of.endsWith('Dockerfile') ? 'dockerfile' : 'compose' });
      return findings.map(({ rule, severity, message, at }) => {
        return { rule: rule.id, severity, message, place: { path: of, span: at } };
      });
    },
  };
  const found = await topologyOf(path, host, {
    is: 'compose',
    ...(options.profiles ? { profiles: options.profiles } : {}),
  });
  if (found.kind === 'nothing') throw new Error(found.because);
  return found.topology;
}

export function serviceIn({ services }: Topology, name: string): TopologyService {
  const found = services.find(service => service.name === name);
  if (!found) throw new Error(`There is no service ${name}`);
  return found;
}
