/** Answers a request for code actions: which kinds are wanted, for which selection, from findings made afresh. */
import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver';
import type { Config } from '../analysis/config.ts';
import type { Analyzer, AnalyzerOptions, FileFindings } from '../analyzer.ts';
import { fixAllSafe, type OfferedAction, quickFixes } from '../features/code-actions.ts';
import type { Workspace } from '../project/workspace.ts';
import { editorText } from './editor-text.ts';
import { fixAllKind } from './initialize-result.ts';
import { type SilencingHost, silencingOf } from './silencing.ts';
import { codeActions, type ProtoContext } from './to-proto.ts';

export interface CodeActionsHost extends SilencingHost {
  readonly createAnalyzer: (workspace: Workspace, config: Config, options: AnalyzerOptions) => Analyzer;
  readonly ctx: ProtoContext;
  readonly log: (message: string) => void;
  /** @throws Outdated when the editor went on meanwhile */
  findings(path: string, signal: AbortSignal): Promise<FileFindings>;
  config(): Config;
}

export async function offerCodeActions(
  path: string,
  params: CodeActionParams,
  host: CodeActionsHost,
  signal: AbortSignal,
): Promise<CodeAction[]> {
  const file = await host.findings(path, signal);
  if (file.findings.length === 0) return [];
  const offered: OfferedAction[] = [];
  const ofDraft = findingsOfDraft(path, host, signal);
  // Without `only` an editor asks for its light bulb, where actions on the whole source would be noise.
  if (wants(params.context.only, CodeActionKind.QuickFix, 'by default')) {
    const at = editorText(file.text).span(params.range);
    offered.push(...(await quickFixes(file, at, silencingOf(file, host), ofDraft)));
  }
  if (wants(params.context.only, fixAllKind, 'when asked')) {
    const all = await fixAllSafe(file, ofDraft);
    if (all) offered.push(all);
  }
  return codeActions(file, offered, host.ctx);
}

/** A kind is wanted when the client names it or a kind above it: `source` asks for `source.fixAll.slipway`. */
function wants(only: readonly string[] | undefined, kind: string, otherwise: 'by default' | 'when asked'): boolean {
  if (!only || only.length === 0) return otherwise === 'by default';
  return only.some(it => it === '' || kind === it || kind.startsWith(`${it}.`));
}

/** The findings of the file as if it held another text, with everything around it as it is. */
function findingsOfDraft(path: string, host: CodeActionsHost, signal: AbortSignal) {
  let draft = '';
  const workspace: Workspace = {
    ...host.workspace,
    readFile: async asked => (asked === path ? { kind: 'text', text: draft } : host.workspace.readFile(asked)),
  };
  const analyzer = host.createAnalyzer(workspace, host.config(), { log: host.log });
  return async (text: string) => {
    draft = text;
    analyzer.changed([path], 'content');
    const { findings } = await analyzer.findings(path, { kind: host.kind(path), signal });
    return findings;
  };
}
