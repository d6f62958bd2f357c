// What VS Code is shown of the server's diagnostics: the code leads to the rule's page, and where `slipway.<language>.enable`
// is `auto`, what another extension already reports at the same place is left to it.
import * as vscode from 'vscode';
import type { Middleware } from 'vscode-languageclient/node';
import { isComposeName } from '../../server/src/catalog/compose-file-names.ts';
import { basename } from '../../server/src/text/path.ts';
import { type Language, neighbours, type Reported, withoutRepeats } from './neighbours.ts';

export interface DiagnosticsMiddleware extends vscode.Disposable {
  readonly provideDiagnostics: NonNullable<Middleware['provideDiagnostics']>;
  /** To be told once the server runs. */
  connect(server: {
    readonly akaOf: () => Promise<ReadonlyMap<string, readonly string[]>>;
    readonly pullAgain: () => void;
  }): void;
}

export function diagnosticsMiddleware(): DiagnosticsMiddleware {
  let aka: Promise<ReadonlyMap<string, readonly string[]>> | undefined;
  let askForAka: (() => Promise<ReadonlyMap<string, readonly string[]>>) | undefined;
  let pullAgain: () => void = () => {};
  /** What others reported when our findings were last compared with theirs, by URI. */
  const compared = new Map<string, string>();

  const subscriptions = [
    vscode.languages.onDidChangeDiagnostics(({ uris }) => {
      if (!uris.some(uri => compared.has(uri.toString()) && compared.get(uri.toString()) !== keyOf(uri))) return;
      pullAgain();
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => compared.delete(uri.toString())),
    vscode.extensions.onDidChange(() => pullAgain()),
  ];

  return {
    async provideDiagnostics(document, previousResultId, token, next) {
      const uri = document instanceof vscode.Uri ? document : document.uri;
      const language = document instanceof vscode.Uri ? undefined : languageOf(document);
      const isShared = language !== undefined && askForAka !== undefined && sharesWithOthers(language);
      if (!isShared) {
        compared.delete(uri.toString());
        const report = await next(document, previousResultId, token);
        return report?.kind === 'full' ? { ...report, items: dress(report.items) } : report;
      }
      // Asked in full: what is left of an unchanged answer depends on the others.
      const report = await next(document, undefined, token);
      if (report?.kind !== 'full') return report;
      aka ??= askForAka?.();
      const names = await aka?.catch(() => undefined); // Without names nothing is known to be a repeat.
      compared.set(uri.toString(), keyOf(uri));
      const items = withoutRepeats(report.items, othersAt(uri), asReported, rule => names?.get(rule) ?? []);
      return { kind: report.kind, items: dress(items) };
    },
    connect(server) {
      aka = undefined;
      askForAka = server.akaOf;
      pullAgain = server.pullAgain;
    },
    dispose: () => vscode.Disposable.from(...subscriptions).dispose(),
  };
}

/** Lets the code of each diagnostic open the rule's page as a page, not as its Markdown source. */
export function dress(diagnostics: readonly vscode.Diagnostic[]): vscode.Diagnostic[] {
  return diagnostics.map(diagnostic => {
    const { code } = diagnostic;
    if (typeof code !== 'object') return diagnostic;
    const argument = encodeURIComponent(JSON.stringify([code.value]));
    diagnostic.code = { value: code.value, target: vscode.Uri.parse(`command:slipway.openRulePage?${argument}`) };
    return diagnostic;
  });
}

export function languageOf(document: vscode.TextDocument): Language | undefined {
  if (document.languageId === 'dockerfile') return 'dockerfile';
  const isCompose = document.languageId === 'dockercompose' || isComposeName(basename(document.uri.path));
  return isCompose ? 'compose' : undefined;
}

function sharesWithOthers(language: Language): boolean {
  if (vscode.workspace.getConfiguration('slipway').get(`${language}.enable`, 'auto') !== 'auto') return false;
  return neighboursHere().some(neighbour => neighbour.reports[language] !== undefined);
}

export function neighboursHere() {
  return neighbours(id => {
    const extension = vscode.extensions.getExtension(id);
    return extension && { version: String(extension.packageJSON.version) };
  });
}

function othersAt(uri: vscode.Uri): readonly Reported[] {
  return vscode.languages.getDiagnostics(uri).filter(isForeign).map(asReported);
}

function keyOf(uri: vscode.Uri): string {
  return JSON.stringify(othersAt(uri));
}

function isForeign(diagnostic: vscode.Diagnostic): boolean {
  return diagnostic.source !== 'slipway';
}

function asReported({ source, code, range }: vscode.Diagnostic): Reported {
  const value = typeof code === 'object' ? code.value : code;
  return {
    source,
    code: value === undefined ? undefined : String(value),
    lines: { first: range.start.line, last: range.end.line },
  };
}
