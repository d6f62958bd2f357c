// What the life cycle panel is told: the words spoken between it and the extension.
import type { LifeStory } from './life-story.ts';

export interface ShownLife {
  readonly name: string;
  readonly image: string;
  readonly story: LifeStory;
  /** What the engine will do by itself. */
  readonly next: string;
  /** Why nothing can be told at the moment; absent while it can. */
  readonly note?: string;
}

export interface LifeMessage {
  readonly kind: 'life';
  readonly life: ShownLife;
}

/** A button of the panel, by the command it stands for. */
export interface LifeRequest {
  readonly kind: 'do';
  readonly command: (typeof lifeCommands)[number];
}

export const lifeCommands = ['start', 'stop', 'pause', 'unpause', 'kill', 'restart', 'logs'] as const;
