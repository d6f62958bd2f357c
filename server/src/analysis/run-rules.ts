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
import { tooManyFindings } from './notices.ts';
import type { ParsedFile } from './parsed-file.ts';
import type { ReportedFinding } from './reported-finding.ts';
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
  for (const rule of rules) {
    signal?.throwIfAborted();
    if (rule.dialect !== 'both' && rule.dialect !== dialect) continue;
    const switched = severityIn(config, rule);
    if (switched === 'off') continue;
    for (const { severity, ...finding } of findingsOf(rule, parsed, project, log)) {
      if (suppressions.suppress(finding.aka ? { id: rule.id, aka: finding.aka } : rule, finding.at)) continue;
      reported.push({ ...finding, rule, severity: switched ?? severity ?? ownSeverity(rule) });
    }
  }
  return atMost(reported.sort(byPlace));
}

/** What the configuration makes of the rule; undefined when it leaves the severity to rule and finding. */
function severityIn(config: Config, rule: Rule): Severity | 'off' | undefined {
  if (Object.hasOwn(config.rules, rule.id)) return config.rules[rule.id];
  return rule.severity === 'off' && config.allRules === 'off' ? 'off' : undefined;
}

function ownSeverity(rule: Rule): Severity {
  return rule.severity === 'off' ? 'warning' : rule.severity;
}

/** All findings of one rule, or none when it throws: half a list would look like a whole one. */
function findingsOf(rule: Rule, parsed: ParsedFile, project: Project, log: RunRules['log']): readonly Finding[] {
  try {
    return [...check(rule, parsed, project)];
  } catch (error) {
    log(`${rule.id} failed on ${parsed.subject.path}: ${error instanceof Error ? (error.stack ?? error) : error}`);
    return [];
  }
}

function check(rule: Rule, parsed: ParsedFile, project: Project): Iterable<Finding> {
  switch (rule.reads) {
    case 'dockerfile':
      return parsed.kind === rule.reads ? rule.check(parsed.subject, project) : [];
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
