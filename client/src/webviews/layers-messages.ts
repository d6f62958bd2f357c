// What the panel of layers is told and asks: the words spoken between it and the extension, and nothing else, because both
// import this. The extension keeps the files of an image; the panel asks for those of a folder when it is opened.
import type { Change, Tally, WastedPath } from '../layers/stacked-image.ts';

export type { Change, Tally, WastedPath };

/** An image as the panel shows it. */
export interface ImageView {
  /** By which its user knows it. */
  readonly name: string;
  readonly platform: string;
  /** Of the files of all layers. */
  readonly bytes: number;
  /** Of the files that are there in the end. */
  readonly visibleBytes: number;
  /** As the engine stores it, packed perhaps. */
  readonly storedBytes: number;
  /** Of the layers of its base image; absent where nothing is known of it. */
  readonly base?: { readonly name?: string; readonly layers: number; readonly bytes: number };
  /** The lowest first. */
  readonly layers: readonly LayerView[];
  readonly waste: WasteView;
}

export interface LayerView {
  readonly diffId: string;
  /** `RUN apk add curl` */
  readonly instruction: string;
  readonly origin: 'base' | 'own' | 'unknown';
  readonly bytes: number;
  /** Of the image's bytes, from 0 to 1. */
  readonly share: number;
  readonly storedBytes: number;
  /** Of this layer and those below. */
  readonly bytesSoFar: number;
  readonly added: Tally;
  readonly changed: Tally;
  readonly deleted: Tally;
  /** Bytes of it that later layers hide. */
  readonly wastedBytes: number;
  /** Why its files cannot be shown; half a sentence. */
  readonly unread?: string;
  /** Where the instruction stands. */
  readonly place?: { readonly file: string /** Begins with 1. */; readonly line: number };
}

export interface WasteView {
  readonly bytes: number;
  /** From 0 to 1. */
  readonly efficiency: number;
  readonly files: number;
  /** The paths that waste most. */
  readonly top: readonly WastedPath[];
}

/** A file or folder of a layer, or of the whole image. */
export interface FileRow {
  /** In its layer; the extension knows what is in it by that. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'folder' | 'file' | 'link' | 'other';
  /** Absent in the whole image. */
  readonly change?: Change;
  /** Of a folder of all that is in it. What is deleted has those it had. */
  readonly bytes: number;
  /** Of a folder that stays: bytes of what the layer deletes in it; absent when there are none. */
  readonly hiddenBytes?: number;
  readonly hasChildren: boolean;
}

/** `all` is the image as a container sees it. */
export type LayerChoice = number | 'all';
export type RowOrder = 'size' | 'name';

export interface ComparisonView {
  readonly before: ImageView;
  readonly after: ImageView;
  /** Layers that stand at the bottom of both. */
  readonly sharedLayers: number;
  readonly sharedBytes: number;
  readonly instructions: readonly InstructionDifference[];
  /** Most bytes first; each list is cut, and tells how much there is in all. */
  readonly gone: FileDifferences;
  readonly come: FileDifferences;
  readonly grown: FileDifferences;
}

export interface InstructionDifference {
  readonly instruction: string;
  /** Bytes of the layer; absent where the image has no such layer. */
  readonly before?: number;
  readonly after?: number;
  /** It is the very same layer. */
  readonly isShared: boolean;
}

export interface FileDifferences {
  readonly files: number;
  /** What they add or take away; of grown files the difference. */
  readonly bytes: number;
  readonly top: readonly {
    readonly path: string;
    readonly before: number;
    readonly after: number;
    readonly isFolder?: true;
  }[];
}

/** What the panel keeps for a reload of the window. */
export interface PanelState {
  readonly images: readonly { readonly id: string; readonly name: string }[];
  readonly layer: LayerChoice;
  readonly order: RowOrder;
  readonly filter: string;
}

export type LayersMessage =
  /** First of all; what the panel has to remember. */
  | { readonly kind: 'subject'; readonly images: PanelState['images'] }
  | { readonly kind: 'reading'; readonly name: string; readonly bytes: number; readonly expected: number }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'image'; readonly image: ImageView }
  | { readonly kind: 'comparison'; readonly comparison: ComparisonView }
  /** What is directly in a folder; `''` is the root. `leftOut` entries more are not told. */
  | {
      readonly kind: 'children';
      readonly layer: LayerChoice;
      readonly folder: string;
      readonly rows: readonly FileRow[];
      readonly leftOut: number;
    }
  /** What the filter finds, as paths. */
  | {
      readonly kind: 'matches';
      readonly layer: LayerChoice;
      readonly filter: string;
      readonly rows: readonly FileRow[];
      readonly found: number;
    };

export type LayersRequest =
  | { readonly kind: 'children'; readonly layer: LayerChoice; readonly folder: string; readonly order: RowOrder }
  | { readonly kind: 'filter'; readonly layer: LayerChoice; readonly filter: string; readonly order: RowOrder }
  | { readonly kind: 'go'; readonly layer: number }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'retry' };
