// A pull or a push with its progress, its credentials and what is said when it fails.
import * as vscode from 'vscode';
import { EngineRefused } from '../../engine/engine.ts';
import type { TransferOptions } from '../../engine/images.ts';
import { registryOf } from '../../engine/registry/image-reference.ts';
import { type CredentialsFound, registryCredentials } from '../../engine/registry/registry-credentials.ts';
import { loginCommand, type RegistryAttempt, registryProblem } from '../../engine/registry/registry-problem.ts';
import { sumText, transferSum } from '../../engine/registry/transfer-progress.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import type { Parts } from '../command.ts';

export interface Transfer {
  readonly action: 'pull' | 'push';
  readonly reference: string;
  readonly platform?: string;
}

/** Whether it was done; what went wrong between engine and registry has been told. */
export async function transfer(parts: Parts, { action, reference, platform }: Transfer): Promise<'done' | 'failed'> {
  const { images } = await parts.engine();
  const verb = action === 'pull' ? 'Pulling' : 'Pushing';
  const title = `Slipway: ${verb} ${reference}${platform === undefined ? '' : ` for ${platform}`}`;
  const options = { location: vscode.ProgressLocation.Notification, title: withoutLinks(title), cancellable: true };
  return vscode.window.withProgress(options, async (progress, cancellation) => {
    const abort = new AbortController();
    cancellation.onCancellationRequested(() => abort.abort(new vscode.CancellationError()));
    const found = await credentialsFor(parts, reference, abort.signal);
    parts.log.debug(`${verb} ${reference}, ${found.kind === 'found' ? 'logged in' : 'as nobody'}`);
    const transferOptions: TransferOptions = {
      ...(found.kind === 'found' ? { credentials: found.credentials } : {}),
      signal: abort.signal,
      onProgress: reporter(progress),
    };
    try {
      if (action === 'push') await images.push(reference, transferOptions);
      else await images.pull(reference, { ...transferOptions, ...(platform === undefined ? {} : { platform }) });
      parts.log.debug(`${verb} ${reference} is done`);
      return 'done';
    } catch (error) {
      if (!(error instanceof EngineRefused)) throw error;
      const credentials = found.kind === 'found' ? 'found' : 'none';
      const attempt = { action, reference, credentials, ...(platform === undefined ? {} : { platform }) } as const;
      tell(parts, error, attempt, found);
      return 'failed';
    }
  });
}

/** Moves the bar and changes the words only when there is something new: an engine tells ten things a second a layer. */
function reporter(progress: vscode.Progress<{ message?: string; increment?: number }>): TransferOptions['onProgress'] {
  const add = transferSum();
  let percent = 0;
  let message = '';
  return item => {
    const sum = add(item);
    const now = sum.percent === undefined ? '' : `${Math.floor(sum.percent)} %, ${sumText(sum)}`;
    if (now === message) return;
    message = now;
    const increment = Math.max(0, (sum.percent ?? 0) - percent);
    percent += increment;
    progress.report({ message, increment });
  };
}

async function credentialsFor({ log }: Parts, reference: string, signal: AbortSignal): Promise<CredentialsFound> {
  // A helper is a program that a file names.
  if (!vscode.workspace.isTrusted) return { kind: 'none' };
  const found = await registryCredentials({ registry: registryOf(reference), environment: process.env, signal });
  if (found.kind === 'unknown') log.warn(found.problem);
  return found;
}

function tell({ log }: Parts, error: EngineRefused, attempt: RegistryAttempt, found: CredentialsFound): void {
  log.error(`${attempt.action} ${attempt.reference}: ${error.message}`);
  const { sentence, login } = registryProblem(error.message, attempt);
  const helper = login !== undefined && found.kind === 'unknown' ? ` ${found.problem}` : '';
  const [logIn, show] = ['Log In in Terminal', 'Show Log'];
  const buttons = login === undefined ? [show] : [logIn, show];
  // Not awaited: the command is done, whenever the message is read.
  void vscode.window.showErrorMessage(withoutLinks(`Slipway: ${sentence}${helper}`), ...buttons).then(choice => {
    if (choice === show) log.show();
    if (choice === logIn && login !== undefined) logInTo(login);
  });
}

/** Docker asks for the password itself, so that it never passes through here. */
function logInTo(registry: string): void {
  const terminal = vscode.window.createTerminal({ name: 'docker login', iconPath: new vscode.ThemeIcon('key') });
  terminal.show();
  terminal.sendText(loginCommand(registry));
}
