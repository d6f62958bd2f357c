// Opens what a container publishes in the browser.
import * as vscode from 'vscode';
import type { ContainerRow } from '../../engine/engine-state.ts';
import type { Command } from '../command.ts';
import { containerTargets } from '../targets.ts';
import { live } from './life.ts';
import { type WebAddress, webAddresses } from './web-address.ts';

export const openInBrowser: Command = {
  id: 'slipway.container.openInBrowser',
  async run(parts, ...given) {
    const [row] = await containerTargets(parts, given, {
      title: 'Open which container in the browser?',
      many: 'one',
      accepts: publishes,
      none: 'There is nothing to open: no running container here publishes a TCP port.',
    });
    if (!row) return;
    const { host } = await parts.engines.choice();
    const addresses = webAddresses(row.ports, host);
    if (addresses.length === 0)
      throw new Error(
        `${row.name} publishes its ports to the loopback address of the engine’s machine only. Publish them to 0.0.0.0, or forward them with ssh -L.`,
      );
    const address = await oneOf(row, addresses);
    if (!address) return;
    parts.log.debug(`Opening ${address.url} of ${row.name}`);
    // VS Code forwards the port itself when the extension runs on another machine than the browser.
    await vscode.env.openExternal(vscode.Uri.parse(address.url));
  },
};

/** A port that is likely to answer a browser needs no question when it is the only one. */
async function oneOf(row: ContainerRow, addresses: readonly WebAddress[]): Promise<WebAddress | undefined> {
  const likely = addresses.filter(address => address.isLikely);
  if (likely.length === 1) return likely[0];
  if (addresses.length === 1) return addresses[0];
  const items = addresses.map(address => ({
    label: address.url,
    description: `port ${address.target} of ${row.name}${address.isLikely ? '' : ', which usually speaks another protocol'}`,
    iconPath: new vscode.ThemeIcon('globe'),
    address,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `Open which port of ${row.name}?`,
    matchOnDescription: true,
  });
  return picked?.address;
}

function publishes({ status, ports }: ContainerRow): boolean {
  return live.includes(status) && ports.some(port => port.protocol === 'tcp' && port.published !== undefined);
}
