/**
 * Applies the fixes of findings to texts laid over the disk, round after round, until no fix changes anything. A fix is
 * applied whole or not at all, and never reaches a file outside the project it belongs to. Writes nothing.
 */

import type { ReportedFinding } from '../analysis/reported-finding.ts';
import type { Analyzer, FileFindings } from '../analyzer.ts';
import type { FileKind } from '../project/file-kind.ts';
import type { FileEdit, Fix, FixSafety } from '../rules/rule.ts';
import { applyEdits, conflict, type Edit } from '../text/edit.ts';
import { isWithin } from '../text/path.ts';
import type { OverlayWorkspace } from './overlay-workspace.ts';
import type { Notice } from './report.ts';

/**
 * Fixes that make work for each other settle in two or three rounds, those that want the same place (thirty volumes that
 * no section declares yet) take one each; more means that two of them disagree.
 */
const maxRounds = 30;

export interface FixRequest {
  readonly analyzer: Analyzer;
  readonly workspace: OverlayWorkspace;
  /** What a file is, where its name does not tell. */
  readonly kindOf: (path: string) => FileKind | undefined;
  /** `safe`: only fixes that keep what is built and deployed the same. `suggestion`: every first fix. */
  readonly upTo: FixSafety;
  /** Further bounds of what may change, beyond the project. */
  readonly mayChange: (path: string) => boolean;
}

export interface FixResult {
  /** The findings that are left. */
  readonly files: readonly FileFindings[];
  /** Every file that changed; `before` is undefined for one that did not exist. */
  readonly changed: readonly ChangedFile[];
  readonly fixes: number;
  readonly notices: readonly Notice[];
}

export interface ChangedFile {
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
}

export async function fixAll(request: FixRequest, findings: readonly FileFindings[]): Promise<FixResult> {
  const { analyzer, workspace, kindOf } = request;
  const results = new Map(findings.map(file => [file.path, file]));
  const before = new Map<string, string | undefined>();
  const history = fixHistory();
  let fixes = 0;
  let round = 0;
  for (; round < maxRounds; round++) {
    const plan = await planRound(request, [...results.values()], history);
    if (plan.texts.size === 0) break;
    fixes += plan.fixes;
    for (const [path, { was, text }] of plan.texts) {
      if (!before.has(path)) before.set(path, was);
      workspace.lay(path, text);
    }
    const doubted = new Set(analyzer.changed([...plan.texts.keys()], 'presence'));
    for (const path of results.keys()) {
      if (doubted.has(path)) results.set(path, await analyzer.findings(path, { kind: kindOf(path) }));
    }
  }
  const changed: ChangedFile[] = [];
  for (const [path, was] of before) {
    const read = await workspace.readFile(path);
    if (read.kind === 'text' && read.text !== was) changed.push({ path, before: was, after: read.text });
  }
  const notices: Notice[] = history.stuck.map(({ path, message }) => ({ path, level: 'note', message }));
  if (round === maxRounds) {
    const message = `Fixes still changed something in round ${maxRounds}; look at the result and run it again if need be`;
    notices.push({ path: undefined, level: 'note', message });
  }
  return { files: [...results.values()], changed, fixes, notices };
}

/**
 * Remembers which fixes were applied, so that one whose finding is still there afterwards is not applied again and again:
 * it would add the same lines in every round.
 */
interface FixHistory {
  /** Told of the fixes that the findings of a round offer; says which of them may be applied. */
  round(offers: readonly Offer[]): (offer: Offer) => boolean;
  /** Told of those that were. */
  applied(offers: readonly Offer[]): void;
  readonly stuck: readonly { readonly path: string; readonly message: string }[];
}

interface Offer {
  readonly path: string;
  readonly finding: ReportedFinding;
  readonly fix: Fix;
}

function fixHistory(): FixHistory {
  /** How many findings offered the fix when it was last applied. */
  const applied = new Map<string, number>();
  let counts = new Map<string, number>();
  const stuck = new Map<string, { readonly path: string; readonly message: string }>();
  const keyOf = ({ path, finding, fix }: Offer) => JSON.stringify([path, finding.rule.id, finding.message, fix.title]);
  return {
    round(offers) {
      counts = new Map();
      for (const offer of offers) counts.set(keyOf(offer), (counts.get(keyOf(offer)) ?? 0) + 1);
      for (const offer of offers) {
        const key = keyOf(offer);
        if ((counts.get(key) ?? 0) < (applied.get(key) ?? Number.POSITIVE_INFINITY)) continue;
        const message = `The fix "${offer.fix.title}" of ${offer.finding.rule.id} did not last, so it is not tried again`;
        stuck.set(key, { path: offer.path, message });
      }
      return offer => !stuck.has(keyOf(offer));
    },
    applied(offers) {
      for (const offer of offers) applied.set(keyOf(offer), counts.get(keyOf(offer)) ?? 0);
    },
    get stuck() {
      return [...stuck.values()];
    },
  };
}

interface RoundPlan {
  readonly fixes: number;
  readonly texts: ReadonlyMap<string, { readonly was: string | undefined; readonly text: string }>;
}

/** The fixes of one round: in the order of the findings, each that does not touch what an earlier one changes. */
async function planRound(request: FixRequest, files: readonly FileFindings[], history: FixHistory): Promise<RoundPlan> {
  const { workspace } = request;
  const accepted = new Map<string, Edit[]>();
  const texts = new Map<string, string | undefined>(files.map(({ path, text }) => [path, text]));

  async function textOf(path: string): Promise<string | undefined> {
    if (!texts.has(path)) {
      const read = await workspace.readFile(path);
      texts.set(path, read.kind === 'text' ? read.text : undefined);
    }
    return texts.get(path);
  }

  const offers = files.flatMap(({ path, findings }) =>
    inOrder(findings).flatMap((finding): Offer[] => {
      const fix = fixOf(finding, request.upTo);
      return fix ? [{ path, finding, fix }] : [];
    }),
  );
  const mayApply = history.round(offers);
  const applied: Offer[] = [];
  for (const offer of offers) {
    if (!mayApply(offer)) continue;
    const root = await projectRoot(request, offer.path);
    const byFile = groupByFile(offer.fix.edits, offer.path);
    const isFree = await allOf(byFile, async ([path, edits]) => {
      if (path !== offer.path && !isWithin(root, path)) return false;
      if (!request.mayChange(path)) return false;
      const text = await textOf(path);
      if (text === undefined || offer.fix.creates?.includes(path))
        return !accepted.has(path) && (await isCreatable(workspace, path, offer.fix)) && changes('', edits);
      return changes(text, edits) && !conflict(accepted.get(path) ?? [], edits);
    });
    if (!isFree) continue;
    applied.push(offer);
    for (const [path, edits] of byFile) accepted.set(path, [...(accepted.get(path) ?? []), ...edits]);
  }
  history.applied(applied);
  const planned = new Map<string, { readonly was: string | undefined; readonly text: string }>();
  for (const [path, edits] of accepted) {
    const was = await textOf(path);
    planned.set(path, { was, text: applyEdits(was ?? '', edits) });
  }
  return { fixes: applied.length, texts: planned };
}

async function projectRoot({ analyzer, kindOf }: FixRequest, path: string): Promise<string> {
  return (await analyzer.project(path, kindOf(path))).root;
}

/**
 * The first is the best; with safe fixes only, the first that is safe. None that moves the file: other programs were told
 * its path, so that is left to a person.
 */
function fixOf(finding: ReportedFinding, upTo: FixSafety): Fix | undefined {
  const fix = finding.fixes?.find(it => upTo === 'suggestion' || it.safety === 'safe');
  return fix?.movesTo === undefined ? fix : undefined;
}

function inOrder(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  return [...findings].sort((a, b) => a.at.start - b.at.start || a.at.end - b.at.end);
}

function groupByFile(edits: readonly FileEdit[], own: string): ReadonlyMap<string, readonly Edit[]> {
  const groups = new Map<string, Edit[]>();
  for (const { path = own, at, text } of edits) groups.set(path, [...(groups.get(path) ?? []), { at, text }]);
  return groups;
}

/** Whether the fix makes this file and nothing is there yet, not even something that cannot be read. */
async function isCreatable(workspace: OverlayWorkspace, path: string, { creates }: Fix): Promise<boolean> {
  return (creates?.includes(path) ?? false) && (await workspace.stat(path)) === 'missing';
}

/** False for edits that lie outside the text, too: they speak of an older one. */
function changes(text: string, edits: readonly Edit[]): boolean {
  return (
    edits.every(({ at }) => at.start >= 0 && at.end <= text.length) &&
    edits.some(edit => text.slice(edit.at.start, edit.at.end) !== edit.text)
  );
}

async function allOf<T>(items: Iterable<T>, isTrue: (item: T) => Promise<boolean>): Promise<boolean> {
  for (const item of items) if (!(await isTrue(item))) return false;
  return true;
}
