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

/** A rule's finding, whose fixes are built when somebody first asks for them. */
export class FindingOfRule implements ReportedFinding {
  readonly at: ReportedFinding['at'];
  readonly message: string;
  readonly aka: Finding['aka'] | undefined;
  readonly related: Finding['related'] | undefined;
  readonly rule: RuleWords;
  readonly severity: Severity;
  #fixes: Finding['fixes'] | undefined;
  readonly #isOutdated: () => boolean;

  /** `isOutdated` tells whether the tree that the fixes are made of speaks of a newer text by now: then there are none. */
  constructor(
    { at, message, aka, related, fixes }: Finding,
    rule: RuleWords,
    severity: Severity,
    isOutdated: () => boolean,
  ) {
    this.at = at;
    this.message = message;
    this.aka = aka;
    this.related = related;
    this.rule = rule;
    this.severity = severity;
    this.#fixes = fixes;
    this.#isOutdated = isOutdated;
  }

  get fixes(): readonly Fix[] | undefined {
    if (typeof this.#fixes === 'function') this.#fixes = this.#isOutdated() ? undefined : this.#fixes();
    return this.#fixes;
  }
}
