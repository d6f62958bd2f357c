/**
 * The facade of the core: what editor, command line and tests talk to, and the only thing they do. Files come through a
 * `Workspace`, findings and answers go out in offsets.
 */
import type { Config, ConfigLayer } from './analysis/config.ts';
import { checkConfigFile } from './analysis/config-file.ts';
import { configFor, isExcluded } from './analysis/config-for.ts';
import type { ParsedFile } from './analysis/parsed-file.ts';
import type { ReportedFinding } from './analysis/reported-finding.ts';
import { runRules } from './analysis/run-rules.ts';
import { createShellCheckAnswers } from './analysis/shellcheck-answers.ts';
import { after, createCells, type Reads, type Soon } from './project/cells.ts';
import { type FileKind, fileKind } from './project/file-kind.ts';
import { createLoader } from './project/load.ts';
import { isManifestForBalena } from './project/manifest-files.ts';
import type { Project } from './project/project.ts';
import { inputsAt } from './project/sources.ts';
import type { FileRead, Workspace } from './project/workspace.ts';
import { shellcheckFinding } from './rules/dockerfile/shellcheck-finding.ts';
import { type CheckedScripts, checkedScripts } from './shellcheck/checked-scripts.ts';
import type { ShellCheck } from './shellcheck/shellcheck.ts';
import { parseManifest } from './syntax/balena/manifest.ts';
import { foreignTemplateMark } from './syntax/dockerfile/foreign-template.ts';
import { parseIgnoreFile } from './syntax/ignore-file.ts';
import { maxFileLength } from './text/limits.ts';
import { dirname } from './text/path.ts';
import { keepLast, keepLastPair } from './text/remember.ts';

export interface Analyzer {
  /**
   * What is wrong with one file. The answer is kept until a file it depends on changes.
   * @throws the signal's reason when it is cancelled meanwhile; never a half list.
   */
  findings(path: string, options?: FindingsOptions): Promise<FileFindings>;
  /** Whether the project's own configuration leaves the file out; whoever names a file by hand need not ask. */
  isExcluded(path: string): Promise<boolean>;
  /** The project a file belongs to, loaded. */
  project(path: string, kind?: FileKind): Promise<Project>;
  /** The same for whoever shows something made of it: `changed` tells when what was asked of it is in doubt. */
  followedProject(path: string, kind: FileKind): Promise<Project>;
  /**
   * Tells that files changed. `content`: their text only, as by typing; `presence` (the default): perhaps also whether
   * they exist. Exactly the answers that read them, or looked for them in vain, are put in doubt and made again when
   * asked for; the paths of files whose findings or followed projects are in doubt are given back.
   */
  changed(paths: readonly string[], what?: 'content' | 'presence'): readonly string[];
  /** Replaces the configuration; puts every finding in doubt, keeps every parsed file. */
  configure(config: Config): void;
  /** Replaces the program that is asked about scripts, or stops asking; findings follow when they are asked for. */
  useShellCheck(program: ShellCheck | undefined): void;
}

export interface FindingsOptions {
  /** For files whose name does not tell, as an editor's language id does. */
  readonly kind?: FileKind | undefined;
  readonly signal?: AbortSignal | undefined;
  /** `as-known`: does not wait for a program to run; what it said before is there. `wait` unless said otherwise. */
  readonly shellcheck?: 'wait' | 'as-known';
}

export interface FileFindings {
  readonly path: string;
  /** The text the spans speak of; empty when the file could not be read. */
  readonly text: string;
  readonly findings: readonly ReportedFinding[];
  /** Why there is nothing to say about the file, in one sentence for the user. */
  readonly notice?: Notice | undefined;
  /** ShellCheck has still to be asked about some scripts; asked for again with `wait`, there may be more findings. */
  readonly awaits?: 'shellcheck';
}

export interface Notice {
  /** `skipped`: binary, too large, or none of our kinds. */
  readonly kind: 'missing' | 'unreadable' | 'skipped';
  readonly message: string;
}

export interface AnalyzerOptions {
  /** Wins over everything, as options of a command line do. */
  readonly override?: ConfigLayer;
  /** Told about failures of ours; one that throws makes them surface, as tests want it. */
  readonly log?: (message: string) => void;
  /** Told of every derived answer that is computed; tests count what a change recomputes. */
  readonly onCompute?: (key: string) => void;
  /** Asked about the scripts of Dockerfiles; without it there are no findings about them. */
  readonly shellcheck?: ShellCheck | undefined;
}

export function createAnalyzer(workspace: Workspace, initial: Config, options: AnalyzerOptions = {}): Analyzer {
  const { log = () => {}, onCompute, override } = options;
  const cells = createCells(onCompute);
  let config = initial;
  const given = (reads: Reads) => reads.get('config', async () => config);
  const loader = createLoader(workspace, cells, (reads, sources, folder) =>
    configFor(reads, sources, folder, given, override),
  );
  const { sources } = loader;
  let answers = createShellCheckAnswers();
  let program = options.shellcheck;
  /** Before anybody has waited for the program nothing is known of any script: they are not even looked for. */
  let isAsked = false;
  /** Runs of the program by path: never two at once for one file. */
  const asking = new Map<string, Promise<unknown>>();

  // One step after the other, without waiting where the answer is known, as nearly all are after a keystroke.
  const compute = (reads: Reads, path: string, kind: FileKind): Soon<FileFindings> =>
    after(sources.file(reads, path), read => {
      const notice = noticeOf(read);
      if (notice || read.kind !== 'text') return { path, text: '', findings: [], notice };
      const { text } = read;
      if (kind === 'config') return { path, text, findings: checkConfigFile(text) };
      return after(loader.project(path, kind, reads), project =>
        after(parse(reads, path, kind, text, project), parsed =>
          parsed ? judge(reads, { path, text, project, parsed }) : { path, text, findings: [] },
        ),
      );
    });

  function judge(reads: Reads, { path, text, project, parsed }: Readable): Soon<FileFindings> {
    if (parsed.kind === 'manifest' && !isManifestForBalena(path, parsed.subject.file, project))
      return { path, text, findings: [] };
    const mark = parsed.kind === 'dockerfile' ? foreignTemplateMark(parsed.subject.file, path) : undefined;
    if (mark !== undefined) return { path, text, findings: [], notice: templateNotice(mark) };
    return after(configFor(reads, sources, dirname(path), given, override), config => {
      if (parsed.kind !== 'dockerfile') return { path, text, findings: runRules({ parsed, project, config, log }) };
      return after(shellcheckOf(reads, path), said => {
        const shellcheck = said === 'not yet' ? undefined : said;
        const subject = { path, file: parsed.subject.file, shellcheck };
        const findings = runRules({ parsed: { kind: 'dockerfile', subject }, project, config, log });
        const isWaiting = said === 'not yet' || (said !== undefined && said.unanswered.length > 0);
        return isWaiting ? { path, text, findings, awaits: 'shellcheck' } : { path, text, findings };
      });
    });
  }

  const shellcheckProgram = (reads: Reads) =>
    reads.get('shellcheck', () => program && (isAsked ? program : ('not yet' as const)));

  const shellcheckOf = (reads: Reads, path: string): Soon<CheckedScripts | 'not yet' | undefined> =>
    after(shellcheckProgram(reads), asked => (asked && asked !== 'not yet' ? checked(reads, path) : asked));

  /** What is known of a Dockerfile's scripts; undefined where nobody asks about them. */
  function checked(reads: Reads, path: string): Soon<CheckedScripts | undefined> {
    return reads.get(`shellcheck-scripts:${path}`, async reads => {
      if (!(await shellcheckProgram(reads)) || noticeOf(await sources.file(reads, path))) return undefined;
      const { rules } = await configFor(reads, sources, dirname(path), given, override);
      const file = rules[shellcheckFinding.id] === 'off' ? undefined : await sources.dockerfile(reads, path);
      // Recorded, so that a run that ends puts the scripts in doubt.
      await reads.get(answersKey(path), async () => ({}));
      return file && checkedScripts(file, answers.known);
    });
  }

  async function ask(path: string, texts: readonly string[], signal: AbortSignal | undefined): Promise<void> {
    const before = asking.get(path);
    const run = (async () => {
      await before?.catch(() => undefined); // It was another caller's, and is told to that one.
      signal?.throwIfAborted();
      if (!program) return;
      const used = program;
      if ((await answers.ask(used, texts, signal)) === 'unavailable' && program === used) use(undefined);
      cells.invalidate([answersKey(path)]);
    })();
    asking.set(path, run);
    try {
      await run;
    } finally {
      if (asking.get(path) === run) asking.delete(path);
    }
  }

  function use(next: ShellCheck | undefined): void {
    program = next;
    cells.invalidate(['shellcheck']);
  }

  function parse(
    reads: Reads,
    path: string,
    kind: Exclude<FileKind, 'config'>,
    text: string,
    project: Project,
  ): Soon<ParsedFile | undefined> {
    switch (kind) {
      case 'dockerfile':
        return after(sources.dockerfile(reads, path), file => file && { kind, subject: { path, file } });
      case 'compose': {
        const subject = project.composeFiles.find(compose => compose.path === path);
        if (subject) return { kind, subject };
        const alone = { path, role: 'standalone', folder: dirname(path) } as const;
        return after(sources.compose(reads, path), file => file && { kind, subject: { ...alone, file } });
      }
      case 'manifest':
        return { kind, subject: { path, file: parseManifest(text) } };
      case 'ignore-file':
        return { kind, subject: { path, file: parseIgnoreFile(text) } };
    }
  }

  return {
    async findings(path, { kind = kindOf(path), signal, shellcheck = 'wait' } = {}) {
      signal?.throwIfAborted();
      if (!kind) return { path, text: '', findings: [], notice: notOurs };
      if (program && kind === 'dockerfile' && shellcheck === 'wait' && !isAsked) {
        isAsked = true;
        cells.invalidate(['shellcheck']);
      }
      // Before the rules run, so that they run once. The text may change while the program is asked; who changes it faster
      // than that gets what is known.
      for (
        let round = 0;
        program && kind === 'dockerfile' && shellcheck === 'wait' && round < maxShellCheckRounds;
        round++
      ) {
        const unanswered = (await checked(cells, path))?.unanswered ?? [];
        if (unanswered.length === 0) break;
        await ask(path, unanswered, signal);
      }
      const findings = await cells.get(findingsKey(kind, path), reads => compute(reads, path, kind));
      signal?.throwIfAborted();
      return findings;
    },
    isExcluded: async path => isExcluded(cells, sources, path),
    project: async (path, kind = fileKind(path) ?? 'dockerfile') => loader.project(path, kind, cells),
    followedProject: async (path, kind) =>
      cells.get(`${followedMark}${kind}:${path}`, reads => loader.project(path, kind, reads)),
    changed(paths, what = 'presence') {
      const inputs: string[] = [];
      for (const path of paths) inputs.push(...inputsAt(path, what));
      const reached = cells.invalidate(inputs);
      const found = new Set<string>();
      for (const key of reached) {
        const path = pathIn(key, findingsMark) ?? pathIn(key, followedMark);
        if (path !== undefined) found.add(path);
      }
      return [...found];
    },
    configure(next) {
      config = next;
      cells.invalidate(['config']);
    },
    useShellCheck(next) {
      // Another program, or another version of it, may say something else.
      answers = createShellCheckAnswers();
      use(next);
    },
  };
}

/** A file that rules can look at. */
interface Readable {
  readonly path: string;
  readonly text: string;
  readonly project: Project;
  readonly parsed: ParsedFile;
}

const answersKey = (path: string): string => `shellcheck-answers:${path}`;

const kindOf = keepLast(fileKind);

const findingsMark = 'findings:';
const findingsKey = keepLastPair((kind: FileKind, path: string) => `${findingsMark}${kind}:${path}`);

const followedMark = 'followed-project:';

/** The path of the file that the key is about; undefined for a key without the mark. */
function pathIn(key: string, mark: string): string | undefined {
  return key.startsWith(mark) ? key.slice(key.indexOf(':', mark.length) + 1) : undefined;
}

const maxShellCheckRounds = 3;

const notOurs: Notice = {
  kind: 'skipped',
  message: 'This is neither a Dockerfile, a Compose file, a file of balena, a .dockerignore nor a .slipway.yaml',
};

function templateNotice(mark: string): Notice {
  const message = `This is a template (“${mark}”) from which another program makes a Dockerfile, so it is not linted`;
  return { kind: 'skipped', message };
}

/** Why a file cannot be linted; undefined when it can. */
function noticeOf(read: FileRead): Notice | undefined {
  switch (read.kind) {
    case 'missing':
      return { kind: 'missing', message: 'The file does not exist' };
    case 'unreadable':
      return { kind: read.reason === 'too-large' ? 'skipped' : 'unreadable', message: read.message };
    case 'text':
      if (read.text.length > maxFileLength) {
        const megabytes = (maxFileLength / 1e6).toFixed(0);
        return {
          kind: 'skipped',
          message: `The file is larger than ${megabytes} million characters, so it is not linted`,
        };
      }
      // A NUL never stands in a text file; a UTF-16 file shows one in every other place.
      if (read.text.slice(0, 8192).includes('\0')) {
        return { kind: 'skipped', message: 'The file is binary or not UTF-8, so it is not linted' };
      }
      return undefined;
  }
}
