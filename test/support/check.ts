/**
 * The only caller of the analyzer in rule and feature tests: a change of its interface is mended here. Compares what it
 * finds with what a fixture claims, and refuses fixes that do not hold what they promise.
 */
import { expect } from 'vitest';
import { recordedShellCheck } from '../../server/scripts/recorded-shellcheck.ts';
import { type Config, defaultConfig } from '../../server/src/analysis/config.ts';
import { notices } from '../../server/src/analysis/notices.ts';
import { parseAlone } from '../../server/src/analysis/parsed-file.ts';
import { type ReportedFinding, suppressionName } from '../../server/src/analysis/reported-finding.ts';
import { suppressHere } from '../../server/src/analysis/suppress-here.ts';
import { type Analyzer, createAnalyzer, type FileFindings } from '../../server/src/analyzer.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { rules } from '../../server/src/rules/index.ts';
import type { Fix, Rule } from '../../server/src/rules/rule.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parse.ts';
import { parseYaml } from '../../server/src/syntax/yaml/document.ts';
import { applyEdits, type Edit } from '../../server/src/text/edit.ts';
import { lineIndex } from '../../server/src/text/line-index.ts';
import { isWithin, join, relative } from '../../server/src/text/path.ts';
import type { Span } from '../../server/src/text/span.ts';
import { featureAnswers } from './feature-answers.ts';
import { type ChangedFile, changedOutside, lostComments } from './fix-proof.ts';
import type { Fence, Fixture, Marker } from './fixture.ts';
import { lineDiff } from './line-diff.ts';
import { localImages } from './local-images.ts';
import { memoryWorkspace, root } from './memory-workspace.ts';

/** Project-relative path → text. */
export type Files = Readonly<Record<string, string>>;

/** What a fence should hold instead; written back when `UPDATE=1`. */
export interface Rewrite {
  readonly fence: Fence;
  readonly lines: readonly string[];
}

/** An analyzer over files in memory, in which a failing rule fails the test. */
export function analyzerOf(files: Files, config: Partial<Config> = {}): Analyzer {
  return createAnalyzer(
    memoryWorkspace(files),
    { ...defaultConfig, localImages, ...config },
    { log: refuse, shellcheck: recordedShellCheck },
  );
}

/** The findings of every file of ours, by absolute path, in the order of the files. */
export async function findingsOf(files: Files, config: Partial<Config> = {}): Promise<readonly FileFindings[]> {
  const analyzer = analyzerOf(files, config);
  const paths = Object.keys(files).filter(path => fileKind(path));
  return Promise.all(paths.map(path => analyzer.findings(join(root, path))));
}

/** The findings of one rule with every other rule switched off, in the dialect the rule speaks in. */
export async function findingsOfRule(
  rule: Rule,
  files: Files,
): Promise<readonly (readonly [string, ReportedFinding])[]> {
  const found = await findingsOf(files, configOfRule(rule));
  return found.flatMap(file => file.findings.map(it => [file.path, it] as const)).filter(([, it]) => it.rule === rule);
}

function configOfRule(rule: Rule): Partial<Config> {
  const others = Object.fromEntries(rules.filter(other => other !== rule).map(({ id }) => [id, 'off'] as const));
  return { dialect: rule.dialect === 'both' ? 'auto' : rule.dialect, rules: { ...others, ...switchedOn(rule) } };
}

/** The setting that makes a rule speak; none when it does by itself. */
export function switchedOn(rule: Rule | undefined): Config['rules'] {
  return rule?.severity === 'off' ? { [rule.id]: 'warning' } : {};
}

export interface CheckFixture {
  readonly config?: Partial<Config>;
  /** The rule the test is about: others count only where a marker of the test names them. Undefined: all count. */
  readonly rule?: Rule | undefined;
  /** Wrong diffs and answers are given back instead of failing. */
  readonly isUpdate?: boolean;
}

/**
 * Checks one test of a fixture file: markers and findings one to one, related places too, every fix sound, the diffs
 * and feature answers as written.
 */
export async function checkFixture(
  test: Fixture,
  { config = {}, rule, isUpdate = false }: CheckFixture = {},
): Promise<readonly Rewrite[]> {
  const markers = test.files.flatMap(file => file.markers);
  const hasClaim = markers.length + test.afters.length + test.features.length > 0;
  if (!hasClaim && !test.claimsSilence)
    throw new Error('This test claims nothing: mark what is found, or write the line "No findings."');
  if (test.claimsSilence && markers.length > 0) throw new Error('This test says "No findings." and marks some');

  const files = Object.fromEntries(test.files.map(({ path, text }) => [path, text]));
  const found = (await findingsOf(files, config)).map(file => ({ ...file, findings: file.findings.filter(isMeant) }));
  compareWithMarkers(test, found);
  const all = found.flatMap(file => file.findings.map(finding => ({ path: file.path, finding })));
  for (const { path, finding } of all) await checkFixes(files, path, finding, found, config);

  const rewrites: Rewrite[] = [];
  const seen = new Map<string, number>();
  for (const after of test.afters) {
    const nth = seen.get(after.title) ?? 0;
    seen.set(after.title, nth + 1);
    const offers = all.flatMap(({ path, finding }) =>
      (finding.fixes ?? []).filter(it => it.title === after.title).map(fix => ({ path, fix })),
    );
    const offer = offers[nth];
    if (!offer) {
      const titles = all.flatMap(({ finding }) => (finding.fixes ?? []).map(it => it.title));
      throw new Error(
        `No finding offers "${after.title}" (number ${nth + 1}); offered are: ${titles.join(' | ') || 'none'}`,
      );
    }
    const lines = diffOf(files, applyFix(files, offer.path, offer.fix), relative(root, offer.path));
    compareFence(after, lines, `what "${after.title}" changes`);
  }
  for (const wanted of test.features) {
    const answer = featureAnswers[wanted.feature];
    if (!answer)
      throw new Error(`"${wanted.feature}" is no feature; known are ${Object.keys(featureAnswers).join(', ')}`);
    if (!test.cursor) throw new Error(`A ${wanted.feature} needs a cursor: <|>`);
    const place = { path: join(root, test.cursor.path), offset: test.cursor.offset };
    compareFence(wanted, await answer(analyzerOf(files, config), place), `the ${wanted.feature} at <|>`);
  }
  return rewrites;

  function isMeant(finding: ReportedFinding): boolean {
    if (!rule || finding.rule === rule || notices.includes(finding.rule)) return true;
    return markers.some(it => it.expects?.rule === finding.rule.id);
  }

  function compareFence(fence: Fence, lines: readonly string[], what: string): void {
    const plain = (list: readonly string[]) => list.map(line => line.trimEnd()).join('\n');
    if (plain(fence.lines) === plain(lines)) return;
    if (isUpdate) rewrites.push({ fence, lines });
    else expect(plain(lines), `${what} (UPDATE=1 rewrites the fence)`).toBe(plain(fence.lines));
  }
}

function compareWithMarkers(test: Fixture, found: readonly FileFindings[]): void {
  const wanted: string[] = [];
  const actual: string[] = [];
  const missing = test.files.flatMap(file => file.markers.map(marker => ({ path: join(root, file.path), marker })));
  const textOf = new Map(test.files.map(file => [join(root, file.path), file.text]));

  /** Takes the marker that fits; both sides then show the same words, whatever the marker left out. */
  function take(path: string, at: Span, fits: (marker: Marker) => boolean, shown: string): void {
    const index = missing.findIndex(
      it => it.path === path && it.marker.at.start === at.start && it.marker.at.end === at.end && fits(it.marker),
    );
    if (index >= 0) missing.splice(index, 1);
    else actual.push(shownAt(path, textOf.get(path), at, shown));
  }

  const related = new Map<string, () => void>();
  for (const file of found) {
    for (const { at, severity, rule, message, related: places = [] } of file.findings) {
      take(
        file.path,
        at,
        ({ expects, message: said }) =>
          expects?.severity === severity && expects.rule === rule.id && messageFits(said, message),
        `${severity} ${rule.id}: ${message}`,
      );
      for (const place of places) {
        const shown = `related: ${place.message}`;
        related.set(JSON.stringify(place), () =>
          take(place.path, place.at, it => !it.expects && messageFits(it.message, place.message), shown),
        );
      }
    }
  }
  for (const taken of related.values()) taken();
  for (const { path, marker } of missing) {
    const says = marker.expects ? `${marker.expects.severity} ${marker.expects.rule}` : 'related';
    wanted.push(shownAt(path, textOf.get(path), marker.at, marker.message ? `${says}: ${marker.message}` : says));
  }
  expect(actual.join('\n\n'), 'findings without a marker (+) and markers without a finding (-)').toBe(
    wanted.join('\n\n'),
  );
}

function messageFits(wanted: string | undefined, message: string): boolean {
  if (wanted === undefined) return true;
  return wanted.endsWith('…') ? message.startsWith(wanted.slice(0, -1)) : message === wanted;
}

/** The line with the marker below it as it could be written in the fixture. */
function shownAt(path: string, text: string | undefined, at: Span, says: string): string {
  if (text === undefined) return `${relative(root, path)}, a file that is not there: ${says}`;
  const lines = lineIndex(text);
  const start = lines.positionAt(at.start);
  const end = lines.positionAt(at.end);
  const own = lines.lineSpan(start.line);
  const width = Math.min(at.end, own.end) - at.start;
  const carets = at.start === at.end ? '|' : '^'.repeat(Math.max(1, start.character === 0 ? width - 1 : width));
  const further = end.line > start.line ? `+${end.line - start.line}:${end.character}` : '';
  const gap = ' '.repeat(Math.max(0, start.character - 1));
  const line = text.slice(own.start, own.end);
  return `${relative(root, path)} line ${start.line + 1}\n${line}\n#${gap}${carets}${further} ${says}`;
}

/** Refuses a fix that overlaps itself, changes nothing, breaks the syntax, or leaves the finding where it was. */
async function checkFixes(
  files: Files,
  path: string,
  finding: ReportedFinding,
  before: readonly FileFindings[],
  config: Partial<Config>,
): Promise<void> {
  for (const fix of finding.fixes ?? []) {
    const name = `The fix "${fix.title}" of ${finding.rule.id}`;
    const after = applyFix(files, path, fix);
    const changed = changedPaths(files, after);
    if (changed.length === 0) throw new Error(`${name} changes nothing`);
    const broken = brokenBy(files, after);
    if (broken) throw new Error(`${name} breaks ${broken}`);
    const then = (await findingsOf(after, config)).flatMap(file => file.findings);
    const all = before.flatMap(file => file.findings);
    if (isLeft(finding, all, then)) throw new Error(`${name} leaves the finding:\n${after[changed[0] ?? '']}`);
  }
}

/**
 * Whether nothing became of the finding: neither fewer findings of its rule nor milder ones. The right grant in place of
 * all of them can still be worth a hint.
 */
function isLeft(
  { rule, severity }: ReportedFinding,
  before: readonly ReportedFinding[],
  after: readonly ReportedFinding[],
): boolean {
  const count = (all: readonly ReportedFinding[]) => all.filter(it => it.rule === rule).length;
  const asSevere = (all: readonly ReportedFinding[]) =>
    all.filter(it => it.rule === rule && it.severity === severity).length;
  return count(after) >= count(before) && asSevere(after) >= asSevere(before);
}

/** Checks the fixes of findings made by `findingsOfRule`. */
export async function checkRuleFixes(rule: Rule, files: Files): Promise<readonly Fix[]> {
  const config = configOfRule(rule);
  const before = await findingsOf(files, config);
  const fixes: Fix[] = [];
  for (const file of before) {
    for (const finding of file.findings) {
      await checkFixes(files, file.path, finding, before, config);
      fixes.push(...(finding.fixes ?? []));
    }
  }
  return fixes;
}

/** Of each rule: so many fixes are looked at from the project's other files, too. */
const fixesSeenFromElsewhere = 3;

/**
 * Looks at a whole project with every rule switched on: applies each fix of each finding by itself and takes it back,
 * and suppresses each finding where it stands. The analyzer is told of each change, as an editor would.
 */
export async function checkProject(
  files: Files,
): Promise<{ readonly found: readonly ReportedFinding[]; readonly mistakes: readonly string[] }> {
  const workspace = memoryWorkspace(files);
  const analyzer = createAnalyzer(workspace, { ...defaultConfig, allRules: 'on' }, { log: refuse });
  const found: ReportedFinding[] = [];
  const mistakes: string[] = [];
  const known = new Map<string, readonly ReportedFinding[]>();
  const applied = new Map<string, number>();

  /** Runs with the files replaced, and puts them back; told are the paths whose findings the change puts in doubt. */
  async function tryOut<T>(after: Files, run: (inDoubt: readonly string[]) => Promise<T>): Promise<T> {
    const changed = changedPaths(files, after);
    const what = changed.every(path => files[path] !== undefined && after[path] !== undefined) ? 'content' : 'presence';
    const set = (path: string, text: string | undefined) =>
      text === undefined ? workspace.remove(path) : workspace.write(path, text);
    const inDoubt = analyzer.changed(
      changed.map(path => set(path, after[path])),
      what,
    );
    const result = await run(inDoubt);
    analyzer.changed(
      changed.map(path => set(path, files[path])),
      what,
    );
    return result;
  }

  const paths = Object.keys(files).filter(it => fileKind(it));
  for (const name of paths) known.set(join(root, name), (await analyzer.findings(join(root, name))).findings);
  for (const name of paths) {
    const path = join(root, name);
    const { findings } = await analyzer.findings(path);
    found.push(...findings);
    const present = async (): Promise<readonly ReportedFinding[]> => (await analyzer.findings(path)).findings;
    for (const finding of findings) {
      const about = `${finding.rule.id} at ${finding.at.start} of ${name}`;
      const ofRule = (all: readonly ReportedFinding[]) => all.filter(it => it.rule === finding.rule);
      const before = ofRule(findings).length;
      for (const fix of finding.fixes ?? []) {
        const after = applyFix(files, path, fix);
        const broken = brokenBy(files, after);
        if (broken) mistakes.push(`"${fix.title}" of ${about} breaks ${broken}`);
        for (const change of changesBy(fix, path, files, after)) {
          // The one fix that is there to delete a comment.
          const lost = finding.rule.id === 'dockerfile/suppression-comment' ? [] : lostComments(change);
          for (const comment of lost) mistakes.push(`"${fix.title}" of ${about} loses ${comment}`);
          const other = changedOutside(change);
          if (other) mistakes.push(`"${fix.title}" of ${about} changes what it does not edit: ${other}`);
        }
        const nth = (applied.get(finding.rule.id) ?? 0) + 1;
        applied.set(finding.rule.id, nth);
        await tryOut(after, async inDoubt => {
          const then = await present();
          if (fix.movesTo === undefined && isLeft(finding, findings, then))
            mistakes.push(`"${fix.title}" leaves ${about}`);
          for (const other of nth <= fixesSeenFromElsewhere ? inDoubt : [path]) {
            const errors = newErrors(known.get(other) ?? [], (await analyzer.findings(other)).findings);
            for (const error of errors)
              mistakes.push(`"${fix.title}" of ${about} makes ${error} in ${relative(root, other)}`);
          }
        });
      }
      const parsed = parseAlone(path, fileKind(path), files[name] ?? '');
      if (!parsed || notices.includes(finding.rule)) continue;
      const edits = suppressHere(parsed, suppressionName(finding), finding.at);
      const silenced = { ...files, [name]: applyEdits(files[name] ?? '', edits) };
      const broken = brokenBy(files, silenced);
      if (broken) mistakes.push(`suppressing ${about} breaks ${broken}`);
      if (ofRule(await tryOut(silenced, present)).length >= before)
        mistakes.push(`suppressing does not silence ${about}`);
    }
  }
  return { found, mistakes };
}

function refuse(message: string): never {
  throw new Error(message);
}

/** What the parser has against a changed file that it had not against the file before. */
function brokenBy(before: Files, after: Files): string | undefined {
  for (const [path, text] of Object.entries(after)) {
    if (text === before[path]) continue;
    const problem = firstNewProblem(path, before[path] ?? '', text);
    if (problem) return `${path}: ${problem}\n${text}`;
  }
  return undefined;
}

/** Rules that report more errors than before; the same error may be told in other words. */
function newErrors(before: readonly ReportedFinding[], after: readonly ReportedFinding[]): readonly string[] {
  const errors = (all: readonly ReportedFinding[]) => all.filter(it => it.severity === 'error').map(it => it.rule.id);
  const known = errors(before);
  return errors(after).filter(it => {
    const index = known.indexOf(it);
    if (index >= 0) known.splice(index, 1);
    return index < 0;
  });
}

/** The files that the fix edits and that were there before. */
function changesBy(fix: Fix, own: string, before: Files, after: Files): readonly ChangedFile[] {
  return changedPaths(before, after).flatMap(path => {
    const [was, is] = [before[path], after[path]];
    const edits = fix.edits.filter(edit => (edit.path ?? own) === join(root, path));
    return was === undefined || is === undefined ? [] : [{ path, before: was, after: is, edits }];
  });
}

/** The files after the fix, which makes and moves files only where nothing is yet. */
export function applyFix(files: Files, findingPath: string, fix: Fix): Files {
  const byPath = new Map<string, Edit[]>();
  for (const { path = findingPath, ...edit } of fix.edits) byPath.set(path, [...(byPath.get(path) ?? []), edit]);
  const after: Record<string, string> = { ...files };
  for (const [path, edits] of byPath) {
    if (!isWithin(root, path)) throw new Error(`"${fix.title}" edits ${path}, which lies outside the project`);
    const name = relative(root, path);
    const isThere = files[name] !== undefined;
    const isMade = fix.creates?.includes(path) ?? false;
    if (isThere === isMade)
      throw new Error(
        `"${fix.title}" ${isMade ? 'makes' : 'edits'} ${name}, ${isMade ? 'which is there' : 'which is not there'}`,
      );
    after[name] = applyEdits(files[name] ?? '', edits);
  }
  if (fix.movesTo !== undefined) {
    const [from, to] = [relative(root, findingPath), relative(root, fix.movesTo)];
    if (files[to] !== undefined) throw new Error(`"${fix.title}" moves the file onto ${to}, which is there`);
    after[to] = after[from] ?? '';
    delete after[from];
  }
  return after;
}

/** A file that is moved away and the one it becomes both count. */
function changedPaths(before: Files, after: Files): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(path => after[path] !== before[path]);
}

function diffOf(before: Files, after: Files, own: string): readonly string[] {
  const changed = changedPaths(before, after);
  const isOwnOnly = changed.length === 1 && changed[0] === own;
  return changed.flatMap(path => [
    ...(isOwnOnly ? [] : [`@@ ${path} @@`]),
    ...lineDiff(before[path] ?? '', after[path] ?? ''),
  ]);
}

/** A problem of the parser that the text before did not have. */
function firstNewProblem(path: string, before: string, after: string): string | undefined {
  const problems = (text: string): readonly { readonly message: string }[] => {
    switch (fileKind(path)) {
      case 'dockerfile':
        return parseDockerfile(text).problems;
      case 'compose':
      case 'manifest':
      case 'config':
        return parseYaml(text).problems;
      default:
        return [];
    }
  };
  const now = problems(after);
  return now.length > problems(before).length ? now[0]?.message : undefined;
}
