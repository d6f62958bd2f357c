// What an engine says of itself (`GET /info`).
import type { EngineDescription } from '../survey.ts';

/** What is read of the answer. Any list may be null. */
export interface InfoAnswer {
  readonly Name?: string;
  readonly ServerVersion?: string;
  readonly OperatingSystem?: string;
  readonly Architecture?: string;
  readonly KernelVersion?: string;
  readonly NCPU?: number;
  readonly MemTotal?: number;
  readonly CgroupVersion?: string;
  readonly CgroupDriver?: string;
  readonly Driver?: string;
  readonly DriverStatus?: readonly (readonly string[])[] | null;
  readonly DefaultRuntime?: string;
  /** `name=apparmor`, `name=seccomp,profile=builtin`. */
  readonly SecurityOptions?: readonly string[] | null;
  readonly ContainersRunning?: number;
  readonly ContainersPaused?: number;
  readonly ContainersStopped?: number;
  readonly Images?: number;
  readonly DockerRootDir?: string;
  readonly Warnings?: readonly string[] | null;
}

export function engineDescription(info: InfoAnswer): EngineDescription {
  // Podman and engines before 20.10 do not say; those knew version 1 alone.
  const { CgroupVersion = '1', DriverStatus } = info;
  const isContainerd = (DriverStatus ?? []).some(([, value = '']) => value.startsWith('io.containerd.snapshotter'));
  return {
    name: info.Name ?? '',
    version: info.ServerVersion ?? '',
    system: info.OperatingSystem ?? '',
    architecture: info.Architecture ?? '',
    kernel: info.KernelVersion ?? '',
    processors: info.NCPU ?? 0,
    memory: info.MemTotal ?? 0,
    cgroupVersion: CgroupVersion,
    cgroupDriver: info.CgroupDriver ?? '',
    imageStore: isContainerd ? 'containerd' : 'docker',
    storageDriver: info.Driver ?? '',
    runtime: info.DefaultRuntime ?? '',
    security: (info.SecurityOptions ?? []).flatMap(option => /(?:^|,)name=([^,]+)/.exec(option)?.[1] ?? []),
    containers: {
      running: info.ContainersRunning ?? 0,
      paused: info.ContainersPaused ?? 0,
      stopped: info.ContainersStopped ?? 0,
    },
    images: info.Images ?? 0,
    folder: info.DockerRootDir ?? '',
    warnings: (info.Warnings ?? []).map(warning => warning.replace(/^WARNING: /, '')),
  };
}
