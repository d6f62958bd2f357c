// Copies names of volumes, one a line.
import type { Command } from '../command.ts';
import { copyLines } from '../copy-lines.ts';
import { volumeTargets } from '../targets.ts';

export const copyVolumeName: Command = {
  id: 'slipway.volume.copyName',
  async run(parts, ...given) {
    const rows = await volumeTargets(parts, given, {
      title: 'Copy the names of which volumes?',
      many: 'several',
      none: 'There is no volume yet.',
    });
    await copyLines(
      'name',
      rows.map(({ name }) => name),
    );
  },
};
