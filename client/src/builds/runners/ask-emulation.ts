// One question when a builder cannot run what a plan runs, with the ways out.
import * as vscode from 'vscode';
import type { Parts } from '../../commands/command.ts';
import { confirmDestruction } from '../../commands/confirm.ts';
import { transfer } from '../../commands/images/transfer.ts';
import { withLateProgress } from '../../commands/late-progress.ts';
import type { BuildingEngine } from '../../engine/build/platform-support.ts';
import type { ContainerEngine } from '../../engine/engine.ts';
import {
  handlersFor,
  handlersImage,
  handlersRelease,
  installHandlers,
  machineOf,
  missingWords,
  type PlatformNeed,
} from './emulation.ts';

export interface EmulationQuestion {
  readonly needs: readonly PlatformNeed[];
  /** In the words of a sentence's beginning: `This engine (amd64)`. */
  readonly builder: string;
  /** Where handlers can be installed; absent for builders that are no engine of ours. */
  readonly engine?: ContainerEngine;
}

/** `again`: something was changed, look once more. Undefined when the user turned away. */
export type EmulationAnswer = 'go' | 'another-builder' | 'again' | undefined;

export async function askEmulation(parts: Parts, question: EmulationQuestion): Promise<EmulationAnswer> {
  const { needs, builder, engine } = question;
  const words = missingWords(needs, builder);
  if (words === undefined) return 'go';
  const architectures = handlersFor(needs);
  const install: Choice = {
    label: 'Install QEMU’s Handlers on the Engine’s Machine…',
    detail: 'Once, until that machine starts anew; you are asked before anything is done',
    iconPath: new vscode.ThemeIcon('vm'),
    answer: 'install',
  };
  const another: Choice = {
    label: 'Use Another Builder…',
    detail: 'One that buildx knows, such as a machine of that architecture',
    iconPath: new vscode.ThemeIcon('server-process'),
    answer: 'another-builder',
  };
  const go: Choice = {
    label: 'Build anyway',
    detail: words.consequence,
    iconPath: new vscode.ThemeIcon('play'),
    answer: 'go',
  };
  const picked = await vscode.window.showQuickPick(engine ? [install, another, go] : [another, go], {
    title: words.title,
    placeHolder: 'It has no QEMU for them. What now?',
    ignoreFocusOut: true,
  });
  if (picked?.answer !== 'install') return picked?.answer;
  return engine && (await installConfirmed(parts, engine, architectures)) ? 'again' : undefined;
}

interface Choice extends vscode.QuickPickItem {
  readonly answer: Exclude<EmulationAnswer, undefined> | 'install';
}

/** Whether it was done. */
async function installConfirmed(
  parts: Parts,
  engine: ContainerEngine,
  architectures: readonly string[],
): Promise<boolean> {
  const { name } = await parts.engines.choice();
  const confirmed = await confirmDestruction({
    title: `Run a privileged container on the engine ${name}?`,
    keep: 'Do not install anything',
    loses: 'It may do anything on that machine; this one registers QEMU with its kernel',
    choices: [
      {
        label: `Run ${handlersRelease} --install ${architectures.join(',')}`,
        detail: `By Tõnis Tiigi, a maintainer of BuildKit; this very image and no other: ${handlersImage.slice(handlersRelease.length + 1)}. The container is removed afterwards`,
        icon: 'vm',
        value: true,
      },
    ],
  });
  if (confirmed !== true) return false;
  const pull = async (reference: string) => {
    // What went wrong has been told.
    if ((await transfer(parts, { action: 'pull', reference })) === 'failed') throw new vscode.CancellationError();
  };
  const machine: BuildingEngine = await withLateProgress('Installing QEMU’s handlers', async signal => {
    await installHandlers(engine, { architectures, pull, signal });
    return machineOf(engine, signal);
  });
  parts.log.info(`Handlers for ${architectures.join(', ')} installed; it runs ${machine.platforms?.join(', ')}`);
  return true;
}
