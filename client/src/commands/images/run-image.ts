// Runs an image: in the background, saying where it listens, or in a terminal.
import * as vscode from 'vscode';
import { EngineRefused } from '../../engine/engine.ts';
import { withoutLinks } from '../../engine/without-links.ts';
import { openSession } from '../../terminals/session-terminal.ts';
import { shortId } from '../../views/nodes/image-reference.ts';
import type { Command, Parts } from '../command.ts';
import { webAddresses } from '../containers/web-address.ts';
import { withLateProgress } from '../late-progress.ts';
import { type ImageTarget, imageTargets } from '../targets.ts';
import { freePorts } from './free-ports.ts';
import { askHowToRun, type RunPlan, runOptionsOf } from './run-form.ts';
import { exposedPorts, proposedName, proposedPorts, startProblem, wantsPerson } from './run-options.ts';

export const runImage: Command = {
  id: 'slipway.image.run',
  async run(parts, ...given) {
    const target = await targetOf(parts, given);
    if (!target) return;
    const { images } = await parts.engine();
    const { reference, row } = target;
    const image = reference === row.id ? shortId(row.id) : reference;
    const details = await images.inspect(reference);
    const { state } = parts.store;
    const takenNames = new Set([...state.containers.values()].map(({ name }) => name));
    const { host } = await parts.engines.choice();
    const isInteractive = wantsPerson(details);
    const proposed: RunPlan = {
      name: proposedName(reference, takenNames),
      isInteractive,
      ports: await proposedPorts(exposedPorts(details), freePorts(state, host)),
      mounts: [],
      environment: new Map(),
      command: undefined,
      removeWhenStopped: isInteractive,
    };
    const plan = await askHowToRun({ image, details, proposed, takenNames });
    if (!plan) return;
    if (plan.isInteractive) runInTerminal(parts, reference, image, plan);
    else await runInBackground(parts, reference, image, plan, host);
  },
};

/** Called with a reference after a pull, whose row may not be known yet. */
async function targetOf(parts: Parts, given: readonly unknown[]): Promise<ImageTarget | undefined> {
  const [reference] = given;
  if (typeof reference === 'string' && reference.includes(':')) {
    const { images } = await parts.engine();
    const { Id, Size } = await images.inspect(reference);
    return { reference, row: { id: Id, tags: [reference], digests: [], size: Size, createdAt: 0, labels: {} } };
  }
  const question = { title: 'Run which image?', many: 'one', none: 'There is no image yet: pull or build one first.' };
  const [target] = await imageTargets(parts, given, { ...question, many: 'one' });
  return target;
}

async function runInBackground(
  parts: Parts,
  reference: string,
  image: string,
  plan: RunPlan,
  host: string,
): Promise<void> {
  const engine = await parts.engine();
  const called = plan.name ?? image;
  parts.log.debug(`Running ${image} as ${called}`);
  const { containerId } = await withLateProgress(`Running ${image}`, signal =>
    inPlainWords(called, () => engine.images.run(runOptionsOf(reference, plan), signal)),
  );
  const { Name, State } = await engine.containers.inspect(containerId).catch(gone);
  const name = Name?.replace(/^\//, '') ?? called;
  const logs = 'Show Logs';
  const showLogs = () => void vscode.commands.executeCommand('slipway.container.logs', nodeFor(containerId, name));
  if (State !== undefined && State.Running !== true && State.Status !== 'created') {
    const buttons = plan.removeWhenStopped ? [] : [logs];
    void vscode.window
      .showWarningMessage(
        withoutLinks(`Slipway: ${name} has ended already, with exit code ${State.ExitCode ?? 0}.`),
        ...buttons,
      )
      .then(choice => choice === logs && showLogs());
    return;
  }
  const [address] = webAddresses(plan.ports, host);
  const open = 'Open in Browser';
  const where = address === undefined ? '' : ` and listens on ${new URL(address.url).host}`;
  // Not awaited: the command is done, whenever the message is read.
  void vscode.window
    .showInformationMessage(withoutLinks(`Slipway: ${name} runs${where}.`), ...(address ? [open] : []), logs)
    .then(choice => {
      if (choice === open && address) void vscode.env.openExternal(vscode.Uri.parse(address.url));
      if (choice === logs) showLogs();
    });
}

/** The row of a container, as a view would hand it over. */
function nodeFor(id: string, name: string) {
  return {
    id: `container:${id}`,
    label: name,
    icon: { id: 'vm' },
    facts: ';container;',
    spoken: name,
    subject: { kind: 'container' as const, id },
  };
}

/** It was to be removed when it ended, and has. */
function gone(error: unknown): { readonly Name?: string; readonly State?: undefined } {
  if (error instanceof EngineRefused && error.status === 404) return {};
  throw error;
}

/** Made and attached to before it starts, so that nothing it says is missed. */
function runInTerminal(parts: Parts, reference: string, image: string, plan: RunPlan): void {
  openSession(parts, {
    name: plan.name ?? image,
    icon: 'play',
    start: async (terminal, signal) => {
      const { images, containers, sessions } = await parts.engine();
      parts.log.debug(`Running ${image} in a terminal`);
      const called = plan.name ?? image;
      const { containerId } = await inPlainWords(called, () => images.create(runOptionsOf(reference, plan)));
      try {
        const session = await sessions.attach(containerId, { terminal, signal });
        await inPlainWords(called, () => containers.start(containerId));
        await session.resize(terminal.columns, terminal.rows);
        return session;
      } catch (error) {
        await containers.remove(containerId, { force: true, volumes: true }).catch(() => undefined);
        throw error;
      }
    },
  });
}

async function inPlainWords<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EngineRefused) throw new EngineRefused(startProblem(error.message, name), error.status);
    throw error;
  }
}
