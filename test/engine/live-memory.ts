// How much memory something holds, without what the collector has only not come by yet: that depends on how busy the
// machine is.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface MemoryWatch {
  /** How much more was held at most since the watch began, in megabytes. */
  stop(): number;
}

const lookEveryMs = 5;

/** Up to `fine` megabytes what can be collected counts too: to collect takes longer than to look. */
export function watchMemory(fine: number): MemoryWatch {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  collect();
  const before = held();
  let most = 0;
  const look = () => {
    let more = (held() - before) / 1e6;
    if (more >= fine) {
      collect();
      more = (held() - before) / 1e6;
    }
    most = Math.max(most, more);
  };
  const looking = setInterval(look, lookEveryMs);
  return {
    stop() {
      clearInterval(looking);
      look();
      return most;
    },
  };
}

/** Of the work, as `watchMemory` tells it. */
export async function growth(fine: number, work: () => Promise<void>): Promise<number> {
  const watch = watchMemory(fine);
  try {
    await work();
    return watch.stop();
  } finally {
    watch.stop();
  }
}
