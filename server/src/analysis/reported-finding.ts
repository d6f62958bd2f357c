import type { Finding, Fix, Rule, Severity } from '../rules/rule.ts';

/** What every rule says about itself, whatever it reads. */
export type RuleWords = Pick<
  Rule,
  'id' | 'dialect' | 'severity' | 'fix' | 'since' | 'aka' | 'summary' | 'why' | 'references'
>;

/** A finding that survived configuration and suppressions, with the rule that made it and its final severity. */
export interface ReportedFinding extends Pick<Finding, 'at' | 'message'> {
  readonly aka?: Finding['aka'] | undefined;
  readonly related?: Finding['related'] | undefined;
  /** The best one first; absent when there is none. */
  readonly fixes?: readonly Fix[] | undefined;
  /** A rule of the catalogue, or one of `analysis/notices.ts`. */
  readonly rule: RuleWords;
  readonly severity: Severity;
}

/** What a comment names to suppress this finding and no more than it must: `SC2086` where the rule stands for many codes. */
export function suppressionName({ rule, aka }: Pick<ReportedFinding, 'rule' | 'aka'>): string {
  const [theirs] = aka ?? [];
  const standsForMany = rule.aka?.some(it => it.endsWith('*')) === true;
  return standsForMany && theirs !== undefined ? theirs.slice(theirs.indexOf(':') + 1) : rule.id;
}

/** A rule as a configuration has it, for all its findings. */
export interface RuleInForce {
  readonly rule: Rule;
  /** Its place among all rules in the order of their ids. */
  readonly rank: number;
  /** What the configuration makes of it; undefined when it leaves the severity to rule and finding. */
  readonly switched: Severity | undefined;
  /** Its own severity, for findings that have none. */
  readonly severity: Severity;
}

/** A rule's finding, whose fixes are built when somebody first asks for them. */
export class FindingOfRule implements ReportedFinding {
  readonly at: ReportedFinding['at'];
  readonly message: string;
  readonly rule: RuleWords;
  readonly severity: Severity;
  /** The rule's. */
  readonly rank: number;
  /** Findings have many shapes: what hardly anybody asks for is looked up when it is asked for. */
  readonly #finding: Finding;
  #fixes: readonly Fix[] | undefined;
  readonly #isOutdated: () => boolean;

  /** `isOutdated` tells whether the tree that the fixes are made of speaks of a newer text by now: then there are none. */
  constructor(finding: Finding, { rule, rank, switched, severity }: RuleInForce, isOutdated: () => boolean) {
    this.at = finding.at;
    this.message = finding.message;
    this.rule = rule;
    this.severity = switched ?? finding.severity ?? severity;
    this.rank = rank;
    this.#finding = finding;
    this.#isOutdated = isOutdated;
  }

  get aka(): Finding['aka'] {
    return this.#finding.aka;
  }

  get related(): Finding['related'] {
    return this.#finding.related;
  }

  get fixes(): readonly Fix[] | undefined {
    const { fixes } = this.#finding;
    if (typeof fixes !== 'function') return fixes;
    if (!this.#fixes && !this.#isOutdated()) this.#fixes = fixes();
    return this.#fixes;
  }
}
