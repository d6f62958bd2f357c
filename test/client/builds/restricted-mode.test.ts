/** What builds and runs does nothing in Restricted Mode, and asks nothing: with VS Code made up, whose answers are none. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Command, Parts } from '../../../client/src/commands/command.ts';

const asked: string[] = [];
const spawned: string[] = [];

vi.mock('node:child_process', async original => ({
  ...(await original<typeof import('node:child_process')>()),
  spawn(command: string) {
    spawned.push(command);
    throw new Error('nothing is to be run');
  },
}));
vi.mock('vscode', () => ({
  Uri: class {},
  CancellationError: class extends Error {},
  ThemeIcon: class {},
  window: {
    async showQuickPick(_items: unknown, { title }: { title: string }) {
      asked.push(title);
    },
    async showInputBox({ title }: { title: string }) {
      asked.push(title);
    },
    createTerminal: ({ name }: { name: string }) => asked.push(name),
  },
  workspace: {
    isTrusted: false,
    workspaceFolders: [{ uri: { path: '/shop', toString: () => 'file:///shop' } }],
    textDocuments: [],
    getConfiguration: () => ({ get: (_key: string, usual: unknown) => usual }),
  },
}));

// Other tests may have loaded it with a VS Code of theirs.
vi.resetModules();
const { buildCommands } = await import('../../../client/src/commands/build-commands.ts');
const { balenaCommands } = await import('../../../client/src/commands/balena-commands.ts');
const { deviceRunCommands } = await import('../../../client/src/commands/device-run-commands.ts');

/** They look at files, or at what is there, and run nothing. */
const harmless = ['slipway.device.cancelBuild', 'slipway.showBuildPlan', 'slipway.balena.useDeviceAsEngine'];

const parts = {
  engine: async () => {
    throw new Error('In Restricted Mode Slipway does not use a container engine');
  },
  memory: { get: () => [{ uri: 'file:///shop', platforms: [] }], update: async () => undefined },
  server: {
    async request(method: string) {
      throw new Error(`${method} is asked in vain`);
    },
  },
} as unknown as Parts;

describe('In Restricted Mode', () => {
  beforeEach(() => {
    asked.length = 0;
    spawned.length = 0;
  });

  const all: readonly Command[] = [...buildCommands, ...balenaCommands, ...deviceRunCommands];
  it.each(all.filter(({ id }) => !harmless.includes(id)).map(it => [it.id, it] as const))(
    '%s does nothing',
    async (_id, command) => {
      await expect(command.run(parts)).rejects.toThrow('Restricted Mode');
      expect([asked, spawned]).toEqual([[], []]);
    },
  );
});
