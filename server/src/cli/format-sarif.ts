/**
 * The report as a SARIF 2.1.0 log, for code scanning services and viewers. Lines and columns are one-based there, the end
 * column lies behind the last character, and columns count UTF-16 units as ours do.
 * Format: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { createHash } from 'node:crypto';
import type { RuleWords } from '../analysis/reported-finding.ts';
import type { Severity } from '../rules/rule.ts';
import { lineIndex } from '../text/line-index.ts';
import { join } from '../text/path.ts';
import type { LintFinding, LintFix, LintReport, Notice, Range } from './report.ts';
import { ruleMarkdown, ruleText } from './rule-text.ts';

const levels: Readonly<Record<Severity | 'off', 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  hint: 'note',
  off: 'warning',
};

/** The name under which every relative address of the log is resolved: the current folder. */
const base = 'SRCROOT';

export function formatSarif(report: LintReport, version: string): string {
  const rules = [...new Map(report.findings.map(({ rule }) => [rule.id, rule])).values()].sort((a, b) =>
    a.id < b.id ? -1 : 1,
  );
  const indexes = new Map(rules.map((rule, index) => [rule.id, index]));
  const fingerprints = fingerprinter(report);
  const location = (path: string) => artifactLocation(path, report.folder);
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Slipway', semanticVersion: version, rules: rules.map(reportingDescriptor) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [base]: { uri: `${fileUri(report.folder).replace(/\/$/, '')}/` } },
        invocations: [
          {
            executionSuccessful: report.notices.every(notice => notice.level !== 'error'),
            toolExecutionNotifications: report.notices.map(notice => notification(notice, location)),
          },
        ],
        results: report.findings.map(finding => ({
          ruleId: finding.rule.id,
          ruleIndex: indexes.get(finding.rule.id) ?? -1,
          level: levels[finding.severity],
          message: { text: finding.message },
          locations: [
            { physicalLocation: { artifactLocation: location(finding.path), region: region(finding.range) } },
          ],
          ...(finding.related.length === 0
            ? {}
            : {
                relatedLocations: finding.related.map(({ path, range, message }, id) => ({
                  id,
                  physicalLocation: { artifactLocation: location(path), region: region(range) },
                  message: { text: message },
                })),
              }),
          partialFingerprints: { 'slipway/v1': fingerprints(finding) },
          ...fixesOf(finding, location),
        })),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function reportingDescriptor(rule: RuleWords): object {
  const helpUri = rule.references.find(reference => URL.canParse(reference));
  return {
    id: rule.id,
    name: rule.id
      .split(/[/-]/)
      .map(word => word.charAt(0).toUpperCase() + word.slice(1))
      .join(''),
    shortDescription: { text: rule.summary },
    fullDescription: { text: rule.why },
    ...(helpUri === undefined ? {} : { helpUri }),
    help: { text: ruleText(rule), markdown: ruleMarkdown(rule) },
    defaultConfiguration: { enabled: rule.severity !== 'off', level: levels[rule.severity] },
    properties: { tags: [rule.id.split('/')[0] ?? ''], aka: rule.aka ?? [] },
  };
}

function notification({ path, level, message }: Notice, location: (path: string) => object): object {
  return {
    level: level === 'error' ? 'error' : 'note',
    message: { text: message },
    ...(path === undefined ? {} : { locations: [{ physicalLocation: { artifactLocation: location(path) } }] }),
  };
}

/** Without those that move a file, for which there are no words here. */
function fixesOf({ fixes, path }: LintFinding, location: (path: string) => object): object {
  const told = fixes.filter(fix => fix.movesTo === undefined);
  return told.length === 0 ? {} : { fixes: told.map(fix => sarifFix(fix, path, location)) };
}

/** One artifact change for each file the fix edits. */
function sarifFix(fix: LintFix, own: string, location: (path: string) => object): object {
  const paths = [...new Set(fix.edits.map(edit => edit.path ?? own))];
  return {
    description: { text: fix.title },
    artifactChanges: paths.map(path => ({
      artifactLocation: location(path),
      replacements: fix.edits
        .filter(edit => (edit.path ?? own) === path)
        .map(edit => ({
          deletedRegion: region(edit.range),
          ...(edit.newText === '' ? {} : { insertedContent: { text: edit.newText } }),
        })),
    })),
    properties: { safety: fix.safety },
  };
}

function region({ start, end }: Range): object {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

/** A path that leads out of the base must not be relative to it, so it is written in full. */
function artifactLocation(path: string, folder: string): object {
  if (path === '..' || path.startsWith('../')) return { uri: fileUri(join(folder, path)) };
  const isRelative = join(folder, path) !== path;
  return isRelative
    ? { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: base }
    : { uri: fileUri(path) };
}

/** Of a core path: `/a b` → `file:///a%20b`, `c:/x` → `file:///c:/x`. */
function fileUri(path: string): string {
  const [, authority = '', rest = path] = /^file:\/\/([^/]*)(\/.*)$/.exec(path) ?? [];
  const parts = rest.split('/').map(part => (/^[a-zA-Z]:$/.test(part) ? part : encodeURIComponent(part)));
  return `file://${authority}${rest.startsWith('/') ? '' : '/'}${parts.join('/')}`;
}

/**
 * A name for a finding that stays the same when lines are added above it: made of file, rule and the text of the line,
 * with a number where that happens more than once.
 */
function fingerprinter(report: LintReport): (finding: LintFinding) => string {
  const indexes = new Map([...report.texts].map(([path, text]) => [path, { text, index: lineIndex(text) }]));
  const seen = new Map<string, number>();
  return ({ path, rule, range }) => {
    const file = indexes.get(path);
    const at = file?.index.lineSpan(range.start.line);
    const line = file && at ? file.text.slice(at.start, at.end).trim() : '';
    const key = JSON.stringify([path, rule.id, line]);
    const number = (seen.get(key) ?? 0) + 1;
    seen.set(key, number);
    return `${createHash('sha256').update(key).digest('hex').slice(0, 32)}:${number}`;
  };
}
