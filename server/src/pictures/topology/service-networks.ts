/** Which networks a service is in, and in whose area it stands. */
import type { ModelService } from '../../project/compose-model.ts';
import { resourceUses } from '../../syntax/compose/resource-uses.ts';
import { merged } from './merged-lists.ts';
import type { Place, TopologyNetwork } from './topology.ts';

export interface NetworkUse {
  readonly id: string;
  readonly name: string;
  readonly kind: TopologyNetwork['kind'];
  readonly place: Place | undefined;
}

/** What a service says about networks before anybody looks at the others. */
export type Networking =
  | { readonly kind: 'networks'; readonly uses: readonly NetworkUse[] }
  /** It uses the network of another service. */
  | { readonly kind: 'shared'; readonly service: string; readonly place: Place };

export const networkId = (name: string): string => `network/${name}`;

const ofMode = {
  host: { id: 'network:host', name: 'Host network', kind: 'host' },
  none: { id: 'network:none', name: 'No network', kind: 'none' },
  bridge: { id: 'network:bridge', name: 'The engine’s bridge', kind: 'engine-bridge' },
} as const;

export function networkingOf(service: ModelService): Networking {
  const mode = service.key('network_mode');
  const written = mode?.service.networkMode;
  const text = written?.known;
  if (mode && written && text !== undefined) {
    const place = { path: mode.compose.path, span: mode.entry.span };
    if (text.startsWith('service:')) return { kind: 'shared', service: text.slice('service:'.length), place };
    if (text === 'host' || text === 'none' || text === 'bridge')
      return { kind: 'networks', uses: [{ ...ofMode[text], place }] };
    if (text.startsWith('container:')) {
      const name = text.slice('container:'.length);
      return {
        kind: 'networks',
        uses: [{ id: `network:${text}`, name: `Network of ${name}`, kind: 'of-container', place }],
      };
    }
  }
  const named = merged(
    service,
    'networks',
    it => resourceUses(it, 'networks'),
    it => it.name,
  ).map(({ value, place }) => ({ id: networkId(value.name), name: value.name, kind: 'bridge', place }) as const);
  if (named.length > 0) return { kind: 'networks', uses: named };
  return {
    kind: 'networks',
    uses: [{ id: networkId('default'), name: 'default', kind: 'bridge', place: undefined }],
  };
}

/**
 * The area of each service: the smallest of its networks that is shared, for that says most about it; the first written
 * where several are as small. What shares the network of another stands beside it.
 */
export function homesOf(all: ReadonlyMap<string, Networking>): ReadonlyMap<string, readonly NetworkUse[]> {
  const members = new Map<string, number>();
  for (const networking of all.values())
    if (networking.kind === 'networks')
      for (const { id } of networking.uses) members.set(id, (members.get(id) ?? 0) + 1);
  const size = ({ id }: NetworkUse): number => {
    const count = members.get(id) ?? 0;
    return count < 2 ? Number.MAX_SAFE_INTEGER : count;
  };
  const homes = new Map<string, readonly NetworkUse[]>();
  for (const [name] of all) {
    let at = all.get(name);
    const seen = new Set([name]);
    while (at?.kind === 'shared' && !seen.has(at.service)) {
      seen.add(at.service);
      at = all.get(at.service);
    }
    const uses = at?.kind === 'networks' ? at.uses : [{ ...ofMode.none, place: undefined }];
    const [first, ...rest] = [...uses].sort((a, b) => size(a) - size(b));
    homes.set(name, !first ? [] : at === all.get(name) ? [first, ...rest] : [first]);
  }
  return homes;
}
