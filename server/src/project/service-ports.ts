/** The ports that the image of a service EXPOSEs, as far as its Dockerfile and the image below tell. */
import { portsExposedByImage } from '../catalog/image-ports.ts';
import type { PortRange } from '../syntax/compose/compose-file.ts';
import type { Argument, Dockerfile, Instruction, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { exposedPortsOf, portProblem } from '../syntax/dockerfile/exposed-ports.ts';
import { stageChain } from '../syntax/dockerfile/stage-chain.ts';
import { rootImageOf } from './base-image.ts';
import type { Project, ProjectService } from './project.ts';
import { isDigit } from './service-mentions.ts';

export interface ExposedByDockerfile {
  readonly file: Dockerfile;
  /** Undefined for one that stands in the Compose file. */
  readonly path: string | undefined;
  /** The one that is built. */
  readonly stage: Stage;
  /** What EXPOSE of the stage, and of those below it, names. */
  readonly ports: readonly PortRange[];
  /** The last word of the last EXPOSE; undefined without any. */
  readonly last: Argument | undefined;
}

/** Undefined where the service is not built, or something of it is not knowable: a variable, the stage. */
export function exposedByDockerfile(service: ProjectService, project: Project): ExposedByDockerfile | undefined {
  const of = project.dockerfileOf(service);
  if (of.kind !== 'found' && of.kind !== 'inline') return undefined;
  const { file } = of;
  const path = of.kind === 'found' ? of.path : undefined;
  const stage = of.kind === 'found' ? of.stage : file.stages.length === 1 ? file.stages[0] : undefined;
  if (!stage) return undefined;
  const chain = new Set<Instruction>(stageChain(stage).flatMap(it => it.instructions.filter(isExpose)));
  const ports: PortRange[] = [];
  const read = new Set<Argument>();
  for (const { instruction, word, port } of chain.size === 0 ? [] : exposedPortsOf(file)) {
    if (!chain.has(instruction)) continue;
    if (portProblem(port.value) !== undefined) return undefined;
    const [from, to] = port.value.split('-').map(Number);
    if (from !== undefined) ports.push({ from, to: to ?? from });
    read.add(word);
  }
  let last: Argument | undefined;
  const hasArguments = service.definitions.some(it => it.service.build?.args.length);
  for (const { arguments: words } of chain) {
    for (const word of words) {
      // The value may be another one than the default that stands in the file.
      if (!read.has(word) || (hasArguments && word.raw.includes('$'))) return undefined;
      last = word;
    }
  }
  return { file, path, stage, ports, last };
}

function isExpose({ name }: Instruction): boolean {
  return name === 'EXPOSE';
}

/** What the image below EXPOSEs; undefined when it is not known. */
export function exposedByBase(
  { file, path, stage }: ExposedByDockerfile,
  project: Project,
): readonly number[] | undefined {
  const root = rootImageOf(stage, { path: path ?? project.root, file }, project);
  if (root.kind === 'scratch') return [];
  if (root.kind !== 'image') return undefined;
  return portsExposedByImage(root.reference.familiarName, root.reference.tag?.value ?? '');
}

/** Answers whether any port of a range is among the given ones, in time that grows little with their number. */
export function portsAmong(ranges: readonly PortRange[]): (range: PortRange) => boolean {
  const apart: { from: number; to: number }[] = [];
  for (const { from, to } of [...ranges].sort((a, b) => a.from - b.from)) {
    const last = apart.at(-1);
    if (last && from <= last.to + 1) last.to = Math.max(last.to, to);
    else apart.push({ from, to });
  }
  return ({ from, to }) => {
    let low = 0;
    let high = apart.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((apart[middle]?.to ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    return (apart[low]?.from ?? Number.POSITIVE_INFINITY) <= to;
  };
}

/** `80, 443 and 8000-8010`: at most four, in order. */
export function portWords(ranges: readonly PortRange[]): string {
  const sorted = [...ranges].sort((a, b) => a.from - b.from || a.to - b.to);
  const words = [...new Set(sorted.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)))];
  if (words.length > 4) return `${words.slice(0, 4).join(', ')} and others`;
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** Whether the number stands in the text by itself, as 80 does in `:80/` and not in `8080`. */
export function holdsNumber(text: string, number: number): boolean {
  const needle = String(number);
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (!isDigit(text.charCodeAt(at - 1)) && !isDigit(text.charCodeAt(at + needle.length))) return true;
  }
  return false;
}
