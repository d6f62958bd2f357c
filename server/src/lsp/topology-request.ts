/**
 * Answers `slipway/topology` and `slipway/topologyFile`, and prepares the answer. What draws is a bundle of its own, loaded
 * when it is first needed.
 */
import type { Range } from 'vscode-languageserver';
import type { Analyzer, FileFindings } from '../analyzer.ts';
import { topologyMermaid } from '../pictures/topology/mermaid.ts';
import { topologyOutline } from '../pictures/topology/outline.ts';
import type { Place, Topology, TopologyPart } from '../pictures/topology/topology.ts';
import { type TopologyOf, topologyOf } from '../pictures/topology/topology-of.ts';
import type { Workspace } from '../project/workspace.ts';
import type { TopologyAnswer, TopologyFileParams, TopologyShownPart } from './custom-requests.ts';
import { type EditorText, editorText } from './editor-text.ts';
import { pathOf } from './uri.ts';

export interface TopologyRequestHost {
  readonly analyzer: Analyzer;
  readonly workspace: Workspace;
  readonly findings: (path: string, signal: AbortSignal | undefined) => Promise<FileFindings>;
  readonly uri: (path: string) => string;
  readonly text: (path: string) => Promise<string | undefined>;
}

/** @throws the signal's reason when it aborts */
export async function answerTopology(
  { uri }: { readonly uri: string },
  host: TopologyRequestHost,
  signal: AbortSignal,
): Promise<TopologyAnswer> {
  const found = await find(pathOf(uri), host, signal);
  if (found.kind === 'nothing') return { kind: 'refused', message: found.because };
  const { topologyPicture } = await import('../pictures/topology/topology-picture.ts');
  signal.throwIfAborted();
  const { shown, pieces } = topologyPicture(found.topology, { for: 'panel' });
  return {
    kind: 'drawn',
    svg: pieces,
    name: shown.name,
    notices: shown.notices,
    outline: topologyOutline(shown),
    parts: await partsOf(shown, host),
  };
}

/** Characters of a file whose picture is prepared; more than any with so few services that it would be. */
const mostTextAhead = 50_000;

/** Makes the next answer about the Compose file a quick one. @throws Outdated when the editor went on meanwhile */
export async function* prepareTopology(path: string, host: TopologyRequestHost): AsyncGenerator<void> {
  const text = await host.text(path);
  if (text === undefined || text.length > mostTextAhead) return;
  const found = await find(path, host, undefined);
  if (found.kind === 'nothing') return;
  yield;
  const { stepsAhead } = await import('../pictures/topology/topology-picture.ts');
  yield* stepsAhead(found.topology);
}

/** Null when there is nothing to draw. @throws the signal's reason when it aborts */
export async function answerTopologyFile(
  { uri, format, theme }: TopologyFileParams,
  host: TopologyRequestHost,
  signal: AbortSignal,
): Promise<string | null> {
  const found = await find(pathOf(uri), host, signal);
  if (found.kind === 'nothing') return null;
  if (format === 'mermaid') return topologyMermaid(found.topology);
  const { topologyPicture } = await import('../pictures/topology/topology-picture.ts');
  return `${topologyPicture(found.topology, { for: 'file', theme }).svg}\n`;
}

async function find(
  path: string | undefined,
  host: TopologyRequestHost,
  signal: AbortSignal | undefined,
): Promise<TopologyOf> {
  if (path === undefined) return { kind: 'nothing', because: 'This document is no Compose file' };
  return topologyOf(
    path,
    {
      workspace: host.workspace,
      project: (at, kind) => host.analyzer.followedProject(at, kind),
      async findings(of) {
        const { findings } = await host.findings(of, signal);
        return findings.map(({ rule, severity, message, at }) => {
          return { rule: rule.id, severity, message, place: { path: of, span: at } };
        });
      },
    },
    { is: 'compose' },
  );
}

async function partsOf(topology: Topology, host: TopologyRequestHost): Promise<readonly TopologyShownPart[]> {
  const texts = new Map<string, EditorText>();
  const parts: readonly TopologyPart[] = [
    ...topology.services.flatMap(service => [service, ...service.details]),
    ...topology.networks,
    ...topology.volumes,
    ...topology.ports,
    ...topology.edges,
  ];
  for (const path of new Set(parts.flatMap(({ place }) => place?.path ?? []))) {
    const text = await host.text(path);
    if (text !== undefined) texts.set(path, editorText(text));
  }
  const services = new Map(topology.services.map(service => [service.id, service]));
  const rangeOf = (place: Place | undefined): Range | undefined => place && texts.get(place.path)?.range(place.span);
  return parts.map(({ id, name, words, findings, place }): TopologyShownPart => {
    const range = rangeOf(place);
    const service = services.get(id);
    const extent = rangeOf(service?.extent);
    return {
      ...{ id, name, words, ...(service ? { services: service.group ?? [name] } : {}) },
      findings: findings.map(({ severity, message, rule }) => ({ severity, message, rule })),
      ...(place && range ? { place: { uri: host.uri(place.path), range, ...(extent ? { extent } : {}) } } : {}),
    };
  });
}
