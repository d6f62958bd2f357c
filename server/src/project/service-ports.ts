/** The ports that the image of a service EXPOSEs, as far as its Dockerfile and the image below tell. */
import { portsExposedByImage } from '../catalog/image-ports.ts';
import type { PortRange } from '../syntax/compose/compose-file.ts';
import type { Argument, Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { exposedPortsOf, portProblem } from '../syntax/dockerfile/exposed-ports.ts';
import { stageChain } from '../syntax/dockerfile/stage-chain.ts';
import { rootImageOf } from './base-image.ts';
import type { Project, ProjectService } from './project.ts';

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
  const ports: PortRange[] = [];
  let last: Argument | undefined;
  const hasArguments = service.definitions.some(it => it.service.build?.args.length);
  for (const { instructions } of stageChain(stage)) {
    for (const instruction of instructions) {
      if (instruction.name !== 'EXPOSE') continue;
      for (const word of instruction.arguments) {
        // The value may be another one than the default that stands in the file.
        if (hasArguments && word.raw.includes('$')) return undefined;
        const read = exposedPortsOf(file).filter(it => it.word === word);
        if (read.length === 0) return undefined;
        for (const { port } of read) {
          if (portProblem(port.value) !== undefined) return undefined;
          const [from, to] = port.value.split('-').map(Number);
          if (from !== undefined) ports.push({ from, to: to ?? from });
        }
        last = word;
      }
    }
  }
  return { file, path, stage, ports, last };
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

/** Whether one of the ports lies in the range. */
export function overlaps(one: PortRange, other: PortRange): boolean {
  return one.from <= other.to && other.from <= one.to;
}

/** Whether the number stands in the text by itself, as 80 does in `:80/` and not in `8080`. */
export function holdsNumber(text: string, number: number): boolean {
  const needle = String(number);
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) {
    if (!isDigit(text.charCodeAt(at - 1)) && !isDigit(text.charCodeAt(at + needle.length))) return true;
  }
  return false;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
