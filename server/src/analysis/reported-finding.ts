import type { Finding, Rule, Severity } from '../rules/rule.ts';

/** A finding that survived configuration and suppressions, with the rule that made it and its final severity. */
export interface ReportedFinding extends Omit<Finding, 'severity'> {
  readonly rule: Rule;
  readonly severity: Severity;
}
