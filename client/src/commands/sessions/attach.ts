// Attaches to the program a container was made for, if it takes input.
import { openSession } from '../../terminals/session-terminal.ts';
import type { Command } from '../command.ts';
import { containerTargets } from '../targets.ts';

export const attach: Command = {
  id: 'slipway.container.attach',
  async run(parts, ...given) {
    const [row] = await containerTargets(parts, given, {
      title: 'Attach to which container?',
      many: 'one',
      accepts: row => row.status === 'running',
      none: 'Only a container that runs can be attached to: start it first.',
    });
    if (!row) return;
    const { Config } = await (await parts.engine()).containers.inspect(row.id);
    if (Config?.OpenStdin !== true)
      throw new Error(
        `${row.name} takes no input: it was made without an open standard input (docker run -i, stdin_open in Compose). Its logs show what it writes, and a shell can be opened beside it.`,
      );
    openSession(parts, {
      name: `${row.name}: attached`,
      icon: 'plug',
      hint: `The main program of ${row.name}. Closing this terminal, or Ctrl+P Ctrl+Q, detaches and leaves it running; Ctrl+C reaches the program and may end it.`,
      start: async (terminal, signal) => (await parts.engine()).sessions.attach(row.id, { terminal, signal }),
    });
  },
};
