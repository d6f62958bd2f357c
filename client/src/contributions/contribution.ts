// What package.json says of commands and views, as data; `npm run generate` writes it there. Free of `vscode`.

export interface CommandContribution {
  /** `slipway.container.start` */
  readonly id: string;
  /** Begins with a verb; `…` at the end when it asks something. */
  readonly title: string;
  /** `Slipway` for what concerns no single kind of object, else `Slipway Containers`, `Slipway Images`, … */
  readonly category: string;
  /** A codicon's name. Needed for inline buttons and view titles. */
  readonly icon?: string;
  readonly enablement?: string;
  /** When the palette lists it; always when absent. `false` for what makes sense on a row or link only. */
  readonly palette?: string;
  readonly menus?: readonly MenuPlace[];
  readonly keys?: readonly KeyPlace[];
}

export interface MenuPlace {
  /** `view/item/context`, `view/title`, `editor/title`, `explorer/context`, … */
  readonly menu: string;
  readonly when: string;
  /** `inline@1`, `1_life@2`, …; what destroys stands in `9_remove`. */
  readonly group: string;
}

export interface KeyPlace {
  readonly key: string;
  readonly mac?: string;
  readonly when: string;
  /** What the command works on; on the view as a whole when absent. */
  readonly on?: 'row';
}

export interface ViewContribution {
  readonly id: string;
  readonly name: string;
  /** A codicon's name. */
  readonly icon: string;
  readonly when?: string;
  readonly visibility?: 'visible' | 'collapsed';
  /** Beside the other views, as of `flex` in CSS. */
  readonly initialSize?: number;
}

export interface WelcomeContribution {
  readonly view: string;
  /** Markdown of a kind: a link alone on its line becomes a button. */
  readonly contents: string;
  readonly when: string;
}

/** For what works on the workspace's files with an engine or a program: it is trusted, and they are on a disk. */
export const onTrustedDisk = 'isWorkspaceTrusted && !virtualWorkspace';

/** For `when`: the row is of this view and has all of these facts. */
export function rowIs(view: string, ...facts: readonly string[]): string {
  return [`view == ${view}`, ...facts.map(fact => `viewItem =~ /;${fact};/`)].join(' && ');
}

/** For `when` of what works on one row: not while several are selected. Inline buttons do without, for each stands on its row. */
export function alone(when: string): string {
  return `${when} && !listMultiSelection`;
}

/** For `when` of a key: the rows of the view have the focus. */
export function focusIsIn(view: string): string {
  return `focusedView == ${view} && listFocus && !inputFocus`;
}

/** Keys for commands on rows of the view. */
export function rowKeys(view: string): (key: string, mac?: string) => KeyPlace {
  return (key, mac) => ({ key, ...(mac === undefined ? {} : { mac }), when: focusIsIn(view), on: 'row' });
}
