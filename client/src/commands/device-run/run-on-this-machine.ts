// Runs a project on the connected engine as balena's Supervisor would on a device: shows first what will be applied and
// what cannot be so here, then starts it.
import * as vscode from 'vscode';
import type { DeviceRun } from '../../../../server/src/build/device-run.ts';
import { partialWish } from '../../builds/build-wish.ts';
import { fileUri } from '../../builds/file-uri.ts';
import { deviceRunOf, findImages, type StartedService, startDeviceRun } from '../../device-run/carry-out.ts';
import { missingWords, previewItems } from '../../device-run/preview.ts';
import { deviceRunMarkdown, deviceWords, type RunFacts } from '../../device-run/run-words.ts';
import { platformSupport } from '../../engine/build/platform-support.ts';
import { EngineRefused } from '../../engine/engine.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { openLogs } from '../../terminals/log-terminal.ts';
import { ask, buildFileOf, targetsOf } from '../build/ask-server.ts';
import { pickOneDevice } from '../build/pick-build.ts';
import { startBuild } from '../build/start-build.ts';
import type { Command, Parts } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
import { startProblem } from '../images/run-options.ts';
import { transfer } from '../images/transfer.ts';
import { withLateProgress } from '../late-progress.ts';
import { replacementQuestion } from './run-questions.ts';
import { stopDeviceRunCommand } from './stop-device-run.ts';

/** Called with an optional `Uri` and an optional object whose `platforms` names one. */
export const runOnThisMachine: Command = {
  id: 'slipway.device.run',
  async run(parts, given, more) {
    if (!vscode.workspace.isTrusted)
      throw new Error('Nothing is run in Restricted Mode: the project’s programs would be. Trust the workspace first.');
    const uri = await buildFileOf(given);
    if (!uri) return;
    const [known] = partialWish(more).platforms ?? [];
    const platform = known ?? (await deviceOf(parts, uri, 'taken'));
    if (platform !== undefined) await show(parts, uri, platform);
  },
};

async function deviceOf(parts: Parts, uri: vscode.Uri, own: 'taken' | 'asked'): Promise<string | undefined> {
  const targets = await targetsOf(parts, uri);
  return pickOneDevice(parts, { title, targets, placeHolder: 'As which device?', own });
}

const title = 'Slipway: Run on This Machine as the Device Would';

async function show(parts: Parts, uri: vscode.Uri, platform: string): Promise<void> {
  const run = await planned(parts, uri, platform);
  const facts = await withLateProgress('Asking the engine what it has', signal => factsOf(parts, run, signal));
  const unbuilt = facts.images.filter(it => it.kind !== 'found' && isBuilt(run, it.service)).map(it => it.service);
  const items = previewItems(run, facts);
  for (;;) {
    const picked = await vscode.window.showQuickPick(items, {
      title: `Run ${run.name} on This Machine as ${deviceWords(run)} Would`,
      placeHolder: unbuilt.length > 0 ? 'Its images have to be built first' : 'What is started, and how',
      matchOnDetail: true,
    });
    switch (picked?.does) {
      case undefined:
        // What is listed is there to be read.
        if (picked) continue;
        return;
      case 'build':
        if (await built(parts, run, platform, unbuilt)) return show(parts, uri, platform);
        return;
      case 'start':
        return start(parts, run, facts, 'all');
      case 'start-safely':
        return start(parts, run, facts, 'none');
      case 'document':
        return showDocument(parts, uri, platform);
      case 'other': {
        const other = await deviceOf(parts, uri, 'asked');
        return other === undefined ? undefined : show(parts, uri, other);
      }
    }
  }
}

async function planned(parts: Parts, uri: vscode.Uri, platform: string): Promise<DeviceRun> {
  const answer = await withLateProgress('Planning what a device would run', signal =>
    ask(parts, 'slipway/deviceRun', { uri: uri.toString(), platform }, signal),
  );
  if (!answer) throw new Error('What a device would run could not be found out.');
  if (answer.kind === 'refused') throw new Error(`${answer.message}.`);
  if (answer.run.services.length === 0) throw new Error('This project has no service that could be run.');
  return answer.run;
}

function isBuilt({ services }: DeviceRun, name: string): boolean {
  return services.find(({ service }) => service === name)?.image.origin === 'built';
}

async function factsOf(parts: Parts, run: DeviceRun, signal?: AbortSignal): Promise<RunFacts> {
  const engine = await parts.engine();
  const [images, platforms, before] = await Promise.all([
    findImages(engine, run),
    engine.buildPlatforms(signal),
    deviceRunOf(engine, run),
  ]);
  signal?.throwIfAborted();
  const { architecture, operatingSystem } = engine.identity;
  const { platform } = run.for;
  const support =
    platform === undefined ? undefined : platformSupport(platform, { platforms, architecture, operatingSystem });
  return { images, support, replaces: before.containers };
}

async function showDocument(parts: Parts, uri: vscode.Uri, platform: string): Promise<void> {
  await parts.documents.showPage({
    id: `device-run/${uri.toString()}`,
    title: 'Device run.md',
    language: 'markdown',
    async text() {
      const run = await planned(parts, uri, platform);
      return deviceRunMarkdown(run, await factsOf(parts, run));
    },
  });
}

/** Whether all of it was built. */
async function built(parts: Parts, run: DeviceRun, platform: string, services: readonly string[]): Promise<boolean> {
  const all = run.services.filter(it => it.image.origin === 'built').length === services.length;
  const wish = { uri: fileUri(run.path).toString(), platforms: [platform], ...(all ? {} : { services }) };
  const started = await startBuild(parts, wish);
  return (await started?.ended)?.state === 'done';
}

async function start(parts: Parts, run: DeviceRun, facts: RunFacts, rights: 'all' | 'none'): Promise<void> {
  const { replaces } = facts;
  if (replaces.length > 0 && !(await confirmDestruction(replacementQuestion(run.name, replaces)))) return;
  const engine = await parts.engine();
  for (const image of facts.images) {
    if (image.kind === 'found') continue;
    const { platform } = run.for;
    const { reference } = image;
    const pull = { action: 'pull', reference, ...(platform === undefined ? {} : { platform }) } as const;
    if ((await transfer(parts, pull)) === 'failed') return;
  }
  const found = facts.images.every(({ kind }) => kind === 'found') ? facts.images : await findImages(engine, run);
  const images = new Map<string, string>();
  for (const image of found) {
    if (image.kind === 'found') images.set(image.service, image.imageId);
    else
      throw new Error(
        image.kind === 'missing' ? `${image.reference} is not there.` : `${image.reference}: ${image.message}.`,
      );
  }
  parts.log.info(`Running ${run.name} as ${deviceWords(run)} would, rights: ${rights}`);
  const started = await withLateProgress(`Starting ${run.name}`, async (signal, report) => {
    let at = run.name;
    try {
      const told = (service: string): void => {
        at = service;
        report(service);
      };
      return await startDeviceRun(engine, run, { images, rights, replaces, signal, report: told });
    } catch (error) {
      if (error instanceof EngineRefused) throw new EngineRefused(startProblem(error.message, at), error.status);
      throw error;
    }
  });
  // Not awaited: the command is done, whenever the message is read.
  void tell(parts, run, started);
}

async function tell(parts: Parts, run: DeviceRun, started: readonly StartedService[]): Promise<void> {
  const missing = missingWords(started);
  const words = `Slipway: ${run.name} runs as ${deviceWords(run)} would.${missing === '' ? '' : ` This machine lacks ${missing}; it runs without.`}`;
  const [logs, stop] = ['Show Logs', 'Stop…'];
  const message = missing === '' ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  const choice = await message(withoutLinks(words), logs, stop);
  if (choice === stop) await vscode.commands.executeCommand(stopDeviceRunCommand.id, run.name);
  if (choice !== logs) return;
  const title = `${run.name} as on a device`;
  openLogs(
    parts,
    started.map(({ containerId }) => containerId),
    { title },
  );
}
