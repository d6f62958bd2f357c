/**
 * What can be done about findings: the fixes they carry, one rule's fixes over the whole file, suppressions, and all
 * safe fixes at once. Findings come from the analyzer each time; nothing is remembered between finding and fix.
 */

import type { ReportedFinding } from '../analysis/reported-finding.ts';
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
    | { readonly kind: 'edit'; readonly edits: readonly FileEdit[]; readonly creates?: readonly string[] }
    | { readonly kind: 'show-rule'; readonly rule: string };
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

/** The light bulb's list for a selection, the fixes of the nearest findings first. */
export async function quickFixes(file: AnalyzedFile, at: Span, silencing: Silencing): Promise<OfferedAction[]> {
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
    if (comment && isNew) silenced.push(edits(`Ignore ${finding.rule.id} here`, [finding], comment));
  }
  for (const id of new Set(here.map(finding => finding.rule.id))) {
    const [first, ...others] = here.filter(finding => finding.rule.id === id);
    if (!first) continue;
    const all = fixesOfRule(file, id);
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
  }
  return [...fixes, ...wholeFile, ...silenced, ...explained];
}

/** How often safe fixes are applied to the result of safe fixes: enough for chains of fixes, and an end for a pair that undo each other. */
const maxRounds = 10;

/**
 * Applies every safe fix of one file until none is left.
 * @param findingsOf the findings of the file as if it held the text
 */
export async function fixAllSafe(
  file: AnalyzedFile,
  findingsOf: (text: string) => Promise<readonly ReportedFinding[]>,
): Promise<OfferedAction | undefined> {
  const first = compatibleEdits(file, file.findings, 'safe');
  if (first.edits.length === 0) return undefined;
  let text = applyEdits(file.text, first.edits);
  let rounds = 1;
  for (; rounds < maxRounds; rounds++) {
    const next = compatibleEdits(file, await findingsOf(text), 'safe');
    if (next.edits.length === 0) break;
    text = applyEdits(text, next.edits);
  }
  if (text === file.text) return undefined;
  // Edits of later rounds speak of a text the editor never had; together they are written as one change.
  const change = rounds === 1 ? first.edits : [difference(file.text, text)];
  return { ...edits('Fix all safe Slipway findings', first.findings, change), kind: 'source.fixAll.slipway' };
}

/** The fixes that can be applied together, in the order of the findings; a fix that would touch an earlier one's place, or another file, waits. */
export function compatibleEdits(
  file: { readonly path: string },
  findings: readonly ReportedFinding[],
  safety: FixSafety,
): { readonly edits: readonly Edit[]; readonly findings: readonly ReportedFinding[] } {
  let accepted: readonly Edit[] = [];
  const mended: ReportedFinding[] = [];
  for (const finding of findings) {
    const fix = finding.fixes?.find(it => safety === 'suggestion' || it.safety === 'safe');
    if (!fix || fix.edits.some(edit => edit.path !== undefined && edit.path !== file.path)) continue;
    if (conflict(accepted, fix.edits)) continue;
    accepted = [...accepted, ...fix.edits];
    mended.push(finding);
  }
  return { edits: accepted, findings: mended };
}

/** The one an editor may apply without asking: the first safe fix, else the only one. */
function preferredFix(finding: ReportedFinding): Fix | undefined {
  const fixes = finding.fixes ?? [];
  return fixes.find(fix => fix.safety === 'safe') ?? (fixes.length === 1 ? fixes[0] : undefined);
}

function quickFix(finding: ReportedFinding, fix: Fix, isPreferred: boolean): OfferedAction {
  return { ...edits(fix.title, [finding], fix.edits), isPreferred };
}

function fixesOfRule(file: AnalyzedFile, id: string): OfferedAction | undefined {
  const { edits: all, findings } = compatibleEdits(
    file,
    file.findings.filter(finding => finding.rule.id === id),
    'suggestion',
  );
  return findings.length < 2 ? undefined : edits(`Fix all ${id} in this file`, findings, all);
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
