// Tasks of the type `slipway`: builds in a terminal, for tasks.json, Run Build Task and whatever waits for a task. What is
// offered without tasks.json are the Compose files and Dockerfiles at the top of each folder of the workspace.
import * as vscode from 'vscode';
import { defaultComposeNames } from '../../../server/src/catalog/compose-file-names.ts';
import { startBuild } from '../commands/build/start-build.ts';
import type { Parts } from '../commands/command.ts';
import { buildPrinter, problemLine } from '../terminals/build-printer.ts';
import { remark } from '../terminals/terminal-text.ts';
import type { BuildRun } from './build-run.ts';
import { buildTask, taskName, taskPath, taskType } from './build-task.ts';
import { placeNow } from './failure-marks.ts';
import { fileUri } from './file-uri.ts';
import { doneWords, failedWords } from './run-words.ts';

export function registerBuildTasks(parts: Parts): vscode.Disposable {
  return vscode.tasks.registerTaskProvider(taskType, {
    async provideTasks(token) {
      const all = (vscode.workspace.workspaceFolders ?? []).map(folder => tasksIn(parts, folder));
      const found = (await Promise.all(all)).flat();
      return token.isCancellationRequested ? [] : found;
    },
    resolveTask(task) {
      const folder = isFolder(task.scope) ? task.scope : vscode.workspace.workspaceFolders?.[0];
      if (!folder) return undefined;
      // The definition has to be the one that was handed in.
      return taskOf(parts, folder, task.definition, task.name);
    },
  });
}

async function tasksIn(parts: Parts, folder: vscode.WorkspaceFolder): Promise<readonly vscode.Task[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder.uri).then(
    it => it,
    () => [], // A folder of the workspace that is not there: the others have tasks all the same.
  );
  const names = entries.map(([name]) => name);
  const compose = defaultComposeNames.find(name => names.includes(name));
  const single = names.find(name => /^(?:Dockerfile(?:\.template)?|Containerfile)$/.test(name));
  return [compose, single].flatMap(path => {
    if (path === undefined) return [];
    const definition = { type: taskType, path };
    return taskOf(parts, folder, definition, taskName({ path }));
  });
}

function taskOf(
  parts: Parts,
  folder: vscode.WorkspaceFolder,
  definition: vscode.TaskDefinition,
  name: string,
): vscode.Task {
  const execution = new vscode.CustomExecution(async resolved => terminal(parts, folder, resolved));
  const task = new vscode.Task(definition, folder, name, 'slipway', execution, ['$slipway']);
  task.group = vscode.TaskGroup.Build;
  task.detail = 'Build for a device';
  return task;
}

const interrupt = '\x03';

function terminal(
  parts: Parts,
  folder: vscode.WorkspaceFolder,
  definition: vscode.TaskDefinition,
): vscode.Pseudoterminal {
  const written = new vscode.EventEmitter<string>();
  const closed = new vscode.EventEmitter<number>();
  let run: string | undefined;
  let isGivenUp = false;
  const say = (words: string): void => written.fire(remark(words));
  /** Also while it is only planned: then it ends as soon as it begins. */
  const giveUp = (): void => {
    isGivenUp = true;
    if (run !== undefined) parts.builds.cancel(run);
  };
  const build = async (): Promise<number> => {
    const answer = buildTask(definition);
    if (answer.kind === 'wrong') throw new Error(answer.message);
    const { path: _, ...wish } = answer.task;
    const uri = folder.uri.with({ path: taskPath(folder.uri.path, answer.task) }).toString();
    const started = await startBuild(
      parts,
      { ...wish, uri, platforms: wish.platforms ?? [] },
      {
        told: 'none',
        printer: plan => buildPrinter({ jobs: plan.builds, write: text => written.fire(text) }),
      },
    );
    if (!started) return 130;
    run = started.id;
    if (isGivenUp) parts.builds.cancel(run);
    const ended = await started.ended;
    for (const line of await problemLines(ended)) written.fire(`${line}\r\n`);
    say(endWords(ended));
    return ended.state === 'done' ? 0 : ended.state === 'cancelled' ? 130 : 1;
  };
  return {
    onDidWrite: written.event,
    onDidClose: closed.event,
    open() {
      build().then(
        code => closed.fire(code),
        error => {
          if (!(error instanceof vscode.CancellationError)) {
            parts.log.error('build task', error instanceof Error ? error : String(error));
            say(`Slipway: ${error instanceof Error ? error.message : String(error)}`);
          }
          closed.fire(1);
        },
      );
    },
    close: giveUp,
    handleInput(text) {
      if (text === interrupt) giveUp();
    },
  };
}

/** One for each failure whose place is known. */
async function problemLines({ jobs }: BuildRun): Promise<readonly string[]> {
  const lines = jobs.map(async ({ failure }) => {
    if (!failure?.place) return [];
    const uri = fileUri(failure.place.path);
    const document = await vscode.workspace.openTextDocument(uri).then(
      it => it,
      () => undefined, // It is gone, and with it the place.
    );
    if (!document) return [];
    const place = placeNow({ text: undefined, ...failure.place }, document.getText());
    if (!place) return [];
    const { line, character } = document.positionAt(place.start);
    return [problemLine(uri.fsPath, line + 1, character + 1, failure.message)];
  });
  return (await Promise.all(lines)).flat();
}

function endWords(run: BuildRun): string {
  switch (run.state) {
    case 'running':
    case 'done':
      return doneWords(run);
    case 'cancelled':
      return 'Cancelled.';
    case 'failed':
      // Each job has told why by now.
      return run.jobs.some(job => job.state === 'failed') ? `${run.title} could not be built.` : failedWords(run);
  }
}

function isFolder(scope: vscode.Task['scope']): scope is vscode.WorkspaceFolder {
  return typeof scope === 'object' && 'uri' in scope;
}
