// Documents that show what an engine says (JSON, tables, lists) and cannot be edited. One that names what it changes with
// is read anew when that changes, but only while somebody sees it; the cursor stays where it was, and nothing is dirty.
import * as vscode from 'vscode';
import { EngineRefused } from '../engine/engine.ts';
import type { Ending } from '../engine/engine-store.ts';
import type { EngineText, KnownText } from './engine-text.ts';
import { engineText } from './engine-text.ts';

/** Scheme of their addresses; for `when`: `resourceScheme == slipway`. */
export const documentScheme = 'slipway';

export interface ReadOnlyDocument {
  /** What the document is about, such as `container/3f2…/inspect`: the same id comes back in the same tab. */
  readonly id: string;
  /** On the tab: `web.json`. An extension that VS Code knows decides the language. */
  readonly title: string;
  /** Language id, for a title whose extension does not tell. */
  readonly language?: string;
  /** Rejects with `EngineRefused` 404 when what it is about is gone: the last text then stays, and the tab says so. */
  text(): Promise<string>;
  /**
   * Calls the listener whenever the text may have become another, until the ending. Called each time the document comes
   * into view, ended each time it goes. Absent: the text is read once, and again by *Refresh*.
   */
  changesWith?(listener: () => void): Ending;
}

export interface ReadOnlyDocuments {
  /** Opens it in an editor, or the tab it already has. Rejects as its text does. */
  show(document: ReadOnlyDocument): Promise<vscode.TextEditor>;
  /** Opens Markdown as it is to be read; its source is a button away. Rejects as its text does. */
  showPage(document: ReadOnlyDocument): Promise<void>;
  /** Reads the document anew, if it is one of these. */
  refresh(uri: vscode.Uri): void;
}

interface Shown {
  readonly uri: vscode.Uri;
  readonly document: ReadOnlyDocument;
  readonly text: EngineText;
  listening?: Ending;
}

export function readOnlyDocuments(log: (message: string) => void): ReadOnlyDocuments & vscode.Disposable {
  const shown = new Map<string, Shown>();
  /** Keys of those shown as pages, the latest last: a page asks for its text again long after that was closed. */
  const pages = new Set<string>();
  const changed = new vscode.EventEmitter<vscode.Uri>();
  const marked = new vscode.EventEmitter<vscode.Uri>();

  const forget = (key: string): void => {
    shown.get(key)?.listening?.dispose();
    shown.delete(key);
  };
  const lookAround = (): void => {
    const visible = new Set(vscode.window.visibleTextEditors.map(editor => editor.document.uri.toString()));
    for (const [key, entry] of shown) {
      if (!visible.has(key)) {
        entry.listening?.dispose();
        delete entry.listening;
      } else if (!entry.listening && entry.document.changesWith) {
        entry.listening = entry.document.changesWith(() => entry.text.readAgain());
        // What changed while nobody listened is not known.
        entry.text.readAgain();
      }
    }
  };

  const provider: vscode.TextDocumentContentProvider = {
    onDidChange: changed.event,
    // A tab that was left open when VS Code was last closed.
    provideTextDocumentContent: uri =>
      shown.get(uri.toString())?.text.known.text ?? 'Nobody reads this any more: open it again from its view.\n',
  };
  const decorations: vscode.FileDecorationProvider = {
    onDidChangeFileDecorations: marked.event,
    provideFileDecoration: uri =>
      shown.get(uri.toString())?.text.known.isGone
        ? { badge: '✕', tooltip: 'gone; this is the last that was known of it', color: goneColor }
        : undefined,
  };
  const registrations = vscode.Disposable.from(
    changed,
    marked,
    vscode.workspace.registerTextDocumentContentProvider(documentScheme, provider),
    vscode.window.registerFileDecorationProvider(decorations),
    vscode.window.onDidChangeVisibleTextEditors(lookAround),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      // A document that got another language is "closed" too, but stays.
      const isOpen = vscode.workspace.textDocuments.some(it => it.uri.toString() === uri.toString());
      if (!isOpen && !pages.has(uri.toString())) forget(uri.toString());
    }),
  );

  const read = async (document: ReadOnlyDocument): Promise<vscode.Uri> => {
    const uri = uriOf(document);
    const key = uri.toString();
    const first = await document.text();
    const text = engineText({
      first,
      read: () => document.text(),
      isGone: error => error instanceof EngineRefused && error.status === 404,
      onDidChange: (now: KnownText, before: KnownText) => {
        if (now.text !== before.text) changed.fire(uri);
        if (now.isGone !== before.isGone) marked.fire(uri);
      },
      onFailure: error => log(`${document.id} cannot be read anew: ${String(error)}`),
    });
    const before = shown.get(key)?.text.known;
    forget(key);
    const entry: Shown = { uri, document, text };
    if (document.changesWith) entry.listening = document.changesWith(() => text.readAgain());
    shown.set(key, entry);
    if (before && before.text !== first) changed.fire(uri);
    if (before?.isGone) marked.fire(uri);
    return uri;
  };
  const keepPage = (key: string): void => {
    pages.delete(key);
    pages.add(key);
    const [oldest] = pages;
    if (pages.size <= mostPages || oldest === undefined) return;
    pages.delete(oldest);
    forget(oldest);
  };
  const showText = async (uri: vscode.Uri, { language }: ReadOnlyDocument): Promise<vscode.TextEditor> => {
    const opened = await vscode.workspace.openTextDocument(uri);
    const told =
      language === undefined || opened.languageId === language
        ? opened
        : await vscode.languages.setTextDocumentLanguage(opened, language);
    return vscode.window.showTextDocument(told);
  };

  return {
    show: async document => showText(await read(document), document),
    async showPage(document) {
      const uri = await read(document);
      keepPage(uri.toString());
      try {
        await vscode.commands.executeCommand('markdown.showPreview', uri);
      } catch (error) {
        log(`VS Code shows no page of ${document.title}: ${String(error)}`);
        await showText(uri, document);
      }
    },
    refresh(uri) {
      shown.get(uri.toString())?.text.readAgain();
    },
    dispose() {
      for (const key of [...shown.keys()]) forget(key);
      registrations.dispose();
    },
  };
}

/** Each keeps its text, a few KB, for a tab that may still be open. */
const mostPages = 20;

const goneColor = new vscode.ThemeColor('disabledForeground');

function uriOf({ id, title }: ReadOnlyDocument): vscode.Uri {
  // A slash would end the tab's name; the query keeps documents of one title apart.
  return vscode.Uri.from({ scheme: documentScheme, path: `/${title.replaceAll('/', '∕')}`, query: id });
}
