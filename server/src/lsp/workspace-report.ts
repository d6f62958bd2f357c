/** Answers `slipway/checkWorkspace`: findings of the files nobody has opened, with progress, until it is cancelled. */
import type { Connection } from 'vscode-languageserver';
import type { Analyzer } from '../analyzer.ts';
import { fileKind } from '../project/file-kind.ts';
import type { Workspace } from '../project/workspace.ts';
import { checkFiles, findFiles } from './check-workspace.ts';
import type { WorkspaceReport } from './custom-requests.ts';
import type { OpenDocuments } from './lsp-workspace.ts';
import { isEnabled, type Settings } from './settings.ts';
import { diagnostics, notice, type ProtoContext } from './to-proto.ts';

export interface WorkspaceReportHost {
  readonly folders: readonly string[];
  readonly workspace: Workspace;
  readonly analyzer: Analyzer;
  readonly open: OpenDocuments;
  readonly connection: Connection;
  readonly settings: Settings;
  readonly ctx: ProtoContext;
}

/** @throws the signal's reason when it aborts */
export async function workspaceReport(
  host: WorkspaceReportHost,
  workDoneToken: string | number | undefined,
  signal: AbortSignal,
): Promise<WorkspaceReport> {
  const { ctx } = host;
  const progress = await host.connection.window.attachWorkDoneProgress(workDoneToken);
  progress.begin('Checking workspace', 0, 'looking for files', true);
  try {
    const { paths, incomplete } = await findFiles(host.folders, host.workspace, signal);
    const closed = paths.filter(path => !host.open.get(path) && isEnabled(host.settings, fileKind(path)));
    const files = await checkFiles(closed, host.analyzer, signal, async (file, index) => {
      progress.report(Math.round(((index + 1) / closed.length) * 100), `${index + 1} of ${closed.length} files`);
      const list = await diagnostics(file, file.findings, ctx);
      if (file.notice && file.notice.kind !== 'missing') list.push(notice(file.notice));
      return { uri: ctx.uri(file.path), diagnostics: list };
    });
    return {
      files: files.filter(file => file.diagnostics.length > 0),
      checked: closed.length,
      ...(incomplete === undefined ? {} : { incomplete }),
    };
  } finally {
    progress.done();
  }
}
