/** Which paths of the image a COPY or ADD writes, as far as the build context tells. */
import type { BuildContext, Project } from '../project/project.ts';
import type { Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { isTarName, type Transfer, withoutSlashAtEnd } from '../syntax/dockerfile/transfer.ts';
import { expand, scopeAt } from '../syntax/dockerfile/variables.ts';
import { imagePath, workingDirectoryAt } from '../syntax/dockerfile/working-directory.ts';
import { basename, dirname, join } from '../text/path.ts';

export interface Placed {
  /** In the image; the last part of one may be a pattern. */
  readonly path: string;
  /** Where it lies if the destination, written without a slash, is a folder of the base image. */
  readonly otherPath: string | undefined;
  /** `folder`: the contents of one go to `path`. `unknown`: a file or the contents of a folder. */
  readonly kind: 'file' | 'folder' | 'unknown';
}

interface Where {
  readonly file: Dockerfile;
  readonly stage: Stage;
  readonly context: BuildContext;
  readonly project: Project;
}

/** Empty when it is not known. */
export function placedBy(transfer: Transfer, where: Where): readonly Placed[] {
  const { file, stage } = where;
  const { instruction, destination, sources, heredocs, name } = transfer;
  if (instruction.flags.some(it => it.name.value === 'parents')) return [];
  const scope = scopeAt(file, instruction.span.start);
  const to = expand(destination, scope);
  const target = to.kind === 'known' ? imagePath(workingDirectoryAt(file, stage, instruction), to.value) : undefined;
  if (to.kind !== 'known' || target === undefined) return [];
  const last = basename(to.value);
  const isFolder = last === '' || last === '.' || last === '..' || sources.length + heredocs > 1;
  const below = (own: string): string => `${target === '/' ? '' : target}/${own}`;
  const placed: Placed[] = [];
  for (const source of sources) {
    const value = expand(source, scope);
    if (value.kind !== 'known' || (name === 'ADD' && isTarName(value.value))) return [];
    const kind = kindOf(value.value, transfer, where);
    const own = basename(withoutSlashAtEnd(value.value));
    if (kind === 'folder') placed.push({ path: target, otherPath: undefined, kind });
    else if (!isFolder) placed.push({ path: target, otherPath: below(own), kind });
    else if (kind === 'file') placed.push({ path: below(own), otherPath: undefined, kind });
    else placed.push({ path: target, otherPath: below(own), kind });
  }
  for (const { name: own } of instruction.heredocs) {
    placed.push({ path: isFolder ? below(own.value) : target, otherPath: undefined, kind: 'file' });
  }
  return placed;
}

function hasEnding(path: string): boolean {
  return /[^/]\.\w+$/.test(path);
}

function kindOf(source: string, { from }: Transfer, { context, project }: Where): Placed['kind'] {
  const path = withoutSlashAtEnd(source);
  if (path === '' || path === '.' || source.endsWith('/') || source === '*') return 'folder';
  if (from) return hasEnding(path) ? 'file' : 'unknown';
  const at = join(context.folder, path.replace(/^\/+/, ''));
  const parent = dirname(at);
  const entries = parent === context.folder ? context.entries : project.entriesIn(context, parent);
  const entry = entries?.find(it => it.name === basename(at));
  return entry?.kind ?? (hasEnding(path) ? 'file' : 'unknown');
}
