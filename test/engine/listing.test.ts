// What the engine's bundle makes of answers that no real engine gives at will: broken ones, slow ones, odd ones. The engine
// is a program of the test, so that this needs no private engine.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ContainerEngine } from '../../client/src/engine/engine.ts';
import type { EngineEvent } from '../../client/src/engine/listing.ts';
import { connectBundledEngine } from './engine-under-test.ts';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const folder = mkdtempSync(join(tmpdir(), 'slipway-listing-'));
const socket = join(folder, 'engine.sock');
const asked: string[] = [];
let answer: Answer = response => response.end('null');
let engine: ContainerEngine;

const server = createServer((request, response) => {
  if (request.url === '/version') {
    response.end(
      JSON.stringify({ Version: '28.0.0', ApiVersion: '1.48', MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64' }),
    );
    return;
  }
  asked.push(decodeURI(request.url ?? ''));
  answer(response, request);
});

beforeAll(async () => {
  await new Promise<void>(resolve => server.listen(socket, resolve));
  engine = await connectBundledEngine(`unix://${socket}`);
});
beforeEach(() => {
  asked.length = 0;
});
afterAll(() => {
  engine?.rest();
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const json =
  (value: unknown, status = 200): Answer =>
  response =>
    response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
/** By address without version and query. */
const routes =
  (table: Readonly<Record<string, Answer>>): Answer =>
  (response, request) => {
    const path = (request.url ?? '').replace(/^\/v[\d.]+/, '').replace(/\?.*/, '');
    (table[path] ?? json({ message: `no ${path}` }, 404))(response, request);
  };

describe('A list', () => {
  it.each(['containers', 'images', 'networks'] as const)('of %s may be null', async kind => {
    answer = json(null);
    expect(await engine.listing[kind]()).toEqual([]);
  });

  it('of volumes may be null inside', async () => {
    answer = json({ Volumes: null, Warnings: null });
    expect(await engine.listing.volumes()).toEqual([]);
    expect((await engine.listing.volumeSizes()).size).toBe(0);
  });

  it('speaks the version that was agreed on, of all containers', async () => {
    answer = json([]);
    await engine.listing.containers();
    expect(asked).toEqual(['/v1.48/containers/json?all=1']);
  });

  it('that breaks off in the middle is no list', async () => {
    answer = response => {
      response.writeHead(200, { 'Content-Length': '1000' });
      response.write('[{"Id":"c');
      setImmediate(() => response.destroy());
    };
    await expect(engine.listing.containers()).rejects.toMatchObject({
      name: 'EngineUnreachable',
      failure: { reason: 'not-running', message: expect.stringContaining('broke off') },
    });
  });

  it('that is no JSON is no list', async () => {
    answer = response => response.end('<html>Sign in to the hotel’s network</html>');
    await expect(engine.listing.images()).rejects.toMatchObject({ failure: { reason: 'incompatible' } });
  });

  it('that is refused has the engine’s words', async () => {
    answer = json({ message: 'client version 1.48 is too new. Maximum supported API version is 1.45' }, 400);
    await expect(engine.listing.networks()).rejects.toMatchObject({
      name: 'EngineRefused',
      status: 400,
      message: 'client version 1.48 is too new. Maximum supported API version is 1.45',
    });
    answer = response => response.writeHead(503).end('come back later - really');
    await expect(engine.listing.networks()).rejects.toMatchObject({ status: 503, message: 'come back later - really' });
  });

  it('that is given up closes its connection', async () => {
    const abort = new AbortController();
    const closed = new Promise<void>(resolve => {
      answer = response => {
        response.writeHead(200).write('[');
        response.on('close', resolve);
        abort.abort(new Error('Enough'));
      };
    });
    await expect(engine.listing.containers(abort.signal)).rejects.toThrow('Enough');
    await closed;
  });
});

describe('One object', () => {
  it('that is gone is undefined', async () => {
    answer = json({ message: 'No such object' }, 404);
    expect(await engine.listing.image('sha256:a')).toBeUndefined();
    expect(await engine.listing.volume('v')).toBeUndefined();
    expect(await engine.listing.network('n')).toBeUndefined();
    expect(await engine.listing.platform('sha256:a')).toBeUndefined();
    answer = json([]);
    expect(await engine.listing.container('c')).toBeUndefined();
    // The engine takes the beginning of an id, too.
    answer = json([{ Id: 'cc' }]);
    expect(await engine.listing.container('c')).toBeUndefined();
  });

  it.each([
    ['with spaces & more?#', '/volumes/with%20spaces%20%26%20more%3F%23'],
    ['50%', '/volumes/50%25'],
    ['größe', '/volumes/gr%C3%B6%C3%9Fe'],
  ])('may be called "%s"', async (name, path) => {
    let url: string | undefined = '';
    answer = (response, request) => {
      url = request.url;
      json({ Name: name })(response, request);
    };
    expect((await engine.listing.volume(name))?.name).toBe(name);
    expect(url).toBe(`/v1.48${path}`);
  });

  it('has a name with slashes as an image', async () => {
    answer = json({ Id: 'sha256:a', RepoTags: ['localhost:5000/a/b:1'] });
    expect((await engine.listing.image('localhost:5000/a/b:1'))?.id).toBe('sha256:a');
    expect(asked).toEqual(['/v1.48/images/localhost%3A5000/a/b%3A1/json']);
  });

  const described = { Id: 'sha256:a', RepoTags: ['hull:1'], Size: 3, Os: 'linux', Architecture: 'amd64' };

  it('is one question for an image of the old store', async () => {
    answer = json(described);
    expect(await engine.listing.image('sha256:a')).toMatchObject({ size: 3, platform: 'linux/amd64' });
    expect(asked).toHaveLength(1);
  });

  it.each([
    [['hull:1'], '{"reference":["hull:1"]}'],
    [[], '{"dangling":["true"]}'],
  ])('is two for one of the containerd store, whose size the list alone knows (%o)', async (RepoTags, filters) => {
    answer = routes({
      '/images/sha256%3Aa/json': json({ ...described, RepoTags, Descriptor: {} }),
      '/images/json': (response, request) => {
        const isIt = new URL(request.url ?? '', 'http://engine').searchParams.get('filters') === filters;
        json(isIt ? [{ Id: 'sha256:a', RepoTags, Size: 7 }] : [])(response, request);
      },
    });
    expect(await engine.listing.image('sha256:a')).toMatchObject({ size: 7, tags: RepoTags });
    expect(asked).toHaveLength(2);
  });

  it('has the size it says itself when it goes between the two', async () => {
    answer = routes({ '/images/sha256%3Aa/json': json({ ...described, Descriptor: {} }), '/images/json': json([]) });
    expect(await engine.listing.image('sha256:a')).toMatchObject({ size: 3 });
  });
});

describe('The event stream', () => {
  const line = (id: string) => `${JSON.stringify({ Type: 'container', Action: 'start', Actor: { ID: id } })}\n`;
  /** Opens the stream; `send` writes to it. */
  const open = async (signal: AbortSignal) => {
    let sending: ServerResponse | undefined;
    answer = response => {
      sending = response;
      response.writeHead(200).flushHeaders();
    };
    const events = await engine.listing.events(signal);
    if (sending === undefined) throw new Error('Nobody asked');
    return { events, sending };
  };
  const idsOf = async (events: AsyncIterable<EngineEvent>, count: number) => {
    const ids: string[] = [];
    for await (const { id } of events) if (ids.push(id) === count) break;
    return ids;
  };

  it('is open before the first event, and asks for the kinds that count', async () => {
    await open(new AbortController().signal);
    expect(decodeURIComponent(asked[0] ?? '')).toBe(
      '/v1.48/events?filters={"type":["container","image","volume","network"]}',
    );
  });

  it('is read wherever it is cut: in a line, in a character, or not at all', async () => {
    const { events, sending } = await open(new AbortController().signal);
    const bytes = Buffer.from(line('a') + line('größe') + line('c'));
    const inCharacter = bytes.indexOf(0xc3) + 1;
    const ids = idsOf(events, 4);
    for (const [from, to] of [
      [0, 10],
      [10, inCharacter],
      [inCharacter, bytes.length],
    ]) {
      await new Promise<void>(resolve => sending.write(bytes.subarray(from, to), () => resolve()));
      await new Promise(resolve => setImmediate(resolve));
    }
    sending.write(line('d'));
    expect(await ids).toEqual(['a', 'größe', 'c', 'd']);
  });

  it('ends when the engine ends it', async () => {
    const { events, sending } = await open(new AbortController().signal);
    sending.end(line('a'));
    expect(await idsOf(events, 5)).toEqual(['a']);
  });

  it.each([
    ['breaks off', (sending: ServerResponse) => void sending.destroy()],
    ['holds a line that is no JSON', (sending: ServerResponse) => void sending.write('{"Type":\n')],
  ])('throws when it %s', async (_, spoil) => {
    const { events, sending } = await open(new AbortController().signal);
    sending.write(line('a'), () => setImmediate(() => spoil(sending)));
    await expect(idsOf(events, 5)).rejects.toMatchObject({ name: 'EngineUnreachable' });
  });

  it('closes its connection when it is given up', async () => {
    const abort = new AbortController();
    const { events, sending } = await open(abort.signal);
    const closed = new Promise(resolve => sending.on('close', resolve));
    const ids = idsOf(events, 1);
    abort.abort(new Error('Enough'));
    await expect(ids).rejects.toThrow('Enough');
    await closed;
  });

  it('that is refused rejects', async () => {
    answer = json({ message: 'no events today' }, 403);
    await expect(engine.listing.events(new AbortController().signal)).rejects.toMatchObject({
      name: 'EngineRefused',
      message: 'no events today',
    });
  });
});

describe('A removal that comes while another is under way', () => {
  const refused = json({ message: 'removal of container c is already in progress' }, 409);
  const inState = (Status: string) => json({ Id: 'c', State: { Status, Dead: true, Running: false } });
  /** Of the removal and what is asked after it, in this order. */
  const oneAfterTheOther = (...answers: readonly Answer[]): void => {
    const left = [...answers];
    answer = (response, request) => (left.shift() ?? json({ message: 'too much was asked' }, 500))(response, request);
  };
  const remove = () => engine.containers.remove('c', { force: true, volumes: true });

  it('has nothing to do', async () => {
    oneAfterTheOther(refused, inState('removing'));
    await remove();
    oneAfterTheOther(refused, json({ message: 'no such container' }, 404));
    await remove();
  });

  it('looks again at one that is dead: it is about to be gone', async () => {
    oneAfterTheOther(refused, inState('dead'), json({ message: 'no such container' }, 404));
    await remove();
    expect(asked).toHaveLength(3);
    oneAfterTheOther(refused, inState('dead'), response => response.writeHead(204).end());
    await remove();
  });

  it('says why one stays that is dead', async () => {
    const stuck = json({ message: 'its folder is busy' }, 500);
    oneAfterTheOther(refused, inState('dead'), stuck, inState('dead'));
    await expect(remove()).rejects.toMatchObject({ name: 'EngineRefused', message: /its folder is busy/ });
  });
});
