/** The findings of one rule in one file, at most one for each place: what services share through an anchor is told once. */
import type { Finding } from './rule.ts';

export class FindingsByPlace {
  readonly list: Finding[] = [];
  #starts: Set<number> | undefined;

  /** Whether something was found at the offset already. */
  has(start: number): boolean {
    return this.#starts?.has(start) === true;
  }

  /** Keeps the finding unless there is one that starts at the same place. */
  add(finding: Finding): void {
    if (this.has(finding.at.start)) return;
    this.#starts ??= new Set();
    this.#starts.add(finding.at.start);
    this.list.push(finding);
  }
}
