/**
 * Pictures that a client may still show. It draws anew itself at what is typed; of files that change where no editor shows
 * them it learns here, once for all that happens until it asks again.
 */
export interface PictureFollowUp {
  drawing<T>(draw: () => Promise<T>): Promise<T>;
  /** Files changed, and these answers with them. One that is being made may have read what was there before. */
  outdated(dropped: readonly string[]): void;
}

export function pictureFollowUp(tell: () => void): PictureFollowUp {
  let beingDrawn = 0;
  let isShown = false;
  return {
    async drawing(draw) {
      isShown = true;
      beingDrawn++;
      try {
        return await draw();
      } finally {
        beingDrawn--;
      }
    },
    outdated(dropped) {
      if (!isShown || (dropped.length === 0 && beingDrawn === 0)) return;
      isShown = false;
      tell();
    },
  };
}
