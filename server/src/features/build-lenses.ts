/** What an editor offers to build above the stages of a Dockerfile and the services of a Compose file. */
import type { Project, ProjectComposeFile } from '../project/project.ts';
import type { Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { type Span, span } from '../text/span.ts';

export interface BuildLens {
  /** On the line above which it stands. */
  readonly at: Span;
  readonly title: string;
  /** What is built; what is left out is asked. */
  readonly build: LensBuild;
}

export interface LensBuild {
  /** The file that is built from: the Compose file of the service, where there is one. */
  readonly path: string;
  /** Empty for all. */
  readonly services: readonly string[];
  readonly target?: string;
  readonly platforms?: readonly string[];
}

type Around = Pick<Project, 'device' | 'composeFiles' | 'servicesBuiltFrom'>;

/** A file without a stage has none. */
export function dockerfileLenses(path: string, { stages }: Dockerfile, project: Around): readonly BuildLens[] {
  const [first] = stages;
  if (first === undefined) return [];
  const names = project.servicesBuiltFrom(path).map(it => it.name);
  const compose = project.composeFiles.find(it => it.role === 'main') ?? project.composeFiles[0];
  // By itself its folder would be the context, which need not be that of the service.
  const whole = compose && names.length > 0 ? { path: compose.path, services: names } : { path, services: [] };
  const one = { ...whole, services: whole.services.slice(0, 1) };
  return [
    ...forDevices(lineOf(first), whole, project),
    // The last one is the whole file.
    ...stages.slice(0, -1).map(stage => ({
      at: lineOf(stage),
      title: 'Build This Stage',
      build: { ...one, target: stage.name?.value ?? String(stage.index), ...platformsOf(project) },
    })),
  ];
}

export function composeLenses({ path, file }: ProjectComposeFile, project: Around): readonly BuildLens[] {
  return file.services
    .filter(service => service.build !== undefined)
    .flatMap(({ name, nameSpan }) => forDevices(nameSpan, { path, services: [name] }, project));
}

function forDevices(at: Span, build: LensBuild, project: Around): readonly BuildLens[] {
  const { device } = project;
  if (device === undefined) return [{ at, title: 'Build for Device…', build }];
  return [
    { at, title: `Build for ${device.name}`, build: { ...build, ...platformsOf(project) } },
    { at, title: 'Build for…', build },
  ];
}

function platformsOf({ device }: Around): Pick<LensBuild, 'platforms'> {
  return device === undefined ? {} : { platforms: [device.slug] };
}

function lineOf({ from }: Stage): Span {
  return span(from.span.start, from.span.start);
}
