/** Packages installed in whatever version is current: what the rules `unpinned-…-package` have in common. */
import type { PackageManagerName } from '../catalog/package-managers.ts';
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { type PackageUse, packageUses } from '../syntax/shell/package-uses.ts';
import type { ShellWord } from '../syntax/shell/shell.ts';
import type { Finding } from './rule.ts';
import { valuesOf } from './shell-values.ts';

export interface Pinning {
  readonly manager: PackageManagerName;
  /** Whether the rule is about this command. */
  installs(use: PackageUse): boolean;
  /** Whether an operand names a package without a version. */
  isUnpinned(operand: string, use: PackageUse): boolean;
  /** How the package is written with a version: `curl=<version>`. */
  pinned(operand: string, use: PackageUse): string;
  /** The operands that are packages, where they are not all. */
  readonly among?: (use: PackageUse) => readonly ShellWord[];
}

/** One finding for each such word; a variable that is not known may hold a version. */
export function unpinnedPackages(file: Dockerfile, it: Pinning): readonly Finding[] {
  const findings: Finding[] = [];
  for (const use of packageUses(file)) {
    if (use.manager !== it.manager || !it.installs(use)) continue;
    const operands = it.among ? it.among(use) : use.operands;
    for (const word of operands) {
      // A variable may hold several.
      const value = word.isLiteral
        ? unpinned(word.value, it, use)
        : valuesOf(word, use.run, file)?.find(
            value => !value.startsWith('-') && unpinned(value, it, use) !== undefined,
          );
      if (value === undefined) continue;
      findings.push({
        at: word.span,
        message: `"${value}" is installed in the version that is current when the image is built, so two builds may differ; pin it: ${it.pinned(value, use)}`,
      });
    }
  }
  return findings;
}

function unpinned(value: string, it: Pinning, use: PackageUse): string | undefined {
  return value !== '' && it.isUnpinned(value, use) ? value : undefined;
}

/** A file or an address, which is one version by itself. */
export function isFileOrUrl(operand: string): boolean {
  return operand.includes('/') || operand.startsWith('.') || operand.startsWith('~');
}

/** `install` of packages, or of a module with its stream; groups have no versions. */
export function installsRpm({ section, subcommand }: PackageUse): boolean {
  if (section !== undefined && section.value !== 'module') return false;
  switch (subcommand.value) {
    case 'install':
    case 'in':
    case 'install-n':
    case 'install-na':
    case 'localinstall':
      return true;
    default:
      return false;
  }
}

/**
 * A package is `name-version[-release][.arch]`, in which a version begins with a digit and may have an epoch in front:
 * `java-11-openjdk` has none, for its last part is a word. A module has a stream, `nodejs:22`, or a profile behind `/`.
 */
export function isUnpinnedRpm(operand: string, { section }: PackageUse): boolean {
  if (section) return !operand.includes(':') && !operand.includes('/');
  return !/\.rpm$|^[-@.~]|[/<>=()]|-(?:\d+:)?\d[^-]*$/.test(operand);
}

export function pinnedRpm(operand: string, { section }: PackageUse): string {
  return section ? `${operand}:<stream>` : `${operand}-<version>`;
}
