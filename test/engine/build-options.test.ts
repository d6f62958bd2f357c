// Builds by BuildKit and by the classic builder, on the newest and the oldest engine: what reaches the builder, what is
// said of failures, and that nothing of a build stays when it is over.
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer, request } from 'node:http';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failurePlace } from '../../client/src/engine/build/failure-place.ts';
import { platformSupport, verifyPlatform } from '../../client/src/engine/build/platform-support.ts';
import type { BuildFailed, BuildOptions, BuildProgress, ContainerEngine } from '../../client/src/engine/engine.ts';
import { registryCredentials } from '../../client/src/engine/registry/registry-credentials.ts';
import { registryTool, registryUser, startRegistry, type TestRegistry } from '../bed/registry.ts';
import { breakableSocket } from './breakable-socket.ts';
import { countingProxy } from './counting-proxy.ts';
import { baseImage, connectBundledEngine, describeOnEngines, platforms } from './engine-under-test.ts';

describeOnEngines('A build', under => {
  let engine: ContainerEngine;
  let context = '';
  /** Part of instructions that have to run: an engine that has seen them before would take them from its cache. */
  let fresh = '';
  const made: string[] = [];

  beforeAll(async () => {
    engine = await under.connect();
  });
  beforeEach(() => {
    context = mkdtempSync(join(tmpdir(), 'slipway-context-'));
    fresh = randomUUID();
  });
  afterEach(async () => {
    rmSync(context, { recursive: true, force: true });
    for (const imageId of made.splice(0)) await engine.images.remove(imageId, { force: true }).catch(() => undefined);
  });

  const write = (files: Readonly<Record<string, string>>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(context, path)), { recursive: true });
      writeFileSync(join(context, path), text);
    }
  };
  const build = async (options: Partial<BuildOptions> = {}, by: ContainerEngine = engine) => {
    const progress: BuildProgress[] = [];
    const { imageId, builder } = await by.build({ context, onProgress: item => progress.push(item), ...options });
    made.push(imageId);
    const output = progress.map(item => (item.kind === 'output' ? item.text : '')).join('');
    return { imageId, builder, progress, output };
  };
  const failure = async (options: Partial<BuildOptions> = {}, by?: ContainerEngine): Promise<BuildFailed> =>
    build(options, by).then(
      () => {
        throw new Error('It did not fail');
      },
      (error: BuildFailed) => error,
    );
  const from = (text: string) => `FROM ${baseImage}\nENV FRESH=${fresh}\n${text}\n`;

  describe.each(['buildkit', 'classic'] as const)('by %s', builder => {
    it('keeps permissions, links, empty folders and names as they are', async () => {
      write({ Dockerfile: from(''), 'bin/tool': '#!/bin/sh\necho tool\n', 'größe 1/ä': 'a', 'own-way': 'w' });
      const modes = { 'bin/tool': 0o755, 'own-way': 0o626, empty: 0o711, sticky: 0o1777 };
      for (const name of ['empty', 'sticky']) mkdirSync(join(context, name));
      for (const [path, mode] of Object.entries(modes)) chmodSync(join(context, path), mode);
      symlinkSync('bin/tool', join(context, 'link'));
      symlinkSync('/nowhere/at all', join(context, 'dangling'));
      write({
        Dockerfile: from(
          'COPY . /c\nRUN cd /c && stat -c "%n %a %u" * bin/tool && ls -A empty && readlink dangling && ./link && cat größe*/ä',
        ),
      });
      const { output, builder: used } = await build({ builder, cache: 'none' });
      expect(used).toBe(builder);
      for (const line of [
        'bin/tool 755 0',
        'own-way 626 0',
        'empty 711 0',
        'sticky 1777 0',
        '/nowhere/at all',
        'tool\na',
      ])
        expect(output).toContain(line);
    });

    it('builds a Dockerfile that is on no disk, and leaves nothing of it in the image', async () => {
      write({ Dockerfile: 'NOT this one\n', note: 'n' });
      const dockerfileText = from('COPY . /c\nRUN cd /c && echo "have: $(ls -A | sort | tr "\\n" " ")"');
      const { output } = await build({ builder, dockerfileText });
      expect(output).toContain('have: Dockerfile note \n');
      expect(readdirSync(context).sort()).toEqual(['Dockerfile', 'note']);
    });

    it('finds its Dockerfile outside the context, and the second time everything in the cache', async () => {
      write({ 'app/note': 'n', 'docker/Dockerfile.dev': from('COPY note /\nRUN cat /note') });
      const options = { builder, context: join(context, 'app'), dockerfile: join(context, 'docker/Dockerfile.dev') };
      const first = await build(options);
      const { progress, imageId } = await build(options);
      const states = new Map(progress.flatMap(it => (it.kind === 'step' ? [[it.step.name, it.step.state]] : [])));
      const copy = [...states].find(([name]) => /COPY note/.test(name));
      expect(copy?.[1]).toBe('cached');
      if (builder === 'classic') expect(imageId).toBe(first.imageId);
    });

    it('passes on arguments, labels, tags, hosts, network and size of shared memory', async () => {
      const tags = [`slipway-build/a:${fresh}`, `slipway-build/b:${fresh}`];
      write({
        Dockerfile: from('ARG KEEL\nRUN echo $KEEL; grep harbour /etc/hosts; df -k /dev/shm; ls /sys/class/net'),
      });
      const { output } = await build({
        builder,
        tags,
        buildArguments: { KEEL: 'a "b" & ü' },
        labels: { hull: 'x="1"' },
        extraHosts: ['harbour:10.9.8.7'],
        network: 'none',
        sharedMemoryBytes: 32 * 1024 * 1024,
        cache: 'none',
      });
      expect(output).toContain('a "b" & ü\n');
      if (builder === 'buildkit' || under.name === 'the oldest engine') expect(output).toMatch(/10\.9\.8\.7\s+harbour/);
      expect(output).not.toContain('eth0');
      // BuildKit of the oldest engine does not know it yet.
      if (builder === 'classic' || under.name === 'the newest engine') expect(output).toMatch(/\b32768\b/);
      for (const tag of tags) {
        const { Config } = (await engine.images.inspect(tag)) as unknown as { Config: { Labels: object } };
        expect(Config.Labels).toMatchObject({ hull: 'x="1"' });
        under.docker('rmi', tag);
      }
    });

    it.each([
      [
        'RUN echo one && echo two >&2 && exit 3',
        'RUN echo one',
        { exitCode: 3, output: expect.arrayContaining(['one', 'two']) },
      ],
      ['COPY nope /', 'COPY nope', { exitCode: undefined, output: [] }],
      ['RUNN true', 'RUNN true', { exitCode: undefined, output: [] }],
    ])('tells where and why it failed: %s', async (line, beginning, expected) => {
      const text = from(`ENV A=1\nRUN true\n${line}`);
      write({ Dockerfile: text });
      const error = await failure({ builder, cache: 'none' });
      expect(error).toMatchObject({ name: 'BuildFailed', ...expected });
      const place = failurePlace(text, error);
      expect(place && text.slice(place.span.start).startsWith(beginning)).toBe(true);
    });

    it('stops in the engine when it is given up', async () => {
      const seconds = String(100_000 + Math.floor(Math.random() * 900_000));
      // Computed, for the classic builder repeats an instruction before it carries it out.
      write({ Dockerfile: from(`RUN echo under-$((6 * 7)) && sleep ${seconds}`) });
      const abort = new AbortController();
      const proxy = await countingProxy(under.host);
      try {
        const through = await connectBundledEngine(proxy.host);
        let given: Promise<void> = Promise.resolve();
        await new Promise<void>(underWay => {
          const onProgress = (item: BuildProgress) => {
            if (item.kind === 'output' && item.text.includes('under-42')) underWay();
          };
          given = expect(build({ builder, signal: abort.signal, onProgress }, through)).rejects.toThrow('given up');
          given.finally(underWay).catch(() => undefined);
        });
        await expect.poll(() => processes(`sleep ${seconds}`).length).toBeGreaterThan(0);
        abort.abort(new Error('given up'));
        await given;
        await expect.poll(() => processes(`sleep ${seconds}`)).toEqual([]);
        through.rest();
        await expect.poll(() => proxy.connections).toBe(0);
      } finally {
        await proxy.close();
      }
    });

    it('leaves no connection, however it ends', async () => {
      const proxy = await countingProxy(under.host);
      try {
        const through = await connectBundledEngine(proxy.host);
        write({ Dockerfile: from('RUN true'), Broken: from('RUN exit 1') });
        await build({ builder }, through);
        await failure({ builder, dockerfile: 'Broken' }, through);
        // Refused as a request, before there is anything to answer.
        await failure({ builder, platform: 'no platform' }, through);
        await failure({ builder, dockerfile: 'nowhere' }, through);
        through.rest();
        await expect.poll(() => proxy.connections).toBe(0);
      } finally {
        await proxy.close();
      }
    });

    it('says so when the engine goes away meanwhile', async () => {
      write({ Dockerfile: from('RUN echo under-way && sleep 30') });
      const socket = await breakableSocket(under.host);
      try {
        const through = await connectBundledEngine(socket.host);
        const onProgress = (item: BuildProgress) => {
          if (item.kind === 'output' && item.text.includes('under-way')) void socket.cut();
        };
        await expect(build({ builder, onProgress }, through)).rejects.toMatchObject({ name: 'EngineUnreachable' });
      } finally {
        await socket.close();
      }
    });

    it('says which file vanished while it was sent', async () => {
      write({ Dockerfile: from('COPY . /c'), 'a/file': 'a', 'a/early/one': '1' });
      // The folder is listed when a/file has been seen and not been read.
      const isIgnored = (path: string) => {
        if (path === 'a/early/one') rmSync(join(context, 'a/file'), { force: true });
        return false;
      };
      await expect(build({ builder, isIgnored })).rejects.toMatchObject({
        name: 'ContextUnreadable',
        code: 'ENOENT',
        message: expect.stringContaining('a/file'),
      });
    });
  });

  it('builds the same folder twice at once, with other files left out', async () => {
    write({ Dockerfile: from('COPY . /c\nRUN ls /c'), one: '1', two: '2', three: '3' });
    const left = ['one', 'two', 'three'].map(name => build({ isIgnored: path => path === name }));
    const [one, two, three] = (await Promise.all(left)).map(({ output }) => output.split('\n').filter(it => it !== ''));
    expect([one, two, three]).toEqual([
      ['Dockerfile', 'three', 'two'],
      ['Dockerfile', 'one', 'three'],
      ['Dockerfile', 'one', 'two'],
    ]);
  });

  it('says which file became shorter while it was sent', async () => {
    write({ Dockerfile: from('COPY . /c'), 'a/file': 'abcdef', 'z/last': 'z' });
    const isIgnored = (path: string) => {
      if (path === 'z/last') truncateSync(join(context, 'a/file'), 2);
      return false;
    };
    await expect(build({ isIgnored })).rejects.toMatchObject({
      name: 'ContextUnreadable',
      code: 'CHANGED',
      message: 'a/file of the build context changed while it was sent',
    });
  });

  it('sends no more than a COPY needs, through links too', async () => {
    write({
      Dockerfile: from('COPY cargo/t*a link /c/\nRUN cat /c/tea /c/file'),
      'cargo/tea': 'tea',
      'real/file': 'f',
    });
    write({ 'bilge/water': 'w'.repeat(300_000) });
    symlinkSync('real', join(context, 'link'));
    expect((await build()).output).toContain('teaf');
    write({ 'größe, 1 + %41/x': 'strange', Dockerfile: from('COPY ["größe, 1 + %41", "/c/"]\nRUN cat /c/x') });
    expect((await build()).output).toContain('strange');
    write({ Dockerfile: from('COPY cargo/t*a /c/\nRUN cat /c/tea') });
    const { output, progress } = await build();
    expect(output).toContain('tea');
    const sent = progress.flatMap(it =>
      it.kind === 'transfer' && /context/.test(it.transfer.id) ? [it.transfer.current] : [],
    );
    expect(Math.max(...sent)).toBeLessThan(10_000);
  });

  it('hands out the secrets that a step asks for, and leaves none in the image', async () => {
    const [word, other] = [randomUUID(), randomUUID()];
    write({
      secret: word,
      Dockerfile: from(
        'RUN --mount=type=secret,id=file --mount=type=secret,id=value,target=/v test "$(cat /run/secrets/file)/$(cat /v)" = "$(cat /run/secrets/file)/$(cat /v)" && cat /run/secrets/file /v | wc -c && ! test -e /run/secrets/unasked',
      ),
    });
    const secrets: BuildOptions['secrets'] = {
      file: { kind: 'file', path: join(context, 'secret') },
      value: { kind: 'value', value: other },
      // Nobody asks for it, so that nobody notices.
      unasked: { kind: 'file', path: join(context, 'nowhere') },
    };
    const { imageId, output } = await build({ secrets });
    expect(output).toContain('72');
    const archive = join(context, 'image.tar');
    under.docker('save', '--output', archive, imageId);
    const bytes = readFileSync(archive).toString('latin1');
    expect(bytes).toContain('manifest.json');
    for (const secret of [word, other])
      expect(bytes + JSON.stringify(await engine.images.history(imageId))).not.toContain(secret);
  });

  it.each([
    ['none', {}, /not found|There is no secret/],
    ['a file that is not there', { s: { kind: 'file', path: '/nowhere/at/all' } }, /ENOENT/],
    ['one that is too large', { s: { kind: 'value', value: 'x'.repeat(500 * 1024 + 1) } }, /500 KB/],
  ] as const)('fails for a required secret that is %s', async (_what, secrets, message) => {
    write({ Dockerfile: from('RUN --mount=type=secret,id=s,required=true true') });
    const error = await failure({ secrets });
    expect(error.name).toBe('BuildFailed');
    expect(error.message).toMatch(message);
  });

  it('has no secrets for the classic builder, and says so', async () => {
    write({ Dockerfile: from('') });
    const error = await failure({ builder: 'classic', secrets: { s: { kind: 'value', value: 'v' } } });
    expect(error.message).toContain('knows no build secrets');
  });

  it.each([
    [
      'that knows no sessions',
      (path: string) => /\/(?:session|grpc)$/.test(path),
      { status: 404, message: 'page not found' },
    ],
    [
      'that was made without BuildKit',
      (path: string) => path.includes('version=2'),
      { status: 500, message: 'buildkit is not supported' },
    ],
  ])('is done by the classic builder on an engine %s', async (_what, isRefused, refusal) => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-refusing-'));
    const path = join(folder, 'docker.sock');
    const server = createServer((near, answer) => {
      if (isRefused(near.url ?? '')) {
        answer.writeHead(refusal.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(refusal));
        return;
      }
      const { url: address, method, headers } = near;
      const far = request({ socketPath: under.host.replace('unix://', ''), path: address, method, headers }, told => {
        answer.writeHead(told.statusCode ?? 500, told.headers);
        told.pipe(answer);
      });
      near.pipe(far);
    });
    // Connections that are handed over go through as they are.
    server.on('upgrade', (near, socket, head) => {
      if (isRefused(near.url ?? '')) {
        const body = JSON.stringify(refusal);
        socket.end(
          `HTTP/1.1 ${refusal.status} No\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
        );
        return;
      }
      const far = createConnection(under.host.replace('unix://', ''));
      const lines = near.rawHeaders.flatMap((name, index) =>
        index % 2 === 0 ? [`${name}: ${near.rawHeaders[index + 1]}`] : [],
      );
      far.write([`${near.method} ${near.url} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
      far.write(head);
      far.pipe(socket).pipe(far);
      for (const end of [far, socket]) end.on('error', () => undefined);
    });
    await new Promise<void>(resolve => server.listen(path, resolve));
    try {
      const through = await connectBundledEngine(`unix://${path}`);
      write({ Dockerfile: from('RUN echo done') });
      expect(await build({}, through)).toMatchObject({ builder: 'classic', output: expect.stringContaining('done') });
      await expect(build({ builder: 'buildkit' }, through)).rejects.toThrow(/buildkit/i);
      if (refusal.status === 404) expect(await through.buildPlatforms()).toBeUndefined();
    } finally {
      server.closeAllConnections();
      server.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('knows what the engine can run, and what was built', async () => {
    const listed = await engine.buildPlatforms();
    expect(listed?.[0]).toBe(`linux/${engine.identity.architecture}`);
    const { architecture, operatingSystem } = engine.identity;
    const machine = { platforms: listed, architecture, operatingSystem };
    expect(platformSupport(`linux/${architecture}`, machine).kind).toBe('native');
    expect(platformSupport('linux/s390x', machine).kind).toBe('missing');
    const other = architecture === 'amd64' ? 'linux/arm64' : 'linux/amd64';
    if (under.name === 'the newest engine' && platforms.includes(other))
      expect(platformSupport(other, machine).kind).toBe('emulated');
    write({ Dockerfile: 'FROM scratch\nCOPY Dockerfile /\n' });
    const { imageId } = await build({ platform: 'linux/arm/v7' });
    const { Os, Architecture, Variant } = (await engine.images.inspect(imageId)) as unknown as Record<string, string>;
    const image = { os: Os ?? '', architecture: Architecture ?? '', variant: Variant ?? '' };
    expect(verifyPlatform('linux/arm/v7', image).kind).toBe('matches');
    expect(verifyPlatform('linux/arm64', image).kind).toBe('differs');
  });
});

const program = baseImage === undefined ? undefined : await registryTool();

describe.skipIf(program?.kind !== 'ready')('With a registry that asks and one that does not', () => {
  let open: TestRegistry;
  let asking: TestRegistry;
  let folder = '';

  beforeAll(async () => {
    if (program?.kind !== 'ready') throw new Error('No registry');
    [open, asking] = await Promise.all([startRegistry(program.tool, 'open'), startRegistry(program.tool, 'asks')]);
    folder = mkdtempSync(join(tmpdir(), 'slipway-build-config-'));
    const auth = Buffer.from(`${registryUser.user}:${registryUser.password}`).toString('base64');
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths: { [asking.host]: { auth } } }));
  });
  afterAll(async () => {
    await Promise.all([open?.stop(), asking?.stop()]);
    if (existsSync(folder)) rmSync(folder, { recursive: true });
  });

  describeOnEngines('a build that needs images of both', ({ docker, connect }) => {
    it.each(['buildkit', 'classic'] as const)('is given what Docker knows of each host, by %s', async builder => {
      const engine = await connect();
      const signal = new AbortController().signal;
      const names = [`${open.host}/fleet/${builder}:1`, `${asking.host}/fleet/${builder}:1`];
      const { user, password } = registryUser;
      for (const name of names) {
        docker('tag', baseImage ?? '', name);
        const credentials = { kind: 'password', server: asking.host, user, password } as const;
        await engine.images.push(name, {
          signal,
          onProgress: () => undefined,
          ...(name.startsWith(asking.host) ? { credentials } : {}),
        });
        docker('rmi', name);
      }
      const asked: string[] = [];
      const credentials = async (registry: string) => {
        asked.push(registry);
        const found = await registryCredentials({ registry, environment: { DOCKER_CONFIG: folder }, signal });
        return found.kind === 'found' ? found.credentials : undefined;
      };
      const dockerfileText = `FROM ${names[0]} AS a\nRUN echo a > /a\nFROM ${names[1]}\nCOPY --from=a /a /a\n`;
      const error = await engine.build({ context: folder, builder, dockerfileText }).catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'BuildFailed' });
      const { imageId } = await engine.build({ context: folder, builder, dockerfileText, credentials });
      expect(imageId).toMatch(/^sha256:/);
      expect(asked).toContain(asking.host);
      expect(asked.every(host => host === asking.host || host === open.host)).toBe(true);
      await engine.images.remove(imageId, { force: true });
      for (const name of names) await engine.images.remove(name, { force: true }).catch(() => undefined);
    });
  });
});

/** Command lines of this machine's processes that hold the text. */
function processes(text: string): readonly string[] {
  return readdirSync('/proc').flatMap(pid => {
    if (!/^\d+$/.test(pid)) return [];
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      return line.includes(text) ? [line] : [];
    } catch {
      // It has just ended.
      return [];
    }
  });
}
