// Which failures are to be seen in files, and where they are while somebody types. Pure. A failure is to be seen from the end
// of its job until its file is built again to an end, its instruction changes, or its run is forgotten.
import type { PlannedBuild } from '../../../server/src/build/build-plan.ts';
import type { Span } from '../../../server/src/text/span.ts';
import type { BuildRun, JobFailure } from './build-run.ts';

export interface FailureMark {
  /** Stays the same: of the first job that failed so. */
  readonly id: string;
  readonly path: string;
  /** Offsets in the file as it was when the build failed. */
  readonly start: number;
  readonly end: number;
  /** What stood there; undefined where it is not known. */
  readonly text: string | undefined;
  readonly message: string;
  readonly advice: string;
  readonly output: readonly string[];
  readonly exitCode?: number;
  /** What failed so, such as `api@raspberrypi4-64`: one instruction may fail for several platforms. */
  readonly jobs: readonly string[];
}

/** `runs` are the newest first. */
export function failureMarks(runs: readonly BuildRun[]): readonly FailureMark[] {
  const marks = new Map<string, FailureMark>();
  /** By what is built, the run that built it last. */
  const last = new Map<string, string>();
  for (const { id: run, plan, jobs } of runs) {
    for (const { id: job, state, failure } of jobs) {
      const build = plan.builds.find(({ id }) => id === job);
      // One that was given up says nothing of the file.
      if (!build || state === 'waiting' || state === 'skipped' || state === 'cancelled') continue;
      const file = fileOf(build, plan.composeFiles);
      if ((last.get(file) ?? run) !== run) continue;
      last.set(file, run);
      if (failure?.place === undefined) continue;
      const key = [run, failure.place.path, failure.place.start, failure.message].join('|');
      const known = marks.get(key);
      marks.set(
        key,
        known ? { ...known, jobs: [...known.jobs, job] } : markOf(`${run}/${job}`, job, failure, failure.place),
      );
    }
  }
  return [...marks.values()];
}

/** A Dockerfile inside a Compose file is one for each service. */
function fileOf({ dockerfile, service }: PlannedBuild, composeFiles: readonly string[]): string {
  return dockerfile.path ?? `${composeFiles.join('|')}#${service}`;
}

function markOf(id: string, job: string, failure: JobFailure, place: NonNullable<JobFailure['place']>): FailureMark {
  const { message, advice, output, exitCode } = failure;
  return {
    ...{ id, path: place.path, start: place.start, end: place.end, text: place.text },
    ...{ message, advice, output, jobs: [job] },
    ...(exitCode === undefined ? {} : { exitCode }),
  };
}

/**
 * Where the mark is in a document that may have been edited since the build began; undefined where what it is about is
 * there no more, or more than once.
 */
export function placeNow(
  { start, end, text }: Pick<FailureMark, 'start' | 'end' | 'text'>,
  document: string,
): Span | undefined {
  if (text === undefined) return end <= document.length ? { start, end } : undefined;
  // What was written behind it belongs to it by now.
  const isHere = (at: number): boolean =>
    document.startsWith(text, at) &&
    /^[ \t]*(?:\r|\n|$)/.test(document.slice(at + text.length, at + text.length + 200));
  if (isHere(start)) return { start, end };
  const first = text === '' ? -1 : document.indexOf(text);
  if (first < 0 || document.includes(text, first + 1)) return undefined;
  return isHere(first) ? { start: first, end: first + text.length } : undefined;
}

/** Lines and characters are zero-based; the end is behind the last character. */
export interface LinePlace {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
}

/** What stands at the place becomes `text`. */
export interface Edit extends LinePlace {
  readonly text: string;
}

/** Where a place is behind an edit; undefined when a line of it has changed. */
export function afterEdit(place: LinePlace, edit: Edit): LinePlace | undefined {
  const { startLine, startCharacter, endLine, endCharacter, text } = edit;
  const by = (text.match(/\n/g)?.length ?? 0) - (endLine - startLine);
  const moved = { ...place, startLine: place.startLine + by, endLine: place.endLine + by };
  if (endLine < place.startLine) return moved;
  if (startLine > place.endLine) return place;
  // Whole lines that come or go in front of it, and lines that begin behind it, leave it as it is.
  const endsLine = text.endsWith('\n') || (text === '' && startCharacter === 0);
  if (endLine === place.startLine && endCharacter === 0 && endsLine) return moved;
  if (startLine === place.endLine && startCharacter >= place.endCharacter && /^\r?\n/.test(text)) return place;
  return undefined;
}
