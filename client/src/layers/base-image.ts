// Which of an engine's images another one is built on: the one whose layers it begins with.

export interface BaseCandidate {
  readonly name: string;
  readonly diffIds: readonly string[];
}

/** The largest of them that has fewer layers; undefined when there is none. */
export function baseOf(
  diffIds: readonly string[],
  candidates: readonly BaseCandidate[],
): { readonly name: string; readonly layers: number } | undefined {
  let best: BaseCandidate | undefined;
  for (const candidate of candidates) {
    const { length } = candidate.diffIds;
    if (length === 0 || length >= diffIds.length || length <= (best?.diffIds.length ?? 0)) continue;
    if (candidate.diffIds.every((it, i) => it === diffIds[i])) best = candidate;
  }
  return best && { name: best.name, layers: best.diffIds.length };
}
