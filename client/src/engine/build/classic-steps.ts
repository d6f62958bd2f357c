// Makes steps out of the text that builders without BuildKit write: `Step 2/5 : RUN make`, ` ---> Using cache`, and what
// the step itself says. One step runs at a time.
import type { BuildProgress, BuildStep } from '../engine.ts';
import type { LayerTransfer } from './build-stream.ts';

export interface ClassicSteps {
  wrote(text: string): readonly BuildProgress[];
  moved(transfer: LayerTransfer): readonly BuildProgress[];
  failed(message: string): readonly BuildProgress[];
  /** The build has succeeded. */
  ended(): readonly BuildProgress[];
}

/** Podman writes `STEP 2/5: RUN make`, with `[1/2] ` in front when there are stages. */
const beginning = /^(?:\[\d+\/\d+\] )?step (\d+)\/(\d+) ?: (.*)/is;
const usingCache = /^ ?--+> Using cache/;
/** What the builder says between steps; everything else is the step's own output. */
const aside = /^(?: ?--+> |Removing intermediate container |Successfully (?:built|tagged) )/;

export function classicSteps(now: () => number): ClassicSteps {
  let running: (BuildStep & { readonly startedAt: number }) | undefined;
  let number = 0;
  const finish = (change: Pick<BuildStep, 'state' | 'error'>): readonly BuildProgress[] => {
    if (running === undefined) return [];
    const step = { ...running, endedAt: now(), ...change };
    running = undefined;
    return [{ kind: 'step', step }];
  };
  let isCached = false;
  let isFresh = false;
  const done = () => finish({ state: isCached ? 'cached' : 'done' });
  return {
    wrote(text) {
      const begun = beginning.exec(text);
      // A program of a step may write the same words, but hardly the next number.
      if (begun && (Number(begun[1]) === number + 1 || Number(begun[1]) === 1)) {
        const before = done();
        number = Number(begun[1]);
        isCached = false;
        isFresh = true;
        running = {
          digest: `classic:${begun[0].startsWith('[') ? begun[0].slice(0, begun[0].indexOf(']') + 1) : ''}${number}`,
          name: text.trim(),
          state: 'running',
          startedAt: now(),
        };
        return [...before, { kind: 'step', step: running }];
      }
      const isFirst = isFresh;
      isFresh = false;
      if (usingCache.test(text)) isCached = true;
      // The builder ends the line of a step with a piece of its own.
      if (aside.test(text) || (isFirst && text === '\n')) return [];
      return [{ kind: 'output', step: running?.digest ?? '', text: uncoloured(text) }];
    },
    moved({ id, status, current, total }) {
      if (running === undefined) return [];
      const isDone = /^(?:Pull complete|Already exists|Download complete)/.test(status);
      const transfer = { id, name: `${status} ${id}`, current: isDone ? total : current, total, isDone };
      return [{ kind: 'transfer', step: running.digest, transfer }];
    },
    failed: message => finish({ state: 'failed', error: message }),
    ended: done,
  };
}

/** The builder paints red what a program writes to its standard error. */
function uncoloured(text: string): string {
  return text.startsWith(red) && text.endsWith(plain) ? text.slice(red.length, -plain.length) : text;
}

const red = '\u001b[91m';
const plain = '\u001b[0m';
