/** Where an editor offers the picture of what a Compose file wires together: above its services. */
import type { ComposeFile } from '../syntax/compose/compose-file.ts';
import type { Span } from '../text/span.ts';

export interface TopologyLens {
  /** On the line above which it stands. */
  readonly at: Span;
  readonly title: string;
}

/** Undefined for a file without services. */
export function topologyLens({ root, services }: ComposeFile): TopologyLens | undefined {
  const key = services.length === 0 ? undefined : root?.entry('services')?.key;
  return key && { at: key.span, title: 'Show Topology' };
}
