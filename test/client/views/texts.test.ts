import { describe, expect, it } from 'vitest';
import type { ContainerDetails } from '../../../client/src/engine/containers.ts';
import type { Connection } from '../../../client/src/engine/engine-state.ts';
import { containerDetails } from '../../../client/src/views/nodes/container-details.ts';
import { namedTag, ofRegistry } from '../../../client/src/views/nodes/image-reference.ts';
import { code, escaped, list } from '../../../client/src/views/nodes/markdown.ts';
import { containersChangeInMs } from '../../../client/src/views/nodes/soonest-change.ts';
import { uptime } from '../../../client/src/views/nodes/uptime.ts';
import { badge, descriptionOf, messageOf } from '../../../client/src/views/nodes/view-words.ts';
import { byteSize } from '../../../server/src/text/byte-size.ts';
import {
  containerRow,
  days,
  engineName,
  engineState,
  hours,
  minutes,
  noon,
  unreachable,
} from '../../support/engine-states.ts';

describe('An uptime', () => {
  it.each<[number, string, string, number]>([
    [-minutes(2), '<1 min', 'less than a minute', minutes(3)],
    [0, '<1 min', 'less than a minute', minutes(1)],
    [59_999, '<1 min', 'less than a minute', 1],
    [minutes(1), '1 min', '1 minute', minutes(1)],
    [minutes(59.5), '59 min', '59 minutes', minutes(0.5)],
    [hours(1), '1 h', '1 hour', hours(1)],
    [hours(47.5), '47 h', '47 hours', hours(0.5)],
    [hours(48), '2 days', '2 days', days(1)],
    [days(13), '13 days', '13 days', days(1)],
    [days(14), '2 weeks', '2 weeks', days(7)],
    [days(62), '8 weeks', '8 weeks', days(1)],
    [days(63), '2 months', '2 months', days((365.25 / 12) * 3 - 63)],
    [days(365.25 * 2), '2 years', '2 years', days(365.25)],
  ])('of %i ms', (ms, text, spoken, changesInMs) => {
    const { changesInMs: found, ...words } = uptime(noon - ms, noon);
    expect(words).toEqual({ text, spoken });
    expect(found).toBeCloseTo(changesInMs, 3);
    expect(uptime(noon - ms, noon + Math.ceil(found)).text).not.toBe(text);
  });

  it('knows which row changes first', () => {
    const containers = [
      containerRow('a', { since: noon - minutes(5) - 20_000 }),
      containerRow('b', { since: noon - hours(3) }),
      containerRow('paused', { status: 'paused', since: noon - 59_999 }),
    ];
    expect(containersChangeInMs(engineState({ containers }), noon)).toBe(40_000);
    expect(containersChangeInMs(engineState({}), noon)).toBeUndefined();
  });
});

describe('A size', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [999_999, '1 MB'],
    [5_060_000, '5.06 MB'],
    [188_400_000, '188 MB'],
    [1_234_567_890, '1.23 GB'],
    [7e18, '7000 PB'],
  ])('of %i bytes is %s', (bytes, text) => {
    expect(byteSize(bytes)).toBe(text);
  });
});

describe('Markdown', () => {
  it.each([
    ['plain text', 'plain text'],
    ['a_b*c', 'a\\_b\\*c'],
    ['<b>&amp;', '\\<b\\>\\&amp\\;'],
    ['two\nlines\u202e', 'two lines '],
  ])('of %j means nothing', (text, markdown) => {
    expect(escaped(text)).toBe(markdown);
  });

  it.each([
    ['a', '`a`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['a|b', '`a|b`'],
    ['a\n# b', '`a # b`'],
    ['', '(empty)'],
  ])('of code %j', (text, markdown) => {
    expect(code(text)).toBe(markdown);
  });

  it('cuts what is endless', () => {
    expect(code('x'.repeat(10_000))).toHaveLength(303);
    expect(list('Many', ['a', 'b', 'c', 'd'], 2)).toEqual(['**Many**\n- a\n- b\n- and 2 more']);
  });
});

describe('A reference', () => {
  it.each([
    ['nginx:1.27', 'nginx', '1.27'],
    ['localhost:5000/a', 'localhost:5000/a', ''],
    ['localhost:5000/a/b:c', 'localhost:5000/a/b', 'c'],
  ])('%s', (reference, repository, tag) => {
    expect(namedTag(reference)).toEqual({ repository, tag });
  });

  it.each([
    ['nginx:1.27', undefined, 'nginx:1.27'],
    ['team/app', undefined, 'team/app'],
    ['ghcr.io/team/app:1', 'ghcr.io', 'team/app:1'],
    ['localhost/app', 'localhost', 'app'],
    ['host:5000/app', 'host:5000', 'app'],
  ])('%s has the registry %s', (reference, registry, path) => {
    expect(ofRegistry(reference)).toEqual(registry === undefined ? { path } : { registry, path });
  });
});

describe('What the inspection tells', () => {
  const detailsOf = (json: object): string =>
    containerDetails({ Id: '1', Name: '/web', ...json } as unknown as ContainerDetails);

  it('is the entrypoint, limits, the restart policy and why the health check fails', () => {
    const details = {
      Config: { Entrypoint: ['/bin/sh', '-c', 'a b'], User: 'node', WorkingDir: '/app' },
      HostConfig: {
        Memory: 256 * 1024 * 1024,
        NanoCpus: 1_500_000_000,
        PidsLimit: 100,
        RestartPolicy: { Name: 'on-failure', MaximumRetryCount: 3 },
        Privileged: true,
      },
      State: { Health: { Status: 'unhealthy', Log: [{ Output: 'fine' }, { Output: 'connection\nrefused ' }] } },
    };
    expect(detailsOf(details)).toBe(
      [
        '**Entrypoint** `/bin/sh -c "a b"`',
        '**User** `node`',
        '**Working directory** `/app`',
        '**Limits**\n- memory 256 MiB\n- 1.5 processors\n- 100 processes',
        '**Restart policy** on\\-failure, 3 times at most',
        '**Privileged**: it may do what the engine’s host may',
        '**Last health check** `connection refused`',
      ].join('\n\n'),
    );
  });

  it.each([
    [{}],
    [
      {
        Config: { Entrypoint: null, WorkingDir: '/' },
        HostConfig: { Memory: 0, PidsLimit: null, RestartPolicy: { Name: 'no' } },
      },
    ],
    [{ HostConfig: 'odd', State: { Health: { Status: 'healthy', Log: [{ Output: 'fine' }] } } }],
  ])('is nothing of %j', more => {
    expect(detailsOf(more)).toBe('');
  });
});

describe('A view says', () => {
  const usual = { filter: '', isEmpty: false, place: 'first' } as const;
  const lost = engineState({ connection: unreachable('ssh', 'ssh: no route to hut ') });

  it('how many containers run, while that is known', () => {
    const containers = [containerRow('a'), containerRow('b', { status: 'paused' })];
    expect(badge(engineState({ containers }))).toEqual({ value: 1, tooltip: '1 running container' });
    expect(badge(engineState({ containers: containers.slice(1) }))).toBeUndefined();
    const others: readonly Connection[] = [{ kind: 'idle' }, unreachable('timeout', 'x')];
    for (const connection of others) expect(badge(engineState({ connection, containers }))).toBeUndefined();
  });

  it('the filter, or the engine where it is not plain which one is used', () => {
    expect(descriptionOf(engineState({}), { ...usual, filter: 'web' })).toBe('“web”');
    expect(descriptionOf(engineState({}), usual)).toBe('');
    const engine = { name: 'hut', host: 'ssh://hut' };
    const version = { engine: '28.5.2', api: '1.51', operatingSystem: 'linux', architecture: 'amd64' };
    const hut = engineState({ connection: { kind: 'connected', engine, version } });
    expect(descriptionOf(hut, usual)).toBe('hut');
    expect(descriptionOf(hut, { ...usual, place: 'other' })).toBe('');
    expect(descriptionOf(lost, { ...usual, isEmpty: true })).toBe(engineName.host);
  });

  it('why the engine is not there, but where there are no rows, for the welcome content says it there', () => {
    expect(messageOf(engineState({}), usual)).toBe('');
    expect(messageOf(lost, usual)).toBe('ssh: no route to hut. Rows are as last known.');
    expect(messageOf(lost, { ...usual, place: 'other' })).toBe('Rows are as last known.');
    expect(messageOf(lost, { ...usual, isEmpty: true })).toBe('');
    expect(messageOf(lost, { ...usual, isEmpty: true, place: 'other' })).toBe('');
  });
});
