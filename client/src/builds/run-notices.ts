// What VS Code tells of a build outside its view: a notification while it runs, an entry in the status bar, and one message
// when it is over.
import * as vscode from 'vscode';
import type { Parts } from '../commands/command.ts';
import { withoutLinks } from '../engine/without-links.ts';
import type { BuildRun, JobFailure } from './build-run.ts';
import { subjectOf } from './build-wish.ts';
import type { Builds, StartedRun } from './builds.ts';
import { fileUri } from './file-uri.ts';
import { goToPlace, placedFailure } from './go-to-place.ts';
import { currentLine, doneWords, failedWords, percentOf } from './run-words.ts';

/** Shows the view of builds. */
const revealBuilds = 'slipway.builds.focus';

type NoticeParts = Pick<Parts, 'builds' | 'log'>;

/** Shows the progress of a run that has begun and tells how it ended. Never rejects. */
export async function followRun(parts: NoticeParts, { id, ended }: StartedRun): Promise<void> {
  const title = runOf(parts.builds, id)?.title ?? '';
  try {
    await tellEnd(parts, await withProgress(parts, id, ended));
  } catch (error) {
    parts.log.error(`building ${title}`, error instanceof Error ? error : String(error));
    const show: Offer = { label: 'Show Log', act: () => parts.log.show() };
    await offer(parts, 'error', `${title} could not be built: ${reasonOf(error)}`, [show]);
  }
}

/** The run as it ended. */
function withProgress({ builds }: NoticeParts, id: string, ended: Promise<BuildRun>): Thenable<BuildRun> {
  const title = `Building ${runOf(builds, id)?.title ?? ''}`;
  const options = { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
  return vscode.window.withProgress(options, (progress, cancellation) => {
    cancellation.onCancellationRequested(() => builds.cancel(id));
    let told = { percent: 0, message: '' };
    const tell = (): void => {
      const run = runOf(builds, id);
      if (run?.state !== 'running') return;
      const percent = Math.max(told.percent, percentOf(run));
      const line = currentLine(run);
      const message = withoutLinks(line === '' ? `${percent} %` : `${percent} %, ${line}`);
      if (message === told.message) return;
      progress.report({ message, increment: percent - told.percent });
      told = { percent, message };
    };
    const listening = builds.onDidChange(tell);
    tell();
    return ended.finally(() => listening.dispose());
  });
}

async function tellEnd(parts: NoticeParts, run: BuildRun): Promise<void> {
  const show: Offer = { label: 'Show', act: () => void vscode.commands.executeCommand(revealBuilds) };
  switch (run.state) {
    case 'running':
      return;
    case 'cancelled':
      vscode.window.setStatusBarMessage(`$(circle-slash) Cancelled: ${run.title}`, untilNext(parts.builds));
      return;
    case 'done': {
      parts.log.info(doneWords(run));
      return offer(parts, 'information', doneWords(run), [show, ...runOffer(run), ...deviceRunOffer(run)]);
    }
    case 'failed':
      parts.log.warn(failedWords(run));
      return offer(parts, 'error', failedWords(run), [...goOffer(placedFailure(run) ?? {}), show, ...logOffer(run)]);
  }
}

const toldMs = 5000;

/** Some seconds, and no longer than until something else is built. */
function untilNext(builds: Builds): Promise<void> {
  const newest = builds.runs[0]?.id;
  return new Promise(resolve => {
    const over = (): void => {
      clearTimeout(timer);
      listening.dispose();
      resolve();
    };
    const timer = setTimeout(over, toldMs);
    const listening = builds.onDidChange(() => {
      if (builds.runs[0]?.id !== newest) over();
    });
  });
}

interface Offer {
  readonly label: string;
  act(): unknown;
}

/** Of one image that is on the engine. */
function runOffer({ jobs }: BuildRun): readonly Offer[] {
  const results = jobs.flatMap(job => job.result ?? []);
  const [result] = results;
  const tag = result?.tags[0] ?? result?.imageId;
  if (results.length !== 1 || tag === undefined || result?.imageId === undefined) return [];
  const reference = /:[^/]+$/.test(tag) ? tag : `${tag}:latest`;
  return [{ label: 'Run', act: () => vscode.commands.executeCommand('slipway.image.run', reference) }];
}

/** Of a balena project for one device, whose images are on the engine. */
function deviceRunOffer({ plan, jobs }: BuildRun): readonly Offer[] {
  const [platform, other] = plan.platforms;
  const word = platform?.device?.slug ?? platform?.platform;
  if (plan.dialect !== 'balena' || other || word === undefined) return [];
  if (!jobs.every(({ result }) => result?.imageId !== undefined)) return [];
  // A Dockerfile by itself need not be the one that stands for the whole project.
  const uri = fileUri(plan.composeFiles[0] ?? plan.builds[0]?.dockerfile.path ?? plan.root);
  const act = () => vscode.commands.executeCommand('slipway.device.run', uri, { platforms: [word] });
  return [{ label: 'Run as the Device Would', act }];
}

function goOffer({ place }: Partial<Pick<JobFailure, 'place'>>): readonly Offer[] {
  return place ? [{ label: 'Go to Line', act: () => goToPlace(place.path, place) }] : [];
}

/** What the job that failed wrote. */
function logOffer({ id, jobs }: BuildRun): readonly Offer[] {
  const job = jobs.find(it => it.state === 'failed');
  if (!job) return [];
  // As if it was called on its row.
  const row = { id: job.id, facts: [], spoken: '', subject: { kind: 'build', run: id, job: job.id } };
  return [{ label: 'Show Log', act: () => vscode.commands.executeCommand('slipway.build.showLog', row) }];
}

/** What somebody does about a build is no part of it: when that fails, it is said by itself. */
async function offer(
  { log }: Pick<NoticeParts, 'log'>,
  kind: 'information' | 'error',
  words: string,
  all: readonly Offer[],
): Promise<void> {
  const message = `Slipway: ${words}`;
  const labels = all.map(({ label }) => label);
  const choice =
    kind === 'error'
      ? await vscode.window.showErrorMessage(withoutLinks(message), ...labels)
      : await vscode.window.showInformationMessage(withoutLinks(message), ...labels);
  try {
    await all.find(({ label }) => label === choice)?.act();
  } catch (error) {
    log.error(choice ?? '', error instanceof Error ? error : String(error));
    void vscode.window.showErrorMessage(withoutLinks(`Slipway: ${reasonOf(error)}`));
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An entry in the status bar while something is built. */
export function buildStatus(builds: Builds): vscode.Disposable {
  const entry = vscode.window.createStatusBarItem('slipway.builds', vscode.StatusBarAlignment.Left, 40);
  entry.name = 'Slipway Builds';
  entry.command = revealBuilds;
  let shown = '';
  const update = (): void => {
    const running = builds.runs.filter(run => run.state === 'running');
    const text = statusText(running);
    if (text === shown) return;
    shown = text;
    entry.text = text;
    entry.tooltip = running.map(run => `${run.title}: ${percentOf(run)} %`).join('\n');
    entry.accessibilityInformation = { label: `Slipway builds ${entry.tooltip}` };
    if (text === '') entry.hide();
    else entry.show();
  };
  const listening = builds.onDidChange(update);
  return vscode.Disposable.from(entry, listening);
}

function statusText(running: readonly BuildRun[]): string {
  const [only] = running;
  if (!only) return '';
  if (running.length === 1) return `$(loading~spin) Building ${subjectOf(only.plan)} ${percentOf(only)} %`;
  const percent = Math.floor(running.reduce((sum, run) => sum + percentOf(run), 0) / running.length);
  return `$(loading~spin) ${running.length} builds ${percent} %`;
}

function runOf(builds: Builds, id: string): BuildRun | undefined {
  return builds.runs.find(run => run.id === id);
}
