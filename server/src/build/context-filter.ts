/** What of a planned context is sent, path by path: for whoever carries the plan out. */
import { parseIgnoreFile } from '../syntax/ignore-file.ts';
import { join, relative } from '../text/path.ts';
import type { BuildPlan, PlannedContext } from './build-plan.ts';
import { exceptionTest } from './context-walk.ts';

/** Paths are relative to the context, with `/`. */
export interface ContextFilter {
  isIgnored(path: string): boolean;
  /** Whether something in an ignored folder may have to be sent nonetheless. */
  mayHoldMore(folder: string): boolean;
}

export function contextFilter(context: PlannedContext, { dialect }: Pick<BuildPlan, 'dialect'>): ContextFilter {
  const { folder, ignoreFile, builtIn, without = [] } = context;
  const hasPatterns = ignoreFile !== undefined || builtIn.length > 0;
  // Behind a blank nothing is taken for a comment.
  const lines = (ignoreFile?.patterns ?? []).map(pattern => ` ${pattern}`).join('\n');
  const ignore = hasPatterns ? parseIgnoreFile(lines, { builder: dialect }) : undefined;
  const base = ignoreFile?.base ?? folder;
  const isTakenOut = (path: string): boolean => without.length > 0 && without.includes(join(folder, path));
  const fromBase = (path: string): string => (base === folder ? path : relative(base, join(folder, path)));
  const mayHold = exceptionTest(ignore);
  return {
    isIgnored: path => isTakenOut(path) || ignore?.isIgnored(fromBase(path)) === true,
    mayHoldMore: path => !isTakenOut(path) && mayHold(fromBase(path)),
  };
}
