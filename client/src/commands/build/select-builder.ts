// Lets the user pick who builds images: the connected engine, or a builder of buildx.
import { askBuilder } from '../../builds/runners/select-builder.ts';
import type { Command } from '../command.ts';

export const selectBuilder: Command = {
  id: 'slipway.device.selectBuilder',
  async run(parts) {
    await askBuilder(parts);
  },
};
