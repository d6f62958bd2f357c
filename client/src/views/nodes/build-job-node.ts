// The row of a service that is built for one platform, with what went wrong first and what the builder warns of last.

import type { PlatformChoice } from '../../../../server/src/build/build-plan.ts';
import { shown } from '../../../../server/src/build/plan-words.ts';
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { BuildJob, BuildRun, EarlierResult, JobFailure, JobResult } from '../../builds/build-run.ts';
import type { BuildWarning } from '../../engine/engine.ts';
import type { TreeNode } from '../tree-node.ts';
import { stepRows } from './build-step-node.ts';
import { iconOf, joined, timed } from './build-words.ts';
import { shortId } from './image-reference.ts';
import { code, escaped, fact, list, tooltip } from './markdown.ts';

export function jobNode(job: BuildJob, run: BuildRun, now: number): TreeNode {
  const { state, result, failure } = job;
  const id = `${run.id}/${job.id}`;
  const platform = run.plan.platforms.find(it => it.id === job.for);
  const image = imageOf(result);
  const description = joined(platformWords(platform), ...progressWords(job));
  return {
    id,
    label: job.service,
    description,
    icon: iconOf(state),
    facts: factsOf(job),
    spoken: joined(`Service ${job.service}`, state, description).replaceAll(' · ', ', '),
    ...(state === 'waiting' || state === 'skipped' ? {} : { opened: 'expanded' as const }),
    children: [
      ...(failure === undefined ? [] : failureRows(failure, job, run)),
      ...stepRows({ run: run.id, job, now, stages: stageNames(run, job) }),
      ...(result?.notes ?? []).map((note, i) => noteRow(`${id}/note:${i}`, note)),
      ...job.build.warnings.map((warning, i) => warningRow(warning, i, job, run)),
    ],
    subject: { kind: 'build', run: run.id, job: job.id, ...(image === undefined ? {} : { image }) },
    source: result ?? failure ?? description,
    tooltip: () => tooltipOf(job, run),
  };
}

/** As BuildKit calls them; of a plan that knows none, no name is a stranger's. */
function stageNames({ plan }: BuildRun, { id }: BuildJob): ReadonlySet<string> | undefined {
  const stages = plan.builds.find(it => it.id === id)?.stages ?? [];
  if (stages.length === 0) return undefined;
  return new Set(stages.flatMap(({ name, index }) => [name?.toLowerCase() ?? `stage-${index}`]));
}

function imageOf(result: JobResult | undefined): { readonly id: string; readonly reference?: string } | undefined {
  const { imageId, tags = [] } = result ?? {};
  if (imageId === undefined) return undefined;
  const [reference] = tags;
  return { id: imageId, ...(reference === undefined ? {} : { reference }) };
}

function factsOf({ state, result }: BuildJob): string {
  const facts = ['build-job', state];
  if (result?.imageId !== undefined) facts.push('image');
  if ((result?.tags.length ?? 0) > 0) facts.push('tagged');
  if (result?.before !== undefined) facts.push('compared');
  return `;${facts.join(';')};`;
}

/** `Raspberry Pi 4 (using 64bit OS)`, or `linux/arm64`; nothing for whatever the engine builds by itself. */
function platformWords(choice: PlatformChoice | undefined): string | undefined {
  return choice?.device?.name ?? choice?.platform;
}

function progressWords({ state, build, result, startedAt, endedAt }: BuildJob): readonly (string | undefined)[] {
  const took = startedAt === undefined || endedAt === undefined ? undefined : timed(endedAt - startedAt);
  switch (state) {
    case 'waiting':
      return ['waiting'];
    case 'running':
      return [build.total === 0 ? 'starting' : `${build.done} of ${build.total}`];
    case 'done': {
      const cached = build.cached > 0 ? `${build.cached} of ${build.total} cached` : undefined;
      return [sizeWords(result), took, cached];
    }
    case 'failed':
      return ['failed', took];
    case 'cancelled':
      return ['cancelled', took];
    case 'skipped':
      return ['not begun'];
  }
}

/** `52.3 MB, 1.2 MB less`. */
function sizeWords(result: JobResult | undefined): string | undefined {
  if (result?.bytes === undefined) return undefined;
  const change = changeWords(result.bytes, result.before);
  return `${byteSize(result.bytes)}${change === undefined ? '' : `, ${change}`}`;
}

function changeWords(bytes: number, before: EarlierResult | undefined): string | undefined {
  if (before?.bytes === undefined) return undefined;
  const more = bytes - before.bytes;
  if (more === 0) return before.newLayers === 0 ? 'as before' : 'same size';
  return `${byteSize(Math.abs(more))} ${more > 0 ? 'more' : 'less'}`;
}

/** Of the row that says what went wrong. */
export function failureId(run: string, job: string): string {
  return `${run}/${job}/failure`;
}

/** Of the row below it that says what to do, if anything is known. */
export function adviceId(failure: string): string {
  return `${failure}/advice`;
}

function failureRows(failure: JobFailure, job: BuildJob, run: BuildRun): readonly TreeNode[] {
  const id = failureId(run.id, job.id);
  const { message, advice, place } = failure;
  const where = place === undefined ? undefined : shown(place.path, run.plan.root);
  const rows: TreeNode[] = [
    {
      id,
      label: message,
      ...(where === undefined ? {} : { description: where }),
      icon: { id: 'error', color: 'testing.iconFailed' },
      facts: `;build-failure;${place === undefined ? '' : 'placed;'}`,
      spoken: `Error: ${message}`,
      subject: { kind: 'build', run: run.id, job: job.id, ...(failure.step ? { step: failure.step.digest } : {}) },
      // Without a place there is at least what was written.
      command: place === undefined ? 'slipway.build.showLog' : 'slipway.build.goToInstruction',
      source: failure,
      tooltip: () =>
        tooltip(
          [escaped(message)],
          [escaped(advice)].filter(it => it !== ''),
          list('Last lines', failure.output.slice(-8).map(code), 8),
        ),
    },
  ];
  if (advice !== '')
    rows.push({
      id: adviceId(id),
      label: advice,
      icon: { id: 'lightbulb', color: 'editorLightBulb.foreground' },
      facts: ';build-advice;',
      spoken: `Advice: ${advice}`,
      subject: { kind: 'build', run: run.id, job: job.id },
      source: failure,
      tooltip: () => escaped(advice),
    });
  return rows;
}

function noteRow(id: string, note: string): TreeNode {
  return {
    ...{ id, label: note, icon: { id: 'info' }, facts: ';build-note;', spoken: `Note: ${note}` },
    tooltip: () => escaped(note),
  };
}

function warningRow(warning: BuildWarning, index: number, job: BuildJob, run: BuildRun): TreeNode {
  const { message, detail, url, lines } = warning;
  return {
    id: `${run.id}/${job.id}/warning:${index}`,
    label: message,
    ...(lines === undefined ? {} : { description: `line ${lines.start + 1}` }),
    icon: { id: 'warning', color: 'list.warningForeground' },
    facts: ';build-warning;',
    spoken: `Warning: ${message}`,
    subject: { kind: 'build', run: run.id, job: job.id, ...(lines === undefined ? {} : { line: lines.start }) },
    ...(lines === undefined ? {} : { command: 'slipway.build.goToInstruction' }),
    source: warning,
    tooltip: () => tooltip([escaped(message)], [escaped(detail)], url === undefined ? [] : [escaped(url)]),
  };
}

function tooltipOf({ id, state, result, build, failure }: BuildJob, { plan }: BuildRun): string {
  const planned = plan.builds.find(it => it.id === id);
  const file = planned?.dockerfile.path;
  const before = result?.before;
  const layers =
    before?.newLayers === undefined
      ? undefined
      : `${before.newLayers} of ${(before.sameLayers ?? 0) + before.newLayers} new since the last build`;
  return tooltip(
    [`**${escaped(id)}** ${state}`],
    failure === undefined ? [] : [escaped(failure.message)],
    fact('Dockerfile', file === undefined ? 'in the Compose file' : code(shown(file, plan.root))),
    fact('Platform', escaped(result?.platform ?? planned?.platform ?? '')),
    list('Tags', (result?.tags ?? planned?.tags ?? []).map(code)),
    fact('Image', result?.imageId === undefined ? undefined : code(shortId(result.imageId))),
    fact('Size', escaped(sizeWords(result) ?? '')),
    fact('Layers', layers),
    fact('Steps', build.total === 0 ? undefined : `${build.done} of ${build.total}, ${build.cached} from the cache`),
    fact('Fetched', build.fetched.current === 0 ? undefined : byteSize(build.fetched.current)),
    fact('Context', build.sent === 0 ? undefined : byteSize(build.sent)),
    list('Warnings', (planned?.warnings ?? []).map(escaped)),
  );
}
