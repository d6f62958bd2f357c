// Restarts the services of a Compose project that has containers.
import type { Command } from '../command.ts';
import { pickProject, wholeProjectOf } from './compose-projects.ts';
import { composeFor, runCompose } from './compose-run.ts';

export const composeRestart: Command = {
  id: 'slipway.compose.restart',
  async run(parts, ...given) {
    const call = await composeFor(parts);
    const project = await pickProject(parts, given, 'Restart which Compose project?');
    if (!project) return;
    await runCompose(call, wholeProjectOf(project), ['restart'], `Compose Restart: ${project.name}`);
  },
};
