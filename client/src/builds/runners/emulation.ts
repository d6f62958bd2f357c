// Whether a builder can run what a plan runs, found out before anything is built, and how QEMU's handlers come onto an
// engine's machine.
import { randomUUID } from 'node:crypto';
import type { BuildPlan, PlannedBuild } from '../../../../server/src/build/build-plan.ts';
import { type BuildingEngine, type PlatformSupport, platformSupport } from '../../engine/build/platform-support.ts';
import { type ContainerEngine, EngineRefused } from '../../engine/engine.ts';

/** The image that registers QEMU's handlers with the kernel, by the release that people are told of. */
export const handlersRelease = 'tonistiigi/binfmt:qemu-v10.2.3-68';
/** It runs with all rights: what is pulled and run is what that release was when this was written, and nothing else. */
export const handlersImage = `${handlersRelease}@sha256:400a4873b838d1b89194d982c45e5fb3cda4593fbfd7e08a02e76b03b21166f0`;

export interface PlatformNeed {
  /** `linux/arm/v7` */
  readonly platform: string;
  readonly support: PlatformSupport;
  /** Those of its builds that run a program of the image. */
  readonly builds: readonly PlannedBuild[];
}

/** What the engine says of itself. One that has been given handlers since says so. */
export async function machineOf(engine: ContainerEngine, signal?: AbortSignal): Promise<BuildingEngine> {
  const { architecture, operatingSystem } = engine.identity;
  return { platforms: await engine.buildPlatforms(signal), architecture, operatingSystem };
}

/** Of builds that run something, by platform in the plan's order. */
export function platformNeeds({ builds }: BuildPlan, machine: BuildingEngine): readonly PlatformNeed[] {
  const running = builds.filter(({ runs, platform }) => runs && platform !== undefined);
  return [...new Set(running.map(it => it.platform ?? ''))].map(platform => ({
    platform,
    support: platformSupport(platform, machine),
    builds: running.filter(it => it.platform === platform),
  }));
}

/** What is worth saying of a result: nothing where the processor ran it by itself. */
export function emulationNotes(build: PlannedBuild, machine: BuildingEngine): readonly string[] {
  if (!build.runs || build.platform === undefined) return [];
  switch (platformSupport(build.platform, machine).kind) {
    case 'emulated':
      return [`Its steps ran under emulation, on an engine for ${machine.architecture}`];
    case 'compatible':
      return [
        `Its steps ran on an engine for ${machine.architecture}, whose processor runs ${build.platform} by itself`,
      ];
    case 'native':
    case 'missing':
    case 'unknown':
      return [];
  }
}

export interface MissingWords {
  readonly title: string;
  /** What happens if it is built anyway. */
  readonly consequence: string;
}

/** Undefined where nothing is missing. */
export function missingWords(needs: readonly PlatformNeed[], builder: string): MissingWords | undefined {
  const missing = needs.filter(({ support }) => support.kind === 'missing');
  if (missing.length === 0) return undefined;
  const services = [...new Set(missing.flatMap(({ builds }) => builds.map(it => it.service)))];
  const platforms = list(missing.map(it => it.platform));
  return {
    title: `${builder} cannot run programs for ${platforms}`,
    // A Dockerfile without services has one of that name nonetheless.
    consequence: `Builds what runs nothing for ${platforms}; RUN steps${services.join() === 'main' ? '' : ` of ${list(services)}`} fail with “exec format error”, unless they come from the cache`,
  };
}

/** The names that the image of the handlers takes: those of Docker's architectures, without variants. */
export function handlersFor(needs: readonly PlatformNeed[]): readonly string[] {
  const missing = needs.filter(({ support }) => support.kind === 'missing');
  return [...new Set(missing.flatMap(({ platform }) => platform.split('/')[1] ?? []))];
}

export interface InstallOptions {
  /** As `handlersFor` gives them. */
  readonly architectures: readonly string[];
  /** `handlersImage` when absent. */
  readonly image?: string;
  /** Brings the image when the engine does not have it. */
  readonly pull: (image: string) => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Registers handlers through a privileged container, which is removed again. To be asked for by the user only. Rejects
 * with what the container said when it could not.
 */
export async function installHandlers(engine: ContainerEngine, options: InstallOptions): Promise<void> {
  const { architectures, image = handlersImage, pull, signal } = options;
  const isThere = await engine.images.inspect(image).then(
    () => true,
    (error: unknown) => {
      if (error instanceof EngineRefused && error.status === 404) return false;
      throw error;
    },
  );
  if (!isThere) await pull(image);
  const id = await engine.containers.create({
    name: `slipway-handlers-${randomUUID().slice(0, 8)}`,
    config: {
      Image: image,
      Cmd: ['--install', architectures.join(',')],
      HostConfig: { Privileged: true, NetworkMode: 'none' },
    },
  });
  try {
    await engine.containers.start(id, signal);
    let said = '';
    for await (const chunks of engine.sessions.logs(id, { follow: true, timestamps: false, signal }))
      said = (said + chunks.map(({ bytes }) => Buffer.from(bytes).toString('utf8')).join('')).slice(-mostSaid);
    const { State } = await engine.containers.inspect(id);
    const code = State?.ExitCode ?? 0;
    if (code !== 0) throw new Error(`${image} ended with exit code ${code}: ${said.trim()}`);
  } finally {
    await engine.containers.remove(id, { force: true, volumes: true });
  }
}

const mostSaid = 2_000;

function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
