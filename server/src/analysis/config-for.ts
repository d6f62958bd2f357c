/** The configuration in force for a folder: what the driver handed in, overridden by the nearest `.slipway.yaml` above. */
import type { Reads } from '../project/cells.ts';
import { type Sources, sameData } from '../project/sources.ts';
import { dirname, join } from '../text/path.ts';
import { type Config, mergeConfig } from './config.ts';
import { readConfigFile } from './config-file.ts';

const names = ['.slipway.yaml', '.slipway.yml'];
const maxFoldersAbove = 20;

/** A file that is not valid overrides what it says validly; its mistakes are findings of its own. */
export function configFor(
  reads: Reads,
  sources: Sources,
  folder: string,
  given: (reads: Reads) => Promise<Config>,
): Promise<Config> {
  return reads.get(
    `config-for:${folder}`,
    async reads => {
      const base = await given(reads);
      const path = await nearest(reads, sources, folder);
      const text = path === undefined ? undefined : await sources.text(reads, path);
      return text === undefined ? base : mergeConfig(base, readConfigFile(text).layer);
    },
    sameData,
  );
}

async function nearest(reads: Reads, sources: Sources, folder: string): Promise<string | undefined> {
  let at = folder;
  for (let i = 0; i < maxFoldersAbove; i++) {
    const entries = await sources.directory(reads, at);
    const name = names.find(name => entries.some(entry => entry.name === name && entry.kind === 'file'));
    if (name) return join(at, name);
    const above = dirname(at);
    if (above === at || entries.some(({ name }) => name === '.git')) return undefined;
    at = above;
  }
  return undefined;
}
