// What a test in the extension host may ask of the workbench: the words spoken between the two ends of the bridge.

/**
 * Where in the workbench: a CSS selector or `text=…`, `role=…`, `"exact text"` (Playwright's selectors); its first match
 * is meant. Inside webviews, `frames` are the iframes to go through, from the outside in.
 */
export type Target = string | { readonly frames: readonly string[]; readonly selector: string };

export type WorkbenchAction =
  /** Picture of the window, or of one element, as `<name>.png`; answers its absolute path. */
  | { readonly kind: 'screenshot'; readonly name: string; readonly target?: Target }
  /** One key or a combination: `Enter`, `Control+Shift+P`, `Control+.`. */
  | { readonly kind: 'press'; readonly key: string }
  | { readonly kind: 'type'; readonly text: string }
  | { readonly kind: 'click'; readonly target: Target; readonly button: 'left' | 'right'; readonly times: 1 | 2 }
  | { readonly kind: 'hover'; readonly target: Target }
  | { readonly kind: 'wait-for'; readonly target: Target; readonly state: 'visible' | 'hidden' }
  /** Answers when a CSS selector first matched, to a frame, in milliseconds since 1970. */
  | { readonly kind: 'appearance'; readonly selector: string }
  /**
   * Answers when the page of a webview made this mark last (`performance.mark`), as soon as that is after the moment
   * given, in milliseconds since 1970. The mark `page` is made when it begins to load.
   */
  | { readonly kind: 'mark'; readonly frames: readonly string[]; readonly name: string; readonly after: number }
  /** Answers the visible text of the target. */
  | { readonly kind: 'text'; readonly target: Target }
  /** Answers the value of an attribute, empty where there is none. */
  | { readonly kind: 'attribute'; readonly target: Target; readonly name: string }
  /**
   * Answers what a screen reader is told of the target and all in it: roles, names and states, one a line, indented. With a
   * name it also becomes `<name>.txt` beside the pictures.
   */
  | { readonly kind: 'aria'; readonly target: Target; readonly name?: string }
  /**
   * Answers what live regions of a webview's page have said since this was asked last, as a JSON list of texts; nothing at
   * first, for it begins to listen then.
   */
  | { readonly kind: 'heard'; readonly frames: readonly string[] };
