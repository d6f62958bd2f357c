/**
 * YAML as it is written: the tree a reader makes of the text, before aliases and merge keys are followed. Scalars are
 * final, everything else is shown through the views of `node-views.ts`.
 */
import type { Span } from '../../text/span.ts';
import type { YamlScalar } from './node.ts';

export type WrittenNode = YamlScalar | WrittenMapping | WrittenSequence | WrittenAlias;

interface WrittenCollection {
  /** As in `node.ts`: the node's own text; a block collection ends with its last value. */
  readonly span: Span;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  readonly isFlow: boolean;
}

export interface WrittenMapping extends WrittenCollection {
  readonly kind: 'mapping';
  readonly pairs: readonly WrittenPair[];
}

/** Either may be missing after a mistake, the value also for a key alone in a flow mapping. */
export interface WrittenPair {
  readonly key: WrittenNode | undefined;
  readonly value: WrittenNode | undefined;
}

export interface WrittenSequence extends WrittenCollection {
  readonly kind: 'sequence';
  readonly items: readonly WrittenNode[];
}

export interface WrittenAlias {
  readonly kind: 'alias';
  readonly span: Span;
  /** Without the `*`. */
  readonly name: string;
}

/** What stands where a value is missing. */
export function nullScalar(at: Span, alias: Span | undefined): YamlScalar {
  return {
    kind: 'scalar',
    span: at,
    tag: undefined,
    anchor: undefined,
    alias,
    value: null,
    source: '',
    style: 'plain',
  };
}
