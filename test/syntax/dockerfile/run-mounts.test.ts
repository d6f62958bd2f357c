/** What the mounts of a RUN cover. */
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { isMountedOver, runMounts } from '../../../server/src/syntax/dockerfile/run-mounts.ts';

function instruction(text: string) {
  const [found] = parseDockerfile(text).instructions;
  if (!found) throw new Error(`no instruction in ${text}`);
  return found;
}

describe('the mounts of a RUN', () => {
  it.each([
    ['RUN a', []],
    ['RUN --network=none a', []],
    ['RUN --mount=target=/a/ b', ['bind /a']],
    ['RUN --mount=type=cache,dst=/a,sharing=locked b', ['cache /a']],
    ['RUN --mount=type=TMPFS,destination=/a --mount=type=cache,target=/ b', ['tmpfs /a', 'cache ']],
    ['RUN --mount=type=secret,id=x b', ['secret undefined']],
    ['RUN --mount="type=cache,target=/a b" c', ['cache /a b']],
  ])('%j', (text, expected) => {
    expect(runMounts(instruction(text)).map(it => `${it.type} ${it.target}`)).toEqual(expected);
  });

  it.each([
    ['RUN --mount=type=cache,target=/var/cache a', true],
    ['RUN --mount=type=tmpfs,target=/var/cache/apt/ a', true],
    ['RUN --mount=type=cache,target=/ a', true],
    ['RUN --mount=type=cache,target=$CACHE a', true],
    ['RUN --mount=type=cache,target=/var/cache/apt/archives a', false],
    ['RUN --mount=type=cache,target=/var/cache/ap a', false],
    ['RUN --mount=type=bind,target=/var/cache a', false],
    ['RUN a', false],
  ])('%j leaves /var/cache/apt out: %s', (text, expected) => {
    expect(isMountedOver(instruction(text), '/var/cache/apt')).toBe(expected);
  });
});
