// The list of commands; a test compares it with package.json.
import { checkWorkspace } from './check-workspace.ts';
import type { Command } from './command.ts';
import { openRulePage } from './open-rule-page.ts';
import { restartServer } from './restart-server.ts';
import { selectDevice } from './select-device.ts';
import { showLog } from './show-log.ts';

export const commands: readonly Command[] = [checkWorkspace, openRulePage, restartServer, selectDevice, showLog];
