// How the test bed gets its tools: from the git-ignored .tools folder, keyed by version, or installed there (or through
// apt) when it may. What cannot be had is an answer with one clear line, never an exception.
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findOnPath, run } from './command.ts';
import { toolsFolder } from './project-paths.ts';

export type Tool<T> =
  | { readonly kind: 'ready'; readonly tool: T }
  /** `reason` is one line: what is missing and how to get it. */
  | { readonly kind: 'missing'; readonly reason: string };

export function ready<T>(tool: T): Tool<T> {
  return { kind: 'ready', tool };
}

export function missing(reason: string): Tool<never> {
  return { kind: 'missing', reason: reason.replaceAll(/\s*\n\s*/g, ' · ') };
}

/**
 * Absolute path of `.tools/<name>-<version>`. When no version is there, `install` fills an empty folder and says which
 * version it became; the folder appears under its name only when it is complete, so an interrupted or parallel
 * installation never leaves half a tool. Delete the folder to get a newer version.
 */
export async function cached(name: string, install: (into: string) => Promise<string>): Promise<string> {
  mkdirSync(toolsFolder, { recursive: true });
  const found = findCached(name);
  if (found !== undefined) return found;
  console.log(`Installing ${name} into .tools …`);
  const partial = mkdtempSync(join(toolsFolder, '.partial-'));
  try {
    const version = await install(partial);
    const complete = join(toolsFolder, `${name}-${version}`);
    try {
      renameSync(partial, complete);
    } catch (error) {
      // Somebody else has installed the same version meanwhile: theirs is as good.
      if (findCached(name) === undefined) throw error;
    }
    return complete;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function findCached(name: string): string | undefined {
  const found = readdirSync(toolsFolder).find(
    entry => entry.startsWith(`${name}-`) && /^[0-9]/.test(entry.slice(name.length + 1)),
  );
  return found === undefined ? undefined : join(toolsFolder, found);
}

/** True where Debian packages may be installed: apt-get is there and we are root. */
export function mayInstallPackages(): boolean {
  return process.getuid?.() === 0 && findOnPath('apt-get') !== undefined;
}

/**
 * Sees to it that every program in `programs` is on the PATH, installing the Debian packages that carry them.
 * Undefined when all is well, else one line saying what is missing and how to get it.
 */
export async function installPackages(programs: Readonly<Record<string, string>>): Promise<string | undefined> {
  const lacking = Object.entries(programs).filter(([program]) => findOnPath(program) === undefined);
  if (lacking.length === 0) return undefined;
  const packages = [...new Set(lacking.map(([, debianPackage]) => debianPackage))];
  const install = `apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (!mayInstallPackages())
    return `${lacking.map(([program]) => program).join(', ')} not found: as root on Debian run "${install}"`;
  console.log(`Installing Debian packages: ${packages.join(' ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const waitForOthers = ['-o', 'DPkg::Lock::Timeout=300'];
  // A fresh machine has no package lists, an old one has lists of versions that are gone from the mirrors.
  await run('apt-get', [...waitForOthers, 'update'], { env });
  const result = await run('apt-get', [...waitForOthers, ...install.split(' ').slice(1)], { env });
  const still = lacking.filter(([program]) => findOnPath(program) === undefined).map(([program]) => program);
  if (still.length === 0) return undefined;
  const said = result.stderr.trim().split('\n').at(-1) ?? '';
  return `${still.join(', ')} not found and could not be installed (is there a network?): try "${install}" (${said})`;
}
