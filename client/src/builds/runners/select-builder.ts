// The list of builders: the connected engine itself, and those that buildx knows.
import * as vscode from 'vscode';
import type { Parts } from '../../commands/command.ts';
import { withLateProgress } from '../../commands/late-progress.ts';
import { engineEnvironment } from '../../engine/reach/engine-environment.ts';
import { builderItems } from './builder-items.ts';
import { findBuildx, listBuilders, tooOld } from './buildx-program.ts';

const section = 'slipway.build';

/** Empty for the connected engine itself. */
export function selectedBuilder(): string {
  return vscode.workspace.getConfiguration(section).get('builder', '').trim();
}

/** Whether one was picked. It is remembered in the user's settings. */
export async function askBuilder({ engines, log }: Pick<Parts, 'engines' | 'log'>): Promise<boolean> {
  if (!vscode.workspace.isTrusted)
    throw new Error('In Restricted Mode Slipway does not run buildx: trust this workspace first.');
  const environment = await engineEnvironment(engines, process.env);
  // Builders elsewhere may take long to answer.
  const { program, builders } = await withLateProgress('Asking buildx for its builders', async signal => {
    const found = await findBuildx(environment);
    return { program: found, builders: found ? await listBuilders(found, { environment, signal }) : [] };
  });
  const old = program && tooOld(program);
  const note = program ? old : 'docker buildx was not found on this machine, so there are no others';
  const { name } = await engines.choice();
  const items = builderItems({
    engine: name,
    builders: old === undefined ? builders : [],
    selected: selectedBuilder(),
  });
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Slipway: Select Builder',
    placeHolder: note ?? 'Who builds images?',
    matchOnDescription: true,
  });
  if (picked?.builder === undefined) return false;
  log.debug(`The builder is ${picked.builder === '' ? 'the engine itself' : picked.builder} now`);
  const value = picked.builder === '' ? undefined : picked.builder;
  await vscode.workspace.getConfiguration(section).update('builder', value, vscode.ConfigurationTarget.Global);
  return true;
}
