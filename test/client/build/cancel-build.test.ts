// Which build Cancel Build cancels.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { builds } from '../../../client/src/builds/builds.ts';
import type { Parts } from '../../../client/src/commands/command.ts';
import { aPlan } from '../builds/a-plan.ts';

interface Shown {
  readonly labels: readonly string[];
  readonly placeHolder: string | undefined;
}
const lists: Shown[] = [];
const messages: string[] = [];
vi.mock('vscode', () => ({
  window: {
    setStatusBarMessage: (text: string) => void messages.push(text),
    async showQuickPick(items: readonly { readonly label: string }[], options: { readonly placeHolder?: string }) {
      lists.push({ labels: items.map(({ label }) => label), placeHolder: options.placeHolder });
    },
  },
}));
// Other tests may have loaded it with a VS Code of theirs.
vi.resetModules();
const { cancelBuild } = await import('../../../client/src/commands/build/cancel-build.ts');

describe('Cancel Build', () => {
  const store = builds();
  const start = (title: string) => {
    let end = (): void => undefined;
    const run = (_plan: unknown, _told: unknown, signal: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        end = resolve;
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const { id, ended } = store.start({ title, plan: aPlan([{ service: 'web' }]), runner: { kind: 'engine', run } });
    return { id, ended, end: () => end() };
  };
  const cancel = (given?: unknown) => cancelBuild.run({ builds: store } as Parts, given);
  const states = () => store.runs.map(({ title, state }) => `${title} ${state}`);
  const rowOf = (run: string) => ({
    ...{ id: run, label: run, icon: { id: 'gear' }, facts: ';', spoken: run },
    subject: { kind: 'build', run },
  });

  beforeEach(() => {
    for (const { id } of store.runs) store.cancel(id);
    lists.length = 0;
    messages.length = 0;
  });

  it('takes the one that is named, or the only one', async () => {
    const [shop, blog] = [start('shop'), start('blog')];
    await cancel(shop.id);
    await shop.ended;
    await cancel();
    await blog.ended;
    expect(states()).toEqual(['blog cancelled', 'shop cancelled']);
    expect(lists).toEqual([]);
    store.clear();
  });

  it.each(['its id', 'its row'])('never takes another one for one that has ended, called with %s', async how => {
    const [shop, blog] = [start('shop'), start('blog')];
    shop.end();
    await shop.ended;
    await cancel(how === 'its id' ? shop.id : rowOf(shop.id));
    expect(states()).toEqual(['blog running', 'shop failed']);
    expect(lists).toEqual([{ labels: ['blog'], placeHolder: 'That build has ended. Cancel another one?' }]);
    await cancel(blog.id);
    await blog.ended;
    await cancel(blog.id);
    expect(messages).toEqual(['No build is running']);
    store.clear();
  });
});
