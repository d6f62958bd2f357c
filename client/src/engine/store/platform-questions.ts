// Learns the platforms of images, which no list tells: each image is asked for once, a few at a time.

export interface PlatformQuestions {
  /** `os/arch[/variant]` by image id. What an id stands for never changes on one engine. */
  readonly known: ReadonlyMap<string, string>;
  /** Settles when all of them have been answered. `ask` must not reject; `onKnown` hears of each answer. */
  learn(
    imageIds: Iterable<string>,
    ask: (imageId: string) => Promise<string | undefined>,
    onKnown: (imageId: string) => void,
  ): Promise<void>;
  /** Another engine: an id with several platforms may stand for another one there. */
  clear(): void;
}

export function platformQuestions(atATime: number): PlatformQuestions {
  const known = new Map<string, string>();
  const asked = new Map<string, Promise<void>>();
  const waiting: (() => void)[] = [];
  let underWay = 0;
  let generation = 0;

  const turn = async <T>(question: () => Promise<T>): Promise<T> => {
    if (underWay >= atATime) await new Promise<void>(resolve => waiting.push(resolve));
    else underWay++;
    try {
      return await question();
    } finally {
      // The place goes to the next one.
      const next = waiting.shift();
      if (next) next();
      else underWay--;
    }
  };

  return {
    known,
    async learn(imageIds, ask, onKnown) {
      const born = generation;
      const answers: Promise<void>[] = [];
      for (const id of imageIds) {
        if (known.has(id)) continue;
        const answer =
          asked.get(id) ??
          turn(async () => {
            const platform = born === generation ? await ask(id) : undefined;
            if (born !== generation) return;
            asked.delete(id);
            if (platform === undefined) return;
            known.set(id, platform);
            onKnown(id);
          });
        asked.set(id, answer);
        answers.push(answer);
      }
      await Promise.all(answers);
    },
    clear() {
      generation++;
      known.clear();
      asked.clear();
    },
  };
}
