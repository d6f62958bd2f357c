import { shippedStages } from '../../project/shipped-stages.ts';
import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isTarName, transferOf, withoutSlashAtEnd } from '../../syntax/dockerfile/transfer.ts';
import { imagePath, pathWithin, workingDirectoryAt } from '../../syntax/dockerfile/working-directory.ts';
import { type PackageUse, packageUses } from '../../syntax/shell/package-uses.ts';
import { commandKind } from '../../syntax/shell/program-kinds.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/shell.ts';
import { lineNumberAt } from '../../text/line-index.ts';
import { basename } from '../../text/path.ts';
import { codeAt, includes, indexOf, startsWith } from '../../text/string-methods.ts';
import { filesDownloadedBy } from '../downloads.ts';
import { joinRuns } from '../join-runs.ts';
import { type Brought, isPath, Layers, leftBehind } from '../layers.ts';
import { type Finding, rule } from '../rule.ts';

export const deletionInLaterLayer = rule({
  id: 'dockerfile/deletion-in-later-layer',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { programs: ['rm', 'apt', 'apk', 'yum', 'dnf', 'zypper'] },
  summary: 'A RUN deletes what an earlier layer brought in',
  why: 'Each instruction makes a layer on top of the others. What is deleted in a later one is hidden, not gone: the image keeps its size, and everybody downloads it.',
  bad: [
    { Dockerfile: 'FROM debian:13\nRUN apt-get update && apt-get install -y git\nRUN rm -rf /var/lib/apt/lists/*\n' },
    { Dockerfile: 'FROM debian:13\nCOPY sdk.bin /tmp/\nRUN /tmp/sdk.bin --install && rm /tmp/sdk.bin\n' },
    {
      Dockerfile: 'FROM debian:13\nRUN apt-get update && apt-get install -y gcc\nRUN make\nRUN apt-get purge -y gcc\n',
    },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nRUN apt-get update && apt-get install -y git && rm -rf /var/lib/apt/lists/*\n' },
    {
      Dockerfile:
        'FROM debian:13 AS build\nCOPY sdk.bin /tmp/\nRUN rm /tmp/sdk.bin\nFROM debian:13\nCOPY --from=build /opt /opt\n',
    },
    { Dockerfile: 'FROM debian:13\nRUN rm -f /etc/motd\n' },
    {
      Dockerfile:
        'FROM debian:13\nRUN --mount=type=cache,target=/var/lib/apt apt-get update && apt-get install -y git\nRUN rm -rf /var/lib/apt/lists/*\n',
    },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#run',
    'https://docs.docker.com/get-started/docker-concepts/building-images/understanding-image-layers/',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    const runs = runsOf(file);
    const uses = packageUses(file);
    let nextUse = 0;
    for (let at = 0; at < runs.length; ) {
      const stage = runs[at]?.stage;
      const own: RunOfStage[] = [];
      // What is brought in behind the last deletion need not be known, and most stages delete nothing.
      let count = 0;
      for (let run = runs[at]; run && run.stage === stage; run = runs[++at]) {
        const firstUse = nextUse;
        while (uses[nextUse]?.run === run) nextUse++;
        if (run.onbuild) continue;
        // Nothing is there yet for the first one to delete, and in many files it is the only one.
        if (own.length === 0 && runs[at + 1]?.stage !== stage && !isBehindCopy(run)) continue;
        const deletions = deletionsOf(run, uses, firstUse, nextUse, file);
        own.push({ run, firstUse, endOfUses: nextUse, deletions, kinds: kindsOf(deletions) });
        if (deletions.length > 0) count = own.length;
      }
      if (count === 0 || !stage || !shippedStages(dockerfile, project).has(stage)) continue;
      const until = count < own.length ? own.slice(0, count) : own;
      addFindings(findings, until, { file, path: dockerfile.path, stage, uses });
    }
    return findings;
  },
});

function isBehindCopy({ stage, instruction }: Run): boolean {
  for (const it of stage.instructions) {
    if (it === instruction) return false;
    if (it.name === 'COPY' || it.name === 'ADD') return true;
  }
  return false;
}

/** The kinds of things that are deleted, as bits: only what is of such a kind need be remembered. */
const PATH = 1;
const PACKAGE = 2;
const CACHE = 4;
/** The lists of apt, which nothing else brings than apt: where only they are deleted, other paths need not be known. */
const LISTS = 8;

/** A RUN of this build, with its part of all package uses of the file. */
interface RunOfStage {
  readonly run: Run;
  readonly firstUse: number;
  readonly endOfUses: number;
  readonly deletions: readonly Deletion[];
  /** Those of its deletions. */
  readonly kinds: number;
}

interface InStage {
  readonly file: Dockerfile;
  readonly path: string;
  readonly stage: Stage;
  readonly uses: readonly PackageUse[];
}

function kindsOf(deletions: readonly Deletion[]): number {
  let kinds = 0;
  for (const { what } of deletions) {
    if (isPath(what)) kinds |= startsWith(what, aptLists) ? LISTS : PATH;
    else kinds |= startsWith(what, 'cache:') ? CACHE : PACKAGE;
  }
  return kinds;
}

/** `runs` ends with the last that deletes something. */
function addFindings(findings: Finding[], runs: readonly RunOfStage[], where: InStage): void {
  const { file, stage } = where;
  const last = runs.at(-1);
  let kinds = 0;
  for (const it of runs) kinds |= it.kinds;
  let next = 0;
  /** Undefined while nothing was brought. */
  let earlier: Layers | undefined;
  for (const instruction of stage.instructions) {
    const own = runs[next];
    if (own?.run.instruction !== instruction) {
      if ((kinds & PATH) === 0) continue;
      for (const what of broughtByCopy(file, stage, instruction)) {
        earlier ??= new Layers();
        earlier.add({ by: instruction, run: undefined, what });
      }
      continue;
    }
    next++;
    if (own === last && !earlier) return;
    const { run, deletions } = own;
    let made: readonly string[] | undefined;
    let here: Layers | undefined;
    for (const deletion of deletions) {
      const { what } = deletion;
      const found = earlier?.find(what);
      if (!found) continue;
      // A RUN that clears up after itself may find something of an earlier one, too.
      made ??= broughtByRun(own, kinds, where);
      here ??= layerOf(made, run);
      if (here.find(what)) continue;
      findings.push(finding(deletion, found, run, file, where.path));
      break;
    }
    if (own === last) return;
    made ??= broughtByRun(own, kinds, where);
    if (made.length === 0) continue;
    const deleted = deletions.map(it => it.what);
    for (const what of deleted.length === 0 ? made : leftBehind(made, deleted)) {
      earlier ??= new Layers();
      earlier.add({ by: instruction, run, what });
    }
  }
}

const SLASH = 47;
const DOT = 46;

function layerOf(made: readonly string[], run: Run): Layers {
  const layer = new Layers();
  for (const what of made) layer.add({ by: run.instruction, run, what });
  return layer;
}

function finding(
  { word, program }: Deletion,
  { by, run }: Brought,
  later: Run,
  file: Dockerfile,
  path: string,
): Finding {
  const shown = program === undefined ? word.value : `the cache of ${program}`;
  const edit = run && joinRuns(file, run, later);
  const line = lineNumberAt(file.text, by.span.start) + 1;
  const remedy = edit
    ? 'join the two RUNs'
    : run
      ? 'delete it in the RUN that brings it, or do both in a build stage'
      : 'use RUN --mount=type=bind, or do both in a build stage';
  return {
    at: word.span,
    message: `Deleting ${shown} here does not shrink the image, for the layer of ${by.name} in line ${line} keeps it; ${remedy}`,
    related: [{ path, at: by.keyword.span, message: 'this layer keeps it' }],
    fixes: edit ? [{ title: `Join with the RUN in line ${line}`, safety: 'suggestion', edits: [edit] }] : [],
  };
}

const nothing: readonly never[] = [];

/** The paths COPY and ADD write, both readings of a destination without a slash; not of archives, which ADD unpacks. */
function broughtByCopy(file: Dockerfile, stage: Stage, instruction: Instruction): readonly string[] {
  const transfer = transferOf(instruction);
  if (!transfer) return nothing;
  const { destination, sources } = transfer;
  const paths: string[] = [];
  let target: string | undefined;
  for (const { value } of sources) {
    const question = value.indexOf('?');
    const path = withoutSlashAtEnd(question < 0 ? value : value.slice(0, question));
    const name = basename(path);
    if (isSmallFile(name) || /[$*?[]/.test(name)) continue;
    // Only now, for most of what is copied is small.
    target ??= imagePath(workingDirectoryAt(file, stage, instruction), destination.value);
    if (target === undefined || includes(target, '$')) return nothing;
    const isWhole = name === '' || name === '.';
    const isUnpacked = !isWhole && transfer.name === 'ADD' && isTarName(value);
    if (!isWhole && !isUnpacked) paths.push(`${target === '/' ? '' : target}/${name}`);
    if (target !== '/' && (isWhole || !destination.value.endsWith('/'))) paths.push(target);
  }
  return paths;
}

/** Scripts, settings and lists: too small to be worth a word. */
const smallEndings: ReadonlySet<string> = new Set(
  'sh bash py pl rb js txt conf cfg ini json yaml yml toml xml tmpl tpl template in patch diff list repo pub asc gpg key pem crt md sql lock env service c h cpp go'.split(
    ' ',
  ),
);

function isSmallFile(name: string): boolean {
  let dot = name.length - 1;
  while (dot >= 0 && codeAt(name, dot) !== DOT) dot--;
  return dot >= 0 && smallEndings.has(name.slice(dot + 1).toLowerCase());
}

const aptLists = '/var/lib/apt/lists';

/** What of these kinds is in the layer of the RUN unless it is deleted there. */
function broughtByRun(own: RunOfStage, kinds: number, { file, uses }: InStage): readonly string[] {
  const { run } = own;
  const what: string[] = [];
  for (let i = own.firstUse; i < own.endOfUses; i++) {
    const use = uses[i];
    if (!use || !systemManagers.has(use.manager)) continue;
    const { manager, action, operands, line } = use;
    const isUpdate = manager === 'apt' && action === 'update-index';
    if (isUpdate && (kinds & (PATH | LISTS)) !== 0 && !isMounted(run, aptLists)) what.push(`${aptLists}/index`);
    if (action !== 'install') continue;
    if ((kinds & PACKAGE) !== 0) {
      for (const it of operands) if (it.isLiteral) what.push(`package:${it.value.replace(/=.*$/, '')}`);
      const group = line.options.find(it => it.name === '-t' || it.name === '--virtual');
      if (manager === 'apk' && group?.value) what.push(`package:${group.value}`);
    }
    const isCached = (kinds & CACHE) !== 0 && manager !== 'apk' && !cacheFolders.some(it => isMounted(run, it));
    if (isCached) what.push(`cache:${manager}`);
  }
  if ((kinds & PATH) === 0 || (run.kinds & downloading) === 0) return what;
  const folder = new Folder(file, run);
  for (const command of run.programs) {
    if (command.name === 'cd') folder.follow(command);
    for (const it of filesDownloadedBy(command)) {
      const path = folder.path(it);
      if (path !== undefined && !/[$*`]/.test(path) && !isMounted(run, path)) what.push(path);
    }
  }
  return what;
}

function isMounted({ instruction: { flags } }: Run, path: string): boolean {
  if (flags.length === 0) return false;
  return flags.some(it => {
    const target = /(?:target|dst|destination)=([^,]+)/.exec(it.value?.value ?? '')?.[1];
    return it.name.value === 'mount' && target !== undefined && pathWithin(target, path) !== undefined;
  });
}

const systemManagers: ReadonlySet<string> = new Set(['apt', 'apk', 'yum', 'dnf', 'zypper']);
const cacheFolders = [
  '/var/cache/apt',
  '/var/cache/apt/archives',
  '/var/cache/yum',
  '/var/cache/dnf',
  '/var/cache/libdnf5',
  '/var/cache/zypp',
];

/** A path longer than this is a mistake or an attack. */
const maxPathLength = 1000;

/** Where the commands of a RUN work. It is asked for only where a path starts from it, which is seldom. */
class Folder {
  readonly #file: Dockerfile;
  readonly #run: Run;
  #isKnown = false;
  #folder: string | undefined;

  constructor(file: Dockerfile, run: Run) {
    this.#file = file;
    this.#run = run;
  }

  /** The path in the image; undefined when it is not known. */
  path(written: string): string | undefined {
    if (!this.#isKnown && written.charCodeAt(0) !== SLASH) {
      this.#isKnown = true;
      this.#folder = workingDirectoryAt(this.#file, this.#run.stage, this.#run.instruction);
    }
    return imagePath(this.#folder, written);
  }

  follow({ words }: ShellCommand): void {
    const [, to] = words;
    const path = to?.isLiteral ? this.path(to.value) : undefined;
    this.#isKnown = true;
    this.#folder = path === undefined || path.length > maxPathLength ? undefined : path;
  }
}

const downloading = commandKind.downloader | commandKind.fetcher;

interface Deletion {
  readonly word: ShellWord;
  /** Whose cache it is. */
  readonly program: string | undefined;
  /** As `Brought.what`; a path may hold a `*`. */
  readonly what: string;
}

/** Of the package uses those in `[first, end)` are the RUN's. */
function deletionsOf(
  run: Run,
  uses: readonly PackageUse[],
  first: number,
  end: number,
  file: Dockerfile,
): readonly Deletion[] {
  const hasRemover = (run.kinds & commandKind.remover) !== 0;
  let found: Deletion[] | undefined = hasRemover ? [] : undefined;
  if (found) addDeletedPaths(found, file, run);
  for (let i = first; i < end; i++) {
    const use = uses[i];
    if (!use || (use.action !== 'clean' && use.action !== 'remove') || !systemManagers.has(use.manager)) continue;
    found ??= [];
    found.push(...deletedPackages(use));
  }
  return found ?? nothing;
}

/** The operands of `rm`. */
function addDeletedPaths(found: Deletion[], file: Dockerfile, run: Run): void {
  const folder = new Folder(file, run);
  for (const command of run.programs) {
    if (command.name === 'cd') folder.follow(command);
    if (command.name !== 'rm') continue;
    const { words } = command;
    for (let i = 1; i < words.length; i++) {
      const word = words[i];
      if (!word || word.value.charCodeAt(0) === HYPHEN || isComputed(word.value)) continue;
      const path = folder.path(word.value);
      if (path === undefined || path === '/' || path === '?' || isEverythingAtTop(path)) continue;
      found.push({ word, program: undefined, what: path });
    }
  }
}

const HYPHEN = 45;

/** Whether the shell makes other words of it. */
function isComputed(word: string): boolean {
  return includes(word, '$') || includes(word, '`') || includes(word, '{');
}

/** A star in the first part of the path: `/*`, `?*`. */
function isEverythingAtTop(path: string): boolean {
  const star = indexOf(path, '*');
  if (star < 0) return false;
  const slash = path.indexOf('/', 1);
  return slash < 0 || star < slash;
}

/** `apt-get purge x`, `apk del x`, `yum clean all` */
function deletedPackages({ manager, action, operands, subcommand, program }: PackageUse): readonly Deletion[] {
  if (action === 'clean') return [{ word: subcommand, program, what: `cache:${manager}` }];
  if (action !== 'remove') return [];
  return operands.map(word => ({ word, program: undefined, what: `package:${word.value}` }));
}
