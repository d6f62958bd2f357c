import { describe, expect, it } from 'vitest';
import { type ContainerFacts, corrected, isBehind, learn } from '../../../client/src/engine/store/container-facts.ts';
import { meaningOf } from '../../../client/src/engine/store/event-meaning.ts';
import { containerOf } from '../../support/fake-engine.ts';

const event = (type: string, action: string, id = 'x', attributes: Readonly<Record<string, string>> = {}) => ({
  type,
  action,
  id,
  attributes,
  at: 0,
});

it.each([
  ['container', 'create', 'changed containers'],
  ['container', 'start', 'changed containers'],
  ['container', 'die', 'changed containers'],
  ['container', 'died', 'changed containers'],
  ['container', 'something-new', 'changed containers'],
  ['container', 'destroy', 'gone containers'],
  ['container', 'remove', 'gone containers'],
  ['container', 'pause', 'told'],
  ['container', 'unpause', 'told'],
  ['container', 'rename', 'told'],
  ['container', 'oom', 'told'],
  ['container', 'health_status: healthy', 'told'],
  ['container', 'health_status', 'changed containers'],
  ['container', 'kill', ''],
  ['container', 'stop', ''],
  ['container', 'restart', ''],
  ['container', 'attach', ''],
  ['container', 'resize', ''],
  ['container', 'exec_create: sh -c true', ''],
  ['container', 'exec_start: sh -c true', ''],
  ['container', 'exec_die', ''],
  ['container', 'update', ''],
  ['image', 'tag', 'changed images'],
  ['image', 'untag', 'changed images'],
  ['image', 'pull', 'changed images'],
  ['image', 'push', 'changed images'],
  ['image', 'load', 'changed images'],
  ['image', 'import', 'changed images'],
  ['image', 'create', 'changed images'],
  ['image', 'delete', 'gone images'],
  // Podman removes names so.
  ['image', 'remove', 'changed images'],
  ['image', 'save', ''],
  ['volume', 'create', 'changed volumes'],
  ['volume', 'destroy', 'gone volumes'],
  ['volume', 'mount', ''],
  ['volume', 'unmount', ''],
  ['network', 'create', 'changed networks'],
  ['network', 'destroy', 'gone networks'],
  ['network', 'remove', 'gone networks'],
  ['network', 'prune', ''],
  ['builder', 'prune', ''],
  ['daemon', 'reload', ''],
  ['plugin', 'enable', ''],
])('the %s event %s means: %s', (type, action, said) => {
  const meaning = meaningOf(event(type, action));
  expect(meaning === undefined ? '' : 'of' in meaning ? `${meaning.kind} ${meaning.of}` : meaning.kind).toBe(said);
});

it('finds the container of a network event, and the image of a commit', () => {
  expect(meaningOf(event('network', 'connect', 'n', { container: 'c' }))).toEqual({
    kind: 'changed',
    of: 'containers',
    id: 'c',
  });
  // As Podman says it: the id is that of the container.
  expect(meaningOf(event('network', 'disconnect', 'c', { network: 'deck', name: 'web' }))).toEqual({
    kind: 'changed',
    of: 'containers',
    id: 'c',
  });
  expect(meaningOf(event('container', 'commit', 'c', { imageID: 'sha256:i' }))).toEqual({
    kind: 'changed',
    of: 'images',
    id: 'sha256:i',
  });
});

it('makes nothing of an event without an object, unless it tells of some image', () => {
  for (const type of ['container', 'image', 'volume', 'network']) {
    for (const action of ['prune', 'create', 'destroy', 'delete', 'pause'])
      expect(meaningOf(event(type, action, ''))).toEqual(
        type === 'image' && action !== 'prune' && action !== 'delete' ? { kind: 'unclear', of: 'images' } : undefined,
      );
  }
});

describe('What events tell of a container', () => {
  const now = 1_800_000_000_000;
  const facts = (...actions: readonly (readonly [string, number?, Record<string, string>?])[]): ContainerFacts =>
    actions.reduce<ContainerFacts>(
      (known, [action, at = now, attributes = {}]) =>
        learn(known, { type: 'container', action, id: 'c', attributes, at }),
      {},
    );
  const exited = containerOf('c', { status: 'exited', exitCode: 0, since: now - 1_000 });
  const running = containerOf('c', { since: now - 1_000 });

  it('is exact in times and exit code', () => {
    expect(corrected(running, facts(['start', now - 1_400]), undefined, now).since).toBe(now - 1_400);
    expect(corrected(exited, facts(['die', now - 1_234, { exitCode: '137' }]), undefined, now)).toMatchObject({
      since: now - 1_234,
      exitCode: 137,
    });
  });

  it('is not believed when the engine’s clock is not ours', () => {
    expect(corrected(running, facts(['start', now + 3_600_000]), undefined, now).since).toBe(now - 1_000);
  });

  it('keeps the exact time of the row before as long as the words agree', () => {
    const before = containerOf('c', { since: now - 3.7 * 3_600_000 });
    const said = containerOf('c', { since: now - 3 * 3_600_000 });
    expect(corrected(said, {}, before, now).since).toBe(before.since);
    expect(corrected({ ...said, status: 'exited' }, {}, before, now).since).toBe(said.since);
    expect(corrected(containerOf('c', { since: now - 60_000 }), {}, before, now).since).toBe(now - 60_000);
  });

  it('knows a pause before the list does', () => {
    expect(corrected(running, facts(['pause']), undefined, now).status).toBe('paused');
    const paused = containerOf('c', { status: 'paused', since: now - 1_000 });
    expect(corrected(paused, facts(['pause'], ['unpause']), undefined, now).status).toBe('running');
    expect(corrected(exited, facts(['pause']), undefined, now).status).toBe('exited');
    expect(corrected(running, facts(['pause'], ['die'], ['start', now - 1_000]), undefined, now).status).toBe(
      'running',
    );
  });

  it('keeps the health over a pause, of which the list is silent', () => {
    const healthy = containerOf('c', { health: 'healthy', since: now - 1_000 });
    const paused = containerOf('c', { status: 'paused', since: now - 1_000 });
    expect(corrected(paused, {}, healthy, now).health).toBe('healthy');
    expect(corrected(paused, facts(['health_status: unhealthy']), undefined, now).health).toBe('unhealthy');
    expect(corrected(exited, facts(['health_status: unhealthy']), healthy, now).health).toBeUndefined();
  });

  it('marks what the kernel ended for want of memory, until it starts again', () => {
    const oom = facts(['oom'], ['die', now - 1_000, { exitCode: '137' }]);
    const marked = corrected(exited, oom, undefined, now);
    expect(marked.isOutOfMemory).toBe(true);
    expect(corrected(exited, facts(['die', now, { exitCode: '137' }], ['oom']), undefined, now).isOutOfMemory).toBe(
      true,
    );
    expect(corrected(running, facts(['oom']), undefined, now).isOutOfMemory).toBeUndefined();
    expect(corrected(running, learn(oom, event('container', 'start')), marked, now).isOutOfMemory).toBeUndefined();
    // A process of it was killed, and it ended well long after.
    expect(corrected(exited, facts(['oom'], ['die', now, { exitCode: '0' }]), undefined, now).isOutOfMemory).toBe(
      undefined,
    );
    // Another connection knows nothing of it, and the row has not changed.
    expect(corrected(exited, {}, marked, now).isOutOfMemory).toBe(true);
    expect(corrected({ ...exited, since: now - 900_000 }, {}, marked, now).isOutOfMemory).toBeUndefined();
  });

  it('knows the new name, without the slash', () => {
    expect(corrected(running, facts(['rename', now, { name: '/mast', oldName: '/hull' }]), undefined, now).name).toBe(
      'mast',
    );
  });

  it('shows when the list is behind: it says that something runs which has ended', () => {
    const died = facts(['start', now - 9_000], ['die', now - 1_000, { exitCode: '3' }]);
    expect(isBehind(running, died)).toBe(true);
    expect(isBehind(exited, died)).toBe(false);
    expect(isBehind(running, learn(died, { ...event('container', 'start'), at: now }))).toBe(false);
    const published = containerOf('c', {
      since: now - 9_000,
      health: 'healthy',
      ports: [{ target: 80, protocol: 'tcp', published: 8080 }],
      networks: [{ name: 'deck', networkId: 'n', address: '10.0.0.2' }],
    });
    expect(corrected(published, died, undefined, now)).toEqual(
      containerOf('c', {
        status: 'exited',
        exitCode: 3,
        since: now - 1_000,
        networks: [{ name: 'deck', networkId: 'n' }],
      }),
    );
  });

  it('shows when the list is behind with a start, or with networks', () => {
    expect(isBehind(containerOf('c', { status: 'created' }), facts(['start']))).toBe(true);
    // It has ended meanwhile, and the event of that is on its way.
    expect(isBehind(exited, facts(['start']))).toBe(false);
    const network = (action: string) => learn({}, event('network', action, 'n', { container: 'c' }));
    const member = containerOf('c', { networks: [{ name: 'deck', networkId: 'n', address: '10.0.0.2' }] });
    expect(isBehind(running, network('connect'))).toBe(true);
    expect(isBehind(member, network('connect'))).toBe(false);
    expect(isBehind(member, network('disconnect'))).toBe(true);
    expect(isBehind(running, network('disconnect'))).toBe(false);
    expect(isBehind(containerOf('c', { status: 'created' }), network('connect'))).toBe(false);
    expect(learn({}, event('network', 'create', 'n'))).toEqual({});
  });
});
