// Saves the picture of a topology where the user says; VS Code asks before it replaces a file. A PNG is made by the panel.
import * as vscode from 'vscode';
import { withoutLinks } from '../../engine/without-links.ts';
import type { TopologyFormat, TopologyMessage } from '../../webviews/topology-messages.ts';
import type { Parts } from '../command.ts';

export const topologyFormats: Readonly<Record<TopologyFormat, { readonly name: string; readonly ending: string }>> = {
  svg: { name: 'SVG picture', ending: 'svg' },
  png: { name: 'PNG picture', ending: 'png' },
  mermaid: { name: 'Mermaid flowchart', ending: 'mmd' },
};

export interface TopologyExporter {
  begin(format: TopologyFormat): Promise<void>;
  /** The panel has made a PNG. */
  rasterized(base64: string | undefined): void;
}

export function topologyExporter(
  parts: Parts,
  uri: vscode.Uri,
  tell: (message: TopologyMessage) => void,
): TopologyExporter {
  const told = (error: unknown): void => {
    parts.log.warn(String(error));
    const why = error instanceof Error ? error.message : String(error);
    void vscode.window.showErrorMessage(withoutLinks(`Slipway: The picture was not saved: ${why}`));
  };
  return {
    async begin(format) {
      try {
        const text = await contentOf(parts, uri, format);
        if (format === 'png') tell({ kind: 'rasterize', svg: text });
        else await save(uri, format, new TextEncoder().encode(text));
      } catch (error) {
        told(error);
      }
    },
    rasterized(base64) {
      if (base64 === undefined) {
        told(new Error('It is too large to be drawn as PNG. Save it as SVG instead.'));
        return;
      }
      save(uri, 'png', Buffer.from(base64, 'base64')).catch(told);
    },
  };
}

async function contentOf(parts: Parts, uri: vscode.Uri, format: TopologyFormat): Promise<string> {
  const { Dark, HighContrast } = vscode.ColorThemeKind;
  const isDark = [Dark, HighContrast].includes(vscode.window.activeColorTheme.kind);
  const text = await parts.server.request('slipway/topologyFile', {
    uri: uri.toString(),
    format: format === 'mermaid' ? 'mermaid' : 'svg',
    // An SVG follows whoever looks at it; a PNG cannot.
    theme: format === 'svg' ? 'auto' : isDark ? 'dark' : 'light',
  });
  if (text === null) throw new Error('There is nothing to draw.');
  return text;
}

/** Does nothing when the dialog is dismissed. */
async function save(uri: vscode.Uri, format: TopologyFormat, content: Uint8Array): Promise<void> {
  const { name, ending } = topologyFormats[format];
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(uri, '..', `topology.${ending}`),
    filters: { [name]: [ending] },
    title: 'Save Topology',
  });
  if (target) await vscode.workspace.fs.writeFile(target, content);
}
