// The commands that plan and make images.
import { showBuildPlan } from './build/show-build-plan.ts';
import type { Command } from './command.ts';

export const buildCommands: readonly Command[] = [showBuildPlan];
