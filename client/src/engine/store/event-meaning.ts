// What an event means for the rows: which object has to be asked for anew, which is gone. Each engine has events of its
// own, so that an unknown one costs a question rather than a row that lies.

import type { EngineEvent } from '../listing.ts';
import { healthSaid } from './container-facts.ts';
import type { RowKind } from './state-keeper.ts';

export type Meaning =
  /** The row has to be asked for. `id` may be a reference for an image. */
  | { readonly kind: 'changed'; readonly of: RowKind; readonly id: string }
  | { readonly kind: 'gone'; readonly of: RowKind; readonly id: string }
  /** Some row of the kind has changed, and the event does not tell which. */
  | { readonly kind: 'unclear'; readonly of: RowKind }
  /** The event tells all there is to know of the container (`container-facts.ts`). */
  | { readonly kind: 'told'; readonly id: string };

export function meaningOf(event: EngineEvent): Meaning | undefined {
  switch (event.type) {
    case 'container':
      return ofContainer(event);
    case 'image':
      if (event.action === 'delete') return named('gone', 'images', event.id);
      if (silentForImages.has(event.action)) return undefined;
      // Older Podmans name an image that they have loaded or pulled by a path or a name alone.
      return named('changed', 'images', event.id) ?? { kind: 'unclear', of: 'images' };
    case 'volume':
      if (isRemoval(event.action)) return named('gone', 'volumes', event.id);
      return silentForVolumes.has(event.action) ? undefined : named('changed', 'volumes', event.id);
    case 'network':
      if (event.action === 'connect' || event.action === 'disconnect')
        // Podman's event is that of the container, and does not know the network's id.
        return named('changed', 'containers', event.attributes['container'] ?? event.id);
      if (isRemoval(event.action)) return named('gone', 'networks', event.id);
      return event.action === 'prune' ? undefined : named('changed', 'networks', event.id);
    default:
      return undefined;
  }
}

/** Nothing in a container's row depends on these, or another event tells it. `exec_…` is left out by its beginning. */
const silentForContainers = new Set([
  'attach',
  'detach',
  'top',
  'resize',
  'copy',
  'export',
  'archive-path',
  'extract-to-dir',
  'checkpoint',
  'prune',
  'update',
  // `die` tells it.
  'kill',
  'stop',
  // `start` tells it.
  'restart',
  // Podman's.
  'exec',
  'exec_died',
  'init',
  'mount',
  'unmount',
]);
const silentForImages = new Set(['save', 'prune', 'mount', 'unmount', 'pull-error']);
const silentForVolumes = new Set(['mount', 'unmount', 'prune']);

function ofContainer({ action, id, attributes }: EngineEvent): Meaning | undefined {
  if (isRemoval(action)) return named('gone', 'containers', id);
  switch (action) {
    case 'pause':
    case 'unpause':
    case 'rename':
    case 'oom':
      return id === '' ? undefined : { kind: 'told', id };
    case 'commit':
      return named('changed', 'images', attributes['imageID'] ?? '');
    default:
      if (silentForContainers.has(action) || action.startsWith('exec_')) return undefined;
      if (healthSaid(action) !== undefined) return { kind: 'told', id };
      return named('changed', 'containers', id);
  }
}

/** Podman says `remove`. */
function isRemoval(action: string): boolean {
  return action === 'destroy' || action === 'remove';
}

function named(kind: 'changed' | 'gone', of: RowKind, id: string): Meaning | undefined {
  return id === '' ? undefined : { kind, of, id };
}
