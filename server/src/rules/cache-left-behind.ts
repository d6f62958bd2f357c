/** Caches of package managers that stay in the layer: what the rules `…-cache-left-behind` that end in a clean-up share. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { leavesOut } from '../syntax/dockerfile/run-mounts.ts';
import { hasOption } from '../syntax/shell/command-line.ts';
import { packageCommand } from '../syntax/shell/package-command.ts';
import { type PackageUse, packageUses, programsBehind } from '../syntax/shell/package-uses.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { appendCleanup, programToSubcommand } from './command-edits.ts';
import { deletes, folderTest } from './removed-paths.ts';
import type { Finding } from './rule.ts';

export interface LeftCache {
  /** Whether the command fills the cache. */
  fills(use: PackageUse): boolean;
  /** Whether a later command of the RUN empties it. */
  empties(command: ShellCommand, use: PackageUse): boolean;
  /** Where it lies; deleting it, or a mount over it, is as good. */
  readonly folders: readonly string[];
  /** A further reason for which nothing is left. */
  readonly isKeptOut?: (use: PackageUse) => boolean;
  /** What cleans up: `yum clean all`. */
  cleanup(use: PackageUse): string;
  /** Whether the clean-up would reach this cache, so that it can be offered. */
  readonly isReached?: (use: PackageUse) => boolean;
  /** What stays behind, as the subject of a sentence. */
  readonly what: string;
}

/** One finding for a RUN: at the last command that fills the cache. */
export function cachesLeftBehind(file: Dockerfile, it: LeftCache): readonly Finding[] {
  const findings: Finding[] = [];
  const isFolder = folderTest(...it.folders);
  const isAnyFolder = (path: string) => isFolder(path) || it.folders.some(folder => path.includes(folder));
  for (const use of lastOfEachRun(packageUses(file), it.fills)) {
    const { run } = use;
    if (leavesOut(run.instruction, isFolder) || it.isKeptOut?.(use)) continue;
    const behind = programsBehind(use);
    if (behind.some(command => it.empties(command, use) || cleansUp(command))) continue;
    if (deletes(behind, run, file, isAnyFolder)) continue;
    const command = it.cleanup(use);
    findings.push({
      at: programToSubcommand(file, use),
      message: `${it.what} stays in the layer and makes the image larger; end the RUN with "${command}"`,
      fixes() {
        const edit = (it.isReached?.(use) ?? true) ? appendCleanup(file, use, command) : undefined;
        return edit ? [{ title: `Append "${command}"`, safety: 'safe', edits: [edit] }] : [];
      },
    });
  }
  return findings;
}

/** A script of the image whose name says that it cleans up, or the one of minideb and balena's images, which does. */
export function cleansUp({ name, words }: ShellCommand): boolean {
  const program = name === 'sh' || name === 'bash' ? (words[1]?.value ?? '') : name;
  return program === 'install_packages' || (program.length >= 'clean'.length && /clean/i.test(program));
}

/** The last use of each RUN that `isMeant`; `uses` are in order of the file. */
export function lastOfEachRun(
  uses: readonly PackageUse[],
  isMeant: (use: PackageUse) => boolean,
): readonly PackageUse[] {
  const last: PackageUse[] = [];
  for (const use of uses) {
    if (!isMeant(use)) continue;
    if (last.at(-1)?.run === use.run) last.pop();
    last.push(use);
  }
  return last;
}

/** Options with which a command of yum or dnf leaves nothing in the cache, or never comes to it. */
const informing = ['-h', '--help', '--assumeno', '-C', '--cacheonly'];

/** Installs or upgrades; what it only asks about needs no clean-up. */
export function fillsRpmCache({ action, line }: PackageUse): boolean {
  return (action === 'install' || action === 'upgrade') && !hasOption(line, ...informing);
}

/** yum and dnf are one program on current systems; microdnf and tdnf have caches of their own. */
function family(program: string): string {
  return program === 'microdnf' || program === 'tdnf' ? program : 'dnf';
}

/** `dnf clean all` of the same program. */
export function cleansRpmCache(command: ShellCommand, { program }: PackageUse): boolean {
  const found = packageCommand(command);
  if (!found || (found.manager !== 'yum' && found.manager !== 'dnf') || found.action !== 'clean') return false;
  return family(found.program) === family(program) && found.operands.some(it => it.value === 'all');
}

/** It installs into this system and not into a folder with a cache of its own. */
export function installsHere({ line }: PackageUse): boolean {
  return !hasOption(line, '--installroot', '--root', '--downloaddir', '--destdir');
}

export const rpmCacheFolders = ['/var/cache/yum', '/var/cache/dnf', '/var/cache/libdnf5', '/var/cache/tdnf'];
