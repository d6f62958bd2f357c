/**
 * The configuration in force for a folder: what the driver handed in, overridden by the nearest `.slipway.yaml` above, so
 * that a team sees the same everywhere; and over both what somebody asked for on a command line.
 */
import ignore from 'ignore';
import type { Reads, Soon } from '../project/cells.ts';
import { isExercise } from '../project/home.ts';
import { type Sources, sameData } from '../project/sources.ts';
import { dirname, isWithin, join, relative } from '../text/path.ts';
import { keepLast } from '../text/remember.ts';
import { type Config, type ConfigLayer, mergeConfig } from './config.ts';
import { readConfigFile } from './config-file.ts';

const names = ['.slipway.yaml', '.slipway.yml'];
const maxFoldersAbove = 20;

/** A file that is not valid overrides what it says validly; its mistakes are findings of its own. */
export function configFor(
  reads: Reads,
  sources: Sources,
  folder: string,
  given: (reads: Reads) => Soon<Config>,
  override?: ConfigLayer,
): Soon<Config> {
  return reads.get(
    configKey(folder),
    async reads => {
      const base = await given(reads);
      const path = await nearest(reads, sources, folder);
      const text = path === undefined ? undefined : await sources.text(reads, path);
      // Where nothing is laid over it, the very same for all folders: what is made for a configuration is kept with it.
      const own = text === undefined ? base : mergeConfig(base, readConfigFile(text).layer);
      return override ? mergeConfig(own, override) : own;
    },
    sameData,
  );
}

const configKey = keepLast((folder: string) => `config-for:${folder}`);

/** Whether the `exclude` patterns of the nearest `.slipway.yaml` leave the file out. */
export function isExcluded(reads: Reads, sources: Sources, path: string): Soon<boolean> {
  return reads.get(`excluded:${path}`, async reads => {
    const configPath = await nearest(reads, sources, dirname(path));
    const text = configPath === undefined ? undefined : await sources.text(reads, configPath);
    if (configPath === undefined || text === undefined) return false;
    return matchesPatterns(readConfigFile(text).layer.exclude ?? [], dirname(configPath), path);
  });
}

/** Whether patterns as in a `.gitignore` in `folder` match the file or a folder above it. */
export function matchesPatterns(patterns: readonly string[], folder: string, path: string): boolean {
  if (patterns.length === 0 || path === folder || !isWithin(folder, path)) return false;
  return ignore().add(patterns).ignores(relative(folder, path));
}

async function nearest(reads: Reads, sources: Sources, folder: string): Promise<string | undefined> {
  let at = folder;
  for (let i = 0; i < maxFoldersAbove; i++) {
    const entries = await sources.directory(reads, at);
    const name = names.find(name => entries.some(entry => entry.name === name && entry.kind === 'file'));
    if (name) return join(at, name);
    const above = dirname(at);
    if (above === at || isExercise(at) || entries.some(({ name }) => name === '.git')) return undefined;
    at = above;
  }
  return undefined;
}
