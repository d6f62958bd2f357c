/**
 * What a target stage needs of its Dockerfile: the stages it is built on or takes files from, the images below them, the
 * build arguments they declare, and whether anything runs.
 */
import type { Dockerfile, Instruction, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { expandWord, type Lookup } from '../syntax/dockerfile/expand.ts';
import { runMounts } from '../syntax/dockerfile/run-mounts.ts';
import { flagOf, transferOf } from '../syntax/dockerfile/transfer.ts';
import { platformArguments } from '../syntax/dockerfile/variables.ts';
import type { NeededImage, StageName } from './build-plan.ts';
import { normalPlatform, platformArgumentValues } from './platform-choice.ts';

export interface NeededStages {
  readonly stages: readonly Stage[];
  readonly images: readonly NeededImage[];
  readonly runs: boolean;
  /** Names of all ARGs that count, platform and proxy arguments included. */
  readonly declared: ReadonlySet<string>;
  /** Those without a default that nobody sets. */
  readonly open: readonly string[];
}

export interface StageRequest {
  readonly file: Dockerfile;
  readonly target: Stage;
  /** What the builder is given. */
  readonly given: ReadonlyMap<string, string>;
  readonly platform: string | undefined;
  /** Names that stand for something else than an image. */
  readonly namedContexts: ReadonlySet<string>;
}

export function neededStages(request: StageRequest): NeededStages {
  const { file, target, namedContexts } = request;
  const head = headArguments(request);
  const needed = new Set<Stage>();
  const images = new Map<string, NeededImage>();
  const waiting = [target];
  const add = (image: NeededImage): void =>
    void images.set(`${image.use}|${image.written}|${image.stage.index}`, image);

  for (let stage = waiting.pop(); stage; stage = waiting.pop()) {
    if (needed.has(stage)) continue;
    needed.add(stage);
    const base = stage.parent ?? baseOf(stage, file, head);
    if (base && 'instructions' in base) waiting.push(base);
    else if (base && !isNamed(base.written, namedContexts) && !isNamed(base.reference, namedContexts))
      add({ ...base, stage: nameOf(stage), use: 'from', ...platformOf(stage, request, head) });
    for (const { instruction } of stage.lifted) {
      for (const source of sourcesOf(instruction)) {
        const from = stageBefore(file, stage, source);
        if (from) waiting.push(from);
        else if (!namedContexts.has(source) && !/^\d+$/.test(source)) {
          const known = source.includes('$') ? {} : { reference: source };
          const platform = request.platform === undefined ? {} : { platform: request.platform };
          add({ written: source, ...known, stage: nameOf(stage), use: 'copy', ...platform });
        }
      }
    }
  }

  const stages = [...needed].sort((a, b) => a.index - b.index);
  const runs = stages.some(stage => stage.instructions.some(({ name }) => name === 'RUN'));
  return { stages, images: [...images.values()].sort(byStage), runs, ...argumentsOf(stages, request, head) };
}

export function nameOf({ index, name }: Stage): StageName {
  return name ? { index, name: name.value } : { index };
}

const byStage = (a: NeededImage, b: NeededImage): number => a.stage.index - b.stage.index;

function isNamed(image: string | undefined, named: ReadonlySet<string>): boolean {
  return image !== undefined && (named.has(image) || named.has(image.replace(/:latest$/, '')));
}

/** What COPY, ADD and the mounts of a RUN take files from: names or numbers of stages, or images. */
function sourcesOf(instruction: Instruction): readonly string[] {
  const copied = transferOf(instruction)?.from?.value;
  const mounted = instruction.name === 'RUN' ? runMounts(instruction).flatMap(it => it.options.get('from') ?? []) : [];
  return [...(copied === undefined ? [] : [copied]), ...mounted].filter(it => it !== '' && it !== 'scratch');
}

function stageBefore(file: Dockerfile, before: Stage, nameOrIndex: string): Stage | undefined {
  const lower = nameOrIndex.toLowerCase();
  const named = file.stages.findLast(it => it.index < before.index && it.name?.value.toLowerCase() === lower);
  if (named) return named;
  const numbered = /^\d+$/.test(nameOrIndex) ? file.stages[Number(nameOrIndex)] : undefined;
  return numbered && numbered.index < before.index ? numbered : undefined;
}

type Head = ReadonlyMap<string, ReturnType<Lookup>>;

/** The values of the ARGs before the first FROM, in which each sees those before it. */
function headArguments({ file, given, platform }: StageRequest): Head {
  const values = new Map<string, ReturnType<Lookup>>();
  for (const [name, value] of platformArgumentValues(platform)) values.set(name, { kind: 'known', value });
  for (const { pairs } of file.globalArguments) {
    for (const { key, value } of pairs) {
      const set = given.get(key.value);
      if (set !== undefined) values.set(key.value, { kind: 'known', value: set });
      else if (value) values.set(key.value, expandWord(value.raw, file.escape, lookupIn(values)));
      else if (!values.has(key.value)) values.set(key.value, lookupIn(values)(key.value));
    }
  }
  return values;
}

function lookupIn(values: Head): Lookup {
  return name => {
    const known = values.get(name);
    if (known) return known;
    return platformArguments.has(name) ? { kind: 'unknown', names: [name] } : { kind: 'unset' };
  };
}

/** Another stage, an image, or nothing (`scratch`, or a FROM without words). */
function baseOf(
  stage: Stage,
  file: Dockerfile,
  head: Head,
): Stage | { readonly written: string; readonly reference?: string } | undefined {
  if (!stage.base) return undefined;
  const { raw } = stage.base;
  const expanded = expandWord(raw, file.escape, lookupIn(head));
  if (expanded.kind === 'unknown' || expanded.value === '') return { written: raw };
  if (expanded.value === 'scratch') return undefined;
  const lower = expanded.value.toLowerCase();
  const earlier = file.stages.findLast(it => it.index < stage.index && it.name?.value.toLowerCase() === lower);
  return earlier ?? { written: raw, reference: expanded.value };
}

function platformOf(stage: Stage, { file, platform }: StageRequest, head: Head): Pick<NeededImage, 'platform'> {
  const written = stage.platform?.value ?? flagOf(stage.from, 'platform')?.value;
  if (!written) return platform === undefined ? {} : { platform };
  const expanded = expandWord(written.value, file.escape, lookupIn(head));
  if (expanded.kind === 'known') {
    const known = normalPlatform(expanded.value);
    return known === undefined ? {} : { platform: known };
  }
  return expanded.names.every(name => name.startsWith('BUILD')) ? { platform: 'builder' } : {};
}

/** Set without being declared, and never kept in the image. */
const proxyArguments: ReadonlySet<string> = new Set(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap(name => [name, name.toLowerCase()]),
);

function argumentsOf(
  stages: readonly Stage[],
  { file, given }: StageRequest,
  head: Head,
): Pick<NeededStages, 'declared' | 'open'> {
  const declared = new Set(proxyArguments);
  const open = new Set<string>();
  const isSet = (name: string): boolean =>
    given.has(name) ||
    platformArguments.has(name) ||
    proxyArguments.has(name) ||
    /^(?:BUILDKIT_|SOURCE_DATE_EPOCH$)/.test(name);
  for (const { pairs } of file.globalArguments) {
    for (const { key, value } of pairs) {
      declared.add(key.value);
      if (!value && !isSet(key.value)) open.add(key.value);
    }
  }
  for (const stage of stages) {
    for (const { name, pairs } of stage.instructions) {
      if (name !== 'ARG') continue;
      for (const { key, value } of pairs) {
        declared.add(key.value);
        const hasDefault = value !== undefined || (head.has(key.value) && head.get(key.value)?.kind !== 'unset');
        if (!hasDefault && !isSet(key.value)) open.add(key.value);
      }
    }
  }
  return { declared, open: [...open] };
}
