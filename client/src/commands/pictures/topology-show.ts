// Shows what a Compose file wires together, beside it, and saves the picture.
import * as vscode from 'vscode';
import { composeGlob } from '../../../../server/src/catalog/compose-file-names.ts';
import { languageOf } from '../../diagnostics-middleware.ts';
import type { Command } from '../command.ts';
import { topologyExporter, topologyFormats } from './topology-export.ts';
import { showTopologyPanel, topologyPanelInFront } from './topology-panel.ts';

export const showTopology: Command = {
  id: 'slipway.showTopology',
  async run(parts, given) {
    showTopologyPanel(parts, composeFileOf(given) ?? (await onlyComposeFile('Show')));
  },
};

export const exportTopology: Command = {
  id: 'slipway.exportTopology',
  async run(parts, given) {
    const front = given === undefined ? topologyPanelInFront() : undefined;
    const uri = front?.uri ?? composeFileOf(given) ?? (await onlyComposeFile('Export'));
    const items = (['svg', 'png', 'mermaid'] as const).map(format => {
      return { label: topologyFormats[format].name, description: `.${topologyFormats[format].ending}`, format };
    });
    const picked = await vscode.window.showQuickPick(items, { title: 'Export the topology as what?' });
    if (!picked) throw new vscode.CancellationError();
    const { format } = picked;
    if (format === 'png') (front ?? showTopologyPanel(parts, uri)).save(format);
    else await topologyExporter(parts, uri, () => undefined).begin(format);
  },
};

/** What it was called on: a menu gives a URI, a code lens its text; else the file in front. */
function composeFileOf(given: unknown): vscode.Uri | undefined {
  if (given instanceof vscode.Uri) return given;
  if (typeof given === 'string') return vscode.Uri.parse(given, true);
  const front = vscode.window.activeTextEditor?.document;
  return front && languageOf(front) === 'compose' ? front.uri : undefined;
}

const most = 200;

async function onlyComposeFile(verb: 'Show' | 'Export'): Promise<vscode.Uri> {
  const found = await vscode.workspace.findFiles(composeGlob, '**/node_modules/**', most);
  const [first] = found;
  if (!first) {
    // balena makes a composition of its own of a project that has none: the server knows whether this is one.
    const front = vscode.window.activeTextEditor?.document;
    if (front?.languageId === 'dockerfile') return front.uri;
    throw new Error('There is no Compose file in this window. Open a folder that holds one first.');
  }
  if (found.length === 1) return first;
  const items = found
    .map(uri => ({ label: vscode.workspace.asRelativePath(uri), uri }))
    .sort((a, b) => a.label.localeCompare(b.label));
  const picked = await vscode.window.showQuickPick(items, { title: `${verb} the topology of which Compose file?` });
  if (!picked) throw new vscode.CancellationError();
  return picked.uri;
}
