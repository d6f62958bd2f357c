/** Reports for the tests of the formats, made as `slipway lint` makes them from files and findings of ours. */
import type { ReportedFinding, RuleWords } from '../../server/src/analysis/reported-finding.ts';
import { type LintReport, makeReport, type Notice } from '../../server/src/cli/report.ts';
import type { Severity } from '../../server/src/rules/rule.ts';
import { span } from '../../server/src/text/span.ts';

export function words(id: string, more: Partial<RuleWords> = {}): RuleWords {
  return {
    id,
    dialect: 'both',
    severity: 'warning',
    fix: 'suggestion',
    since: '0.1.0',
    summary: 'A boat without a name',
    why: 'Nobody can hail it.',
    references: ['https://example.com/boats'],
    ...more,
  };
}

/** A finding at the first place where `marked` stands in `text`. */
export function finding(
  text: string,
  marked: string,
  message: string,
  more: Partial<ReportedFinding> & { readonly severity?: Severity } = {},
): ReportedFinding {
  const start = text.indexOf(marked);
  if (start < 0) throw new Error(`"${marked}" does not stand in the text`);
  const rule = more.rule ?? words('compose/nameless-boat', { aka: ['kics:b0a7'] });
  return { at: span(start, start + marked.length), message, severity: 'warning', ...more, rule };
}

export interface SampleFile {
  readonly text: string;
  readonly findings: readonly ReportedFinding[];
}

export function report(
  files: Readonly<Record<string, SampleFile>>,
  more: { readonly notices?: readonly Notice[]; readonly others?: Readonly<Record<string, string>> } = {},
): Promise<LintReport> {
  return makeReport({
    folder: '/p/boats',
    files: Object.entries(files).map(([path, { text, findings }]) => ({ path, text, findings })),
    notices: more.notices ?? [],
    fixed: undefined,
    readText: async path => more.others?.[path],
  });
}
