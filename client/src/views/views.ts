// Our tree views, as commands see them.
import type { TreeNode, ViewId } from './tree-node.ts';
import type { RememberedOptions } from './view-options.ts';

export interface Views {
  /** The selected rows of a view, top to bottom; empty when it was never shown. */
  selected(view: ViewId): readonly TreeNode[];
  /** Filter, order and groups. */
  readonly options: RememberedOptions;
}
