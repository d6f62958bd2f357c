// Where credentials for a registry are found: Docker's config.json and its helpers, played by small scripts.
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  fromFile,
  fromHelper,
  helperFor,
  parseConfig,
  registryCredentials,
  serverOf,
} from '../../../client/src/engine/registry/registry-credentials.ts';

const basic = (text: string) => Buffer.from(text).toString('base64');
const hub = 'https://index.docker.io/v1/';

describe('In config.json', () => {
  it.each([
    ['by its host', { 'hut.example:5000': { auth: basic('ann:se:cret') } }, 'hut.example:5000', 'se:cret'],
    ['by an address', { 'https://hut.example/v2/': { auth: basic('ann:s') } }, 'hut.example', 's'],
    ['by the old address of Docker Hub', { [hub]: { auth: basic('ann:s\0\0') } }, 'docker.io', 's'],
    [
      'under its host among others',
      { a: { auth: basic('x:y') }, 'hut.example': { auth: basic('ann:s') } },
      'hut.example',
      's',
    ],
  ])('a registry is found %s', (_how, auths, registry, password) => {
    const found = fromFile({ auths }, registry);
    expect(found).toMatchObject({ kind: 'found', credentials: { kind: 'password', user: 'ann', password } });
  });

  it('an identity token goes before a password', () => {
    const found = fromFile({ auths: { hut: { auth: basic('ann:'), identitytoken: 'tok' } } }, 'hut');
    expect(found).toEqual({ kind: 'found', credentials: { kind: 'token', server: 'hut', token: 'tok' } });
  });

  it.each([
    ['nobody has logged in', {}],
    ['the entry only says that a helper knows', { hut: {} }],
    ['the entry holds no user', { hut: { auth: basic(':x') } }],
    ['the entry is damaged', { hut: { auth: '%%%' } }],
    ['the entry is null', { hut: null }],
    ['the entry of the host is null', { 'https://hut/v2/': null }],
    ['there are none at all', null],
    ['the host only begins alike', { 'hut.example': { auth: basic('a:b') } }],
  ])('nothing is found when %s', (_why, auths) => {
    expect(fromFile({ auths }, 'hut')).toEqual({ kind: 'none' });
  });

  it.each([
    [{}, undefined],
    [{ credsStore: 'desktop' }, 'desktop'],
    [{ credsStore: 'desktop', credHelpers: { hut: 'ecr' } }, 'ecr'],
    [{ credHelpers: { 'other.example': 'ecr' } }, undefined],
    [{ credsStore: '' }, undefined],
  ])('the helper for a registry is the own one, else the common one: %j', (config, helper) => {
    expect(helperFor(config, 'hut')).toBe(helper);
  });

  it('Docker Hub has a name of its own', () => {
    expect([serverOf('docker.io'), serverOf('ghcr.io')]).toEqual([hub, 'ghcr.io']);
    expect(helperFor({ credHelpers: { [hub]: 'pass' } }, 'docker.io')).toBe('pass');
  });

  it.each(['', 'null', '[]', '"x"', '{'])('a text that is no object is no configuration: %s', text => {
    expect(parseConfig(text)).toBeUndefined();
  });
});

describe('The answer of a helper', () => {
  it.each([
    [
      'a password',
      { code: 0, text: '{"ServerURL":"h","Username":"ann","Secret":"s"}' },
      { kind: 'password', server: 'h', user: 'ann', password: 's' },
    ],
    [
      'a token',
      { code: 0, text: '{"Username":"<token>","Secret":"tok"}' },
      { kind: 'token', server: 'h', token: 'tok' },
    ],
  ])('is %s', (_what, answer, credentials) => {
    expect(fromHelper(answer, 'h')).toEqual({ kind: 'found', credentials });
  });

  it.each([
    { code: 1, text: 'credentials not found in native keychain\n' },
    { code: 0, text: '{"Username":"","Secret":""}' },
  ])('is that there is nothing: %j', answer => {
    expect(fromHelper(answer, 'h')).toEqual({ kind: 'none' });
  });

  it.each([
    [{ code: 1, text: 'the keychain is locked' }, 'the keychain is locked'],
    [{ code: 2, text: '' }, 'exit code 2'],
    [{ code: 0, text: 'hello' }, 'not understood'],
  ])('may be a failure: %j', (answer, words) => {
    expect(() => fromHelper(answer, 'h')).toThrow(words);
  });
});

describe.skipIf(process.platform === 'win32')('Credentials', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-credentials-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const ask = (registry: string, more: object = {}) =>
    registryCredentials({
      registry,
      environment: { DOCKER_CONFIG: folder, PATH: `${folder}${delimiter}${process.env['PATH']}` },
      signal: new AbortController().signal,
      ...more,
    });
  const configure = (config: object) => writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  const helper = (name: string, script: string) => {
    const path = join(folder, `docker-credential-${name}`);
    writeFileSync(path, `#!/bin/sh\n${script}\n`);
    chmodSync(path, 0o755);
  };

  it('are none without a file', async () => {
    expect(await ask('hut')).toEqual({ kind: 'none' });
  });

  it('come from the folder in DOCKER_CONFIG', async () => {
    configure({ auths: { hut: { auth: basic('ann:s') } } });
    expect(await ask('hut')).toMatchObject({ kind: 'found', credentials: { user: 'ann' } });
  });

  it('come from the helper, which is told the server on its input', async () => {
    configure({ credsStore: 'echo', auths: { [hub]: { auth: basic('not:asked') } } });
    helper('echo', 'read server; echo "{\\"Username\\":\\"$1 $server\\",\\"Secret\\":\\"s\\"}"');
    expect(await ask('docker.io')).toMatchObject({ credentials: { user: `get ${hub}`, server: hub } });
  });

  it('are unknown when the helper is missing, fails, or is no name of a program', async () => {
    configure({ credHelpers: { a: 'missing', b: 'locked', c: '../evil', d: 'mad' } });
    helper('locked', 'echo the keychain is locked; exit 1');
    helper('mad', 'echo hello');
    expect(await ask('a')).toMatchObject({
      kind: 'unknown',
      problem: expect.stringContaining('docker-credential-missing'),
    });
    expect(await ask('b')).toMatchObject({ kind: 'unknown', problem: expect.stringContaining('keychain is locked') });
    expect(await ask('c')).toMatchObject({ kind: 'unknown', problem: expect.stringContaining('../evil') });
    expect(await ask('d')).toMatchObject({ kind: 'unknown', problem: expect.stringContaining('not understood') });
  });

  it('are unknown when the helper never answers', async () => {
    configure({ credsStore: 'asleep' });
    helper('asleep', 'exec sleep 600');
    const answer = await ask('hut', { helperLimitMs: 50 });
    expect(answer).toMatchObject({ kind: 'unknown', problem: expect.stringContaining('nothing within 0.05 s') });
  });

  it('are not waited for when they are given up', async () => {
    configure({ credsStore: 'asleep' });
    helper('asleep', 'exec sleep 600');
    const abort = new AbortController();
    const answer = ask('hut', { signal: abort.signal });
    abort.abort(new Error('given up'));
    await expect(answer).rejects.toThrow('given up');
  });

  it('are unknown when the file is damaged', async () => {
    writeFileSync(join(folder, 'config.json'), '{"auths":');
    expect(await ask('hut')).toMatchObject({ kind: 'unknown', problem: expect.stringContaining('config.json') });
  });
});
