// The extension under test and what it offers.
import * as vscode from 'vscode';
import type { SlipwayApi } from '../../../client/src/extension.ts';

export function slipwayExtension(): vscode.Extension<SlipwayApi> {
  const extension = vscode.extensions.getExtension<SlipwayApi>('slipway.slipway');
  if (extension === undefined) throw new Error('VS Code does not know slipway.slipway');
  return extension;
}

/** Activates the extension when it is not yet. */
export async function slipwayApi(): Promise<SlipwayApi> {
  return slipwayExtension().activate();
}
