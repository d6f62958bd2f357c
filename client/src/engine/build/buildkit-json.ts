// BuildKit's status as buildx writes it with `--progress=rawjson` (from 0.13 on): JSON objects with the fields of
// SolveStatus (moby/buildkit, client/graph.go). The same events as `buildkit-status.ts` reads from the engine.
import type { BuildProgress, BuildStep, BuildWarning } from '../engine.ts';

interface Status {
  readonly vertexes?: readonly Vertex[];
  readonly statuses?: readonly Transfer[];
  readonly logs?: readonly { readonly vertex?: string; readonly data?: string }[];
  readonly warnings?: readonly Warning[];
}

interface Vertex {
  readonly digest?: string;
  readonly name?: string;
  readonly started?: string;
  readonly completed?: string;
  readonly cached?: boolean;
  readonly error?: string;
}

interface Transfer {
  readonly id?: string;
  readonly vertex?: string;
  readonly name?: string;
  readonly current?: number;
  readonly total?: number;
  readonly completed?: string;
}

interface Warning {
  /** Base64, as everything that is bytes. */
  readonly short?: string;
  readonly detail?: readonly string[];
  readonly url?: string;
  readonly range?: readonly Range[];
}

interface Range {
  readonly start?: { readonly line?: number };
  readonly end?: { readonly line?: number };
}

/** Reads line by line: buildx 0.13 writes each status over many lines, later ones write it on one. */
export function buildkitJsonReader(): typeof readBuildkitJson {
  let begun: string | undefined;
  return line => {
    if (begun === undefined && line !== '{') return readBuildkitJson(line);
    begun = (begun ?? '') + line;
    if (line !== '}') return [];
    const whole = begun;
    begun = undefined;
    return readBuildkitJson(whole);
  };
}

/** Steps first, then what they transfer, their output and warnings. Undefined for a line that is no status. */
export function readBuildkitJson(line: string): readonly BuildProgress[] | undefined {
  if (!line.startsWith('{')) return undefined;
  let status: Status;
  try {
    status = JSON.parse(line);
  } catch {
    return undefined;
  }
  return [
    ...(status.vertexes ?? []).map((it): BuildProgress => ({ kind: 'step', step: stepOf(it) })),
    ...(status.statuses ?? []).map(transferOf),
    ...(status.logs ?? []).map(
      ({ vertex = '', data }): BuildProgress => ({ kind: 'output', step: vertex, text: decoded(data) }),
    ),
    ...(status.warnings ?? []).map((it): BuildProgress => ({ kind: 'warning', warning: warningOf(it) })),
  ];
}

function stepOf({ digest = '', name = '', started, completed, cached, error }: Vertex): BuildStep {
  const times = {
    ...(started === undefined ? {} : { startedAt: milliseconds(started) }),
    ...(completed === undefined ? {} : { endedAt: milliseconds(completed) }),
  };
  if (error) return { digest, name, state: 'failed', ...times, error };
  const state = cached ? 'cached' : completed !== undefined ? 'done' : started !== undefined ? 'running' : 'waiting';
  return { digest, name, state, ...times };
}

/** RFC 3339 with nanoseconds, which `Date` reads to the millisecond. */
function milliseconds(time: string): number {
  const fraction = Number(/\.\d{3}(\d{1,6})/.exec(time)?.[1]?.padEnd(6, '0') ?? 0) / 1_000_000;
  return Date.parse(time) + fraction;
}

function transferOf({ id = '', vertex = '', name, current = 0, total = 0, completed }: Transfer): BuildProgress {
  const transfer = { id, name: name || id, current, total, isDone: completed !== undefined };
  return { kind: 'transfer', step: vertex, transfer };
}

function warningOf({ short, detail = [], url, range }: Warning): BuildWarning {
  const start = range?.[0]?.start?.line ?? 0;
  const end = range?.[0]?.end?.line ?? 0;
  return {
    message: decoded(short),
    detail: detail.map(decoded).join('\n'),
    ...(url ? { url } : {}),
    // BuildKit counts lines from one.
    ...(start < 1 ? {} : { lines: { start: start - 1, end: Math.max(start, end) - 1 } }),
  };
}

function decoded(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString('utf8');
}
