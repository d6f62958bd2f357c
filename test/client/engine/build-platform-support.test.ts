// What an engine can run, and whether an image is of the platform that was asked for.
import { describe, expect, it } from 'vitest';
import { platformSupport, verifyPlatform } from '../../../client/src/engine/build/platform-support.ts';
import { message } from '../../../client/src/engine/build/protobuf.ts';
import { workerPlatforms } from '../../../client/src/engine/build/worker-platforms.ts';

const amd64 = { platforms: undefined, architecture: 'amd64', operatingSystem: 'linux' };
const withQemu = { ...amd64, platforms: ['linux/amd64', 'linux/amd64/v2', 'linux/386', 'linux/arm64', 'linux/arm'] };
const bare = { ...amd64, platforms: ['linux/amd64', 'linux/amd64/v2'] };
const arm64 = { architecture: 'arm64', operatingSystem: 'linux' };
const board = { ...arm64, platforms: ['linux/arm64', 'linux/arm/v7', 'linux/arm/v6'] };
const small = { platforms: ['linux/arm/v7', 'linux/arm/v6'], architecture: 'arm', operatingSystem: 'linux' };

describe('What an engine can run', () => {
  it.each([
    ['linux/amd64', withQemu, 'native'],
    ['linux/amd64/v2', withQemu, 'native'],
    ['linux/amd64/v4', withQemu, 'missing'],
    ['linux/386', withQemu, 'compatible'],
    ['linux/arm64', withQemu, 'emulated'],
    ['linux/arm64/v8', withQemu, 'emulated'],
    ['linux/arm/v7', withQemu, 'emulated'],
    ['linux/arm/v6', withQemu, 'emulated'],
    ['linux/arm/v5', withQemu, 'emulated'],
    ['linux/riscv64', withQemu, 'missing'],
    ['windows/amd64', withQemu, 'missing'],
    ['linux/arm64', bare, 'missing'],
    ['linux/386', bare, 'unknown'],
    ['linux/arm64', board, 'native'],
    ['linux/aarch64', board, 'native'],
    ['linux/arm/v7', board, 'compatible'],
    ['linux/arm/v5', board, 'compatible'],
    ['linux/amd64', board, 'missing'],
    ['linux/arm', small, 'native'],
    ['linux/arm/v6', small, 'compatible'],
    ['linux/arm64', small, 'missing'],
    ['linux/amd64', amd64, 'native'],
    ['linux/arm64', amd64, 'unknown'],
  ])('%s', (asked, engine, kind) => {
    const support = platformSupport(asked, engine);
    expect(support.kind).toBe(kind);
    expect(support.advice === '').toBe(kind === 'native' || kind === 'compatible');
  });
});

describe('The platform of an image', () => {
  it.each([
    ['linux/arm64', { os: 'linux', architecture: 'arm64', variant: 'v8' }, 'matches'],
    ['linux/arm64', { os: 'linux', architecture: 'arm64' }, 'matches'],
    ['linux/arm/v7', { os: 'linux', architecture: 'arm', variant: 'v7' }, 'matches'],
    ['linux/arm', { os: 'linux', architecture: 'arm', variant: 'v7' }, 'matches'],
    ['linux/arm/v6', { os: 'linux', architecture: 'arm', variant: '' }, 'matches'],
    ['linux/arm/v6', { os: 'linux', architecture: 'arm', variant: 'v7' }, 'differs'],
    ['linux/arm64', { os: 'linux', architecture: 'amd64' }, 'differs'],
    ['linux/amd64', { os: 'windows', architecture: 'amd64' }, 'differs'],
  ])('%s and %o', (asked, image, kind) => {
    expect(verifyPlatform(asked, image).kind).toBe(kind);
  });

  it('is named when it is wrong', () => {
    expect(verifyPlatform('linux/arm64', { os: 'linux', architecture: 'amd64' })).toMatchObject({
      message: expect.stringMatching(/^The image is for linux\/amd64, not for linux\/arm64/),
    });
  });
});

describe('The platforms of a worker', () => {
  const platform = (architecture: string, system: string, variant = '') =>
    [3, message([1, architecture], [2, system], [3, variant])] as const;

  it('come in its order, each once', () => {
    const record = message([1, 'id'], platform('arm64', 'linux'), platform('arm', 'linux', 'v7'), [4, 'later']);
    expect(workerPlatforms(message([1, record], [1, record]))).toEqual(['linux/arm64', 'linux/arm/v7']);
  });

  it('are not known where none is told', () => {
    expect(workerPlatforms(new Uint8Array())).toBeUndefined();
    expect(workerPlatforms(message([1, message([1, 'id'])]))).toBeUndefined();
  });
});
