// Logs of a device and a shell on it, by balena's CLI in terminals of its own; and a device in local mode as the engine.
import * as vscode from 'vscode';
import { balenaCall } from '../../builds/balena/balena-program.ts';
import { safe } from '../../builds/balena/balena-task.ts';
import { defaultPort } from '../../engine/reach/endpoint.ts';
import { runInTerminal } from '../../terminals/program-terminal.ts';
import type { Command } from '../command.ts';
import { hasBalena, openBalenaTerminal } from './balena-cli.ts';
import { pickAnyDevice, pickLocalDevice } from './pick-target.ts';

export const deviceLogs: Command = {
  id: 'slipway.balena.deviceLogs',
  async run(parts) {
    if (!(await hasBalena('engine'))) return;
    const device = await pickAnyDevice(parts, 'Slipway: Show Device Logs');
    if (device === undefined) return;
    const { command, args, options } = balenaCall(['device', 'logs', safe(device), '--tail'], {
      environment: process.env,
    });
    runInTerminal({
      ...{ name: `Logs of ${device.slice(0, 15)}`, icon: 'output', command, args },
      folder: parts.ownFile().fsPath,
      environment: options.env ?? process.env,
    });
  },
};

export const deviceShell: Command = {
  id: 'slipway.balena.deviceShell',
  async run(parts) {
    if (!(await hasBalena('engine'))) return;
    const device = await pickAnyDevice(parts, 'Slipway: Open Shell on Device');
    if (device === undefined) return;
    const service = await vscode.window.showInputBox({
      title: 'Slipway: Open Shell on Device',
      prompt: 'In which service? Empty: in the host’s own system',
      validateInput: text =>
        /^(?:[A-Za-z0-9][\w.-]*)?$/.test(text)
          ? undefined
          : 'The name of a service has letters, digits, dots and dashes.',
    });
    if (service === undefined) return;
    const args = ['device', 'ssh', safe(device), ...(service === '' ? [] : [safe(service)])];
    openBalenaTerminal(`${service === '' ? 'Host' : service} of ${device.slice(0, 15)}`, args, 'terminal');
  },
};

/** What a device in local mode offers to anybody in its network, so that no CLI is needed to build on it. */
export const useDeviceAsEngine: Command = {
  id: 'slipway.balena.useDeviceAsEngine',
  async run(parts) {
    const device = await pickLocalDevice(parts, 'Slipway: Use Device in Local Mode as Engine');
    if (device === undefined) return;
    const host = `tcp://${device}:${defaultPort.plain}`;
    const use = `Use ${device}`;
    const picked = await vscode.window.showQuickPick(
      [
        {
          label: use,
          detail: `${host}, without encryption: whoever reaches that port rules the device. Use it in networks you trust`,
        },
      ],
      { title: 'Slipway: Use Device in Local Mode as Engine' },
    );
    if (picked?.label !== use) return;
    await parts.engines.select({ name: device, host });
    if (!vscode.workspace.isTrusted) return;
    const { identity } = await parts.engines.connect();
    vscode.window.setStatusBarMessage(`Slipway uses ${device}: engine ${identity.engine}`, 10_000);
  },
};
