/** What is told of a build when it is over, and what comes of the offers made then: with VS Code made up. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { BuildRunner } from '../../../client/src/builds/build-runner.ts';
import { builds } from '../../../client/src/builds/builds.ts';
import type { Parts } from '../../../client/src/commands/command.ts';
import type { BuildPlan } from '../../../server/src/build/build-plan.ts';
import { aPlan } from './a-plan.ts';

const told: string[] = [];
/** What the user picks of each message; nothing when it is empty. */
const answers: string[] = [];
/** What the file says now; undefined when it is gone. */
let file: string | undefined;
/** Commands that somebody was led to, with the first of what they were given. */
const called: unknown[][] = [];
/** Whether the status bar tells of a build that was cancelled. */
let isCancelTold = false;
let editor: { selection?: { active: number }; revealRange(): void };

vi.mock('vscode', () => {
  const message = async (words: string) => {
    told.push(words);
    return answers.shift();
  };
  return {
    Range: class {
      start: number;
      constructor(start: number) {
        this.start = start;
      }
    },
    Selection: class {
      active: number;
      constructor(_anchor: number, active: number) {
        this.active = active;
      }
    },
    TextEditorRevealType: {},
    ProgressLocation: { Notification: 15 },
    Uri: { file: (path: string) => path },
    window: {
      withProgress: (_options: unknown, work: (progress: object, token: object) => Promise<unknown>) =>
        work({ report: () => undefined }, { onCancellationRequested: () => undefined }),
      showInformationMessage: message,
      showErrorMessage: message,
      showTextDocument: async () => editor,
      setStatusBarMessage(words: string, until: number | Promise<void>) {
        told.push(words);
        if (typeof until === 'number') return;
        isCancelTold = true;
        void until.then(() => {
          isCancelTold = false;
        });
      },
    },
    workspace: {
      async openTextDocument() {
        if (file === undefined) throw new Error('the file is gone');
        return { getText: () => file, positionAt: (offset: number) => offset };
      },
    },
    commands: {
      async executeCommand(id: string, given: unknown) {
        called.push([id, given]);
        throw new Error('no such command');
      },
    },
  };
});

// Other tests may have loaded it with a VS Code of theirs.
vi.resetModules();
const { followRun } = await import('../../../client/src/builds/run-notices.ts');

const log = { info: () => undefined, warn: () => undefined, error: () => undefined } as unknown as Parts['log'];
const plan = aPlan([{ service: 'web' }]);

async function follow(run: BuildRunner['run'], what: BuildPlan = plan): Promise<void> {
  const all = builds();
  await followRun({ builds: all, log }, all.start({ title: 'shop', plan: what, runner: { kind: 'engine', run } }));
}

describe('What is told of a build', () => {
  beforeEach(() => {
    told.length = 0;
    called.length = 0;
    answers.length = 0;
    file = undefined;
    editor = { revealRange: () => undefined };
  });

  it('is not that it failed when only what was done about it did', async () => {
    answers.push('Run');
    await follow(async (_plan, events) => {
      events.done('web@default', { imageId: 'sha256:1', tags: ['shop-web'], notes: [] });
    });
    expect(told).toEqual([expect.stringMatching(/^Slipway: Built shop in /), 'Slipway: no such command']);
  });

  it('is that the way to the line is gone, when it is', async () => {
    answers.push('Go to Line');
    await follow(async (_plan, events) => {
      const place = { path: '/shop/web/Dockerfile', start: 0, end: 3, text: 'RUN' };
      events.failed('web@default', { message: 'RUN failed', advice: '', output: [], place });
    });
    expect(told).toEqual(['Slipway: shop could not be built: RUN failed.', 'Slipway: the file is gone']);
  });

  it.each([
    ['where it is now', 'FROM a\nLABEL b=c\nRUN make\n', 17, []],
    [
      'no other line',
      'FROM a\nRUN other\n',
      undefined,
      ['Slipway: The instruction is not there any more as it was built'],
    ],
  ])('leads to the line that failed: %s', async (_what, text, offset, more) => {
    file = text;
    answers.push('Go to Line');
    await follow(async (_plan, events) => {
      const place = { path: '/shop/web/Dockerfile', start: 7, end: 15, text: 'RUN make' };
      events.failed('web@default', { message: 'RUN make failed', advice: '', output: [], place });
    });
    expect(editor.selection?.active).toBe(offset);
    expect(told).toEqual(['Slipway: shop could not be built: RUN make failed.', ...more]);
  });

  it.each([
    ['of a project is that of its Compose file', ['/shop/compose.yaml'], '/shop/compose.yaml'],
    ['of a Dockerfile by itself is that of the Dockerfile', [], '/shop/web/Dockerfile'],
  ])('the run on this machine %s', async (_what, composeFiles, path) => {
    answers.push('Run as the Device Would');
    const platforms = [{ id: 'pi', platform: 'linux/arm64' }];
    await follow(
      async (_plan, events) => {
        events.done('web@default', { imageId: 'sha256:1', tags: ['shop-web'], notes: [] });
      },
      { ...plan, dialect: 'balena', platforms, composeFiles },
    );
    expect(called).toEqual([['slipway.device.run', path]]);
  });

  it('is that it was cancelled, until something else is built', async () => {
    const all = builds();
    const start = (run: BuildRunner['run']) => all.start({ title: 'shop', plan, runner: { kind: 'engine', run } });
    const first = start(
      (_plan, _events, signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    );
    const followed = followRun({ builds: all, log }, first);
    all.cancel(first.id);
    await followed;
    expect(told).toEqual(['$(circle-slash) Cancelled: shop']);
    expect(isCancelTold).toBe(true);
    await start(async () => undefined).ended;
    // Long before the time is over for which it is told otherwise.
    await vi.waitFor(() => expect(isCancelTold).toBe(false));
  });

  it('is why it could not begin', async () => {
    await follow(async () => {
      throw new Error('there is no builder boat');
    });
    expect(told).toEqual(['Slipway: shop could not be built: there is no builder boat']);
  });
});
