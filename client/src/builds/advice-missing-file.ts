// A COPY or ADD that finds no file: which line of the ignore file leaves it out, that it is outside of the context, or that
// the stage it is copied from has none.
import type { PlannedBuild, PlannedContext } from '../../../server/src/build/build-plan.ts';
import { shown } from '../../../server/src/build/plan-words.ts';
import { parseIgnoreFile } from '../../../server/src/syntax/ignore-file.ts';
import { isWithin, join, relative } from '../../../server/src/text/path.ts';
import type { FailureFacts, KnownFailure } from './advice.ts';

/** How BuildKit, then the classic builder, say it. */
const missing = [
  /failed to (?:compute cache key|calculate checksum)[^\n]*"([^"\n]{1,500})"(?:: | )not found/,
  /(?:^|: )lstat (\/[^\n]{1,1000}?): no such file or directory$/,
  /(?:COPY|ADD) failed: file not found in build context or excluded by \.dockerignore: stat ([^\n]{1,500}?): file does not exist/,
  /(?:COPY|ADD) failed: l?stat ([^\n]{1,1000}?): no such file or directory/,
  /(?:COPY|ADD) failed: stat ([^\n]{1,500}?): file does not exist/,
  /(?:COPY|ADD) failed: (forbidden path outside the build context: [^\n]{1,500}?) \(\)/,
];

/** Where older engines have what they look into: of no interest to anybody but themselves. */
const engineFolder = /^\/.*\/(?:overlay2\/[^/]+\/merged|buildkit-mount\d+|(?:docker|balena)-builder\d+)(?=\/)/;

export function missingFile(facts: FailureFacts): KnownFailure | undefined {
  const { said, step, build, plan } = facts;
  const found = missing.map(pattern => pattern.exec(said)?.[1]).find(Boolean);
  if (found === undefined) return undefined;
  const forbidden = /^forbidden path outside the build context: (.*)$/.exec(found)?.[1];
  const path = (forbidden ?? found).replace(engineFolder, '').replace(/^\/+/, '');
  const text = facts.written ?? (step?.kind === 'instruction' ? step.text : '');
  // A path in a RUN is one of the image.
  if (!/^(?:COPY|ADD)\b|\bfrom=/i.test(text)) return undefined;
  const from = /\s--from=(\S+)/.exec(text)?.[1] ?? /\bfrom=([^,\s]+)/.exec(text)?.[1];
  if (from !== undefined) return fromElsewhere(path, from, build);
  const context = plan.contexts.find(({ id }) => id === build.context);
  const folder =
    context === undefined ? 'the build context' : `the build context (${shown(context.folder, plan.root)})`;
  if (forbidden !== undefined || pointsOutside(text, path))
    return {
      message: `${path} is outside of ${folder}`,
      advice:
        'Nothing outside of the build context can be copied. Put it inside, choose a folder above as “context”, or name its folder in “additional_contexts” and copy with --from.',
    };
  const pattern = context && leavingOut(context, path, plan.dialect);
  if (pattern !== undefined)
    return {
      message: `${path} is left out of ${folder} by “${pattern.line}” in ${shown(pattern.path, plan.root)}`,
      advice: `Remove that line, make it narrower, or bring the file back with a line “!${pattern.inFile}” behind it.`,
    };
  return {
    message: `${path} is not in ${folder}`,
    advice:
      'Paths of COPY and ADD begin at the build context, not at the folder of the Dockerfile. Check its spelling with upper and lower case, and whether something has to make the file before the build.',
  };
}

function fromElsewhere(path: string, from: string, { stages }: PlannedBuild): KnownFailure {
  const isStage = stages.some(
    ({ name, index }) => name?.toLowerCase() === from.toLowerCase() || String(index) === from,
  );
  const what = isStage ? `The stage ${from}` : from;
  return {
    message: `${what} has no /${path}`,
    advice: isStage
      ? 'Check where that stage puts it: paths of COPY --from begin at the root of its file system, whatever its WORKDIR is.'
      : 'Check the path in that image or named context, and that it has it for this platform, too.',
  };
}

/** BuildKit stays at the root of the context: `../shared/x` is looked for as `/shared/x`. */
function pointsOutside(instruction: string, path: string): boolean {
  return instruction.split(/[\s",[\]]+/).some(word => /^(?:\.\/)?\.\.\//.test(word) && word.endsWith(path));
}

/** The last line that leaves it out, unless a later one brings it back. */
function leavingOut(
  { folder, ignoreFile, builtIn }: PlannedContext,
  path: string,
  builder: 'docker' | 'balena',
): { readonly line: string; readonly path: string; readonly inFile: string } | undefined {
  const base = ignoreFile?.base ?? folder;
  const whole = join(folder, path);
  if (!ignoreFile || !isWithin(base, whole)) return undefined;
  const inFile = relative(base, whole);
  const { patterns } = ignoreFile;
  if (!parseIgnoreFile(patterns.join('\n'), { builder }).isIgnored(inFile)) return undefined;
  const line = patterns.findLast(it => !it.startsWith('!') && parseIgnoreFile(it).isIgnored(inFile));
  if (line !== undefined) return { line, path: ignoreFile.path, inFile };
  const own = builtIn.find(it => !it.startsWith('!') && parseIgnoreFile(it).isIgnored(inFile));
  return own === undefined ? undefined : { line: own, path: ignoreFile.path, inFile };
}
