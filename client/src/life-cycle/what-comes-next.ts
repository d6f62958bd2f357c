// What the engine will do with a container by itself, from its restart policy and its state (docs.docker.com, "Start
// containers automatically").
import type { LifeStory } from './life-story.ts';

export interface RestartPolicy {
  /** `no` for none. */
  readonly name: 'no' | 'always' | 'unless-stopped' | 'on-failure';
  /** Of `on-failure`; 0 for without end. */
  readonly most: number;
  /** Attempts so far, since it was last started by hand. */
  readonly used: number;
  /** `--rm`. */
  readonly removesItself: boolean;
}

/** What is read of an inspected container. */
interface Inspected {
  readonly RestartCount?: unknown;
  readonly HostConfig?: {
    readonly AutoRemove?: boolean;
    readonly RestartPolicy?: { readonly Name?: string; readonly MaximumRetryCount?: number };
  };
}

export function restartPolicyOf(details: unknown): RestartPolicy {
  const { RestartCount, HostConfig } = details as Inspected;
  const { Name, MaximumRetryCount = 0 } = HostConfig?.RestartPolicy ?? {};
  return {
    name: Name === 'always' || Name === 'unless-stopped' || Name === 'on-failure' ? Name : 'no',
    most: MaximumRetryCount,
    used: typeof RestartCount === 'number' ? RestartCount : 0,
    removesItself: HostConfig?.AutoRemove === true,
  };
}

/** One or two sentences. */
export function whatComesNext({ state, exitCode, isStoppedByHand }: LifeStory, policy: RestartPolicy): string {
  switch (state) {
    case 'created':
      return 'Nothing happens until somebody starts it.';
    case 'running':
      return policy.removesItself ? 'When it ends, it is removed (--rm).' : whenItEnds(policy);
    case 'paused':
      return 'It waits, frozen, until somebody unpauses it.';
    case 'restarting':
      return `The engine starts it again${ofAttempts(policy)}. The wait before it doubles with each failure, from 100 ms to a minute.`;
    case 'removing':
      return 'It is being removed.';
    case 'dead':
      return 'The engine could remove it only in part: remove it again.';
    case 'gone':
      return 'It is gone. A container made from the same image begins afresh, with a new writable layer.';
    case 'exited':
      return whenEnded(policy, exitCode, isStoppedByHand);
  }
}

function whenItEnds({ name, most, used }: RestartPolicy): string {
  switch (name) {
    case 'no':
      return 'When it ends, it stays stopped: it has no restart policy.';
    case 'always':
      return 'When it ends, the engine starts it again (always). Stopped by hand, it stays so until the engine itself starts anew.';
    case 'unless-stopped':
      return 'When it ends, the engine starts it again (unless-stopped). Stopped by hand, it stays so, even when the engine starts anew.';
    case 'on-failure': {
      const limit = most === 0 ? 'as often as it takes' : `at most ${times(most)}, ${used} used`;
      return `When it fails, the engine starts it again (on-failure, ${limit}). With exit code 0, or stopped by hand, it stays stopped.`;
    }
  }
}

function whenEnded(policy: RestartPolicy, exitCode: number | undefined, isStoppedByHand: boolean): string {
  const byHand = 'It stays as it is until somebody starts it or removes it.';
  switch (policy.name) {
    case 'no':
      return `${byHand} It has no restart policy.`;
    case 'always':
      return isStoppedByHand
        ? 'It was stopped by hand: it stays so until somebody starts it, or the engine itself starts anew (always).'
        : 'The engine starts it again (always).';
    case 'unless-stopped':
      return isStoppedByHand
        ? 'It was stopped by hand: it stays so, even when the engine starts anew (unless-stopped).'
        : 'The engine starts it again (unless-stopped).';
    case 'on-failure':
      if (exitCode === 0) return `${byHand} Exit code 0 is no failure (on-failure).`;
      if (isStoppedByHand) return `${byHand} It was stopped by hand.`;
      if (policy.most > 0 && policy.used >= policy.most)
        return `${byHand} The engine has tried ${times(policy.most)} and gives up (on-failure:${policy.most}).`;
      return `The engine starts it again${ofAttempts(policy)}.`;
  }
}

function ofAttempts({ name, most, used }: RestartPolicy): string {
  return name === 'on-failure' && most > 0 ? ` (attempt ${Math.min(used + 1, most)} of ${most})` : '';
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}
