// What was built lately in this workspace, so that it can be built again without questions.
import type { Memento } from 'vscode';
import { isSecretName } from '../../../server/src/build/plan-words.ts';
import type { BuildWish } from './build-wish.ts';

const key = 'slipway.recentBuilds';
const mostKept = 10;

/** The last one first. */
export function recentBuilds(memory: Pick<Memento, 'get'>): readonly BuildWish[] {
  const stored = memory.get<unknown>(key);
  return Array.isArray(stored) ? stored.filter(isWish) : [];
}

/** Of build arguments that are called secret the name alone is kept. */
export async function rememberBuild(memory: Pick<Memento, 'get' | 'update'>, wish: BuildWish): Promise<void> {
  const kept = withoutSecrets(wish);
  const same = JSON.stringify(sorted(kept));
  const others = recentBuilds(memory).filter(it => JSON.stringify(sorted(it)) !== same);
  await memory.update(key, [kept, ...others].slice(0, mostKept));
}

function withoutSecrets({ arguments: values = {}, ask = [], ...rest }: BuildWish): BuildWish {
  const entries = Object.entries(values);
  const open = entries.filter(([name]) => !isSecretName(name) && !ask.includes(name));
  const secret = new Set([...ask, ...entries.flatMap(([name]) => (isSecretName(name) ? [name] : []))]);
  return {
    ...rest,
    ...(open.length > 0 ? { arguments: Object.fromEntries(open) } : {}),
    ...(secret.size > 0 ? { ask: [...secret] } : {}),
  };
}

/** What an earlier version stored, or something else of that name, must not stop a build. */
function isWish(value: unknown): value is BuildWish {
  const it = value as Partial<BuildWish> | null;
  return typeof it === 'object' && it !== null && typeof it.uri === 'string' && Array.isArray(it.platforms);
}

function sorted(wish: object): object {
  return Object.fromEntries(Object.entries(wish).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
