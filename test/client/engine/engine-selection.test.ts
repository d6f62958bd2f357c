import { beforeEach, describe, expect, it } from 'vitest';
import type { ConnectOptions, EngineConnection } from '../../../client/src/engine/dockerode-engine.ts';
import { EngineUnreachable } from '../../../client/src/engine/engine.ts';
import { type EngineSelection, engineSelection } from '../../../client/src/engine/engine-selection.ts';
import type { EngineName } from '../../../client/src/engine/engine-state.ts';
import { addressOf, type Endpoint } from '../../../client/src/engine/reach/endpoint.ts';
import { context, currentContext, machine } from './surroundings.ts';

const hut = { name: 'hut', host: 'tcp://hut:2375' };
const usual = { name: 'default', host: 'unix:///var/run/docker.sock', origin: 'Docker' };

let files: Record<string, string>;
let selected: EngineName | undefined;
let typed: readonly EngineName[];
let isTrusted: boolean;
let isRunning: boolean;
/** Addresses that were connected to, and how each connection is lost. */
let connected: { readonly host: string; readonly lose: () => void }[];
let released: string[];
let told: number;
let selection: EngineSelection;
/** Something in Docker's folder has changed. */
let changed: () => void;

beforeEach(() => {
  files = {};
  selected = undefined;
  typed = [];
  isTrusted = true;
  isRunning = true;
  connected = [];
  released = [];
  told = 0;
  const around = machine({});
  selection = engineSelection({
    environment: {},
    isTrusted: () => isTrusted,
    selected: () => selected,
    remember: async choice => {
      selected = choice;
    },
    typed: () => typed,
    rememberTyped: async all => {
      typed = all;
    },
    surroundings: {
      ...around,
      files: {
        read: path => machine({ files }).files.read(path),
        exists: path => machine({ files }).files.exists(path),
        list: folder => machine({ files }).files.list(folder),
        watch: (folder, onChange) => {
          expect(folder).toBe('/home/ada/.docker');
          changed = onChange;
          return { dispose: () => undefined };
        },
      },
    },
    connectEngine,
  });
  selection.onDidSelect(() => told++);
});

async function connectEngine(endpoint: Endpoint, { onLost }: ConnectOptions = {}): Promise<EngineConnection> {
  const host = addressOf(endpoint);
  connected.push({ host, lose: () => onLost?.() });
  if (!isRunning) throw new EngineUnreachable({ reason: 'not-running', message: `Nobody at ${host}` });
  return { release: () => released.push(host) } as unknown as EngineConnection;
}

const hosts = () => connected.map(({ host }) => host);

describe('A connection', () => {
  it('is shared by all who ask, also at once', async () => {
    const [first, second] = await Promise.all([selection.connect(), selection.connect()]);
    expect(second).toBe(first);
    expect(await selection.connect()).toBe(first);
    expect(hosts()).toEqual([usual.host]);
  });

  it('that failed is tried anew', async () => {
    isRunning = false;
    await expect(Promise.all([selection.connect(), selection.connect()])).rejects.toMatchObject({
      failure: { reason: 'not-running' },
    });
    expect(connected).toHaveLength(1);
    isRunning = true;
    await selection.connect();
    expect(connected).toHaveLength(2);
    expect(told).toBe(0);
  });

  it('that was lost is made anew, and the loss of an older one changes nothing', async () => {
    const first = await selection.connect();
    connected[0]?.lose();
    const second = await selection.connect();
    expect(second).not.toBe(first);
    connected[0]?.lose();
    expect(await selection.connect()).toBe(second);
  });

  it('is not made in Restricted Mode', async () => {
    isTrusted = false;
    await expect(selection.connect()).rejects.toThrow(/Restricted Mode/);
    expect(connected).toEqual([]);
  });

  it('is not made when the current context is gone, which is said', async () => {
    files = currentContext('gone');
    await expect(selection.connect()).rejects.toMatchObject({
      name: 'EngineUnreachable',
      failure: { reason: 'other', message: expect.stringContaining('"gone"') },
    });
  });

  it('follows Docker to another context, and tells', async () => {
    await selection.connect();
    files = { ...currentContext('hut'), ...context('hut', { Host: 'ssh://pi@hut' }) };
    await selection.connect();
    await selection.connect();
    expect(hosts()).toEqual([usual.host, 'ssh://pi@hut']);
    expect(released).toEqual([usual.host]);
    expect(told).toBe(1);
  });

  it('follows Docker at once when its folder changes, and only then', async () => {
    await selection.connect();
    changed();
    await new Promise(resolve => setImmediate(resolve));
    expect(told).toBe(0);
    files = { ...currentContext('hut'), ...context('hut', { Host: 'ssh://pi@hut' }) };
    const followed = new Promise<void>(resolve => selection.onDidSelect(resolve));
    changed();
    await followed;
    expect(told).toBe(1);
    expect(released).toEqual([usual.host]);
    await selection.connect();
    expect(hosts()).toEqual([usual.host, 'ssh://pi@hut']);
    expect(told).toBe(1);
  });

  it('that failed names what else was found, unless the user chose it', async () => {
    isRunning = false;
    files = { '/run/podman/podman.sock': '', '/home/ada/.rd/docker.sock': '', '/var/run/docker.sock': '' };
    await expect(selection.connect()).rejects.toThrow(
      /^Nobody at unix:\S+ \(found here: Podman \(root\), Rancher Desktop\)$/,
    );
    await selection.select(hut);
    await expect(selection.connect()).rejects.toThrow(/^Nobody at tcp:\/\/hut:2375$/);
  });

  it('follows Docker also when the one before could not be made', async () => {
    isRunning = false;
    await expect(selection.connect()).rejects.toThrow();
    isRunning = true;
    files = { ...currentContext('hut'), ...context('hut', { Host: 'ssh://pi@hut' }) };
    await selection.connect();
    expect(told).toBe(1);
  });
});

describe('Selecting', () => {
  it('switches at once, tells, and lets the old connection go', async () => {
    await selection.connect();
    await selection.select(hut);
    expect(told).toBe(1);
    expect(selection.isSelected).toBe(true);
    await selection.connect();
    expect(hosts()).toEqual([usual.host, hut.host]);
    expect(released).toEqual([usual.host]);
    expect(told).toBe(1);
    expect(await selection.choice()).toEqual({ ...hut, origin: 'Added by you' });
    expect(await selection.byDocker()).toEqual(usual);
  });

  it('keeps an address that was typed in the list, once', async () => {
    await selection.select(hut);
    await selection.select(undefined);
    await selection.select(hut);
    expect(typed).toEqual([hut]);
    expect(await selection.choices()).toEqual([usual, { ...hut, origin: 'Added by you' }]);
  });

  it('does not keep what is found anyway', async () => {
    files = context('colima', { Host: 'unix:///home/ada/.colima/default/docker.sock' });
    await selection.select({ name: 'colima', host: 'unix:///home/ada/.colima/default/docker.sock' });
    expect(typed).toEqual([]);
    expect(await selection.choice()).toMatchObject({ name: 'colima', origin: 'Docker context' });
  });

  it('goes back to what docker does', async () => {
    await selection.select(hut);
    await selection.select(undefined);
    expect(selection.isSelected).toBe(false);
    expect(await selection.choice()).toEqual(usual);
    expect(told).toBe(2);
  });

  it('holds although Docker changes its context', async () => {
    await selection.select(hut);
    await selection.connect();
    files = { ...currentContext('other'), ...context('other', { Host: 'ssh://pi@other' }) };
    await selection.connect();
    expect(hosts()).toEqual([hut.host]);
  });

  it('lists the used one also when it is nowhere to be found any more', async () => {
    selected = hut;
    expect(await selection.choices()).toEqual([{ ...hut, origin: 'Added by you' }, usual]);
  });
});

describe('Forgetting an address', () => {
  it('that is selected goes back to what docker does', async () => {
    await selection.select(hut);
    await selection.forget(hut);
    expect(typed).toEqual([]);
    expect(await selection.choice()).toEqual(usual);
    expect(told).toBe(2);
  });

  it('that is not selected changes nothing else', async () => {
    await selection.select(hut);
    await selection.select(undefined);
    told = 0;
    await selection.forget(hut);
    expect(await selection.choices()).toEqual([usual]);
    expect(told).toBe(0);
  });
});

it('Who listens no more is not told', async () => {
  let heard = 0;
  const listening = selection.onDidSelect(() => heard++);
  listening.dispose();
  await selection.select(hut);
  expect(heard).toBe(0);
});
