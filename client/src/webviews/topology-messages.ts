// What the panel of a topology and the extension say to each other.
import type { TopologyChanges, TopologyPicture } from './topology-changes.ts';

export interface ServiceState {
  readonly kind: 'running' | 'unhealthy' | 'paused' | 'changing' | 'stopped' | 'failed';
  /** Such as `running, healthy` or `2 of 3 running`. */
  readonly words: string;
}

export type TopologyMessage =
  /** What the panel is about, to be remembered. */
  | { readonly kind: 'subject'; readonly uri: string }
  | { readonly kind: 'picture'; readonly picture: TopologyPicture }
  /** Since the picture that was told last. */
  | { readonly kind: 'changes'; readonly changes: TopologyChanges }
  /** There is nothing to draw; a sentence. */
  | { readonly kind: 'problem'; readonly message: string }
  /** By name of the service; services without a container are not in it. At first, none. */
  | { readonly kind: 'states'; readonly states: Readonly<Record<string, ServiceState>> }
  /** What the cursor of the editor is in; at first, nothing. */
  | { readonly kind: 'selected'; readonly id: string | undefined }
  /** Make a PNG of this. */
  | { readonly kind: 'rasterize'; readonly svg: string };

export type TopologyRequest =
  | { readonly kind: 'open'; readonly id: string }
  | { readonly kind: 'export'; readonly format: TopologyFormat }
  /** The answer to `rasterize`; undefined when the picture cannot be made. */
  | { readonly kind: 'png'; readonly base64: string | undefined };

export type TopologyFormat = 'svg' | 'png' | 'mermaid';

/** Kept by VS Code while the panel is hidden and over a reload. */
export interface TopologyPanelState {
  readonly uri: string;
  /** What is seen of the picture; the whole where it is absent. */
  readonly view?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  readonly asText?: boolean;
}
