// How an image is to be run, as a list: the first row runs it as proposed, so that Enter is enough; the others change how.
import * as vscode from 'vscode';
import type { ImageDetails, RunOptions } from '../../engine/images.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { whatIsWrongWithName } from '../containers/container-name.ts';
import { splitCommand } from '../sessions/split-command.ts';
import {
  environmentOf,
  type Mount,
  mountsText,
  type Port,
  portsText,
  type Read,
  readMounts,
  readPorts,
  whatIsWrongWithVariable,
} from './run-options.ts';

export interface RunPlan {
  readonly name: string | undefined;
  readonly isInteractive: boolean;
  readonly ports: readonly Port[];
  readonly mounts: readonly Mount[];
  /** What differs from the image's own environment. */
  readonly environment: ReadonlyMap<string, string>;
  /** As it was typed; undefined runs the image's own program. */
  readonly command: string | undefined;
  readonly removeWhenStopped: boolean;
}

export interface RunQuestion {
  /** `nginx:1.27` */
  readonly image: string;
  readonly details: ImageDetails;
  readonly proposed: RunPlan;
  readonly takenNames: ReadonlySet<string>;
}

/** Undefined when it was dismissed. */
export async function askHowToRun(question: RunQuestion): Promise<RunPlan | undefined> {
  let plan = question.proposed;
  for (;;) {
    const picked = await pick(question, plan);
    if (!picked) return undefined;
    if (picked.change === undefined) return plan;
    plan = await picked.change(plan);
  }
}

export function runOptionsOf(image: string, plan: RunPlan): RunOptions {
  const split = plan.command === undefined ? undefined : splitCommand(plan.command);
  return {
    image,
    isInteractive: plan.isInteractive,
    removeWhenStopped: plan.removeWhenStopped,
    ports: plan.ports,
    mounts: plan.mounts,
    environment: [...plan.environment].map(([key, value]) => `${key}=${value}`),
    ...(plan.name === undefined ? {} : { name: plan.name }),
    ...(split?.kind === 'words' ? { command: split.words } : {}),
  };
}

interface Row extends vscode.QuickPickItem {
  /** Absent on the row that runs it. */
  readonly change?: (plan: RunPlan) => RunPlan | Promise<RunPlan>;
}

/** The focus is on the row that runs the image, each time anew: Enter does what is said above the rows. */
function pick(question: RunQuestion, plan: RunPlan): Promise<Row | undefined> {
  return new Promise(resolve => {
    const list = vscode.window.createQuickPick<Row>();
    list.title = `Run ${question.image}`;
    list.placeholder = 'Enter runs it like this; the rows below change how';
    list.ignoreFocusOut = true;
    list.matchOnDescription = true;
    list.items = rowsOf(question, plan);
    list.onDidAccept(() => {
      resolve(list.activeItems[0]);
      list.hide();
    });
    list.onDidHide(() => {
      resolve(undefined);
      list.dispose();
    });
    list.show();
  });
}

function rowsOf({ image, details, takenNames }: RunQuestion, plan: RunPlan): Row[] {
  const own = [...(details.Config?.Entrypoint ?? []), ...(details.Config?.Cmd ?? [])].join(' ');
  const row = (icon: string, label: string, description: string, change: Row['change']): Row => ({
    label,
    description,
    iconPath: new vscode.ThemeIcon(icon),
    ...(change === undefined ? {} : { change }),
  });
  return [
    row('play', plan.isInteractive ? 'Run in a terminal' : 'Run in the background', summary(plan), undefined),
    plan.isInteractive
      ? row('server-process', 'In the background instead', 'detached, its output in its logs', it => ({
          ...it,
          isInteractive: false,
          removeWhenStopped: false,
        }))
      : row('terminal', 'In a terminal instead', 'interactive, removed when it ends', it => ({
          ...it,
          isInteractive: true,
          removeWhenStopped: true,
        })),
    row('tag', 'Name', plan.name ?? 'the engine invents one', async it => {
      const name = await typed({
        title: `Name of the container of ${image}`,
        prompt: 'Empty lets the engine invent one',
        value: it.name ?? '',
        validateInput: text => (text === '' ? undefined : whatIsWrongWithName(text, takenNames)),
      });
      return name === undefined ? it : { ...it, name: name === '' ? undefined : name };
    }),
    row('globe', 'Ports', portsText(plan.ports) || 'none published', async it => {
      const ports = await typedAs(readPorts, {
        title: `Ports of ${image}, host:container`,
        prompt: 'Separated by commas; empty publishes none',
        placeHolder: '8080:80, 5353:53/udp',
        value: portsText(it.ports),
      });
      return ports === undefined ? it : { ...it, ports };
    }),
    row('database', 'Volumes', mountsText(plan.mounts) || mountsHint(details), async it => {
      const targets = Object.keys(details.Config?.Volumes ?? {});
      const mounts = await typedAs(readMounts, {
        title: `Volumes and folders of ${image}`,
        prompt: withoutLinks(
          `name:/path/inside or /path/outside:/path/inside, :ro behind it to protect it${targets.length > 0 ? `. The image keeps data in ${targets.join(', ')}` : ''}`,
        ),
        placeHolder: `data:${targets[0] ?? '/data'}, ${vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '/home/me/site'}:/srv:ro`,
        value: mountsText(it.mounts),
      });
      return mounts === undefined ? it : { ...it, mounts };
    }),
    row('symbol-variable', 'Environment', environmentText(plan, details), async it => ({
      ...it,
      environment: await askForEnvironment(image, details, it.environment),
    })),
    row('symbol-event', 'Command', plan.command ?? (own || 'none: type one'), async it => {
      const command = await typed({
        title: `Command in ${image}`,
        prompt: 'Without a shell around it; empty runs the image’s own',
        placeHolder: (details.Config?.Cmd ?? []).join(' '),
        value: it.command ?? '',
        validateInput: text => {
          const split = splitCommand(text);
          return split.kind === 'unclosed' ? `The quote ${split.quote} is not closed` : undefined;
        },
      });
      return command === undefined ? it : { ...it, command: command.trim() === '' ? undefined : command };
    }),
    row('trash', 'When it stops', plan.removeWhenStopped ? 'the container is removed' : 'the container stays', it => ({
      ...it,
      removeWhenStopped: !it.removeWhenStopped,
    })),
  ];
}

function summary({ name, ports, mounts, environment, removeWhenStopped }: RunPlan): string {
  const parts = [
    ...(name === undefined ? [] : [`as ${name}`]),
    ...ports.map(
      ({ target, published, protocol }) => `port ${published} → ${target}${protocol === 'udp' ? '/udp' : ''}`,
    ),
    ...(mounts.length === 0 ? [] : [`${mounts.length} ${mounts.length === 1 ? 'mount' : 'mounts'}`]),
    ...(environment.size === 0 ? [] : [`${environment.size} ${environment.size === 1 ? 'variable' : 'variables'}`]),
    ...(removeWhenStopped ? ['removed when it ends'] : []),
  ];
  return parts.join(' · ');
}

function mountsHint({ Config }: ImageDetails): string {
  const targets = Object.keys(Config?.Volumes ?? {});
  return targets.length === 0 ? 'none' : `anonymous ones for ${targets.join(', ')}`;
}

function environmentText({ environment }: RunPlan, details: ImageDetails): string {
  if (environment.size > 0) return [...environment].map(([key, value]) => `${key}=${value}`).join(', ');
  const own = environmentOf(details).size;
  return own === 0 ? 'none' : `${own} ${own === 1 ? 'variable' : 'variables'} of the image`;
}

/** One variable after the other, until the list is left. */
async function askForEnvironment(
  image: string,
  details: ImageDetails,
  before: ReadonlyMap<string, string>,
): Promise<ReadonlyMap<string, string>> {
  const own = environmentOf(details);
  let environment = before;
  for (;;) {
    const done = { label: 'Done', iconPath: new vscode.ThemeIcon('check') };
    const add = { label: 'Add a Variable…', iconPath: new vscode.ThemeIcon('add') };
    const keys = [...environment.keys(), ...[...own.keys()].filter(key => !environment.has(key))];
    const items = keys.map(key => ({
      label: key,
      description: environment.get(key) ?? own.get(key) ?? '',
      detail: environment.has(key) ? (own.has(key) ? `instead of ${own.get(key)}` : 'added') : 'from the image',
      key,
    }));
    const title = `Environment of ${image}`;
    const picked = await vscode.window.showQuickPick([done, add, ...items], {
      title,
      placeHolder: 'Pick a variable to change it',
      ignoreFocusOut: true,
    });
    if (!picked || picked === done) return environment;
    const key = 'key' in picked ? picked.key : await newVariable();
    if (key === undefined) continue;
    const value = await typed({ title: `${key} in ${image}`, value: environment.get(key) ?? own.get(key) ?? '' });
    if (value === undefined) continue;
    const next = new Map(environment);
    // What is as the image has it need not be said.
    if (own.get(key) === value) next.delete(key);
    else next.set(key, value);
    environment = next;
  }
}

function newVariable(): Promise<string | undefined> {
  return typed({
    title: 'Name of the variable',
    placeHolder: 'LOG_LEVEL',
    validateInput: text => whatIsWrongWithVariable(text.trim()),
  }).then(text => text?.trim());
}

async function typedAs<T>(read: (text: string) => Read<T>, options: vscode.InputBoxOptions): Promise<T | undefined> {
  const validateInput = (text: string) => {
    const result = read(text);
    return result.kind === 'wrong' ? result.why : undefined;
  };
  const text = await typed({ ...options, validateInput });
  const result = text === undefined ? undefined : read(text);
  return result?.kind === 'read' ? result.value : undefined;
}

async function typed(options: vscode.InputBoxOptions): Promise<string | undefined> {
  return vscode.window.showInputBox({ ignoreFocusOut: true, ...options });
}
