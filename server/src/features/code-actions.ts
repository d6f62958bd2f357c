/**
 * What can be done about findings: the fixes they carry, one rule's fixes over the whole file, suppressions, and all
 * safe fixes at once. Findings come from the analyzer each time; nothing is remembered between finding and fix.
 */

import { type ReportedFinding, suppressionName } from '../analysis/reported-finding.ts';
import { ruleLessons } from '../lessons/rule-lessons.ts';
import type { FileEdit, Fix, FixSafety } from '../rules/rule.ts';
import { applyEdits, conflict, type Edit, replace } from '../text/edit.ts';
import { overlaps, type Span, span } from '../text/span.ts';

export interface OfferedAction {
  readonly title: string;
  readonly kind: 'quickfix' | 'source.fixAll.slipway';
  /** What it mends; empty for actions that are about no particular finding. */
  readonly findings: readonly ReportedFinding[];
  readonly isPreferred: boolean;
  readonly does:
    | ({ readonly kind: 'edit' } & Pick<Fix, 'edits' | 'creates' | 'movesTo'>)
    | { readonly kind: 'show-rule'; readonly rule: string }
    | { readonly kind: 'open-lesson'; readonly lesson: string };
}

export interface AnalyzedFile {
  readonly path: string;
  readonly text: string;
  readonly findings: readonly ReportedFinding[];
}

/** The edits that silence a rule; undefined where that is not possible. */
export interface Silencing {
  /** By a comment at the finding. */
  here(finding: ReportedFinding): readonly FileEdit[] | undefined;
  /** In the project's configuration file, which is created when it is not there. */
  inProject(rule: string): Promise<{ readonly edits: readonly FileEdit[]; readonly creates?: string } | undefined>;
}

/** The findings of a file as if it held the text. */
export type FindingsOf = (text: string) => Promise<readonly ReportedFinding[]>;

/** The light bulb's list for a selection, the fixes of the nearest findings first. */
export async function quickFixes(
  file: AnalyzedFile,
  at: Span,
  silencing: Silencing,
  findingsOf: FindingsOf,
): Promise<OfferedAction[]> {
  const here = file.findings.filter(finding => overlaps(finding.at, at));
  const fixes: OfferedAction[] = [];
  const wholeFile: OfferedAction[] = [];
  const silenced: OfferedAction[] = [];
  const explained: OfferedAction[] = [];

  for (const finding of here) {
    const preferred = preferredFix(finding);
    for (const fix of finding.fixes ?? []) fixes.push(quickFix(finding, fix, fix === preferred));
    const comment = silencing.here(finding);
    // Two findings of one rule in one instruction are ignored by one and the same comment.
    const isNew = !silenced.some(it => it.findings[0]?.rule === finding.rule && sameEdits(it, comment));
    if (comment && isNew) silenced.push(edits(`Ignore ${suppressionName(finding)} here`, [finding], comment));
  }
  for (const id of new Set(here.map(finding => finding.rule.id))) {
    const [first, ...others] = here.filter(finding => finding.rule.id === id);
    if (!first) continue;
    const all = await fixAllOfRule(file, id, findingsOf);
    if (all) wholeFile.push(all);
    const off = await silencing.inProject(id);
    if (off) {
      const action = edits(`Switch ${id} off in this project`, [first, ...others], off.edits);
      silenced.push(off.creates === undefined ? action : creating(action, off.creates));
    }
    explained.push({
      title: `Learn more about ${id}`,
      kind: 'quickfix',
      findings: [first, ...others],
      isPreferred: false,
      does: { kind: 'show-rule', rule: id },
    });
    const taught = ruleLessons[id];
    if (taught) {
      explained.push({
        title: `Learn why: ${taught.title}`,
        kind: 'quickfix',
        findings: [first, ...others],
        isPreferred: false,
        does: { kind: 'open-lesson', lesson: taught.lesson },
      });
    }
  }
  return [...fixes, ...wholeFile, ...silenced, ...explained];
}

/** How often fixes are applied to the result of fixes: enough for chains of them, and an end for a pair that undo each other. */
const maxRounds = 30;

/** Applies every safe fix of one file until none is left. */
export async function fixAllSafe(file: AnalyzedFile, findingsOf: FindingsOf): Promise<OfferedAction | undefined> {
  const fixed = await fixUntilSettled(file, findings => compatibleEdits(file, findings, 'safe'), findingsOf);
  return (
    fixed && { ...edits('Fix all safe Slipway findings', fixed.findings, fixed.edits), kind: 'source.fixAll.slipway' }
  );
}

/** Applies the first fix of every finding of one rule; offered where there are several. */
async function fixAllOfRule(
  file: AnalyzedFile,
  id: string,
  findingsOf: FindingsOf,
): Promise<OfferedAction | undefined> {
  const ofRule = (findings: readonly ReportedFinding[]) => findings.filter(finding => finding.rule.id === id);
  const fixable = ofRule(file.findings).filter(finding => fixWithin(file, finding, 'suggestion'));
  if (fixable.length < 2) return undefined;
  let before = Number.POSITIVE_INFINITY;
  const choose = (all: readonly ReportedFinding[]): FixedTogether => {
    const own = ofRule(all);
    // A suggestion that leaves its finding would be written again and again.
    const helps = own.length < before;
    before = own.length;
    return helps ? compatibleEdits(file, own, 'suggestion') : { edits: [], findings: [] };
  };
  const fixed = await fixUntilSettled(file, choose, findingsOf);
  return fixed && edits(`Fix all ${id} in this file`, fixable, fixed.edits);
}

interface FixedTogether {
  readonly edits: readonly Edit[];
  readonly findings: readonly ReportedFinding[];
}

/**
 * Applies what `choose` takes of the findings, and again of what is left, until that is nothing. Fixes that want the same
 * place (two volumes that both create the section) come one after the other.
 */
async function fixUntilSettled(
  file: AnalyzedFile,
  choose: (findings: readonly ReportedFinding[]) => FixedTogether,
  findingsOf: FindingsOf,
): Promise<FixedTogether | undefined> {
  const first = choose(file.findings);
  if (first.edits.length === 0) return undefined;
  let text = applyEdits(file.text, first.edits);
  let rounds = 1;
  for (; rounds < maxRounds; rounds++) {
    const next = choose(await findingsOf(text));
    if (next.edits.length === 0) break;
    text = applyEdits(text, next.edits);
  }
  if (text === file.text) return undefined;
  // Edits of later rounds speak of a text the editor never had; together they are written as one change.
  return { edits: rounds === 1 ? first.edits : [difference(file.text, text)], findings: first.findings };
}

/** The fixes that can be applied together, in the order of the findings; one that would touch an earlier one's place waits. */
export function compatibleEdits(
  file: { readonly path: string },
  findings: readonly ReportedFinding[],
  safety: FixSafety,
): FixedTogether {
  let accepted: readonly Edit[] = [];
  const mended: ReportedFinding[] = [];
  for (const finding of findings) {
    const fix = fixWithin(file, finding, safety);
    if (!fix || conflict(accepted, fix.edits)) continue;
    accepted = [...accepted, ...fix.edits];
    mended.push(finding);
  }
  return { edits: accepted, findings: mended };
}

/** The first fix of that safety, if it stays in the file and the file where it is. */
function fixWithin(file: { readonly path: string }, finding: ReportedFinding, safety: FixSafety): Fix | undefined {
  const fix = finding.fixes?.find(it => safety === 'suggestion' || it.safety === 'safe');
  if (!fix || fix.movesTo !== undefined) return undefined;
  return fix.edits.every(edit => edit.path === undefined || edit.path === file.path) ? fix : undefined;
}

/** The one an editor may apply without asking: the first safe fix, else the only one. */
function preferredFix(finding: ReportedFinding): Fix | undefined {
  const fixes = finding.fixes ?? [];
  return fixes.find(fix => fix.safety === 'safe') ?? (fixes.length === 1 ? fixes[0] : undefined);
}

function quickFix(finding: ReportedFinding, fix: Fix, isPreferred: boolean): OfferedAction {
  const { title, edits, creates, movesTo } = fix;
  const does = {
    kind: 'edit' as const,
    edits,
    ...(creates === undefined ? {} : { creates }),
    ...(movesTo === undefined ? {} : { movesTo }),
  };
  return { title, kind: 'quickfix', findings: [finding], isPreferred, does };
}

function edits(title: string, findings: readonly ReportedFinding[], list: readonly FileEdit[]): OfferedAction {
  return { title, kind: 'quickfix', findings, isPreferred: false, does: { kind: 'edit', edits: list } };
}

function creating(action: OfferedAction, path: string): OfferedAction {
  return action.does.kind === 'edit' ? { ...action, does: { ...action.does, creates: [path] } } : action;
}

function sameEdits(action: OfferedAction, other: readonly FileEdit[] | undefined): boolean {
  return action.does.kind === 'edit' && JSON.stringify(action.does.edits) === JSON.stringify(other);
}

/** The smallest single edit that turns one text into the other. */
function difference(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let tail = 0;
  while (
    tail < shorter - start &&
    before.charCodeAt(before.length - 1 - tail) === after.charCodeAt(after.length - 1 - tail)
  ) {
    tail++;
  }
  return replace(span(start, before.length - tail), after.slice(start, after.length - tail));
}
