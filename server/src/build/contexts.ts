/**
 * The build contexts of a plan: each folder with its ignore file once, walked once. By Docker's rules the file beside the
 * Dockerfile or in the context; by balena's the one of the project's root, or each folder's own where that is asked for.
 */

import type { Reads } from '../project/cells.ts';
import type { Project } from '../project/project.ts';
import type { Sources } from '../project/sources.ts';
import type { Workspace } from '../project/workspace.ts';
import { builtInLines, type IgnoreFile, parseIgnoreFile } from '../syntax/ignore-file.ts';
import { dirname, isWithin, join } from '../text/path.ts';
import type { BalenaSettings } from './balena-settings.ts';
import type { BuildRequest, PlannedContext } from './build-plan.ts';
import type { BuildHost } from './build-project.ts';
import { type ContextLister, walkContext } from './context-walk.ts';
import { shown } from './plan-words.ts';

export interface ContextCollector {
  /** The id of the context. `ignoreFile` is what the project model found for this Dockerfile. */
  add(folder: string, ignoreFile: string | undefined): string;
  /** All that were added, in that order. @throws the signal's reason when it is cancelled */
  all(): Promise<readonly PlannedContext[]>;
}

export interface CollectorOptions {
  readonly project: Project;
  readonly request: BuildRequest;
  readonly settings: BalenaSettings;
  readonly host: BuildHost;
  readonly reads: Reads;
  readonly sources: Sources;
  readonly signal: AbortSignal | undefined;
}

interface Added {
  readonly id: string;
  readonly folder: string;
  readonly ignoreFile: string | undefined;
}

export function contextCollector(options: CollectorOptions): ContextCollector {
  const { project, request } = options;
  const added = new Map<string, Added>();
  return {
    add(folder, given) {
      const isOwn = project.dialect === 'balena' && request.multiDockerignore === true;
      const ignoreFile = isOwn ? join(folder, '.dockerignore') : given;
      const key = `${folder}|${ignoreFile ?? ''}`;
      const known = added.get(key);
      if (known) return known.id;
      const plain = shown(folder, project.root);
      const isTaken = [...added.values()].some(({ id }) => id === plain);
      const id = isTaken && ignoreFile !== undefined ? `${plain} (${shown(ignoreFile, project.root)})` : plain;
      added.set(key, { id, folder, ignoreFile });
      return id;
    },
    all: () => Promise.all([...added.values()].map(it => planned(it, options))),
  };
}

async function planned({ id, folder, ignoreFile }: Added, options: CollectorOptions): Promise<PlannedContext> {
  const { project, request, settings, host, reads, sources, signal } = options;
  const { dialect } = project;
  const text = ignoreFile === undefined ? undefined : await sources.text(reads, ignoreFile);
  const file: IgnoreFile | undefined =
    text === undefined && dialect === 'docker' ? undefined : parseIgnoreFile(text ?? '', { builder: dialect });
  // The root's own file speaks of paths below the root, and so does the one of a folder above the context.
  const above = ignoreFile === undefined ? folder : dirname(ignoreFile);
  const isPlain = ignoreFile?.endsWith('/.dockerignore') === true;
  const base = isPlain && isWithin(above, folder) ? above : folder;
  const without = settings.folders.filter(it => isWithin(folder, it));
  const contents =
    request.contexts === 'walk'
      ? await walkContext({
          ...{ folder, base, ignore: file, without, signal },
          lister: host.lister ?? workspaceLister(host.workspace),
        })
      : undefined;
  const { before, behind } = builtInLines;
  return {
    id,
    folder,
    ...(file && text !== undefined && ignoreFile !== undefined
      ? { ignoreFile: { path: ignoreFile, base, patterns: file.patterns.map(it => it.text) } }
      : {}),
    builtIn: dialect === 'balena' ? [...before, ...behind] : [],
    ...(without.length > 0 ? { without } : {}),
    ...(contents ? { contents } : {}),
  };
}

/** For files that are on no disk. */
function workspaceLister(workspace: Workspace): ContextLister {
  return {
    list: folder => workspace.readDirectory(folder),
    sizes: async (_, names) => names.map(() => undefined),
  };
}
