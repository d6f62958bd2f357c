/**
 * The edit that copies the manifest files first, installs, and then copies the rest: the COPY of the source moves behind
 * the install, and a COPY of what the install reads takes its place. Undefined where it cannot be told that this works.
 */
import type { BuildContext, Project } from '../project/project.ts';
import type { DirectoryEntry } from '../project/workspace.ts';
import type { Dockerfile, Instruction, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { type Transfer, withoutSlashAtEnd } from '../syntax/dockerfile/transfer.ts';
import { expand, scopeAt } from '../syntax/dockerfile/variables.ts';
import { packageCommand } from '../syntax/shell/package-command.ts';
import type { Run } from '../syntax/shell/runs.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { type Edit, replace } from '../text/edit.ts';
import { lineBreakOf } from '../text/line-index.ts';
import { dirname, join, relative } from '../text/path.ts';
import { slice, span } from '../text/span.ts';
import { type DependencyInstall, dependencyInstall } from './dependency-installs.ts';
import { indentationAt, insertInstructionAfter, isTopLevel, keywordCase } from './dockerfile-edits.ts';
import { manifestNeeds } from './manifest-needs.ts';
import type { Fix, InProject } from './rule.ts';

export interface PlacedInstall {
  readonly install: DependencyInstall;
  readonly command: ShellCommand;
  readonly run: Run;
  /** Its folder as seen from the folder that is copied; '' for that itself. */
  readonly relative: string;
}

interface Split {
  /** The COPY of the source. */
  readonly transfer: Transfer;
  /** What it copies, as a folder of the context; '' for all of it. */
  readonly folder: string;
  readonly installs: readonly PlacedInstall[];
  readonly stage: Stage;
  readonly runs: readonly Run[];
  readonly dockerfile: InProject<Dockerfile>;
  readonly project: Project;
}

export function splitFix(split: Split): Fix | undefined {
  const { transfer, dockerfile, stage } = split;
  const { file } = dockerfile;
  const copy = transfer.instruction;
  const written = slice(file.text, copy.span);
  if (copy.exec || written.includes('\n') || !copy.flags.every(it => copiedFlags.has(it.name.value))) return undefined;
  const reach = reachOf(split);
  if (!reach) return undefined;
  const { last, installs } = reach;
  const lines = manifestLines(split, installs);
  if (!lines || lines.length === 0) return undefined;
  const between = stage.instructions.filter(it => it.index > copy.index && it.index < last.run.instruction.index);
  const target = expand(transfer.destination, scopeAt(file, copy.span.start));
  const isFixed = target.kind === 'known' && target.value.startsWith('/');
  if (!between.every(it => mayPass(copy, it, isFixed))) return undefined;
  const br = lineBreakOf(file.text);
  const indentation = indentationAt(file.text, copy.span.start);
  const behind = cutBehind(last, written, file);
  if (!behind) return undefined;
  const names = [...new Set(installs.map(it => it.install.name))].join('", "');
  return {
    title: `Copy what "${names}" reads first, the rest afterwards`,
    safety: 'suggestion',
    edits: [replace(copy.span, lines.join(`${br}${indentation}`)), behind],
  };
}

const copiedFlags = new Set(['chown', 'chmod', 'link']);

interface Last {
  readonly run: Run;
  /** The commands in front of which the source must be there; undefined when the RUN needs none. */
  readonly rest: ShellCommand | undefined;
  readonly head: ShellCommand;
}

/** How far the source can be moved back: up to the last install that nothing in front of it keeps it from. */
function reachOf({ installs, runs, transfer }: Split): { last: Last; installs: readonly PlacedInstall[] } | undefined {
  let last: Last | undefined;
  const reached: PlacedInstall[] = [];
  for (const run of runs) {
    if (run.instruction.index < transfer.instruction.index) continue;
    const own = installs.filter(it => it.run === run);
    const cut = run.commands.findIndex(command => !isSourceFree(command, own));
    const head = cut < 0 ? run.commands : run.commands.slice(0, cut);
    const done = own.filter(it =>
      head.some(command => command.span.start <= it.command.span.start && it.command.span.end <= command.span.end),
    );
    const end = head.at(-1);
    if (done.length > 0 && end) {
      reached.push(...done);
      last = { run, head: end, rest: cut < 0 ? undefined : run.commands[cut] };
    }
    if (cut >= 0 || run.commands.length === 0) break;
  }
  return last && { last, installs: reached };
}

/** Whether the command works, and does the same, before the source is there. */
function isSourceFree(command: ShellCommand, installs: readonly PlacedInstall[]): boolean {
  if (!isTopLevel(command)) return false;
  if (installs.some(it => it.command.span.start >= command.span.start && it.command.span.end <= command.span.end))
    return true;
  const { name, words } = command;
  if (name === 'go' && words[1]?.value === 'mod' && words[2]?.value === 'verify') return true;
  const found = packageCommand(command);
  if (found) {
    if (dependencyInstall(command)) return false;
    if (found.action === undefined) return ['config', 'set'].includes(found.subcommand.value);
    return (
      found.operands.every(it => !/^[./~$]/.test(it.value)) &&
      !found.line.options.some(it => ['-r', '-e', '-c', '--requirement', '--editable'].includes(it.name))
    );
  }
  if (name === 'rm') return words.slice(1).every(it => /^-|^(?:\/root\/|\/tmp\/|\/var\/|~\/)/.test(it.value));
  if (name === 'cd') return words[1]?.isLiteral ?? false;
  return harmless.has(name);
}

const harmless = new Set(
  'set corepack mkdir echo true addgroup adduser groupadd useradd virtualenv update-ca-certificates'.split(' '),
);

/** Whether the COPY, whose destination is the same from everywhere or not, may move behind the instruction. */
function mayPass({ variables }: Instruction, { name, pairs }: Instruction, isFixed: boolean): boolean {
  switch (name) {
    // Those `reachOf` went past.
    case 'RUN':
      return true;
    case 'ENV':
    case 'ARG':
      return variables.every(it => !pairs.some(pair => pair.key.value === it.name.value));
    case 'WORKDIR':
      return isFixed;
    case 'USER':
    case 'SHELL':
    case 'LABEL':
    case 'EXPOSE':
    case 'CMD':
    case 'ENTRYPOINT':
    case 'HEALTHCHECK':
    case 'STOPSIGNAL':
      return true;
    default:
      return false;
  }
}

/** The COPY behind the RUN, which is cut in two when its rest needs the source. */
function cutBehind({ run, head, rest }: Last, copy: string, file: Dockerfile): Edit | undefined {
  const { instruction, commands } = run;
  if (!rest) return insertInstructionAfter(file, instruction, copy);
  const isPlain = !instruction.exec && instruction.heredocs.length === 0;
  const front = commands.slice(0, commands.indexOf(rest));
  // What these change would be lost in the second RUN.
  if (!isPlain || front.some(it => it.name === 'cd' || it.name === 'set' || it.name === '' || it.name === 'export'))
    return undefined;
  const gap = span(head.span.end, rest.span.start);
  const joint = slice(file.text, gap).replaceAll(/\s/g, '').replaceAll(file.escape, '');
  if (joint !== '&&' || rest.span.start < head.span.end) return undefined;
  const br = lineBreakOf(file.text);
  const indentation = indentationAt(file.text, instruction.span.start);
  const flags = instruction.flags.map(it => `${slice(file.text, it.span)} `).join('');
  return replace(gap, `${br}${indentation}${copy}${br}${indentation}${keywordCase(file, 'RUN')} ${flags}`);
}

/** One COPY for each folder that manifests lie in; undefined when one is missing, or needs more of the source. */
function manifestLines(split: Split, installs: readonly PlacedInstall[]): readonly string[] | undefined {
  const { transfer, folder, dockerfile, project } = split;
  const context = project.contextOf(dockerfile.path);
  const root = folder === '' ? context.folder : join(context.folder, folder);
  const files = new Map<string, Set<string>>();
  const folders = new Set<string>();
  for (const { install, relative: own } of installs) {
    const found = manifestsOf(install, join(root, own === '' ? '.' : own), root, context, project);
    if (!found) return undefined;
    for (const path of found.files) {
      const parent = dirname(path);
      const names = files.get(parent) ?? new Set();
      files.set(parent, names.add(path));
    }
    for (const path of found.folders) folders.add(path);
  }
  const all = [...files.values()].flatMap(it => [...it]).concat([...folders]);
  if (!all.every(path => /^[\w.@+/-]+$/.test(relative(context.folder, path)))) return undefined;
  const keyword = keywordCase(dockerfile.file, 'COPY');
  const flags = transfer.instruction.flags.map(it => `${slice(dockerfile.file.text, it.span)} `).join('');
  const target = withoutSlashAtEnd(slice(dockerfile.file.text, transfer.destination.span));
  if (/["'\\`]/.test(target)) return undefined;
  const to = (path: string): string => (path === root ? `${target}/` : `${target}/${relative(root, path)}/`);
  const line = (sources: readonly string[], destination: string): string =>
    `${keyword} ${flags}${sources.map(path => relative(context.folder, path)).join(' ')} ${destination}`;
  return [
    ...[...files].map(([parent, names]) => line([...names], to(parent))),
    ...[...folders].map(path => line([path], to(path))),
  ];
}

interface Manifests {
  /** Absolute paths. */
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

function manifestsOf(
  install: DependencyInstall,
  folder: string,
  root: string,
  context: BuildContext,
  project: Project,
): Manifests | undefined {
  const listed = (at: string): readonly DirectoryEntry[] =>
    at === context.folder ? context.entries : (project.entriesIn(context, at) ?? []);
  const ignore = project.ignoreFileOf(context);
  const isSent = (path: string): boolean => !ignore?.file.isIgnored(relative(ignore.base, path));
  const find = (path: string): readonly string[] => {
    const at = join(folder, path);
    const parent = dirname(at);
    const pattern = at.slice(at.lastIndexOf('/') + 1);
    return listed(parent)
      .filter(it => it.kind === 'file' && fits(pattern, it.name))
      .map(it => join(parent, it.name))
      .filter(isSent);
  };
  const needsSource = install.needsSourceWith.some(path => {
    const [first = '', ...rest] = path.split('/');
    if (rest.length === 0) return listed(folder).some(it => fits(first, it.name));
    return listed(folder).some(
      it => it.kind === 'folder' && listed(join(folder, it.name)).some(inner => fits(rest.join('/'), inner.name)),
    );
  });
  const required = install.required.map(find);
  if (needsSource || required.some(it => it.length === 0)) return undefined;
  const files = [...required.flat(), ...install.optional.flatMap(find)];
  const texts = project.filesOf(context);
  for (const path of [...files]) {
    const needs = manifestNeeds(path, texts.find(it => it.path === path)?.text);
    if (needs === 'source') return undefined;
    for (const other of needs) {
      const at = join(dirname(path), other);
      if (!listed(dirname(at)).some(it => join(dirname(at), it.name) === at) || !isSent(at)) return undefined;
      if (relative(root, at).startsWith('..')) return undefined;
      files.push(at);
    }
  }
  const folders = install.folders
    .filter(name => listed(folder).some(it => it.kind === 'folder' && it.name === name))
    .map(name => join(folder, name))
    .filter(isSent);
  return { files: [...new Set(files)], folders };
}

/** Whether a name fits a pattern whose only special character is `*`. */
function fits(pattern: string, name: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const [i, part] of rest.entries()) {
    if (i === rest.length - 1) return name.length - part.length >= at && name.endsWith(part);
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
