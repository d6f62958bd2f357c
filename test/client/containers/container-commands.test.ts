// What the commands on containers say and decide, without VS Code.
import { describe, expect, it, vi } from 'vitest';
import { EngineRefused, EngineUnreachable } from '../../../client/src/engine/engine.ts';
import type { ContainerRow, PortMapping } from '../../../client/src/engine/engine-state.ts';

vi.mock('vscode', () => ({}));

const { doEach, failureText } = await import('../../../client/src/commands/each.ts');
const { whatIsWrongWithName } = await import('../../../client/src/commands/containers/container-name.ts');
const { changesText, processesText } = await import('../../../client/src/commands/containers/container-texts.ts');
const { removalQuestion } = await import('../../../client/src/commands/containers/removal.ts');
const { webAddresses } = await import('../../../client/src/commands/containers/web-address.ts');

describe('The same done to several', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, i) => ({ name: `c${i}` }));
  const never = new AbortController().signal;

  it('goes on after a failure, a few at a time', async () => {
    let running = 0;
    let most = 0;
    const dones: number[] = [];
    const work = async ({ name }: { readonly name: string }) => {
      most = Math.max(most, ++running);
      await new Promise(resolve => setImmediate(resolve));
      running--;
      if (name === 'c3' || name === 'c8') throw new Error(`not ${name}`);
    };
    const failures = await doEach(rows(20), work, never, done => dones.push(done));
    expect(failures.map(({ name }) => name)).toEqual(['c3', 'c8']);
    expect(most).toBe(6);
    expect(dones).toEqual(rows(20).map((_, i) => i + 1));
  });

  it('leaves the rest alone when it is cancelled, or when the engine is away', async () => {
    const abort = new AbortController();
    let begun = 0;
    await doEach(
      rows(50),
      async () => {
        begun++;
        abort.abort();
      },
      abort.signal,
    );
    expect(begun).toBe(1);
    begun = 0;
    const away = new EngineUnreachable({ reason: 'not-running', message: 'nothing listens' });
    const failures = await doEach(
      rows(50),
      async () => {
        begun++;
        throw away;
      },
      never,
    );
    expect(begun).toBe(6);
    expect(failureText('Could not stop', failures, 50)).toBe('nothing listens');
  });

  it.each<readonly [string, readonly (readonly [string, unknown])[], number, string | undefined]>([
    ['nothing', [], 3, undefined],
    ['one', [['db', new Error('The device is busy.')]], 1, 'Could not stop db: The device is busy.'],
    ['one of several', [['db', new EngineRefused('busy', 409)]], 3, 'Could not stop 1 of 3. db: busy.'],
    [
      'what is gone',
      [['db', new EngineRefused('No such container: 9f', 404)]],
      1,
      'Could not stop db: it is gone, somebody removed it meanwhile.',
    ],
    [
      'many',
      Array.from({ length: 10 }, (_, i) => [`c${i}`, new Error('x')] as const),
      10,
      'Could not stop 10 of 10. c0: x; c1: x; c2: x; c3: x; c4: x; c5: x; c6: x; c7: x; and 2 more.',
    ],
  ])('has one message for %s that failed', (_title, failures, total, text) => {
    const named = failures.map(([name, error]) => ({ name, error }));
    expect(failureText('Could not stop', named, total)).toBe(text);
  });
});

describe('The name of a container', () => {
  const taken = new Set(['web']);
  it.each(['a1', 'A_.-..x', '0-', 'x'.repeat(200)])('may be %s', name => {
    expect(whatIsWrongWithName(name, taken)).toBeUndefined();
  });
  it.each([
    ['', 'A container needs a name.'],
    ['a', 'A name has two characters at least.'],
    ['my web', 'A blank cannot be in a name: only a–z, A–Z, 0–9, "_", "." and "-" can.'],
    ['müll', '"ü" cannot be in a name: only a–z, A–Z, 0–9, "_", "." and "-" can.'],
    ['a🐳', '"🐳" cannot be in a name: only a–z, A–Z, 0–9, "_", "." and "-" can.'],
    ['a/b', '"/" cannot be in a name: only a–z, A–Z, 0–9, "_", "." and "-" can.'],
    ['-web', 'A name begins with a letter or a digit.'],
    ['_x', 'A name begins with a letter or a digit.'],
    ['web', 'Another container is called web.'],
  ])('cannot be "%s"', (name, why) => {
    expect(whatIsWrongWithName(name, taken)).toBe(why);
  });
});

describe('Before containers are removed', () => {
  const row = (name: string, more: Partial<ContainerRow> = {}): ContainerRow => ({
    id: name,
    name,
    image: 'i',
    imageId: 'i',
    command: '',
    status: 'exited',
    exitCode: 0,
    createdAt: 0,
    ports: [],
    mounts: [],
    networks: [],
    labels: {},
    ...more,
  });
  const running = { status: 'running' } as const;
  const volume = (source: string) => ({ kind: 'volume', source, target: '/data', isReadOnly: false }) as const;
  const anonymous = { mounts: [volume('0123456789abcdef'.repeat(4)), volume('named')] };
  const labels = (...rows: readonly ContainerRow[]) => removalQuestion(rows).choices.map(({ label }) => label);

  it('one that is at rest is named, and how it is', () => {
    const question = removalQuestion([row('db', { exitCode: 137 })]);
    expect(question.title).toBe('Remove container db? It has exited with code 137.');
    expect(question.keep).toBe('Keep db');
    expect(question.goes).toBeUndefined();
    expect(labels(row('db'))).toEqual(['Remove db']);
  });

  it('one that runs is stopped or killed, as is chosen', () => {
    expect(removalQuestion([row('db', running)]).title).toBe('Remove container db? It is running.');
    expect(labels(row('db', running))).toEqual(['Stop and remove db', 'Kill and remove db']);
  });

  it('anonymous volumes go only when that is chosen', () => {
    expect(labels(row('db', anonymous))).toEqual(['Remove db', 'Remove db and its anonymous volume']);
    const { choices } = removalQuestion([row('db', { ...anonymous, ...running })]);
    expect(choices.map(({ value }) => value)).toEqual([
      { ending: 'stop', volumes: false },
      { ending: 'kill', volumes: false },
      { ending: 'stop', volumes: true },
      { ending: 'kill', volumes: true },
    ]);
    expect(choices.map(({ detail }) => detail)).toEqual([
      'Its program is asked to end first',
      'Its program cannot save anything any more',
      'Its program is asked to end first; what is in the volume is lost',
      'Its program cannot save anything any more; what is in the volume is lost',
    ]);
    const several = { mounts: [volume('0'.repeat(64)), volume('1'.repeat(64))], ...running };
    expect(removalQuestion([row('db', several), row('web', running)]).choices.map(({ detail }) => detail)).toEqual([
      'Their programs are asked to end first',
      'Their programs cannot save anything any more',
      'Their programs are asked to end first; what is in the volumes is lost',
      'Their programs cannot save anything any more; what is in the volumes is lost',
    ]);
  });

  it('several are listed by name', () => {
    const rows = [row('db', anonymous), row('web', running), row('never', { status: 'created' })];
    const question = removalQuestion(rows);
    expect(question.title).toBe('Remove 3 containers? 1 of them runs.');
    expect(question.keep).toBe('Keep them');
    expect(question.goes).toEqual([
      { name: 'db', about: 'has exited with code 0' },
      { name: 'web', about: 'is running' },
      { name: 'never', about: 'has never run' },
    ]);
    expect(labels(...rows)).toEqual([
      'Stop web, then remove all 3',
      'Kill web and remove all 3',
      'Stop web, then remove all 3 and 1 anonymous volume',
      'Kill web and remove all 3 and 1 anonymous volume',
    ]);
  });
});

describe('Where a browser finds a container', () => {
  const local = 'unix:///var/run/docker.sock';
  const port = (target: number, published: number | undefined, address?: string): PortMapping => ({
    target,
    protocol: 'tcp',
    ...(published === undefined ? {} : { published }),
    ...(address === undefined ? {} : { address }),
  });
  const urls = (ports: readonly PortMapping[], host = local) => webAddresses(ports, host).map(({ url }) => url);

  it.each([
    ['0.0.0.0', local, 'http://localhost:8080/'],
    ['::', local, 'http://localhost:8080/'],
    [undefined, local, 'http://localhost:8080/'],
    ['127.0.0.1', local, 'http://localhost:8080/'],
    ['127.0.0.1', 'tcp://127.0.0.1:2375', 'http://localhost:8080/'],
    ['192.168.0.7', local, 'http://192.168.0.7:8080/'],
    ['fd00::7', local, 'http://[fd00::7]:8080/'],
    ['0.0.0.0', 'npipe:////./pipe/docker_engine', 'http://localhost:8080/'],
    ['0.0.0.0', 'tcp://hut.local:2376', 'http://hut.local:8080/'],
    ['0.0.0.0', 'tcp://[fd00::1]:2376', 'http://[fd00::1]:8080/'],
    ['0.0.0.0', 'ssh://pi@hut:22', 'http://hut:8080/'],
  ])('published to %s of %s', (address, host, url) => {
    expect(urls([port(80, 8080, address)], host)).toEqual([url]);
  });

  it('not at a loopback address of another machine, nor without publishing, nor by UDP', () => {
    expect(urls([port(80, 8080, '127.0.0.1')], 'ssh://pi@hut')).toEqual([]);
    expect(urls([port(80, undefined)])).toEqual([]);
    expect(urls([{ ...port(53, 53), protocol: 'udp' }])).toEqual([]);
  });

  it('once for both kinds of address, the likely ports first', () => {
    const ports = [port(5432, 5432, '0.0.0.0'), port(8443, 1, '0.0.0.0'), port(80, 2, '0.0.0.0'), port(80, 2, '::')];
    expect(webAddresses(ports, local)).toEqual([
      { target: 80, url: 'http://localhost:2/', isLikely: true },
      { target: 8443, url: 'https://localhost:1/', isLikely: true },
      { target: 5432, url: 'http://localhost:5432/', isLikely: false },
    ]);
  });
});

describe('A document about a container', () => {
  it('lists processes in columns, numbers at their right end', () => {
    const processes = [
      ['root', '7', 'sleep 1'],
      ['www-data', '1234', 'httpd -f'],
    ];
    expect(processesText('web', { titles: ['USER', 'PID', 'CMD'], processes })).toBe(
      '2 processes in web\n\nUSER       PID  CMD\nroot         7  sleep 1\nwww-data  1234  httpd -f\n',
    );
    expect(processesText('web', { titles: ['PID'], processes: [] })).toBe('0 processes in web\n\nPID\n');
  });

  it('lists what differs from the image by path, each on a line of its own', () => {
    const text = changesText({ name: 'web', image: 'nginx:1' }, [
      { kind: 'deleted', path: '/z' },
      { kind: 'added', path: '/a\nA /fake' },
      { kind: 'changed', path: '/etc' },
    ]);
    expect(text.split('\n').slice(3)).toEqual(['A /a\\nA /fake', 'C /etc', 'D /z', '']);
    expect(text).toContain('web differs from its image nginx:1 in 3 paths:');
    expect(text).toContain('A 1 added, C 1 changed, D 1 deleted');
    expect(changesText({ name: 'web', image: 'nginx:1' }, [])).toContain('Nothing in web differs');
  });
});
