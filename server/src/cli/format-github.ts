/**
 * The report as workflow commands, which GitHub Actions shows beside the lines of a pull request. Lines and columns are
 * one-based there. Nothing a file contains can end a command or start another one: everything is escaped.
 */
import type { Severity } from '../rules/rule.ts';
import { join, relative } from '../text/path.ts';
import type { LintFinding, LintReport } from './report.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', hint: 'notice' };

/**
 * @param repository The folder of the repository's checkout (`GITHUB_WORKSPACE`) as a core path, which is what GitHub
 * takes file names relative to; undefined to use the current folder.
 */
export function formatGithub(report: LintReport, repository: string | undefined): string {
  const seenFrom = repository ?? report.folder;
  const lines = report.findings.map(finding => {
    const file = relative(seenFrom, join(report.folder, finding.path));
    const properties = { file, ...place(finding), title: finding.rule.id };
    return command(commands[finding.severity], properties, finding.message);
  });
  return lines.map(line => `${line}\n`).join('');
}

/** Columns are only allowed within one line. Source: the annotations of GitHub's checks API. */
function place({ range: { start, end } }: LintFinding): Readonly<Record<string, string>> {
  // A range that ends before the first character of a line ends, for a reader, on the line before.
  const endLine = end.character === 0 && end.line > start.line ? end.line - 1 : end.line;
  const lines = { line: String(start.line + 1), endLine: String(endLine + 1) };
  if (start.line !== end.line) return lines;
  return {
    ...lines,
    col: String(start.character + 1),
    endColumn: String(Math.max(end.character, start.character + 1)),
  };
}

function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const list = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${list.join(',')}::${escapeMessage(message)}`;
}

/** Source: escapeData in actions/toolkit. */
function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
