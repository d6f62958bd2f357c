// Opens what a container has written until now in an editor, where it can be searched, folded and kept.
import { logText } from '../../terminals/log-text.ts';
import type { Command, Parts } from '../command.ts';
import { withLateProgress } from '../late-progress.ts';
import { containerTargets } from '../targets.ts';

export const logsDocument: Command = {
  id: 'slipway.container.logsDocument',
  async run(parts, ...given) {
    const rows = await containerTargets(parts, given, {
      title: 'Open the logs of which containers?',
      many: 'several',
      none: 'There is no container, so there are no logs.',
    });
    for (const { id, name } of rows)
      await parts.documents.show({
        id: `container/${id}/logs`,
        title: `${name}.log`,
        language: 'log',
        text: () => read(parts, id, name),
      });
  },
};

async function read(parts: Parts, id: string, name: string): Promise<string> {
  parts.log.debug(`logs of ${name}: read for a document`);
  const { sessions } = await parts.engine();
  return withLateProgress(`Reading the logs of ${name}`, signal => logText(sessions, id, signal));
}
