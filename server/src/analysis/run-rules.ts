/**
 * Runs the rules over one parsed file and gives what the user shall see: dialect, configuration and suppressions applied,
 * in a fixed order. Pure: the same file, project and configuration always give the same list.
 */
import type { Project } from '../project/project.ts';
import { rules as allRules } from '../rules/index.ts';
import type { Finding, Rule, Severity } from '../rules/rule.ts';
import { maxFindingsPerFile } from '../text/limits.ts';
import { span } from '../text/span.ts';
import type { Config } from './config.ts';
import { hasWhatItNeeds, type Requirement, requirementOf } from './has-what-it-needs.ts';
import { tooManyFindings } from './notices.ts';
import type { ParsedFile } from './parsed-file.ts';
import { FindingOfRule, type ReportedFinding } from './reported-finding.ts';
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
export function runRules({ parsed, project, config, log, signal, rules = allRules }: RunRules): ReportedFinding[] {
  const suppressions = suppressionsOf(parsed);
  const { dialect } = project;
  const reported: ReportedFinding[] = [];
  for (const it of activeRules({ rules, config, kind: parsed.kind, dialect })) {
    signal?.throwIfAborted();
    const findings = findingsOf(it, parsed, project, log);
    if (findings.length === 0) continue;
    const { rule, switched } = it;
    for (const finding of findings) {
      if (suppressions.suppress(finding.aka ? { id: rule.id, aka: finding.aka } : rule, finding.at)) continue;
      reported.push(new FindingOfRule(finding, rule, switched ?? finding.severity ?? ownSeverity(rule)));
    }
  }
  return atMost(reported.sort(byPlace));
}

interface ActiveRule {
  readonly rule: Rule;
  /** What the configuration makes of it; undefined when it leaves the severity to rule and finding. */
  readonly switched: Severity | undefined;
  /** What a Dockerfile must have; undefined for nothing. */
  readonly needs: Requirement | undefined;
}

interface Circumstances {
  readonly rules: readonly Rule[];
  readonly config: Config;
  readonly kind: ParsedFile['kind'];
  readonly dialect: Project['dialect'];
}

const active = new WeakMap<
  Config,
  Map<string, { readonly of: readonly Rule[]; readonly list: readonly ActiveRule[] }>
>();

/** The rules that may speak at all. Chosen once for a configuration: it stays the same from keystroke to keystroke. */
function activeRules({ rules, config, kind, dialect }: Circumstances): readonly ActiveRule[] {
  const lists = active.get(config) ?? new Map();
  active.set(config, lists);
  const key = `${kind} ${dialect}`;
  const known = lists.get(key);
  if (known?.of === rules) return known.list;
  const list: ActiveRule[] = [];
  for (const rule of rules) {
    if (rule.dialect !== 'both' && rule.dialect !== dialect) continue;
    if (rule.reads !== kind && !(rule.reads === 'yaml' && (kind === 'compose' || kind === 'manifest'))) continue;
    const switched = severityIn(config, rule);
    const needs = rule.reads === 'dockerfile' ? requirementOf(rule.needs) : undefined;
    if (switched !== 'off') list.push({ rule, switched, needs });
  }
  lists.set(key, { of: rules, list });
  return list;
}

/** What the configuration makes of the rule; undefined when it leaves the severity to rule and finding. */
function severityIn(config: Config, rule: Rule): Severity | 'off' | undefined {
  if (Object.hasOwn(config.rules, rule.id)) return config.rules[rule.id];
  return rule.severity === 'off' && config.allRules === 'off' ? 'off' : undefined;
}

function ownSeverity(rule: Rule): Severity {
  return rule.severity === 'off' ? 'warning' : rule.severity;
}

const nothing: readonly Finding[] = [];

/** All findings of one rule, or none when it throws: half a list would look like a whole one. */
function findingsOf(
  { rule, needs }: ActiveRule,
  parsed: ParsedFile,
  project: Project,
  log: RunRules['log'],
): readonly Finding[] {
  try {
    if (needs && parsed.kind === 'dockerfile' && !hasWhatItNeeds(parsed.subject.file, needs)) return nothing;
    const found = check(rule, parsed, project);
    if (Array.isArray(found)) return found;
    // Most rules find nothing, and a spread costs three times what a loop does.
    let findings: Finding[] | undefined;
    for (const finding of found) {
      findings ??= [];
      findings.push(finding);
    }
    return findings ?? nothing;
  } catch (error) {
    log(`${rule.id} failed on ${parsed.subject.path}: ${error instanceof Error ? (error.stack ?? error) : error}`);
    return [];
  }
}

function check(rule: Rule, parsed: ParsedFile, project: Project): Iterable<Finding> {
  switch (rule.reads) {
    case 'dockerfile':
      return parsed.kind === rule.reads ? rule.check(parsed.subject, project) : nothing;
    case 'compose':
      return parsed.kind === rule.reads ? rule.check(parsed.subject, project) : [];
    case 'manifest':
      return parsed.kind === rule.reads ? rule.check(parsed.subject, project) : [];
    case 'ignore-file':
      return parsed.kind === rule.reads ? rule.check(parsed.subject, project) : [];
    case 'yaml':
      return parsed.kind === 'compose' || parsed.kind === 'manifest'
        ? rule.check({ path: parsed.subject.path, file: parsed.subject.file.yaml }, project)
        : [];
  }
}

function byPlace(a: ReportedFinding, b: ReportedFinding): number {
  return (
    a.at.start - b.at.start ||
    compareText(a.rule.id, b.rule.id) ||
    a.at.end - b.at.end ||
    compareText(a.message, b.message)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function atMost(findings: ReportedFinding[]): ReportedFinding[] {
  if (findings.length <= maxFindingsPerFile) return findings;
  const message = `This file has ${findings.length} findings; the first ${maxFindingsPerFile} are shown`;
  const hint: ReportedFinding = { at: span(0, 0), message, rule: tooManyFindings, severity: 'hint' };
  return [hint, ...findings.slice(0, maxFindingsPerFile)];
}
