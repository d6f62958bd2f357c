/** Who builds, and what is asked when the builder cannot run what is built: with VS Code, engine and buildx made up. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Parts } from '../../../client/src/commands/command.ts';
import { aPlan } from './a-plan.ts';

interface Shown {
  readonly title: string;
  readonly labels: readonly string[];
}

/** What the user answers, one for each list; a word of the label, or nothing to turn away. */
const answers: (string | undefined)[] = [];
const shown: Shown[] = [];
const settings = new Map<string, unknown>();
let isTrusted = true;

vi.mock('vscode', () => ({
  window: {
    async showQuickPick(items: readonly { label: string }[], { title }: { title: string }) {
      shown.push({ title, labels: items.map(it => it.label) });
      const word = answers.shift();
      return word === undefined ? undefined : items.find(it => it.label.includes(word));
    },
  },
  workspace: {
    get isTrusted() {
      return isTrusted;
    },
    getConfiguration: (section: string) => ({
      get: (key: string, standard: unknown) => settings.get(`${section}.${key}`) ?? standard,
      update: async (key: string, value: unknown) => void settings.set(`${section}.${key}`, value),
    }),
  },
  ThemeIcon: class {},
  QuickPickItemKind: { Separator: -1 },
  ConfigurationTarget: { Global: 1 },
  ProgressLocation: { Notification: 15 },
  CancellationError: class extends Error {},
}));

// Other tests may have loaded it with a VS Code of theirs.
vi.resetModules();
const { chooseRunner } = await import('../../../client/src/builds/runners/choose-runner.ts');

const folder = mkdtempSync(join(tmpdir(), 'slipway-choose-'));
const builders = [
  { Name: 'default', Driver: 'docker', Current: true, Nodes: [{ Platforms: ['linux/amd64'] }] },
  { Name: 'boat', Driver: 'remote', Nodes: [{ Platforms: ['linux/s390x'] }] },
];

function parts(platforms: string[], created: object[] = []): Parts {
  const engine = {
    identity: { architecture: 'amd64', operatingSystem: 'linux', version: '28', api: '1.51' },
    buildPlatforms: async () => [...platforms],
    images: {
      inspect: async () => ({ Id: 'sha256:1', Size: 1 }),
    },
    containers: {
      async create(options: object) {
        created.push(options);
        platforms.push('linux/s390x');
        return 'id';
      },
      start: async () => undefined,
      inspect: async () => ({ Id: 'id', Name: 'x', State: { ExitCode: 0 } }),
      remove: async () => void created.push({ removed: true }),
    },
    sessions: { logs: async function* () {} },
  };
  const engines = {
    isSelected: false,
    choice: async () => ({ name: 'hut', host: 'unix:///x', origin: 'DOCKER_HOST' }),
  };
  const memory = { get: () => undefined, update: async () => undefined, keys: () => [] };
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined };
  return { engine: async () => engine, engines, memory, log } as unknown as Parts;
}

describe('Who builds', () => {
  const native = aPlan([{ service: 'api', platform: 'linux/amd64' }]);
  const foreign = aPlan([{ service: 'api', platform: 'linux/s390x' }]);

  beforeEach(() => {
    answers.length = 0;
    shown.length = 0;
    settings.clear();
    isTrusted = true;
    // In place of the real program, which a machine may lack.
    const script = `#!/bin/sh\ncase "$2" in\nversion) echo github.com/docker/buildx v0.29.1 abc;;\nls) cat "${folder}/builders";;\nesac\n`;
    writeFileSync(join(folder, 'builders'), builders.map(it => `${JSON.stringify(it)}\n`).join(''));
    writeFileSync(join(folder, 'docker'), script);
    chmodSync(join(folder, 'docker'), 0o755);
    vi.stubEnv('PATH', `${folder}${delimiter}${process.env['PATH'] ?? ''}`);
  });
  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is the engine, without a question, where it can run what is built or nothing is run', async () => {
    expect((await chooseRunner(parts(['linux/amd64']), native))?.kind).toBe('engine');
    const quiet = { ...foreign, builds: foreign.builds.map(it => ({ ...it, runs: false })) };
    expect((await chooseRunner(parts(['linux/amd64']), quiet))?.kind).toBe('engine');
    expect(shown).toEqual([]);
  });

  it('is asked for once, with the ways out, where it cannot', async () => {
    answers.push('Build anyway');
    expect((await chooseRunner(parts(['linux/amd64']), foreign))?.kind).toBe('engine');
    expect(shown).toEqual([
      {
        title: 'This engine (amd64) cannot run programs for linux/s390x',
        labels: ['Install QEMU’s Handlers on the Engine’s Machine…', 'Use Another Builder…', 'Build anyway'],
      },
    ]);
    expect(await chooseRunner(parts(['linux/amd64']), foreign)).toBeUndefined();
  });

  it('installs handlers only when that is confirmed by name, and looks again', async () => {
    const created: object[] = [];
    answers.push('Install', undefined);
    expect(await chooseRunner(parts(['linux/amd64'], created), foreign)).toBeUndefined();
    answers.push('Install', 'Do not install');
    expect(await chooseRunner(parts(['linux/amd64'], created), foreign)).toBeUndefined();
    expect(created).toEqual([]);
    answers.push('Install', 'tonistiigi/binfmt');
    expect((await chooseRunner(parts(['linux/amd64'], created), foreign))?.kind).toBe('engine');
    expect(created).toMatchObject([
      {
        config: {
          // Not what somebody may have put behind a tag since.
          Image: expect.stringMatching(/^tonistiigi\/binfmt:qemu-v[\d.-]+@sha256:[0-9a-f]{64}$/),
          Cmd: ['--install', 's390x'],
          HostConfig: { Privileged: true, NetworkMode: 'none' },
        },
      },
      { removed: true },
    ]);
    expect(shown.at(-1)).toEqual({
      title: 'Run a privileged container on the engine hut?',
      labels: [
        'Do not install anything',
        expect.stringMatching(/^Run tonistiigi\/binfmt:qemu-v[\d.-]+ --install s390x$/),
      ],
    });
  });

  it.skipIf(process.platform === 'win32')('is another builder when that is picked, and stays it', async () => {
    answers.push('Another Builder', 'boat');
    expect((await chooseRunner(parts(['linux/amd64']), foreign))?.kind).toBe('buildx');
    expect(shown.at(-1)).toEqual({
      title: 'Slipway: Select Builder',
      labels: ['$(check) The connected engine', 'default', 'boat'],
    });
    expect(settings.get('slipway.build.builder')).toBe('boat');
    shown.length = 0;
    expect((await chooseRunner(parts(['linux/amd64']), foreign))?.kind).toBe('buildx');
    expect(shown).toEqual([]);
    // It runs nothing else, and no handlers can be put there.
    answers.push(undefined);
    expect(await chooseRunner(parts(['linux/amd64']), native)).toBeUndefined();
    expect(shown).toEqual([
      {
        title: 'The builder boat cannot run programs for linux/amd64',
        labels: ['Use Another Builder…', 'Build anyway'],
      },
    ]);
  });

  it.skipIf(process.platform === 'win32')('is missing when the selected one is gone', async () => {
    settings.set('slipway.build.builder', 'sunk');
    await expect(chooseRunner(parts(['linux/amd64']), native)).rejects.toThrow(
      'There is no builder sunk: choose another with Slipway: Select Builder….',
    );
    isTrusted = false;
    await expect(chooseRunner(parts(['linux/amd64']), native)).rejects.toThrow('Restricted Mode');
  });

  it.skipIf(process.platform === 'win32')('is buildx for one image of several platforms', async () => {
    const tags = ['host/app:1'];
    const one = aPlan([
      { service: 'app', for: 'a', platform: 'linux/amd64', tags },
      { service: 'app', for: 'b', platform: 'linux/386', tags },
    ]);
    expect((await chooseRunner(parts(['linux/amd64', 'linux/386']), one))?.kind).toBe('buildx');
    writeFileSync(join(folder, 'docker'), '#!/bin/sh\nexit 1\n');
    vi.stubEnv('PATH', folder);
    await expect(chooseRunner(parts(['linux/amd64', 'linux/386']), one)).rejects.toThrow(/buildx, which was not found/);
  });
});
