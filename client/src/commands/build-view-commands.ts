// The commands of the Builds view. What is done with an image that was built are the commands of images.
import { clearBuilds } from './build-view/clear-builds.ts';
import { compareBuilds } from './build-view/compare-builds.ts';
import { copyBuildLog } from './build-view/copy-build-log.ts';
import { goToInstruction } from './build-view/go-to-instruction.ts';
import { showBuildLog, showStepLog } from './build-view/show-build-log.ts';
import type { Command } from './command.ts';

export const buildViewCommands: readonly Command[] = [
  clearBuilds,
  compareBuilds,
  copyBuildLog,
  goToInstruction,
  showBuildLog,
  showStepLog,
];
