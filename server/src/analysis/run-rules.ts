/**
 * Runs the rules over one parsed file and gives what the user shall see: dialect, configuration and suppressions applied,
 * in a fixed order. Pure: the same file, project and configuration always give the same list.
 */
import type { Project } from '../project/project.ts';
import { rules as allRules } from '../rules/index.ts';
import type { Finding, InProject, Rule, Severity } from '../rules/rule.ts';
import type { YamlFile } from '../syntax/yaml/node.ts';
import { maxFindingsPerFile } from '../text/limits.ts';
import { forgetLast } from '../text/remember.ts';
import { span } from '../text/span.ts';
import type { Config } from './config.ts';
import { tooManyFindings } from './notices.ts';
import type { ParsedFile } from './parsed-file.ts';
import { FindingOfRule, type ReportedFinding, type RuleInForce } from './reported-finding.ts';
import { noTraits, Requirements, requirementOf, traitsOf } from './requirements.ts';
import { suppressionsOf } from './suppressions.ts';

export interface RunRules {
  readonly parsed: ParsedFile;
  readonly project: Project;
  readonly config: Config;
  /** Told about a rule that threw: a bug of ours. A log that throws itself ends the run, as tests want it. */
  readonly log: (message: string) => void;
  readonly signal?: AbortSignal | undefined;
  /** The whole catalogue unless said otherwise. */
  readonly rules?: readonly Rule[];
}

/**
 * The findings of one file, by position, then rule id; at most `maxFindingsPerFile` and then a hint about the rest.
 * @throws the signal's reason when it is cancelled meanwhile.
 */
export function runRules({
  parsed,
  project,
  config,
  log,
  signal,
  rules = allRules,
}: RunRules): readonly ReportedFinding[] {
  forgetLast();
  const suppressions = suppressionsOf(parsed);
  const active = activeRules({ rules, config, kind: parsed.kind, dialect: project.dialect });
  const reported: FindingOfRule[] = [];
  const yaml = yamlOf(parsed);
  const isOutdatedTree = (): boolean => parsed.kind === 'dockerfile' && parsed.subject.file.isOutdated;
  for (const place of active.needs.metBy(parsed.kind === 'dockerfile' ? traitsOf(parsed.subject.file) : noTraits)) {
    const it = active.list[place];
    if (!it) continue;
    const { rule } = it;
    signal?.throwIfAborted();
    let found: readonly Finding[];
    try {
      const all = it.check(it.readsYaml ? yaml : parsed.subject, project);
      // Half a list of a rule that throws would look like a whole one.
      found = Array.isArray(all) ? all : [...all];
    } catch (error) {
      log(`${rule.id} failed on ${parsed.subject.path}: ${error instanceof Error ? (error.stack ?? error) : error}`);
      continue;
    }
    for (const finding of found) {
      if (!suppressions.isEmpty && suppressions.suppress(rule, finding.at, finding.aka)) continue;
      reported.push(new FindingOfRule(finding, it, isOutdatedTree));
    }
  }
  return atMost(reported.sort(byPlace));
}

/**
 * Rule and check side by side: the objects of the rules have many shapes, and looking into each for every file took longer
 * than most checks do.
 */
interface ActiveRule extends RuleInForce {
  readonly readsYaml: boolean;
  /** `subject` is the parsed file's, which the rule reads, or for a rule that reads YAML what `yamlOf` makes of it. */
  check(subject: unknown, project: Project): Iterable<Finding>;
}

interface ActiveRules {
  readonly of: readonly Rule[];
  readonly kind: ParsedFile['kind'];
  readonly dialect: Project['dialect'];
  readonly list: readonly ActiveRule[];
  /** What a Dockerfile must have for each of the list. */
  readonly needs: Requirements;
}

interface Circumstances {
  readonly rules: readonly Rule[];
  readonly config: Config;
  readonly kind: ParsedFile['kind'];
  readonly dialect: Project['dialect'];
}

const chosen = new WeakMap<Config, ActiveRules[]>();

/** The rules that may speak at all. Chosen once for a configuration: it stays the same from keystroke to keystroke. */
function activeRules({ rules, config, kind, dialect }: Circumstances): ActiveRules {
  let lists = chosen.get(config);
  if (!lists) {
    lists = [];
    chosen.set(config, lists);
  }
  const known = lists.find(it => it.of === rules && it.kind === kind && it.dialect === dialect);
  if (known) return known;
  const ranks = ranksOf(rules);
  const list: ActiveRule[] = [];
  const needs = new Requirements();
  for (const rule of rules) {
    if (rule.dialect !== 'both' && rule.dialect !== dialect) continue;
    if (rule.reads !== kind && !(rule.reads === 'yaml' && (kind === 'compose' || kind === 'manifest'))) continue;
    const switched = severityIn(config, rule);
    if (switched === 'off') continue;
    const { check } = rule;
    const rank = ranks.get(rule.id) ?? 0;
    list.push({ rule, rank, switched, severity: ownSeverity(rule), readsYaml: rule.reads === 'yaml', check });
    needs.add(requirementOf(rule.reads === 'dockerfile' ? rule.needs : undefined));
  }
  const active = { of: rules, kind, dialect, list, needs };
  lists.push(active);
  return active;
}

/** The places of the rules in the order of their ids: numbers are compared quicker than texts. */
function ranksOf(rules: readonly Rule[]): ReadonlyMap<string, number> {
  const ids = rules.map(it => it.id).sort(compareText);
  return new Map(ids.map((id, rank) => [id, rank]));
}

/** What the configuration makes of the rule; undefined when it leaves the severity to rule and finding. */
function severityIn(config: Config, rule: Rule): Severity | 'off' | undefined {
  if (Object.hasOwn(config.rules, rule.id)) return config.rules[rule.id];
  return rule.severity === 'off' && config.allRules === 'off' ? 'off' : undefined;
}

function ownSeverity(rule: Rule): Severity {
  return rule.severity === 'off' ? 'warning' : rule.severity;
}

function yamlOf(parsed: ParsedFile): InProject<YamlFile> | undefined {
  if (parsed.kind !== 'compose' && parsed.kind !== 'manifest') return undefined;
  return { path: parsed.subject.path, file: parsed.subject.file.yaml };
}

function byPlace(a: FindingOfRule, b: FindingOfRule): number {
  return a.at.start - b.at.start || a.rank - b.rank || a.at.end - b.at.end || compareText(a.message, b.message);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function atMost(findings: readonly ReportedFinding[]): readonly ReportedFinding[] {
  if (findings.length <= maxFindingsPerFile) return findings;
  const message = `This file has ${findings.length} findings; the first ${maxFindingsPerFile} are shown`;
  const hint: ReportedFinding = { at: span(0, 0), message, rule: tooManyFindings, severity: 'hint' };
  return [hint, ...findings.slice(0, maxFindingsPerFile)];
}
