/**
 * What a run of `slipway lint` found, in lines and characters and in the order it is printed: path, position, rule. The
 * formats are pure functions of it, so they cannot differ in what they say.
 */

import type { ReportedFinding, RuleWords } from '../analysis/reported-finding.ts';
import type { FileFindings } from '../analyzer.ts';
import type { FileEdit, FixSafety, Severity } from '../rules/rule.ts';
import { manifestRole } from '../syntax/balena/manifest-role.ts';
import { type LineIndex, type LinePosition, lineIndex } from '../text/line-index.ts';
import { relative } from '../text/path.ts';
import type { Span } from '../text/span.ts';

export interface LintReport {
  /** The current folder as a core path; every other path of the report is relative to it, with `/`. */
  readonly folder: string;
  readonly checkedFiles: number;
  readonly findings: readonly LintFinding[];
  /** The text of each file that has findings, by its relative path; without files of passwords. */
  readonly texts: ReadonlyMap<string, string>;
  readonly notices: readonly Notice[];
  /** What `--fix` did; undefined when it was not asked for. */
  readonly fixed: { readonly fixes: number; readonly files: number } | undefined;
}

export interface LintFinding {
  readonly path: string;
  readonly rule: RuleWords;
  /** What other tools call it. */
  readonly aka: readonly string[];
  readonly severity: Severity;
  readonly message: string;
  readonly range: Range;
  readonly related: readonly { readonly path: string; readonly range: Range; readonly message: string }[];
  readonly fixes: readonly LintFix[];
}

export interface LintFix {
  readonly title: string;
  readonly safety: FixSafety;
  /** An edit without a path is one of the finding's own file. */
  readonly edits: readonly { readonly path?: string; readonly range: Range; readonly newText: string }[];
  /** Paths among those of `edits` that are made. */
  readonly creates?: readonly string[];
  /** Where the finding's own file goes. */
  readonly movesTo?: string;
}

/** Zero-based lines and UTF-16 characters; half-open. */
export interface Range {
  readonly start: LinePosition;
  readonly end: LinePosition;
}

/** Something about the run or a file that is no finding. An `error` means that what was asked for was not all checked. */
export interface Notice {
  /** A core path until the report is made, then relative; undefined when it is about no file. */
  readonly path: string | undefined;
  readonly level: 'error' | 'note';
  readonly message: string;
}

/** The text of a file that a finding points to; undefined when there is none, as for a file that a fix would create. */
export type ReadText = (path: string) => Promise<string | undefined>;

export interface ReportInput {
  readonly folder: string;
  readonly files: readonly FileFindings[];
  readonly notices: readonly Notice[];
  readonly fixed: LintReport['fixed'];
  readonly readText: ReadText;
}

export async function makeReport({ folder, files, notices, fixed, readText }: ReportInput): Promise<LintReport> {
  const indexes = new Map<string, LineIndex>(files.map(({ path, text }) => [path, lineIndex(text)]));
  async function indexOf(path: string): Promise<LineIndex> {
    const known = indexes.get(path);
    if (known) return known;
    const index = lineIndex((await readText(path)) ?? '');
    indexes.set(path, index);
    return index;
  }
  const findings: LintFinding[] = [];
  for (const file of files) {
    for (const finding of file.findings) findings.push(await lintFinding(file.path, finding, folder, indexOf));
  }
  findings.sort(byPlace);
  return {
    folder,
    checkedFiles: files.filter(file => !file.notice).length,
    findings,
    texts: new Map(files.filter(isShown).map(it => [relative(folder, it.path), it.text])),
    notices: notices.map(it => ({ ...it, path: it.path === undefined ? undefined : relative(folder, it.path) })),
    fixed,
  };
}

/** Reports end up in the logs of build servers, where nobody's passwords belong. */
function isShown({ path, findings }: FileFindings): boolean {
  return findings.length > 0 && manifestRole(path) !== 'registry-secrets';
}

async function lintFinding(
  path: string,
  finding: ReportedFinding,
  folder: string,
  indexOf: (path: string) => Promise<LineIndex>,
): Promise<LintFinding> {
  const { rule, severity, message, aka = rule.aka ?? [] } = finding;
  const related: LintFinding['related'][number][] = [];
  for (const place of finding.related ?? []) {
    const range = rangeOf(place.at, await indexOf(place.path));
    related.push({ path: relative(folder, place.path), range, message: place.message });
  }
  const fixes: LintFix[] = [];
  for (const fix of finding.fixes ?? []) {
    const edits = await Promise.all(fix.edits.map(edit => lintEdit(edit, path, folder, indexOf)));
    fixes.push({
      title: fix.title,
      safety: fix.safety,
      edits,
      ...(fix.creates === undefined ? {} : { creates: fix.creates.map(it => relative(folder, it)) }),
      ...(fix.movesTo === undefined ? {} : { movesTo: relative(folder, fix.movesTo) }),
    });
  }
  const range = rangeOf(finding.at, await indexOf(path));
  return { path: relative(folder, path), rule, aka, severity, message, range, related, fixes };
}

async function lintEdit(
  edit: FileEdit,
  own: string,
  folder: string,
  indexOf: (path: string) => Promise<LineIndex>,
): Promise<LintFix['edits'][number]> {
  const path = edit.path ?? own;
  const range = rangeOf(edit.at, await indexOf(path));
  return path === own ? { range, newText: edit.text } : { path: relative(folder, path), range, newText: edit.text };
}

function rangeOf(at: Span, index: LineIndex): Range {
  return { start: index.positionAt(at.start), end: index.positionAt(at.end) };
}

function byPlace(a: LintFinding, b: LintFinding): number {
  return (
    compare(a.path, b.path) ||
    comparePositions(a.range.start, b.range.start) ||
    compare(a.rule.id, b.rule.id) ||
    comparePositions(a.range.end, b.range.end) ||
    compare(a.message, b.message)
  );
}

/** By UTF-16 units, so that the order is the same in every locale. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function comparePositions(a: LinePosition, b: LinePosition): number {
  return a.line - b.line || a.character - b.character;
}
