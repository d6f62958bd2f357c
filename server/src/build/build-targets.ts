/** What can be built from a file, for whoever lets somebody choose: services, stages, and devices to begin with. */
import { type DeviceType, deviceType } from '../catalog/device-types.ts';
import { createCells } from '../project/cells.ts';
import type { Dialect, Project } from '../project/project.ts';
import { createSources, type Sources } from '../project/sources.ts';
import { parseManifest } from '../syntax/balena/manifest.ts';
import { parseDockerfile } from '../syntax/dockerfile/parse.ts';
import { join } from '../text/path.ts';
import type { BuildRequest, PlatformChoice, StageName } from './build-plan.ts';
import { type BuildHost, buildSubject } from './build-project.ts';
import { nameOf } from './needed-stages.ts';
import { planBuilds } from './plan-builds.ts';
import { choiceOfDevice, defaultPlatform } from './platform-choice.ts';
import { serviceBuilds } from './service-build.ts';

export interface BuildTargets {
  readonly root: string;
  readonly dialect: Dialect;
  /** Services with a build, in the order of their files; empty for a Dockerfile that no service is built from. */
  readonly services: readonly BuildableService[];
  /** The stages of the Dockerfile, when all that can be built is built from one; in order. */
  readonly stages: readonly StageName[];
  /** Devices the project itself speaks for: the selected one, the fleet's default, those the fleet supports. Each once. */
  readonly devices: readonly PlatformChoice[];
  /** The Compose file whose services are built from the Dockerfile that was asked about; absent where there is none. */
  readonly usedBy?: { readonly composeFile: string; readonly services: readonly string[] };
}

export interface BuildableService {
  readonly name: string;
  /** What is built for the first of `devices`, or for no device; absent when that is not known. */
  readonly dockerfile?: string;
  readonly stages: readonly StageName[];
}

export type BuildTargetsAnswer =
  | { readonly kind: 'targets'; readonly targets: BuildTargets }
  | { readonly kind: 'refused'; readonly message: string };

/** @throws the signal's reason when it is cancelled */
export async function buildTargets(
  { path, environment }: Pick<BuildRequest, 'path' | 'environment'>,
  host: BuildHost,
  signal?: AbortSignal,
): Promise<BuildTargetsAnswer> {
  const subject = await buildSubject(path, host);
  signal?.throwIfAborted();
  if (subject.kind === 'nothing') return { kind: 'refused', message: subject.because };
  const { project } = subject;
  const sources = createSources(host.workspace);
  const devices = await devicesOf(project, sources);
  const first = (devices[0] ?? (project.dialect === 'balena' ? anyDevice : defaultPlatform)).id;
  const answer = await planBuilds(
    {
      ...{ path, contexts: 'skip' },
      ...(environment ? { environment } : {}),
      ...(first === defaultPlatform.id ? {} : { platforms: [first] }),
      // Named, services of profiles that are not active count, too.
      ...(subject.kind === 'compose'
        ? { services: serviceBuilds(subject.compose, project, () => undefined).map(it => it.service) }
        : {}),
    },
    host,
    signal,
  );
  if (answer.kind === 'refused') return answer;
  const { builds, unbuilt, composeFiles } = answer.plan;
  const stagesOf = new Map<string, readonly StageName[]>();
  for (const build of builds) stagesOf.set(build.service, await allStages(build.dockerfile, sources));
  const services: BuildableService[] = [];
  if (composeFiles.length > 0) {
    for (const { service, dockerfile } of builds) {
      const file = dockerfile.path === undefined ? {} : { dockerfile: dockerfile.path };
      services.push({ name: service, ...file, stages: stagesOf.get(service) ?? [] });
    }
    for (const { service, kind } of unbuilt) if (kind !== 'image-only') services.push({ name: service, stages: [] });
  }
  const files = new Set(builds.map(({ dockerfile }) => dockerfile.path));
  const stages = files.size === 1 && builds[0] ? (stagesOf.get(builds[0].service) ?? []) : [];
  const usedBy = subject.kind === 'dockerfile' ? composeOf(path, project) : undefined;
  const { root, dialect } = project;
  return { kind: 'targets', targets: { root, dialect, services, stages, devices, ...(usedBy ? { usedBy } : {}) } };
}

function composeOf(dockerfile: string, project: Project): BuildTargets['usedBy'] {
  const { composeFiles } = project;
  const services = project.servicesBuiltFrom(dockerfile).map(it => it.name);
  const compose = composeFiles.find(it => it.role === 'main') ?? composeFiles[0];
  return compose && services.length > 0 ? { composeFile: compose.path, services } : undefined;
}

/** Stands in where nothing tells the device, so that stages can be named. */
const anyDevice: PlatformChoice = { id: 'aarch64' };

async function devicesOf(project: Project, sources: Sources): Promise<readonly PlatformChoice[]> {
  const text = await sources.text(createCells(), join(project.root, 'balena.yml'));
  const manifest = text === undefined ? undefined : parseManifest(text);
  const slugs = [manifest?.defaultDeviceType, ...(manifest?.supportedDeviceTypes ?? [])].map(it => it?.value);
  const named = slugs.map(slug => (slug === undefined ? undefined : deviceType(slug)));
  const all = [project.device, ...named].filter((it): it is DeviceType => it !== undefined);
  return [...new Set(all)].map(choiceOfDevice);
}

async function allStages(
  { path, text }: { readonly path?: string; readonly text?: string },
  sources: Sources,
): Promise<readonly StageName[]> {
  const cells = createCells();
  const file =
    text !== undefined ? parseDockerfile(text) : path === undefined ? undefined : await sources.dockerfile(cells, path);
  return (file?.stages ?? []).map(nameOf);
}
