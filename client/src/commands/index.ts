// The list of commands; a test compares it with package.json.
import { balenaCommands } from './balena-commands.ts';
import { buildCommands } from './build-commands.ts';
import { buildViewCommands } from './build-view-commands.ts';
import { checkWorkspace } from './check-workspace.ts';
import type { Command } from './command.ts';
import { composeCommands } from './compose-commands.ts';
import { containersCommands } from './containers-commands.ts';
import { deviceRunCommands } from './device-run-commands.ts';
import { engineCommands } from './engine-commands.ts';
import { filesCommands } from './files-commands.ts';
import { imagesCommands } from './images-commands.ts';
import { layersCommands } from './layers-commands.ts';
import { learnCommands } from './learn-commands.ts';
import { networksCommands } from './networks-commands.ts';
import { openRulePage } from './open-rule-page.ts';
import { restartServer } from './restart-server.ts';
import { selectDevice } from './select-device.ts';
import { sessionsCommands } from './sessions-commands.ts';
import { showLog } from './show-log.ts';
import { topologyCommands } from './topology-commands.ts';
import { viewOptionsCommands } from './view-options-commands.ts';
import { volumesCommands } from './volumes-commands.ts';

export const commands: readonly Command[] = [
  checkWorkspace,
  openRulePage,
  restartServer,
  selectDevice,
  showLog,
  ...buildCommands,
  ...deviceRunCommands,
  ...balenaCommands,
  ...buildViewCommands,
  ...engineCommands,
  ...containersCommands,
  ...sessionsCommands,
  ...filesCommands,
  ...imagesCommands,
  ...layersCommands,
  ...volumesCommands,
  ...networksCommands,
  ...composeCommands,
  ...topologyCommands,
  ...viewOptionsCommands,
  ...learnCommands,
];
