// The commands on volumes.
import type { Command } from './command.ts';
import { copyVolumeName } from './volumes/copy-volume-name.ts';
import { createVolume } from './volumes/create-volume.ts';
import { inspectVolume } from './volumes/inspect-volume.ts';
import { pruneVolumes } from './volumes/prune-volumes.ts';
import { removeVolumes } from './volumes/remove-volumes.ts';

export const volumesCommands: readonly Command[] = [
  createVolume,
  inspectVolume,
  removeVolumes,
  pruneVolumes,
  copyVolumeName,
];
