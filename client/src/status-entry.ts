// The language status entry: what kind of project the file belongs to, for which device, and who reports on it. It is
// asked for one document at a time and only while that one is in front.
import * as vscode from 'vscode';
import type { DocumentStatus } from '../../server/src/lsp/custom-requests.ts';
import { languageOf, neighboursHere } from './diagnostics-middleware.ts';
import { documentSelector, type LanguageServer } from './language-client.ts';
import type { Language, Neighbour } from './neighbours.ts';

export function statusEntry(server: LanguageServer, log: vscode.LogOutputChannel): vscode.Disposable {
  const project = vscode.languages.createLanguageStatusItem('slipway.project', documentSelector);
  project.name = 'Slipway Project';
  project.command = { title: 'Select Device…', command: 'slipway.selectDevice' };
  const reporters = vscode.languages.createLanguageStatusItem('slipway.reporters', documentSelector);
  reporters.name = 'Slipway Diagnostics';
  let latest = 0;

  async function update(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (!document || vscode.languages.match(documentSelector, document) === 0) return;
    describeReporters(document);
    if (!server.running) return;
    const mine = ++latest;
    project.busy = true;
    try {
      const status = await server.request('slipway/status', { uri: document.uri.toString() });
      if (mine !== latest) return;
      project.text = status ? projectText(status) : 'Slipway';
      project.detail = status?.notice ?? status?.evidence ?? '';
    } finally {
      if (mine === latest) project.busy = false;
    }
  }

  function describeReporters(document: vscode.TextDocument): void {
    const language = languageOf(document);
    const setting = language && vscode.workspace.getConfiguration('slipway').get<string>(`${language}.enable`, 'auto');
    const { text, detail } = reportersText(language, setting ?? 'on', neighboursHere());
    reporters.text = text;
    reporters.detail = detail;
    reporters.command = language && {
      title: 'Change…',
      command: 'workbench.action.openSettings',
      arguments: [`slipway.${language}.enable`],
    };
  }

  const updateQuietly = (): void => {
    update().catch(error => log.error('status entry', error instanceof Error ? error : String(error)));
  };
  updateQuietly();
  return vscode.Disposable.from(
    project,
    reporters,
    server.onDidChange(updateQuietly),
    vscode.window.onDidChangeActiveTextEditor(updateQuietly),
    vscode.workspace.onDidSaveTextDocument(updateQuietly),
    vscode.workspace.onDidChangeConfiguration(event => event.affectsConfiguration('slipway') && updateQuietly()),
    vscode.extensions.onDidChange(updateQuietly),
  );
}

export function projectText({ dialect, device }: DocumentStatus): string {
  const kind = dialect === 'balena' ? 'balena' : 'Docker';
  return device ? `${kind} · ${device.name}` : `${kind} · no device`;
}

/** Who reports, as a short list, and what each one reports. */
export function reportersText(
  language: Language | undefined,
  setting: string,
  others: readonly Neighbour[],
): { readonly text: string; readonly detail: string } {
  const here = language ? others.filter(other => other.reports[language] !== undefined) : [];
  const own = setting === 'off' ? [] : ['Slipway'];
  const names = [...own, ...here.map(other => other.name)];
  const text = names.length === 0 ? 'No diagnostics' : `Diagnostics: ${names.join(', ')}`;
  if (!language) return { text, detail: '' };
  const theirs = here.map(other => `${other.name}: ${other.reports[language]}`);
  const ours =
    setting === 'off'
      ? 'Slipway is switched off here'
      : setting === 'auto' && here.length > 0
        ? 'Slipway leaves out what they report at the same place'
        : '';
  return { text, detail: [...theirs, ours].filter(Boolean).join(' · ') };
}
