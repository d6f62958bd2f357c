// What the life cycle panel is told: the words spoken between it and the extension.
import type { LifeStory } from './life-story.ts';

export interface ShownLife {
  readonly name: string;
  readonly image: string;
  /** Absent until the engine has told of it. */
  readonly story?: LifeStory;
  /** What the engine will do by itself. */
  readonly next: string;
  /** Why nothing can be told at the moment; absent while it can. */
  readonly note?: string;
}

/** Which container a panel is about: what it keeps for a reload of the window. */
export interface LifeSubject {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** Address of the engine it is of; absent until one was connected. */
  readonly host?: string;
}

export type LifeMessage =
  /** To be remembered. */
  { readonly kind: 'subject'; readonly subject: LifeSubject } | { readonly kind: 'life'; readonly life: ShownLife };

/** A button of the panel, by the command it stands for. */
export interface LifeRequest {
  readonly kind: 'do';
  readonly command: (typeof lifeCommands)[number];
}

export const lifeCommands = ['start', 'stop', 'pause', 'unpause', 'kill', 'restart', 'logs'] as const;
