// balena's CLI carries plans out: as a program of its own, told about as the builds of services, and ended with all it has
// started. A program of ours stands in for the real one.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  askBalena,
  BalenaMissing,
  balenaCall,
  devicesOf,
  fleetsOf,
  isInstalled,
  isUnknownToWindows,
  logInOf,
} from '../../../client/src/builds/balena/balena-program.ts';
import { balenaRunner } from '../../../client/src/builds/balena/balena-runner.ts';
import {
  type BalenaTask,
  balenaCalls,
  isDeviceAddress,
  isDeviceUuid,
} from '../../../client/src/builds/balena/balena-task.ts';
import type { BuildRun } from '../../../client/src/builds/build-run.ts';
import type { RunEvents } from '../../../client/src/builds/build-runner.ts';
import { builds } from '../../../client/src/builds/builds.ts';
import { jobFailureOf } from '../../../client/src/builds/failure.ts';
import type { BuildPlan } from '../../../server/src/build/build-plan.ts';
import { planOf } from '../../build/planned.ts';
import { balenaStandIn, type Scene, type StandIn } from './balena-stand-in.ts';

const files = {
  'docker-compose.yml': 'services:\n  api: { build: api }\n  web: { build: web }\n',
  'api/Dockerfile': 'FROM scratch\nRUN make\n',
  'web/Dockerfile': 'FROM scratch\n',
};
const plan = (platforms = ['raspberrypi4-64']): Promise<BuildPlan> => planOf(files, { platforms, dialect: 'balena' });

let standIn: StandIn | undefined;
afterEach(() => standIn?.remove());

async function carriedOut(task: BalenaTask, scene: Scene): Promise<BuildRun> {
  standIn = balenaStandIn({ [task.kind.startsWith('push') ? 'push' : task.kind]: scene });
  const { environment, folder } = standIn;
  const runner = balenaRunner(task, { environment, folder, failureOf: jobFailureOf });
  return builds().start({ title: 't', plan: await plan(), runner }).ended;
}
const fleet: BalenaTask = { kind: 'push-fleet', fleet: 'myorg/shop' };
const good = [
  '[Info]     Starting build for shop, user somebody',
  '[api]      Step 1/2 : FROM scratch',
  '[web]      Step 1/1 : FROM scratch',
  '[api]      Step 2/2 : RUN make',
  '[api]       ---> Using cache',
  '[api]      Successfully built 889ccb6afc7c',
  '[web]      Successfully built 889ccb6afc7d',
  '[Info]     │ api     │ 1.32 MB    │ 11 seconds │',
  '[Success]  Release successfully created!',
];

it('a push to a fleet becomes the builds of its services', async () => {
  const run = await carriedOut(fleet, { stdout: good });
  expect(standIn?.calls()).toEqual([`push myorg/shop @ ${standIn?.folder}`]);
  expect(run).toMatchObject({ state: 'done', runner: 'balena' });
  expect(run.notes).toContain('Release successfully created!');
  expect(run.jobs.map(({ service, state, result }) => [service, state, result?.notes])).toEqual([
    ['api', 'done', ['Built by balena’s servers', 'Image size 1.32 MB']],
    ['web', 'done', ['Built by balena’s servers']],
  ]);
  expect(run.jobs[0]?.build).toMatchObject({ done: 2, cached: 1, percent: 100 });
});

it('a service that fails is told with its step, exit code, last lines and place; the release is not made', async () => {
  const run = await carriedOut(fleet, {
    stdout: [
      ...good.slice(0, 4),
      '[api]      make: no target',
      "[api]      The command '/bin/sh -c make' returned a non-zero code: 2",
      '[web]      Successfully built 889ccb6afc7d',
      '[Error]    Some services failed to build:',
      '[Error]      Service: api',
      "[Error]        Error: The command '/bin/sh -c make' returned a non-zero code: 2",
      '[Error]    Not deploying release.',
    ],
    stderr: ['Remote build failed'],
    code: 1,
  });
  expect(run.state).toBe('failed');
  const [api, web] = run.jobs;
  expect(api).toMatchObject({
    state: 'failed',
    failure: { exitCode: 2, step: { name: 'Step 2/2 : RUN make', state: 'failed' } },
  });
  expect(api?.failure?.message).toContain('RUN make');
  expect(api?.failure?.output).toContain('make: no target');
  expect(web).toMatchObject({
    state: 'done',
    result: { notes: ['Built by balena’s servers', 'No release was made, because another service failed'] },
  });
});

it('when nobody is named, the service in the middle of a step has failed, with what the CLI said', async () => {
  const run = await carriedOut(fleet, {
    stdout: ['[api]      Step 1/2 : FROM scratch'],
    stderr: ['Remote builder responded with HTTP error: 502 Bad Gateway'],
    code: 1,
  });
  expect(run.jobs.map(({ state }) => state)).toEqual(['failed', 'skipped']);
  expect(run.jobs[0]?.failure?.message).toBe('Remote builder responded with HTTP error: 502 Bad Gateway');
});

it('a build here that breaks off before it tells of its last step is not blamed on another step', async () => {
  const run = await carriedOut(
    { kind: 'deploy', fleet: 'shop' },
    {
      stdout: [
        '[Build]   Building services...',
        '[Build]   api           Preparing...',
        '[Build]   api           Step 1/3 : FROM scratch',
        '[Build]   web           Step 1/1 : FROM scratch',
        '[Build]   web           Successfully built be7e45a952bf',
        '[Error]   Build failed.',
      ],
      stderr: [
        "The command '/bin/sh -c make' returned a non-zero code: 2",
        '',
        'Additional information may be available with the `--debug` flag.',
        'For further help or support, visit:',
        'https://www.example.org/help',
      ],
      code: 1,
    },
  );
  const [api, web] = run.jobs;
  expect(web?.state).toBe('done');
  expect(api).toMatchObject({ state: 'failed', failure: { exitCode: 2 } });
  expect(api?.failure?.message).toContain('make');
  expect(api?.failure).not.toHaveProperty('place');
  expect(run.notes.join()).not.toContain('example.org');
});

it('when nothing was begun, all has failed', async () => {
  const run = await carriedOut(fleet, { stderr: ['Fleet not found: myorg/shop'], code: 1 });
  expect(run.jobs.map(({ failure }) => failure?.message)).toEqual([
    'Fleet not found: myorg/shop',
    'Fleet not found: myorg/shop',
  ]);
});

it('what was there already is done, and said so', async () => {
  const run = await carriedOut({ kind: 'deploy', fleet: 'shop' }, { stdout: ['[Success] Deploy succeeded!'] });
  expect(run.jobs.map(({ state }) => state)).toEqual(['done', 'done']);
  expect(run.jobs[0]?.result?.notes[0]).toContain('there already');
});

it('images on this engine are looked at, and one for another platform is a failure', async () => {
  standIn = balenaStandIn({ build: { stdout: good } });
  const { environment, folder } = standIn;
  const runner = balenaRunner(
    { kind: 'build' },
    {
      ...{ environment, folder, failureOf: jobFailureOf },
      async describe({ service, tags }, _plan, notes) {
        if (service === 'web') throw new Error('The image is for linux/amd64');
        return { tags, notes, imageId: 'sha256:1' };
      },
    },
  );
  const run = await builds().start({ title: 't', plan: await plan(), runner }).ended;
  expect(run.jobs.map(({ state, result, failure }) => [state, result?.imageId ?? failure?.message])).toEqual([
    ['done', 'sha256:1'],
    ['failed', 'The image is for linux/amd64'],
  ]);
});

it.skipIf(process.platform === 'win32')('cancelled, it ends with all it has started', async () => {
  standIn = balenaStandIn({ push: { stdout: ['[api]      Step 1/2 : FROM scratch'], stays: true } });
  const { environment, folder } = standIn;
  const all = builds();
  const runner = balenaRunner(fleet, { environment, folder, failureOf: jobFailureOf });
  const started = all.start({ title: 't', plan: await plan(), runner });
  await new Promise<void>(resolve => {
    const listening = all.onDidChange(() => {
      if (!all.runs[0]?.notes.includes('staying')) return;
      listening.dispose();
      resolve();
    });
  });
  expect(existsSync(join(folder, 'child-ended'))).toBe(false);
  all.cancel(started.id);
  const run = await started.ended;
  expect(run.jobs.map(({ state }) => state)).toEqual(['cancelled', 'skipped']);
  expect(existsSync(join(folder, 'child-ended'))).toBe(true);
});

it('without the program a run does not begin, and says what to install and what works without', async () => {
  const told: RunEvents = {
    started: () => undefined,
    progress: () => undefined,
    done: () => undefined,
    failed: () => undefined,
    skipped: () => undefined,
    note: () => undefined,
  };
  const runner = balenaRunner(fleet, { environment: { PATH: '/nowhere' }, folder: '/', failureOf: jobFailureOf });
  const run = runner.run(await plan(), told, new AbortController().signal);
  await expect(run).rejects.toBeInstanceOf(BalenaMissing);
  await expect(run).rejects.toThrow(/Install it .* local mode can be selected as the engine/);
});

describe('Arguments', () => {
  it.each<[BalenaTask, readonly string[]]>([
    [fleet, ['push myorg/shop']],
    [{ kind: 'push-fleet', fleet: 'shop', draft: true }, ['push shop --draft']],
    [{ kind: 'push-device', device: '192.168.1.20' }, ['push 192.168.1.20 --nolive --detached']],
    [{ kind: 'deploy', fleet: 'shop' }, ['deploy shop --build']],
    [
      { kind: 'build' },
      ['build --deviceType raspberrypi4-64 --arch aarch64', 'build --deviceType raspberrypi3 --arch armv7hf'],
    ],
  ])('of %j', async (task, expected) => {
    const calls = balenaCalls(task, await plan(['raspberrypi4-64', 'armv7hf']));
    expect(calls.map(({ args }) => args.join(' '))).toEqual(expected);
  });

  it.each(['--help', 'a b', '$(x)', 'a/b/c', '', '-x/y'])('no fleet is called %j', async name => {
    const made = plan();
    await expect(made.then(it => balenaCalls({ kind: 'push-fleet', fleet: name }, it))).rejects.toThrow(
      'no name of a fleet',
    );
  });

  it.each([
    ['192.168.1.20', true],
    ['23c73a1.local', true],
    ['my-pi.home.local', true],
    ['example.com', false],
    ['-x.local', false],
    ['1.2.3', false],
    ['a b.local', false],
  ])('whether %j is the address of a device: %s', (text, is) => {
    expect(isDeviceAddress(text)).toBe(is);
  });

  it.each([
    ['23c73a1', true],
    ['23c73a1'.repeat(10), false],
    ['shop', false],
    ['23c', false],
  ])('whether %j begins the UUID of a device: %s', (text, is) => {
    expect(isDeviceUuid(text)).toBe(is);
  });

  it('on Windows the command interpreter gets only what means nothing to it', () => {
    const context = { environment: { ComSpec: 'C:\\cmd.exe', DEBUG: '1' }, folder: 'C:\\p', system: 'win32' } as const;
    const call = balenaCall(['push', 'myorg/shop', '--draft'], context);
    expect(call).toMatchObject({ command: 'C:\\cmd.exe', args: ['/d', '/s', '/c', 'balena push myorg/shop --draft'] });
    expect(call.options.env).toMatchObject({ NoDefaultCurrentDirectoryInExePath: '1' });
    expect(call.options.env).not.toHaveProperty('DEBUG');
    expect(isUnknownToWindows(call, 9009)).toBe(true);
    for (const odd of ['a&b', 'a b', '%PATH%', 'a^b', '"'])
      expect(() => balenaCall(['push', odd], context)).toThrow('cannot be given');
  });
});

describe('What the CLI answers', () => {
  const ask = (...args: readonly string[]) =>
    askBalena(args, { environment: standIn?.environment ?? {}, signal: new AbortController().signal });

  it('who is logged in', async () => {
    standIn = balenaStandIn({
      whoami: { stdout: ['== ACCOUNT INFORMATION', 'USERNAME: somebody', 'EMAIL:    some@body.example', 'URL: x'] },
    });
    expect(logInOf(await ask('whoami'))).toEqual({ kind: 'in', user: 'somebody' });
  });

  it('that nobody is', async () => {
    standIn = balenaStandIn({
      whoami: { stderr: ['Login required: use the “balena login” command to log in.'], code: 1 },
    });
    expect(logInOf(await ask('whoami'))).toEqual({ kind: 'out' });
    expect(() => logInOf({ code: 1, stdout: '', stderr: 'getaddrinfo ENOTFOUND api\n' })).toThrow(
      'getaddrinfo ENOTFOUND',
    );
  });

  it('the fleets', async () => {
    const list = [
      {
        id: 1,
        app_name: 'shop',
        slug: 'myorg/shop',
        device_type: 'raspberrypi4-64',
        device_count: 3,
        online_devices: 1,
      },
      { slug: 7 },
      null,
    ];
    standIn = balenaStandIn({ 'fleet list': { stdout: [JSON.stringify(list)] } });
    const fleets = [{ slug: 'myorg/shop', name: 'shop', deviceType: 'raspberrypi4-64', devices: 3, online: 1 }];
    expect(fleetsOf(await ask('fleet', 'list', '--json'))).toEqual(fleets);
    const twice = JSON.stringify(JSON.stringify(list));
    expect(fleetsOf({ code: 0, stdout: twice, stderr: '' })).toEqual(fleets);
    expect(() => fleetsOf({ code: 0, stdout: 'no list', stderr: '' })).toThrow('did not answer with a list');
  });

  it('the devices, those online first', () => {
    const list = [
      { uuid: 'aaaaaaaaaa', device_name: 'hut', fleet: 'myorg/shop', is_online: false },
      { uuid: 'bbbbbbbbbb', is_online: true, fleet: null },
      'none',
      { device_name: 'without' },
    ];
    expect(devicesOf({ code: 0, stdout: JSON.stringify(list), stderr: '' })).toEqual([
      { uuid: 'bbbbbbbbbb', name: 'bbbbbbb', fleet: '', isOnline: true },
      { uuid: 'aaaaaaaaaa', name: 'hut', fleet: 'myorg/shop', isOnline: false },
    ]);
    expect(() =>
      devicesOf({ code: 1, stdout: '', stderr: 'Login required.\n\nFor further help or support, visit:\nhttps://x\n' }),
    ).toThrow('could not list the devices: Login required.');
  });

  it.skipIf(process.platform === 'win32')('nothing yet, where it is only looked for', async () => {
    standIn = balenaStandIn({});
    expect(await isInstalled({ PATH: `/nowhere:${standIn.folder}` })).toBe(true);
    expect(await isInstalled({ PATH: '/nowhere:.:relative' })).toBe(false);
    expect(await isInstalled({})).toBe(false);
    expect(standIn.calls()).toEqual([]);
  });

  it('nothing, where there is no such program, or nobody waits any more', async () => {
    const context = { environment: { PATH: '/nowhere' }, signal: new AbortController().signal };
    await expect(askBalena(['whoami'], context)).rejects.toBeInstanceOf(BalenaMissing);
    standIn = balenaStandIn({ whoami: { stays: true } });
    const abort = new AbortController();
    const asked = askBalena(['whoami'], { environment: standIn.environment, signal: abort.signal });
    abort.abort(new Error('given up'));
    await expect(asked).rejects.toThrow('given up');
  });
});
