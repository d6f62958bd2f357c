import { shippedStages } from '../../project/shipped-stages.ts';
import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isTarName, transferOf } from '../../syntax/dockerfile/transfer.ts';
import { imagePath, pathWithin, workingDirectoryAt } from '../../syntax/dockerfile/working-directory.ts';
import { type PackageUse, packageUses } from '../../syntax/shell/package-uses.ts';
import type { Run } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { grouped } from '../../text/grouped.ts';
import { lineIndex } from '../../text/line-index.ts';
import { basename } from '../../text/path.ts';
import { rememberLast } from '../../text/remember.ts';
import type { Span } from '../../text/span.ts';
import { joinRuns } from '../join-runs.ts';
import { type Finding, rule } from '../rule.ts';
import { runsByStage } from '../runs-by-stage.ts';

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
    const shipped = shippedStages(dockerfile, project);
    for (const stage of file.stages) {
      if (!shipped.has(stage)) continue;
      for (const finding of findingsIn(stage, file, dockerfile.path)) findings.push(finding);
    }
    return findings;
  },
});

/** What an instruction left in its layer. */
interface Brought {
  readonly by: Instruction;
  readonly run: Run | undefined;
  /** A path of the image, `package:` and a name, or `cache:` and a package manager. */
  readonly what: string;
}

function* findingsIn(stage: Stage, file: Dockerfile, path: string): Iterable<Finding> {
  const runs = runsIn(stage, file);
  // What is brought in behind the last deletion need not be known, and most stages delete nothing.
  const last = runs.findLast(it => it.deletions.length > 0);
  if (!last) return;
  const kinds = new Set(runs.flatMap(it => it.deletions.map(({ what }) => kindOf(what))));
  let next = 0;
  const earlier = new LayerIndex();
  for (const instruction of stage.instructions) {
    const own = runs[next];
    if (own?.run.instruction !== instruction) {
      if (!kinds.has('path')) continue;
      for (const what of broughtByCopy(file, stage, instruction))
        earlier.add({ by: instruction, run: undefined, what });
      continue;
    }
    next++;
    const { run, deletions } = own;
    if (own === last && earlier.isEmpty) return;
    const made = broughtByRun(file, run, own.uses).filter(it => kinds.has(kindOf(it)));
    let here: LayerIndex | undefined;
    for (const { at, shown, what } of deletions) {
      const found = earlier.find(what);
      if (!found) continue;
      // A RUN that clears up after itself may find something of an earlier one, too.
      here ??= indexOf(made, run);
      if (here.find(what)) continue;
      yield finding(at, shown, found, run, file, path);
      break;
    }
    if (own === last) return;
    if (made.length === 0) continue;
    if (deletions.length === 0) {
      for (const what of made) earlier.add({ by: instruction, run, what });
      continue;
    }
    const deleted = new Set(deletions.map(it => it.what));
    const patterns = [...deleted].filter(it => it.includes('*')).slice(0, maxPatterns);
    for (const what of made) {
      const isDeleted = prefixesOf(what).some(it => deleted.has(it)) || patterns.some(it => fits(it, what));
      if (!isDeleted) earlier.add({ by: instruction, run, what });
    }
  }
}

function indexOf(made: readonly string[], run: Run): LayerIndex {
  const index = new LayerIndex();
  for (const what of made) index.add({ by: run.instruction, run, what });
  return index;
}

/** Only what is of a kind that is deleted somewhere in the stage need be remembered. */
function kindOf(what: string): 'package' | 'cache' | 'path' {
  return what.startsWith('package:') ? 'package' : what.startsWith('cache:') ? 'cache' : 'path';
}

interface RunOfStage {
  readonly run: Run;
  readonly uses: readonly PackageUse[];
  readonly deletions: readonly Deletion[];
}

const usesByRun = rememberLast((file: Dockerfile) => grouped(packageUses(file), it => it.run));

/** The RUNs of this build, in order. */
function runsIn(stage: Stage, file: Dockerfile): readonly RunOfStage[] {
  const found: RunOfStage[] = [];
  for (const run of runsByStage(file).get(stage) ?? []) {
    if (run.onbuild) continue;
    const uses = usesByRun(file).get(run) ?? [];
    const deletions = deletedPaths(file, run);
    for (const use of uses) if (systemManagers.has(use.manager)) deletions.push(...deletedPackages(use));
    found.push({ run, uses, deletions });
  }
  return found;
}

/** Patterns of one RUN, and files of one folder, that are compared with each other. */
const maxPatterns = 50;
const maxSiblings = 200;

class LayerIndex {
  /** By its own path and every folder above it. */
  readonly #byPrefix = new Map<string, Brought>();
  readonly #byFolder = new Map<string, Brought[]>();

  get isEmpty(): boolean {
    return this.#byPrefix.size === 0;
  }

  add(it: Brought): void {
    for (const prefix of prefixesOf(it.what)) this.#byPrefix.set(prefix, it);
    const folder = it.what.slice(0, it.what.lastIndexOf('/'));
    const siblings = this.#byFolder.get(folder);
    if (!siblings) this.#byFolder.set(folder, [it]);
    else if (siblings.length < maxSiblings) siblings.push(it);
  }

  /** The latest that the deletion of `what`, a path that may hold one `*` or a mark, takes away. */
  find(what: string): Brought | undefined {
    if (!what.includes('*')) return this.#byPrefix.get(what);
    const start = what.slice(0, what.indexOf('*'));
    const folder = start.slice(0, start.lastIndexOf('/'));
    if (start.endsWith('/') && what.endsWith('*')) return this.#byPrefix.get(folder);
    return this.#byFolder.get(folder)?.findLast(it => fits(what, it.what));
  }
}

/** `/a/b/c` → itself, `/a/b`, `/a`; a mark is one by itself. */
function prefixesOf(what: string): readonly string[] {
  const prefixes = [what];
  if (what.startsWith('/') || what.startsWith('?')) {
    for (let at = what.lastIndexOf('/'); at > 0; at = what.lastIndexOf('/', at - 1)) prefixes.push(what.slice(0, at));
  }
  return prefixes;
}

/** `*` stands for anything within one part of the path; at the end for all below it, too. */
function fits(pattern: string, what: string): boolean {
  const star = pattern.indexOf('*');
  const [start, end] = [pattern.slice(0, star), pattern.slice(star + 1)];
  if (end.includes('*') || !what.startsWith(start) || what.length === start.length) return false;
  const rest = what.slice(start.length);
  return end === '' || (!rest.includes('/') && rest.endsWith(end));
}

function finding(at: Span, shown: string, { by, run }: Brought, later: Run, file: Dockerfile, path: string): Finding {
  const edit = run && joinRuns(file, run, later);
  const line = lineIndex(file.text).positionAt(by.span.start).line + 1;
  const remedy = edit
    ? 'join the two RUNs'
    : run
      ? 'delete it in the RUN that brings it, or do both in a build stage'
      : 'use RUN --mount=type=bind, or do both in a build stage';
  return {
    at,
    message: `Deleting ${shown} here does not shrink the image, for the layer of ${by.name} in line ${line} keeps it; ${remedy}`,
    related: [{ path, at: by.keyword.span, message: 'this layer keeps it' }],
    ...(edit && {
      fixes: [{ title: `Join with the RUN in line ${line}`, safety: 'suggestion' as const, edits: [edit] }],
    }),
  };
}

/** The paths COPY and ADD write, both readings of a destination without a slash; not of archives, which ADD unpacks. */
function broughtByCopy(file: Dockerfile, stage: Stage, instruction: Instruction): readonly string[] {
  const transfer = transferOf(instruction);
  if (!transfer) return [];
  const target = imagePath(workingDirectoryAt(file, stage, instruction), transfer.destination.value);
  if (target === undefined || target.includes('$')) return [];
  return transfer.sources.flatMap(({ value }) => {
    const name = basename(`/${value.replace(/\/+$/, '').replace(/\?.*$/, '')}`);
    if (/[$*?[]/.test(name) || smallFile.test(name)) return [];
    if (name === '' || name === '.') return target === '/' ? [] : [target];
    const inside = transfer.name === 'ADD' && isTarName(value) ? [] : [`${target === '/' ? '' : target}/${name}`];
    return transfer.destination.value.endsWith('/') ? inside : [...inside, ...(target === '/' ? [] : [target])];
  });
}

/** Scripts, settings and lists: too small to be worth a word. */
const smallFile =
  /\.(?:sh|bash|py|pl|rb|js|txt|conf|cfg|ini|json|ya?ml|toml|xml|tmpl|tpl|template|in|patch|diff|list|repo|pub|asc|gpg|key|pem|crt|md|sql|lock|env|service|c|h|cpp|go)$/i;

const aptLists = '/var/lib/apt/lists';

function broughtByRun(file: Dockerfile, run: Run, uses: readonly PackageUse[]): readonly string[] {
  const what: string[] = [];
  const isMounted = (path: string): boolean =>
    run.instruction.flags.some(it => {
      const target = /(?:target|dst|destination)=([^,]+)/.exec(it.value?.value ?? '')?.[1];
      return it.name.value === 'mount' && target !== undefined && pathWithin(target, path) !== undefined;
    });
  for (const { manager, action, operands, line } of uses) {
    if (manager === 'apt' && action === 'update-index' && !isMounted(aptLists)) what.push(`${aptLists}/index`);
    if (action !== 'install' || !systemManagers.has(manager)) continue;
    what.push(...operands.filter(it => it.isLiteral).map(it => `package:${it.value.replace(/=.*$/, '')}`));
    const group = line.options.find(it => it.name === '-t' || it.name === '--virtual');
    if (manager === 'apk' && group?.value) what.push(`package:${group.value}`);
    if (!cacheFolders.some(isMounted) && manager !== 'apk') what.push(`cache:${manager}`);
  }
  let folder = workingDirectoryAt(file, run.stage, run.instruction);
  for (const command of run.programs) {
    if (command.name === 'cd') folder = followed(folder, command);
    for (const it of downloadedBy(command)) {
      const path = imagePath(folder, it);
      if (path !== undefined && !/[$*`]/.test(path) && !isMounted(path)) what.push(path);
    }
  }
  return what;
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

function followed(folder: string | undefined, { words }: ShellCommand): string | undefined {
  const [, to] = words;
  const path = to?.isLiteral ? imagePath(folder, to.value) : undefined;
  return path === undefined || path.length > maxPathLength ? undefined : path;
}

const nothing: readonly string[] = [];

/** What `wget`, `curl` and `git clone` write, as they name it. */
function downloadedBy({ name, words }: ShellCommand): readonly string[] {
  if (name !== 'wget' && name !== 'curl' && name !== 'git') return nothing;
  const values = words.slice(1).map(it => it.value);
  const behind = (...options: readonly string[]): string | undefined => {
    const at = values.findIndex(it => options.includes(it));
    return at >= 0 ? values[at + 1] : undefined;
  };
  const address = values.find(it => /^(?:https?|ftp):\/\//.test(it));
  const ofAddress = basename(address?.replace(/[?#].*$/, '') ?? '');
  if (name === 'wget') {
    const output =
      behind('-O', '--output-document') ?? values.find(it => /^-[a-zA-Z]*O./.test(it))?.replace(/^-[a-zA-Z]*?O/, '');
    if (output !== undefined) return output === '-' ? [] : [output];
    if (values.some(it => /^-[a-zA-Z]*O$/.test(it) || it.startsWith('--output-document='))) return [];
    const prefix = behind('-P', '--directory-prefix');
    return ofAddress === '' ? [] : [prefix === undefined ? ofAddress : `${prefix}/${ofAddress}`];
  }
  if (name === 'curl') {
    const cluster = values.findIndex(it => /^-[a-zA-Z]*o$/.test(it));
    const output = behind('--output') ?? (cluster >= 0 ? values[cluster + 1] : undefined);
    if (output !== undefined) return output === '-' || output === '/dev/null' ? [] : [output];
    const isNamed = values.some(it => /^-[a-zA-Z]*O[a-zA-Z]*$/.test(it) || it === '--remote-name');
    return isNamed && ofAddress !== '' ? [ofAddress] : [];
  }
  if (values[0] !== 'clone') return [];
  const at = values.findIndex(it => /:\/\/|^git@/.test(it));
  const folder = values[at + 1];
  if (at < 0) return [];
  if (folder !== undefined && !folder.startsWith('-')) return [folder];
  return [basename(values[at]?.replace(/\/+$/, '') ?? '').replace(/\.git$/, '')];
}

interface Deletion {
  readonly at: Span;
  readonly shown: string;
  /** As `Brought.what`; a path may hold a `*`. */
  readonly what: string;
}

/** The operands of `rm`. */
function deletedPaths(file: Dockerfile, run: Run): Deletion[] {
  const found: Deletion[] = [];
  if (!run.programs.some(it => it.name === 'rm')) return found;
  let folder = workingDirectoryAt(file, run.stage, run.instruction);
  for (const command of run.programs) {
    if (command.name === 'cd') folder = followed(folder, command);
    if (command.name !== 'rm') continue;
    for (const word of command.words.slice(1)) {
      const path = word.value.startsWith('-') || /[$`{]/.test(word.value) ? undefined : imagePath(folder, word.value);
      // Not everything at the top of the image.
      if (path === undefined || path === '/' || path === '?' || /^[/?][^/]*\*/.test(path)) continue;
      found.push({ at: word.span, shown: word.value, what: path });
    }
  }
  return found;
}

/** `apt-get purge x`, `apk del x`, `yum clean all` */
function deletedPackages({ manager, action, operands, subcommand, program }: PackageUse): readonly Deletion[] {
  if (action === 'clean') return [{ at: subcommand.span, shown: `the cache of ${program}`, what: `cache:${manager}` }];
  if (action !== 'remove') return [];
  return operands.map(({ span: at, value }) => ({ at, shown: value, what: `package:${value}` }));
}
