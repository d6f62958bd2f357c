// The rows of stages and steps: what is done, how long it took, what was moved, and while it runs the last line it wrote.
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { BuildJob } from '../../builds/build-run.ts';
import { type StageState, type StepState, stagesOf } from '../../engine/build/build-state.ts';
import type { TreeNode } from '../tree-node.ts';
import {
  iconOf,
  joined,
  movedBytes,
  runningFor,
  settledState,
  shortLine,
  timed,
  type WorkState,
} from './build-words.ts';
import { code, escaped, fact, list, tooltip } from './markdown.ts';
import { nodeMemory } from './remembered-node.ts';

export interface StepPlace {
  /** Id of the run. */
  readonly run: string;
  readonly job: BuildJob;
  readonly now: number;
  /** Names of the stages of the Dockerfile, in small letters; undefined where they are not known. */
  readonly stages: ReadonlySet<string> | undefined;
}

/** What the builder does by itself at first, the stages, or the steps alone where there is one stage, and what it exports. */
export function stepRows(place: StepPlace): readonly TreeNode[] {
  const { build } = place.job;
  const internal = build.steps.filter(({ name }) => name.kind === 'internal');
  const isExport = ({ name }: StepState): boolean => /^(?:exporting|pushing|sending tarball|loading)\b/.test(name.text);
  const stages = stagesOf(build);
  // What several stages share is of none of them, and a step that another build runs, too, has the name it has there.
  const isOfNone = ({ name }: StageState): boolean =>
    stages.length === 1 || name === '' || place.stages?.has(name.toLowerCase()) === false;
  const alone = stages.filter(isOfNone).flatMap(stage => stage.steps);
  const steps = [
    ...alone.toSorted((a, b) => numberOf(a) - numberOf(b)).map(step => stepNode(step, place)),
    ...stages.filter(stage => !isOfNone(stage)).map(stage => stageNode(stage, place)),
  ];
  const preparing = internal.filter(step => !isExport(step));
  return [
    ...(preparing.length > 0 ? [preparationNode(preparing, place)] : []),
    ...steps,
    ...internal.filter(isExport).map(step => stepNode(step, place)),
  ];
}

function numberOf({ name }: StepState): number {
  return name.kind === 'instruction' ? name.number : 0;
}

function preparationNode(steps: readonly StepState[], place: StepPlace): TreeNode {
  const { run, job } = place;
  const state = together(steps, job);
  const sent = job.build.sent;
  const description = joined(
    sent > 0 ? `context ${byteSize(sent)}` : undefined,
    `${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`,
  );
  return {
    id: `${run}/${job.id}/preparation`,
    label: 'Preparation',
    description,
    icon: iconOf(state),
    facts: ';build-group;',
    spoken: `Preparation, ${state}, ${description.replaceAll(' · ', ', ')}`,
    opened: 'collapsed',
    children: steps.map(step => stepNode(step, place)),
    subject: { kind: 'build', run, job: job.id },
    source: description,
    tooltip: () => 'What the builder does by itself: it reads the Dockerfile and the context, and asks registries.',
  };
}

function stageNode({ name, platform, steps, state }: StageState, place: StepPlace): TreeNode {
  const { run, job } = place;
  const settled = settledState(state, job.state);
  const done = steps.filter(step => step.state === 'done' || step.state === 'cached').length;
  const cached = steps.filter(step => step.state === 'cached').length;
  const label = name;
  const description = joined(
    platform,
    settled === 'cached' ? 'cached' : `${done} of ${steps.length}`,
    settled !== 'cached' && cached > 0 ? `${cached} cached` : undefined,
    settled === 'done' ? timed(steps.reduce((sum, step) => sum + step.activeMs, 0)) : undefined,
  );
  return {
    id: `${run}/${job.id}/stage:${platform} ${name}`,
    label,
    description,
    icon: iconOf(settled),
    facts: ';build-group;build-stage;',
    spoken: `Stage ${label}, ${settled}, ${description.replaceAll(' · ', ', ')}`,
    opened: 'expanded',
    children: steps.map(step => stepNode(step, place)),
    subject: { kind: 'build', run, job: job.id },
    source: description,
    tooltip: () => tooltip([`**Stage ${escaped(label)}**`], fact('Platform', escaped(platform))),
  };
}

function together(steps: readonly StepState[], job: BuildJob): WorkState {
  const states = new Set(steps.map(step => settledState(step.state, job.state)));
  for (const state of ['failed', 'running', 'cancelled', 'waiting', 'done'] as const)
    if (states.has(state)) return state;
  return 'cached';
}

const memory = nodeMemory();

function stepNode(step: StepState, { run, job, now }: StepPlace): TreeNode {
  const state = settledState(step.state, job.state);
  const since = state === 'running' && step.startedAt !== undefined ? runningFor(step, job, now) : undefined;
  // Whole seconds: a row need not change more often than somebody can read it.
  const age =
    since === undefined || since < 1000 ? undefined : timed(Math.floor(since / 1000) * 1000)?.replace('.0', '');
  const id = `${run}/${job.id}/step:${step.digest}`;
  return memory(step, id, `${state} ${age ?? ''}`, () => makeNode(step, { id, run, job, state, age }));
}

/** Without the digest behind a tag, which has no room here. */
function stepLabel(text: string): string {
  return text
    .slice(0, 400)
    .replaceAll(/\s+/g, ' ')
    .replace(/@sha256:[0-9a-f]{64}/, '')
    .slice(0, 200);
}

interface Shown {
  readonly id: string;
  readonly run: string;
  readonly job: BuildJob;
  readonly state: WorkState;
  readonly age: string | undefined;
}

function makeNode(step: StepState, { id, run, job, state, age }: Shown): TreeNode {
  const { name, activeMs, transfers, digest } = step;
  const label = stepLabel(name.text);
  const bytes = movedBytes(transfers);
  const last = state === 'running' ? (shortLine(step.unfinished) ?? shortLine(step.lastLine ?? '')) : undefined;
  const took = state === 'cached' || state === 'running' ? undefined : timed(activeMs);
  const description = joined(age ?? took, state === 'cached' ? 'cached' : undefined, bytes, last);
  const isInstruction = name.kind === 'instruction';
  const place = isInstruction ? `Step ${name.number} of ${name.total}` : 'Step';
  return {
    id,
    label,
    ...(description === '' ? {} : { description }),
    icon: iconOf(state),
    facts: `;build-step;${state};${isInstruction ? 'instruction;' : ''}`,
    spoken: [place, label, state, age ?? took, bytes].filter(it => it !== undefined).join(', '),
    subject: { kind: 'build', run, job: job.id, step: digest },
    command: 'slipway.build.showStepLog',
    source: step,
    tooltip: () => tooltipOf(step, state),
  };
}

function tooltipOf(
  { name, digest, startedAt, endedAt, activeMs, transfers, error, lastLine }: StepState,
  state: WorkState,
): string {
  const stage = name.kind === 'instruction' ? [name.platform, name.stage].filter(it => it !== undefined).join(' ') : '';
  const number = name.kind === 'instruction' ? `step ${name.number} of ${name.total}` : '';
  return tooltip(
    [code(name.text)],
    [escaped(joined(state, number, stage === '' ? undefined : `stage ${stage}`))],
    fact('Time', startedAt === undefined ? undefined : times(startedAt, endedAt, activeMs)),
    list(
      'Moved',
      transfers.map(({ name, current, total }) => {
        const of = total > current ? ` of ${byteSize(total)}` : '';
        return `${code(name.length > 40 ? name.slice(0, 24) : name)} ${byteSize(current)}${of}`;
      }),
    ),
    fact('Error', error === undefined ? undefined : escaped(error)),
    fact('Last line', lastLine === undefined ? undefined : code(lastLine)),
    fact('Digest', code(digest)),
  );
}

/** By the engine's clock. */
function times(startedAt: number, endedAt: number | undefined, activeMs: number): string {
  const at = (ms: number): string => new Date(ms).toLocaleTimeString('en-GB');
  const to = endedAt === undefined ? '' : ` to ${at(endedAt)}`;
  const took = timed(activeMs);
  return escaped(`${at(startedAt)}${to}${took === undefined ? '' : `, ${took}`}`);
}
