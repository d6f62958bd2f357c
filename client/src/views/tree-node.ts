// A row of a tree view as plain data: views are functions from state to rows, and one adapter shows them.

export interface TreeNode {
  /** Stays the same as long as the object lives, whatever becomes of it: VS Code keeps expansion and selection by it. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon: NodeIcon;
  /** Facts for `when` clauses, each between semicolons: `;container;running;compose;`. */
  readonly facts: string;
  /** What a screen reader says: kind, name and state in words, because neither icon nor colour can be heard. */
  readonly spoken: string;
  /** Markdown; made when the pointer rests on the row. */
  readonly tooltip?: () => string;
  /** What the tooltip is made from: another value makes another tooltip. */
  readonly source?: unknown;
  /** How it is shown at first; absent for a leaf. */
  readonly opened?: 'collapsed' | 'expanded';
  readonly children?: readonly TreeNode[];
  /** What commands called on the row work on. */
  readonly subject?: Subject;
  /** Id of the command that a click or Enter calls with the row; absent where they only select it. */
  readonly command?: string;
}

export interface NodeIcon {
  /** A codicon. */
  readonly id: string;
  /** A theme colour. */
  readonly color?: string;
}

export type Subject =
  | { readonly kind: 'container'; readonly id: string }
  | { readonly kind: 'project'; readonly name: string; readonly containerIds: readonly string[] }
  /** `reference` is the tag of the row; absent for a dangling image. */
  | { readonly kind: 'image'; readonly id: string; readonly reference?: string }
  | { readonly kind: 'images'; readonly rows: readonly { readonly id: string; readonly reference?: string }[] }
  | { readonly kind: 'volume'; readonly name: string }
  | { readonly kind: 'network'; readonly id: string }
  | { readonly kind: 'membership'; readonly networkId: string; readonly containerId: string }
  | BuildSubject
  | LearnSubject;

/** What a row of the Learn view stands for; `step` is absent for the lesson as a whole. */
export type LearnSubject =
  | { readonly kind: 'class'; readonly id: string }
  | { readonly kind: 'lesson'; readonly lesson: string; readonly step?: string };

/** A run of `Builds` by its id, or a job of it, or a step by its digest, or a line of what was built. */
export interface BuildSubject {
  readonly kind: 'build';
  readonly run: string;
  readonly job?: string;
  readonly step?: string;
  /** Zero-based, in the text that was built. */
  readonly line?: number;
  /** What came of the job and is in the engine. */
  readonly image?: { readonly id: string; readonly reference?: string };
}

export const viewIds = {
  containers: 'slipway.containers',
  images: 'slipway.images',
  volumes: 'slipway.volumes',
  networks: 'slipway.networks',
} as const;

/** Of our panel beside the terminal. */
export const buildsViewId = 'slipway.builds';

/** The argument of a command that a key calls: it works on the selected rows of its view. */
export const bySelection = 'selection';

/** The view of lessons, which is none of the engine. */
export const learnViewId = 'slipway.learn';

export type ViewId = (typeof viewIds)[keyof typeof viewIds];

export function isTreeNode(value: unknown): value is TreeNode {
  return typeof value === 'object' && value !== null && 'id' in value && 'facts' in value && 'spoken' in value;
}
