import { describe, expect, it } from 'vitest';
import type { ContainerRow } from '../../../client/src/engine/engine-state.ts';
import { type ContainersOptions, containersTree } from '../../../client/src/views/nodes/containers-tree.ts';
import {
  composeRow,
  containerRow,
  days,
  engineState,
  hours,
  idOf,
  noon,
  unreachable,
} from '../../support/engine-states.ts';
import { find, labels, treeText } from './tree-text.ts';

const usual: ContainersOptions = { filter: '', group: 'project', sort: 'state' };

function tree(containers: readonly ContainerRow[], options: Partial<ContainersOptions> = {}) {
  return containersTree(engineState({ containers }), { ...usual, ...options }, noon);
}

/** The row of one container, without a project. */
function row(it: Partial<ContainerRow>) {
  return find(tree([containerRow('web', it)]), `container:${idOf('container web')}`);
}

const published = (target: number, port: number, protocol: 'tcp' | 'udp' = 'tcp') => [
  { target, protocol, published: port, address: '0.0.0.0' },
  { target, protocol, published: port, address: '::' },
];

describe('The row of a container', () => {
  it.each<[string, Partial<ContainerRow>, string]>([
    ['runs', {}, 'vm-running/charts.green web | up 5 min · nginx:1.27'],
    ['runs well', { health: 'healthy' }, 'vm-running/charts.green web | healthy · up 5 min · nginx:1.27'],
    ['runs badly', { health: 'unhealthy' }, 'warning/charts.yellow web | unhealthy · up 5 min · nginx:1.27'],
    [
      'is being checked',
      { health: 'starting', since: noon - 3_000 },
      'vm-running/charts.green web | health check starting · up <1 min · nginx:1.27',
    ],
    ['is paused', { status: 'paused' }, 'debug-pause/charts.yellow web | paused · nginx:1.27'],
    ['restarts', { status: 'restarting' }, 'debug-restart/charts.yellow web | restarting · nginx:1.27'],
    ['goes', { status: 'removing' }, 'trash/disabledForeground web | removing · nginx:1.27'],
    ['never ran', { status: 'created' }, 'vm-outline/disabledForeground web | created · nginx:1.27'],
    [
      'ended well',
      { status: 'exited', exitCode: 0, since: noon - hours(3) },
      'vm-outline/disabledForeground web | exited (0) · 3 h ago · nginx:1.27',
    ],
    [
      'failed',
      { status: 'exited', exitCode: 1, since: noon - days(3) },
      'error/problemsErrorIcon.foreground web | exited (1) · 3 days ago · nginx:1.27',
    ],
    [
      'was told to end',
      { status: 'exited', exitCode: 143 },
      'vm-outline/disabledForeground web | exited (143) · 5 min ago · nginx:1.27',
    ],
    [
      'had no memory left',
      { status: 'exited', exitCode: 137, isOutOfMemory: true },
      'error/problemsErrorIcon.foreground web | exited (137), out of memory · 5 min ago · nginx:1.27',
    ],
    ['is dead', { status: 'dead' }, 'error/problemsErrorIcon.foreground web | dead · 5 min ago · nginx:1.27'],
  ])('of one that %s', (_, it, text) => {
    expect(treeText([row(it)])).toBe(text);
  });

  it('has each published port once, for IPv4 and IPv6 alike', () => {
    expect(row({ ports: [...published(80, 8080), { target: 443, protocol: 'tcp' }] }).description).toBe(
      '8080→80 · up 5 min · nginx:1.27',
    );
    const many = [...published(80, 8080), ...published(53, 53, 'udp'), ...published(1, 4001), ...published(2, 4002)];
    expect(row({ ports: many }).description).toBe('53→53/udp, 4001→1, 4002→2 +1 · up 5 min · nginx:1.27');
  });

  it('shortens the id of an image that has no name', () => {
    expect(row({ image: `sha256:${'ab'.repeat(32)}` }).description).toBe('up 5 min · abababababab');
  });

  it('has facts for menus', () => {
    expect(row({}).facts).toBe(';container;running;live;');
    expect(row({ status: 'paused', ports: published(80, 8080) }).facts).toBe(';container;paused;live;http;');
    expect(row({ ports: published(53, 53, 'udp') }).facts).toBe(';container;running;live;');
    expect(row({ status: 'exited', exitCode: 0, labels: { a: '' } }).facts).toBe(';container;exited;stopped;labelled;');
    expect(row({ status: 'removing' }).facts).toBe(';container;removing;');
    const [project] = tree([composeRow('shop', 'web', { labels: {} })]);
    expect(project?.children?.[0]?.facts).toBe(';container;running;live;compose;');
  });

  it('is said without colours and signs', () => {
    expect(row({ health: 'unhealthy', ports: published(80, 8080) }).spoken).toBe(
      'Container web, running, unhealthy, up 5 minutes, port 8080, image nginx:1.27',
    );
    expect(row({ status: 'exited', exitCode: 2, since: noon - hours(1) }).spoken).toBe(
      'Container web, exited (2), 1 hour ago, image nginx:1.27',
    );
  });

  it('tells what it knows in Markdown, whatever the names hold', () => {
    const text = row({
      name: 'we|b_*<b>x</b>',
      image: 'odd`name',
      command: 'sh -c ``echo [a](http://evil.example)``\nexit',
      ports: published(80, 8080),
      mounts: [
        { kind: 'volume', source: 'data', target: '/data', isReadOnly: true },
        { kind: 'bind', source: '/srv/a|b', target: '/srv', isReadOnly: false },
      ],
      networks: [{ name: 'back_end', networkId: idOf('back'), address: '172.18.0.2' }],
      labels: { 'com.example.owner': 'me & <i>you</i>', 'com.docker.compose.version': '2', empty: '' },
    }).tooltip?.();
    expect(text).toContain('**we\\|b\\_\\*\\<b\\>x\\<\\/b\\>** running');
    expect(text).toContain('**Image** ``odd`name``');
    expect(text).toContain('**Command** ```sh -c ``echo [a](http://evil.example)`` exit```');
    expect(text).toContain('- `0.0.0.0:8080 → 80/tcp`\n- `[::]:8080 → 80/tcp`');
    expect(text).toContain('- `/data` from volume `data`, read-only\n- `/srv` from `/srv/a|b`');
    expect(text).toContain('**Networks** back\\_end `172.18.0.2`');
    expect(text).toContain('- com\\.example\\.owner `me & <i>you</i>`\n- empty');
    expect(text).not.toContain('compose');
  });

  it('says of an engine that was lost what was known, and offers nothing', () => {
    const containers = [composeRow('shop', 'web', { health: 'healthy' })];
    const connection = unreachable('not-running', 'gone');
    const [project] = containersTree(engineState({ connection, containers }), usual, noon);
    expect(treeText(project ? [project] : [])).toBe(
      'layers/disabledForeground shop | 1 known\n  question/disabledForeground web-1 | was running · nginx:1.27',
    );
    expect(project?.facts).toBe(';project;stale;');
    expect(project?.children?.[0]?.facts).toBe(';container;stale;');
    expect(project?.children?.[0]?.spoken).toContain('was running when the engine was last reached');
  });
});

describe('The view of containers', () => {
  const shop = [
    composeRow('shop', 'web', { ports: published(80, 8080) }),
    composeRow('shop', 'db', { image: 'postgres:17', status: 'exited', exitCode: 1 }),
    composeRow('shop', 'cache', { image: 'redis:7', status: 'paused' }),
  ];
  const own = [containerRow('scratch', { status: 'exited', exitCode: 0 }), containerRow('buildkit')];

  it('has projects first, then containers of their own, what runs before what does not', () => {
    expect(treeText(tree([...own, ...shop, composeRow('blog', 'app')]))).toBe(
      [
        'layers/charts.green blog | 1 running',
        '  vm-running/charts.green app-1 | up 5 min · nginx:1.27',
        'layers/charts.yellow shop | 1 of 3 running · 1 failed',
        '  vm-running/charts.green web-1 | 8080→80 · up 5 min · nginx:1.27',
        '  debug-pause/charts.yellow cache-1 | paused · redis:7',
        '  error/problemsErrorIcon.foreground db-1 | exited (1) · 5 min ago · postgres:17',
        'vm-running/charts.green buildkit | up 5 min · nginx:1.27',
        'vm-outline/disabledForeground scratch | exited (0) · 5 min ago · nginx:1.27',
      ].join('\n'),
    );
  });

  it.each<[ContainersOptions['group'], string]>([
    ['state', 'Running [buildkit, shop-web-1], Paused [shop-cache-1], Exited [scratch, shop-db-1]'],
    ['image', 'nginx:1.27 [buildkit, shop-web-1, scratch], postgres:17 [shop-db-1], redis:7 [shop-cache-1]'],
    ['none', 'buildkit, shop-web-1, shop-cache-1, scratch, shop-db-1'],
  ])('is grouped by %s', (group, text) => {
    expect(labels(tree([...own, ...shop], { group }))).toBe(text);
  });

  it.each<[ContainersOptions['sort'], string]>([
    ['state', 'b10, b2, a1'],
    ['name', 'a1, b2, b10'],
    ['created', 'b2, a1, b10'],
  ])('is sorted by %s', (sort, text) => {
    const rows = [
      containerRow('b10', { createdAt: noon - 3 }),
      containerRow('a1', { status: 'exited', exitCode: 0, createdAt: noon - 2 }),
      containerRow('b2', { status: 'paused', createdAt: noon - 1 }),
    ];
    expect(labels(tree(rows, { sort, group: 'none' }))).toBe(text);
  });

  it('puts web-2 before web-10', () => {
    const rows = [10, 2].map(n => composeRow('shop', 'web', { id: idOf(`web ${n}`), name: `shop-web-${n}` }));
    expect(labels(tree(rows))).toBe('shop [web-2, web-10]');
  });

  it.each([
    ['web', 'shop [web-1]'],
    ['POSTGRES', 'shop [db-1]'],
    ['shop paused', 'shop [cache-1]'],
    ['8080', 'shop [web-1]'],
    ['com.docker.compose.project=shop redis', 'shop [cache-1]'],
    ['shop nothing', ''],
  ])('is filtered by "%s"', (filter, text) => {
    expect(labels(tree([...own, ...shop], { filter }))).toBe(text);
  });

  it('hands all containers of a project to its commands, those a filter hides too', () => {
    const [project] = tree(shop, { filter: 'web' });
    expect(project?.subject).toEqual({ kind: 'project', name: 'shop', containerIds: shop.map(({ id }) => id) });
    expect(project?.facts).toBe(';project;some-live;files;');
    const ended = shop.map(it => ({ ...it, status: 'exited' as const, exitCode: 0 }));
    expect(tree(ended)[0]?.facts).toBe(';project;none-live;files;');
  });

  it('keeps the id of a container wherever it stands and whatever becomes of it', () => {
    const [web] = shop;
    if (!web) throw new Error('there is a web');
    for (const group of ['project', 'state', 'image', 'none'] as const) {
      for (const status of ['running', 'exited', 'dead'] as const)
        find(tree([{ ...web, status, name: 'renamed' }], { group }), `container:${web.id}`);
    }
  });

  it('says that a container was run once', () => {
    const once = composeRow('shop', 'web', { name: 'shop-web-run-1f' });
    const rows = [{ ...once, ...(once.compose ? { compose: { ...once.compose, isOneOff: true } } : {}) }];
    expect(tree(rows)[0]?.children?.[0]).toMatchObject({
      label: 'web-run-1f',
      description: 'one-off · up 5 min · nginx:1.27',
    });
  });

  it('leaves names alone that only begin like their project', () => {
    const rows = [composeRow('shop', 'web', { name: 'shopping' })];
    expect(labels(tree(rows))).toBe('shop [shopping]');
  });
});
