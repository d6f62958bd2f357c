/** The report as JSON: an array of findings whose shape and order other programs may rely on. */
import type { LintReport } from './report.ts';

export function formatJson(report: LintReport): string {
  const findings = report.findings.map(({ path, rule, aka, severity, message, range, related, fixes }) => ({
    path,
    rule: rule.id,
    aka,
    severity,
    message,
    range,
    ...(related.length > 0 ? { related } : {}),
    fixes,
  }));
  return `${JSON.stringify(findings, undefined, 2)}\n`;
}
