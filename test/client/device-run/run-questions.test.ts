// What is asked before the containers of a device run go: everything is named, and Enter keeps it.

import { beforeEach, expect, it, vi } from 'vitest';
import type { QuickPickItem } from 'vscode';
import type { Parts } from '../../../client/src/commands/command.ts';
import { folderLabel, runLabel } from '../../../client/src/device-run/container-config.ts';
import type { DeviceRun } from '../../../server/src/build/device-run.ts';
import { containerRow, idOf, networkRow, volumeRow } from '../../support/engine-states.ts';

/** What was shown, list by list; in each the first item is taken, as by Enter. */
const shown: { readonly title: string; readonly items: readonly QuickPickItem[] }[] = [];

vi.mock('vscode', () => ({
  QuickPickItemKind: { Separator: -1 },
  ThemeIcon: class {},
  Uri: class {},
  CancellationTokenSource: class {
    cancel() {}
    dispose() {}
  },
  window: {
    showQuickPick: async (items: readonly QuickPickItem[], { title }: { readonly title: string }) => {
      shown.push({ title, items });
      return items[0];
    },
    activeTextEditor: undefined,
  },
  workspace: { isTrusted: true, workspaceFolders: [{ uri: 'file:///p' }] },
}));
vi.resetModules();
const { replacementQuestion, stopQuestion } = await import('../../../client/src/commands/device-run/run-questions.ts');
const { runOnThisMachine } = await import('../../../client/src/commands/device-run/run-on-this-machine.ts');

beforeEach(() => void shown.splice(0));

const labels = { [runLabel]: 'shop', [folderLabel]: '/p' };
const unnamed = idOf('nobody named it');
const mounts = [
  { kind: 'volume', source: unnamed, target: '/cache', isReadOnly: false },
  { kind: 'volume', source: '7_data', target: '/data', isReadOnly: false },
] as const;
const api = containerRow('shop_api', { labels, mounts });
const db = containerRow('shop_db', { labels, status: 'exited' });

it('what another run takes the place of is named, anonymous volumes with it', () => {
  const question = replacementQuestion('shop', [api, db]);
  expect(question.title).toBe('Replace the run of shop that is there?');
  expect(question.choices).toMatchObject([
    { label: 'Replace its 2 containers', detail: '1 anonymous volume goes too', value: 'replace' },
  ]);
  expect(question.goes).toEqual([
    { name: 'shop_api', about: 'container, running' },
    { name: unnamed.slice(0, 12), about: 'anonymous volume of shop_api' },
    { name: 'shop_db', about: 'container, exited' },
  ]);
  expect(replacementQuestion('shop', [db]).choices).toMatchObject([{ label: 'Replace its container' }]);
  expect(replacementQuestion('shop', [db]).choices[0]).not.toHaveProperty('detail');
});

it('what goes when a run is stopped is named one by one', () => {
  const there = { name: 'shop', root: '/p', containers: [api, db], networks: [networkRow('u_default')] };
  const { choices, goes } = stopQuestion({ ...there, volumes: [volumeRow('7_data')] });
  expect(choices).toEqual([
    {
      label: 'Stop shop',
      detail: '2 containers, 1 network and 1 anonymous volume go; data stays',
      value: 'keep',
    },
    { label: 'Stop shop and remove its 1 volume too', detail: 'What data holds is lost', value: 'remove' },
  ]);
  expect(goes).toEqual([
    { name: 'shop_api', about: 'container, running' },
    { name: unnamed.slice(0, 12), about: 'anonymous volume of shop_api' },
    { name: 'shop_db', about: 'container, exited' },
    { name: 'u_default', about: 'network' },
    { name: '7_data', about: 'volume, with the last choice only' },
  ]);
  const left = stopQuestion({ ...there, containers: [], networks: [], volumes: [volumeRow('7_data')] });
  expect(left.goes).toEqual([{ name: '7_data', about: 'volume' }]);
});

it('Enter, as often as it is pressed, leaves the containers of the run before', async () => {
  const run: DeviceRun = {
    ...{ name: 'shop', root: '/p', path: '/p/docker-compose.yml', for: { id: 'aarch64', platform: 'linux/arm64' } },
    app: { id: '7', uuid: 'u' },
    services: [
      {
        ...{ service: 'api', containerName: 'shop_api', environment: {}, labels: {}, restart: 'always', tmpfs: {} },
        image: { reference: 'shop_api:latest', others: [], origin: 'built' },
        network: { kind: 'none' },
        ...{ mounts: [], ports: [], rights: [], config: {}, hostConfig: {}, after: [], notes: [] },
      },
    ],
    ...{ networks: [], volumes: [], notes: [] },
  };
  const done: string[] = [];
  const engine = {
    identity: { architecture: 'arm64', operatingSystem: 'linux' },
    images: { inspect: async () => ({ Id: 'sha256:1' }) },
    buildPlatforms: async () => ['linux/arm64'],
    listing: { containers: async () => [api, db], volumes: async () => [], networks: async () => [] },
    containers: new Proxy({}, { get: (_, key) => async () => void done.push(String(key)) }),
  };
  const parts = {
    log: { info: () => undefined },
    server: { request: async () => ({ kind: 'planned', run }) },
    engine: async () => engine,
  } as unknown as Parts;
  await runOnThisMachine.run(parts, undefined, { platforms: ['linux/arm64'] });
  expect(shown.map(({ items }) => items[0]?.label)).toEqual(['$(play) Start…', 'Keep its 2 containers']);
  expect(done).toEqual([]);
});
