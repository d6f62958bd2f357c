import type { Finding, Rule, Severity } from '../rules/rule.ts';

/** What every rule says about itself, whatever it reads. */
export type RuleWords = Pick<
  Rule,
  'id' | 'dialect' | 'severity' | 'fix' | 'since' | 'aka' | 'summary' | 'why' | 'references'
>;

/** A finding that survived configuration and suppressions, with the rule that made it and its final severity. */
export interface ReportedFinding extends Omit<Finding, 'severity'> {
  /** A rule of the catalogue, or one of `analysis/notices.ts`. */
  readonly rule: RuleWords;
  readonly severity: Severity;
}
