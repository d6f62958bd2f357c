// Lets the user pick the container engine that Slipway talks to; views and commands follow at once.
import * as vscode from 'vscode';
import type { EngineSelection } from '../../engine/engine-selection.ts';
import type { EngineName } from '../../engine/engine-state.ts';
import { defaultContext } from '../../engine/reach/docker-config.ts';
import { defaultPort, parseHost } from '../../engine/reach/endpoint.ts';
import { readTypedAddress } from '../../engine/reach/find-engines.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import type { Command, Parts } from '../command.ts';
import { type EngineAnswer, type EngineItem, engineItems } from './engine-items.ts';

export const selectEngine: Command = {
  id: 'slipway.engine.select',
  async run(parts) {
    const answer = await askEngine(parts.engines);
    if (!answer) return;
    const engine = await engineOf(answer, parts.engines);
    if (engine === 'dismissed') return;
    parts.log.debug(`The engine is ${engine ? `${engine.name} (${engine.host})` : 'the one that docker uses'} now`);
    await parts.engines.select(engine);
    if (vscode.workspace.isTrusted) await tryConnecting(parts);
  },
};

/** `undefined` goes back to what docker uses. */
async function engineOf(answer: EngineAnswer, engines: EngineSelection): Promise<EngineName | undefined | 'dismissed'> {
  switch (answer.kind) {
    case 'docker':
      return undefined;
    case 'engine':
      return answer.choice;
    case 'address':
      return (await askAddress(engines)) ?? 'dismissed';
  }
}

interface EnginePick extends vscode.QuickPickItem {
  readonly item: EngineItem;
}

const forgetButton = (): vscode.QuickInputButton => ({
  iconPath: new vscode.ThemeIcon('trash'),
  tooltip: 'Take this address off the list',
});

function askEngine(engines: EngineSelection): Promise<EngineAnswer | undefined> {
  const list = vscode.window.createQuickPick<EnginePick>();
  list.title = 'Slipway: Select Engine';
  list.placeholder = 'Which container engine do you want to see?';
  list.matchOnDescription = true;
  list.busy = true;
  const fill = async () => {
    const [choices, byDocker, used] = await Promise.all([engines.choices(), engines.byDocker(), engines.choice()]);
    const selected = engines.isSelected ? used : undefined;
    list.items = engineItems({ choices, byDocker, selected }).map(asPick);
    list.busy = false;
  };
  return new Promise((resolve, reject) => {
    list.onDidAccept(() => {
      const answer = list.selectedItems[0]?.item.answer;
      if (answer) resolve(answer);
      list.hide();
    });
    list.onDidTriggerItemButton(({ item: { item } }) => {
      if (item.answer?.kind !== 'engine') return;
      engines.forget(item.answer.choice).then(fill).catch(reject);
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
    fill().catch(error => {
      reject(error);
      list.hide();
    });
  });
}

function asPick(item: EngineItem): EnginePick {
  const { label, description, detail, isSeparator, canBeForgotten } = item;
  return {
    item,
    label,
    ...(isSeparator ? { kind: vscode.QuickPickItemKind.Separator } : {}),
    ...(description === undefined ? {} : { description }),
    ...(detail === undefined ? {} : { detail }),
    ...(canBeForgotten ? { buttons: [forgetButton()] } : {}),
  };
}

async function askAddress(engines: EngineSelection): Promise<EngineName | undefined> {
  const typed = await vscode.window.showInputBox({
    title: 'Slipway: Address of a Container Engine',
    prompt: 'A host name, or an address as in DOCKER_HOST',
    placeHolder: 'raspberrypi.local · ssh://pi@hut · tcp://10.0.0.5:2375 · unix:///run/user/1000/podman/podman.sock',
    ignoreFocusOut: true,
    validateInput: text => {
      const address = readTypedAddress(text);
      if (address.kind === 'none') return text === '' ? undefined : address.problem;
      const note = noteOn(address.engine.host);
      return note === undefined ? undefined : { message: note, severity: vscode.InputBoxValidationSeverity.Info };
    },
  });
  const address = typed === undefined ? undefined : readTypedAddress(typed);
  if (address?.kind !== 'address') return undefined;
  const { name, host } = address.engine;
  const others = await engines.choices();
  const isTaken = name === defaultContext || others.some(other => other.name === name && other.host !== host);
  return isTaken ? { name: host, host } : address.engine;
}

/** What somebody should know before; undefined when there is nothing. */
function noteOn(host: string): string | undefined {
  const endpoint = parseHost(host);
  if (endpoint?.kind !== 'tcp' || endpoint.tls || endpoint.port === defaultPort.tls) return undefined;
  return `${host}, without encryption: whoever reaches that port rules the machine. Use it in networks you trust.`;
}

/** Once, so that somebody who picked a wrong one hears of it also when no view is open. */
async function tryConnecting({ engines }: Parts): Promise<void> {
  const { name, host } = await engines.choice();
  const connected = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: withoutLinks(`Connecting to ${name} (${host})`),
      cancellable: true,
    },
    (_progress, token) =>
      Promise.race([
        engines.connect(),
        new Promise<undefined>(resolve => token.onCancellationRequested(() => resolve(undefined))),
      ]),
  );
  if (!connected) return;
  const { engine, api, operatingSystem, architecture } = connected.identity;
  const platform = `${operatingSystem}/${architecture}`;
  vscode.window.setStatusBarMessage(`Slipway uses ${name}: engine ${engine} (${platform}), API ${api}`, 10_000);
}
