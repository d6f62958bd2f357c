// The commands on logs and programs in containers.
import type { Command } from './command.ts';
import { attach } from './sessions/attach.ts';
import { logs, logsWithOptions } from './sessions/logs.ts';
import { logsDocument } from './sessions/logs-document.ts';
import { runCommand } from './sessions/run-command.ts';
import { shell, shellAs } from './sessions/shell.ts';

export const sessionsCommands: readonly Command[] = [
  logs,
  logsWithOptions,
  logsDocument,
  shell,
  shellAs,
  runCommand,
  attach,
];
