// Lines of an ignore file that speak of paths below one folder, for somebody who asks about paths below a folder in it.

import { parseIgnoreFile } from '../../../../server/src/syntax/ignore-file.ts';
import { isWithin, relative } from '../../../../server/src/text/path.ts';

/** In the same order; `folder` lies in `base`. What says nothing of the folder is left out. */
export function rebasedPatterns(patterns: readonly string[], base: string, folder: string): readonly string[] {
  if (folder === base || !isWithin(base, folder)) return patterns;
  const steps = relative(base, folder).split('/');
  return patterns.flatMap(written => {
    const mark = written.startsWith('!') ? '!' : '';
    const [clean] = parseIgnoreFile(` ${written}`).patterns;
    if (clean === undefined) return [];
    const rests = new Set(
      below(clean.pattern.split('/'), steps).map(rest => (rest.length === 0 ? '**' : rest.join('/'))),
    );
    return [...rests].map(rest => mark + rest);
  });
}

/** What is left of a pattern once it has gone down all steps; several where `**` may have taken more or fewer of them. */
function below(pattern: readonly string[], steps: readonly string[]): readonly (readonly string[])[] {
  const [first, ...others] = pattern;
  const [step, ...further] = steps;
  // All of the pattern is used up by a folder around: it holds for everything in it.
  if (first === undefined) return [[]];
  if (step === undefined) return [pattern];
  if (first === '**') return [...below(others, steps), ...below(pattern, further)];
  const isMatch = parseIgnoreFile(` ${first}`).isIgnored(step);
  return isMatch ? below(others, further) : [];
}
