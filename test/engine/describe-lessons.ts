// A suite of lessons that are played on the newest engine: each from its exercise, over the steps, to the look for what it left.
// Whatever fails, everything is taken away again, and the first error is the one that is told.
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type EngineUnderTest, engines } from './engine-under-test.ts';
import { makeImages, type StandIn } from './lesson-images.ts';
import { type Made, nothingIsLeft } from './lesson-leftovers.ts';
import { type Player, playLesson } from './lesson-player.ts';

/** Undefined where the test bed could not start it: the lessons are skipped by name then. */
export const newestEngine = engines.find(it => it.name === 'the newest engine');

/** What a suite starts from. */
export interface LessonImages {
  readonly images: readonly StandIn[];
  /** Path of the registry's program, for the image of that name. */
  readonly registry?: string | undefined;
}

/** What differs from play to play, beside its steps. What the player makes is looked for afterwards: none of it may be left. */
export interface Play extends Made {
  /** Follows the lesson in the name of the test. */
  readonly way?: string;
  /** `no exercise`: nothing cleans up for the learner, so what is named in `containers` is removed here. */
  readonly what?: 'exercise' | 'no exercise';
  readonly isSkipped?: boolean;
}

export type Steps = (player: Player, engine: EngineUnderTest) => Promise<void>;

/** `plays` declares one test with each call of what it gets. */
export function describeLessons(
  title: string,
  { images, registry }: LessonImages,
  plays: (play: (lesson: string, about: Play, steps: Steps) => void) => void,
): void {
  const engine = newestEngine;
  describe.skipIf(engine === undefined)(`${title}, on the newest engine`, () => {
    if (engine !== undefined) {
      let removeImages: () => void = () => undefined;
      beforeAll(() => {
        removeImages = makeImages(engine, images, registry);
      });
      afterAll(() => removeImages());
    }
    plays((lesson, about, steps) => {
      const name = about.way === undefined ? lesson : `${lesson}: ${about.way}`;
      if (engine === undefined || about.isSkipped) it.skip(name, () => undefined);
      else it(name, () => playThrough(engine, lesson, about, steps));
    });
  });
}

async function playThrough(engine: EngineUnderTest, lesson: string, about: Play, steps: Steps): Promise<void> {
  const player = await playLesson(engine, lesson, about.what);
  const errors: unknown[] = [];
  for (const act of [
    () => steps(player, engine),
    () => player.leave(),
    () => about.what === 'no exercise' && engine.docker('rm', '--force', ...(about.containers ?? [])),
    () => nothingIsLeft(engine, about),
  ])
    try {
      await act();
    } catch (error) {
      errors.push(error);
    }
  // Those after the first may only follow from it.
  if (errors.length > 0) throw errors[0];
}
