// Where VS Code starts Slipway. Composes the parts and awaits nothing slow.
import type { ExtensionContext } from 'vscode';
import type { ContainerEngine } from './engine/engine.ts';
import { lazyEngine } from './engine/lazy-engine.ts';

/** What other extensions, and our own tests, may use. */
export interface SlipwayApi {
  readonly engine: ContainerEngine;
}

export function activate(_context: ExtensionContext): SlipwayApi {
  return { engine: lazyEngine(() => undefined) };
}
