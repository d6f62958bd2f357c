/** The report for people: findings by file with the source they are about, then what the files were like altogether. */
import type { Severity } from '../rules/rule.ts';
import { type LineIndex, lineIndex } from '../text/line-index.ts';
import type { LintFinding, LintReport } from './report.ts';
import { excerpt } from './source-excerpt.ts';
import { type Colour, type Paint, plain, widthOf, wrap } from './terminal-text.ts';

export interface TextOptions {
  readonly paint: Paint;
  /** Cells of a line. */
  readonly width: number;
}

const colours: Readonly<Record<Severity, Colour>> = { error: 'red', warning: 'yellow', hint: 'blue' };
const indent = '  ';

/** Empty when there is nothing to report. */
export function formatText(report: LintReport, { paint, width }: TextOptions): string {
  const files = new Map<string, LintFinding[]>();
  for (const finding of report.findings) {
    const list = files.get(finding.path);
    if (list) list.push(finding);
    else files.set(finding.path, [finding]);
  }
  const lines: string[] = [];
  for (const [path, findings] of files) {
    const text = report.texts.get(path) ?? '';
    const index = lineIndex(text);
    lines.push(paint('bold', plain(path)));
    for (const finding of findings) lines.push(...findingLines(finding, text, index, { paint, width }), '');
  }
  return lines.map(line => `${line}\n`).join('');
}

function findingLines(
  finding: LintFinding,
  text: string,
  index: LineIndex,
  { paint, width }: TextOptions,
): readonly string[] {
  const { severity, rule, aka, message, range } = finding;
  const place = `${range.start.line + 1}:${range.start.character + 1}`;
  const first = `${indent}${place}  ${severity}  `;
  const rest = ' '.repeat(indent.length * 2);
  const words = wrap(message, Math.max(30, width - widthOf(first)));
  const colour = colours[severity];
  const lines = [`${indent}${paint('dim', place)}  ${paint(colour, severity)}  ${words[0] ?? ''}`];
  const under = ' '.repeat(first.length);
  for (const line of words.slice(1)) lines.push(under + line);
  lines.push(under + paint('dim', [rule.id, ...aka].join('  ')));

  const shown = excerpt(text, range, Math.max(30, width - rest.length - 8), index);
  if (shown) {
    const gutter = `${rest}${shown.lineNumber} │ `;
    const emptyGutter = `${' '.repeat(gutter.length - 2)}│ `;
    lines.push(paint('dim', gutter) + shown.line);
    const more = shown.moreLines === 0 ? '' : paint('dim', ` and ${count(shown.moreLines, 'more line')}`);
    lines.push(paint('dim', emptyGutter) + paint(colour, shown.carets) + more);
  }
  for (const { path, range, message } of finding.related) {
    const where = `${plain(path)}:${range.start.line + 1}:${range.start.character + 1}`;
    lines.push(...hanging(`${rest}see ${where}: `, message, width, lead => paint('dim', lead)));
  }
  for (const fix of finding.fixes) {
    const safety = fix.safety === 'safe' ? '' : paint('dim', '  (--fix=all)');
    const [line = '', ...further] = hanging(`${rest}fix: `, fix.title, width, lead => paint('green', lead));
    lines.push(further.length === 0 ? line + safety : line, ...further.slice(0, -1));
    if (further.length > 0) lines.push(`${further.at(-1)}${safety}`);
  }
  return lines;
}

/** `lead` and the text behind it, whose further lines stand below its beginning. */
function hanging(lead: string, text: string, width: number, paintLead: (lead: string) => string): readonly string[] {
  const lines = wrap(text, Math.max(30, width - widthOf(lead)));
  return lines.map((line, i) => (i === 0 ? paintLead(lead) : ' '.repeat(Math.min(widthOf(lead), 8))) + line);
}

/** One or two lines: how many findings of which kind, what fixes did and could do. */
export function summary(report: LintReport, paint: Paint): string {
  const { findings, checkedFiles, fixed } = report;
  const lines: string[] = [];
  if (fixed && fixed.fixes > 0 && fixed.files > 0) {
    lines.push(paint('green', `Applied ${count(fixed.fixes, 'fix', 'fixes')} in ${count(fixed.files, 'file')}.`));
  }
  if (checkedFiles === 0 && findings.length === 0) return lines.map(line => `${line}\n`).join('');
  if (findings.length === 0) {
    lines.push(paint('green', `Nothing to report in ${count(checkedFiles, 'file')}.`));
  } else {
    const kinds = (['error', 'warning', 'hint'] as const)
      .map(kind => ({ kind, number: findings.filter(finding => finding.severity === kind).length }))
      .filter(({ number }) => number > 0)
      .map(({ kind, number }) => paint(colours[kind], count(number, kind)));
    const files = new Set(findings.map(finding => finding.path)).size;
    lines.push(`${kinds.join(', ')} in ${files} of ${count(checkedFiles, 'file')}.`);
    const safe = findings.filter(({ fixes }) => fixes.some(fix => fix.safety === 'safe')).length;
    const all = findings.filter(({ fixes }) => fixes.length > 0).length;
    const offers = [
      ...(safe > 0 ? [`--fix mends ${safe}`] : []),
      ...(all > safe
        ? [`--fix=all mends ${all}, by suggestions to look at: they may alter what is built or deployed`]
        : []),
    ];
    if (offers.length > 0) lines.push(paint('dim', `${offers.join('; ')}.`));
  }
  return lines.map(line => `${line}\n`).join('');
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
