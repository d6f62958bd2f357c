// From a place in the text that was built to the file that a person wrote: the template behind a filled-in Dockerfile, or
// the Compose file in which one stands. Pure. A file that says something else by now has no place.
import type { BuildPlan, PlannedBuild } from '../../../server/src/build/build-plan.ts';
import { resolveTemplate } from '../../../server/src/syntax/balena/template.ts';
import type { Span } from '../../../server/src/text/span.ts';
import { inlineDockerfile, placeInInline } from './failure-inline.ts';

/** Texts of files by the plan's paths: of the Dockerfile, or of the Compose files around it. */
export type FileTexts = ReadonlyMap<string, string>;

export interface FilePlace {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  /** What stands there. */
  readonly text: string;
}

/** Undefined where it is in a file that was not handed in. */
export function builtText({ dockerfile }: PlannedBuild, texts: FileTexts): string | undefined {
  return dockerfile.text ?? (dockerfile.path === undefined ? undefined : texts.get(dockerfile.path));
}

/** `at` is a place in the text that was built. */
export function placeInFile(at: Span, build: PlannedBuild, plan: BuildPlan, texts: FileTexts): FilePlace | undefined {
  const { path, text, template } = build.dockerfile;
  if (path === undefined) return placeInCompose(at, build, plan, texts);
  const file = texts.get(path);
  if (file === undefined) return undefined;
  if (text === undefined || text === file) return placed(path, file, at);
  if (template === undefined) return undefined;
  const values = template.variables.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  const filled = resolveTemplate(file, new Map(values));
  return filled.text === text ? placed(path, file, filled.original(at)) : undefined;
}

/** The last file that sets it counts; where it cannot be read line by line, the key of it or of the service is shown. */
function placeInCompose(
  at: Span,
  { service, dockerfile }: PlannedBuild,
  { composeFiles }: BuildPlan,
  texts: FileTexts,
): FilePlace | undefined {
  let atBuild: FilePlace | undefined;
  for (const path of composeFiles.toReversed()) {
    const file = texts.get(path);
    const found = file === undefined ? undefined : inlineDockerfile(file, service);
    if (file === undefined || found === undefined) continue;
    if (found.block !== undefined)
      return placed(path, file, placeInInline(file, found.block, dockerfile.text ?? '', at) ?? found.key);
    if (found.kind === 'inline') return placed(path, file, found.key);
    atBuild ??= placed(path, file, found.key);
  }
  return atBuild;
}

function placed(path: string, file: string, { start, end }: Span): FilePlace {
  return { path, start, end, text: file.slice(start, end) };
}
