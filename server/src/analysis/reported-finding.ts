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

/** What a comment names to suppress this finding and no more than it must: `SC2086` where the rule stands for many codes. */
export function suppressionName({ rule, aka }: Pick<ReportedFinding, 'rule' | 'aka'>): string {
  const [theirs] = aka ?? [];
  return theirs === undefined ? rule.id : theirs.slice(theirs.indexOf(':') + 1);
}
