// Failures of builds as diagnostics, on the very instruction. They go when that line changes, and when the file is built
// again.
import * as vscode from 'vscode';
import type { Span } from '../../server/src/text/span.ts';
import { taskType } from './builds/build-task.ts';
import type { Builds } from './builds/builds.ts';
import { afterEdit, type FailureMark, failureMarks, type LinePlace, placeNow } from './builds/failure-marks.ts';
import { fileUri } from './builds/file-uri.ts';

/** Lines of the log that stand below a diagnostic. */
const mostLines = 10;

interface Placed {
  readonly mark: FailureMark;
  /** Undefined once it was edited away, or could never be found. */
  place: LinePlace | undefined;
}

export function buildDiagnostics(builds: Builds, log: (message: string) => void): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('slipway-build');
  const placed = new Map<string, Placed>();
  let marks: readonly FailureMark[] = [];
  let runs: Builds['runs'] = [];

  const show = (path: string, document: vscode.TextDocument): void => {
    const here = marks.flatMap(mark => placed.get(mark.id) ?? []).filter(({ mark }) => mark.path === path);
    const shown = here.flatMap(({ mark, place }) => (place ? [diagnosticOf(mark, place, document.uri)] : []));
    collection.set(document.uri, shown);
  };
  const update = async (path: string): Promise<void> => {
    const document = await vscode.workspace.openTextDocument(fileUri(path));
    for (const mark of marks) {
      if (mark.path !== path) continue;
      const known = placed.get(mark.id);
      const place = known ? known.place : linesOf(placeNow(mark, document.getText()), document);
      placed.set(mark.id, { mark, place });
    }
    show(path, document);
  };
  const tell = (path: string): void => {
    update(path).catch((error: unknown) => log(`A failure in ${path} cannot be shown: ${String(error)}`));
  };
  const look = (): void => {
    if (builds.runs === runs) return;
    runs = builds.runs;
    const before = marks;
    marks = failureMarks(runs);
    const of = (all: readonly FailureMark[], path: string) =>
      all
        .filter(mark => mark.path === path)
        .map(({ id, jobs }) => `${id} ${jobs.join()}`)
        .join('|');
    for (const id of [...placed.keys()]) if (!marks.some(mark => mark.id === id)) placed.delete(id);
    for (const path of new Set([...before, ...marks].map(mark => mark.path))) {
      if (of(before, path) === of(marks, path)) continue;
      if (!marks.some(mark => mark.path === path)) collection.delete(fileUri(path));
      else tell(path);
    }
  };
  const edited = ({ document, contentChanges }: vscode.TextDocumentChangeEvent): void => {
    if (contentChanges.length === 0 || !collection.has(document.uri)) return;
    const key = document.uri.toString();
    const here = [...placed.values()].filter(({ mark }) => fileUri(mark.path).toString() === key);
    const [first] = here;
    if (!first) return;
    // VS Code names those at the end of the document first, so that none moves another.
    for (const { range, text } of contentChanges) {
      const edit = { ...linePlace(range), text };
      for (const it of here) it.place &&= afterEdit(it.place, edit);
    }
    show(first.mark.path, document);
  };
  const taskEnded = ({ execution }: vscode.TaskEndEvent): void => {
    if (execution.task.definition.type !== taskType) return;
    // The problem matcher, of the same owner, has put what it read in their place: a line each, without the log.
    for (const path of new Set(marks.map(mark => mark.path))) tell(path);
  };
  const listening = vscode.Disposable.from(
    collection,
    builds.onDidChange(look),
    vscode.workspace.onDidChangeTextDocument(edited),
    vscode.tasks.onDidEndTask(taskEnded),
  );
  look();
  return listening;
}

function linesOf(at: Span | undefined, document: vscode.TextDocument): LinePlace | undefined {
  return at && linePlace(new vscode.Range(document.positionAt(at.start), document.positionAt(at.end)));
}

function linePlace({ start, end }: vscode.Range): LinePlace {
  return { startLine: start.line, startCharacter: start.character, endLine: end.line, endCharacter: end.character };
}

function diagnosticOf(mark: FailureMark, at: LinePlace, uri: vscode.Uri): vscode.Diagnostic {
  const range = new vscode.Range(at.startLine, at.startCharacter, at.endLine, at.endCharacter);
  const diagnostic = new vscode.Diagnostic(range, messageOf(mark), vscode.DiagnosticSeverity.Error);
  diagnostic.source = 'Slipway build';
  if (mark.exitCode !== undefined) diagnostic.code = `exit code ${mark.exitCode}`;
  const location = new vscode.Location(uri, range);
  const lines = mark.output.filter(line => line.trim() !== '').slice(-mostLines);
  diagnostic.relatedInformation = lines.map(line => new vscode.DiagnosticRelatedInformation(location, line));
  return diagnostic;
}

function messageOf({ message, advice, jobs }: FailureMark): string {
  return [`${message} (building ${jobs.map(job => job.replace(/@default$/, '')).join(', ')})`, advice]
    .filter(it => it !== '')
    .join('\n');
}
