/** The topology of a balena project without a Compose file: what balena makes of its one Dockerfile. */
import { balenaLabel } from '../../catalog/balena-labels.ts';
import type { Project } from '../../project/project.ts';
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { exposedPortsOf, portProblem } from '../../syntax/dockerfile/exposed-ports.ts';
import { stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { basename } from '../../text/path.ts';
import { span } from '../../text/span.ts';
import { withFindings } from './findings-of-parts.ts';
import type {
  Place,
  Topology,
  TopologyDetail,
  TopologyEdge,
  TopologyFinding,
  TopologyPort,
  TopologyService,
} from './topology.ts';

export interface SingleContainer {
  readonly path: string;
  readonly file: Dockerfile;
  readonly project: Project;
  readonly findings: readonly TopologyFinding[];
}

/** As lib/parse of balena's @balena/compose writes it; in the spelling of today. */
const labels = ['kernel-modules', 'firmware', 'dbus', 'supervisor-api', 'balena-api'];
const name = 'main';
const id = `service/${name}`;
const network = 'network:host';
const volume = 'resin-data';
const byBalena = 'balena adds this where there is no Compose file.';

export function singleContainerTopology({ path, file, project, findings }: SingleContainer): Topology {
  const extent: Place = { path, span: span(0, file.text.length) };
  const stage = file.stages.at(-1);
  const place: Place = stage ? { path, span: stage.from.span } : extent;
  const service: TopologyService = {
    ...{ id, name, place, extent, findings: [] },
    words: [`The only service: balena builds it from ${basename(path)}.`, 'Has power over its host: privileged.'],
    runs: { kind: 'build', text: `. (${basename(path)})` },
    home: network,
    alsoIn: [],
    isActive: true,
    group: undefined,
    details: [...powers(), ...exposed(path, file)],
  };
  const all = 'Services in the host’s network are reached at every port they listen on, from everywhere.';
  const unplaced = { place: undefined, findings: [] } as const;
  const port: TopologyPort = {
    ...{ id: 'port:all', name: 'every port', kind: 'all', words: [all], ...unplaced },
    ...{ address: undefined, hostPort: undefined, containerPort: undefined, protocol: '' },
  };
  const edges: readonly TopologyEdge[] = [
    {
      ...{ id: `publishes/${port.id}/${name}`, kind: 'publishes', name: port.name, from: port.id, to: id },
      ...{ words: port.words, condition: undefined, ...unplaced },
    },
    {
      ...{ id: `mount/${name}/${volume}`, kind: 'mount', name: '/data', from: id, to: `volume/${volume}` },
      ...{ words: [`${name} has the volume ${volume} at /data.`, byBalena], condition: undefined, ...unplaced },
    },
  ];
  const topology: Topology = {
    name: basename(project.root) || 'project',
    host: { kind: 'device', name: project.device?.name ?? 'balena device' },
    services: [service],
    networks: [
      {
        ...{ id: network, name: 'Host network', kind: 'host', ...unplaced },
        ...{ isDefault: false, isInternal: false, isExternal: false },
        words: [
          'Services here use the interfaces of the host itself: what they listen on is open to the outside.',
          byBalena,
        ],
      },
    ],
    volumes: [
      {
        ...{ id: `volume/${volume}`, name: volume, isExternal: false, ...unplaced },
        words: [`The named volume ${volume} keeps its files.`, byBalena],
      },
    ],
    ports: [port],
    edges,
    notices: ['There is no Compose file: this is what balena makes of the Dockerfile.'],
  };
  return withFindings(topology, [{ id, place: extent }], findings);
}

function powers(): readonly TopologyDetail[] {
  const detail = (kind: TopologyDetail['kind'], called: string, words: readonly string[], risk: boolean) => ({
    ...{ id: `${id}/${kind}/${called}`, kind, name: called, place: undefined, findings: [], isRisky: risk },
    words: [...words, byBalena],
  });
  return [
    detail('privileged', 'privileged', [`${name} is privileged.`], true),
    ...labels.map(feature => {
      const key = `io.balena.features.${feature}`;
      const label = balenaLabel(key);
      return detail('balena-label', feature, [key, ...(label ? [label.meaning] : [])], label?.isDangerous ?? false);
    }),
  ];
}

/** Of the stage that is built and those below it. */
function exposed(path: string, file: Dockerfile): readonly TopologyDetail[] {
  const stage = file.stages.at(-1);
  const chain = new Set((stage ? stageChain(stage) : []).flatMap(it => it.instructions));
  const details = new Map<string, TopologyDetail>();
  for (const { instruction, word, port } of exposedPortsOf(file)) {
    if (!chain.has(instruction) || portProblem(port.value) !== undefined || details.has(port.value)) continue;
    details.set(port.value, {
      ...{ id: `${id}/exposed-port/${port.value}`, kind: 'exposed-port', name: port.value, isRisky: false },
      ...{ place: { path, span: word.span }, findings: [], words: [`Its Dockerfile EXPOSEs port ${port.value}.`] },
    });
  }
  return [...details.values()];
}
