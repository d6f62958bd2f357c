// The commands that plan and make images.
import { buildAgain, buildForDevice, buildWithOptions } from './build/build-for-device.ts';
import { cancelBuild } from './build/cancel-build.ts';
import { selectBuilder } from './build/select-builder.ts';
import { showBuildPlan } from './build/show-build-plan.ts';
import type { Command } from './command.ts';

export const buildCommands: readonly Command[] = [
  buildForDevice,
  buildWithOptions,
  buildAgain,
  cancelBuild,
  selectBuilder,
  showBuildPlan,
];
