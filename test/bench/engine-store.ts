/**
 * The store before an engine with 2,000 containers and as many images, a process of its own: from the last byte of the
 * engine's answers to the state that the views draw, from an event to its row, and the memory that the state takes.
 */

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type * as dockerodeEngine from '../../client/src/engine/dockerode-engine.ts';
import type { EngineState } from '../../client/src/engine/engine-state.ts';
import type * as engineStores from '../../client/src/engine/engine-store.ts';
import { typescriptLoader } from '../bed/keep.ts';
import { projectRoot } from '../bed/project-paths.ts';
import { onlyEngine } from '../support/only-engine.ts';
import { type Benchmark, type Outcome, quantile } from './benchmark.ts';
import { bundled } from './bundled.ts';
import { containerId, type FromServer, sizes, type ToServer } from './fake-engine-server.ts';

/** The whole first paint has 500 ms; the views need some of it. */
const mostToStateMs = 250;
const mostToRowMs = 20;
/** A busy machine needs a multiple of its time; ten times is a fault. */
const gross = 10;
const mostMegabytes = 30;
const events = 60;
const rounds = 5;

const { engineStore } = bundled('client/src/engine/engine-store.ts') as typeof engineStores;

export const engineStoreAtSize: Benchmark = {
  name: `The store of an engine with ${sizes.containers} containers and ${sizes.images} images, wall clock`,
  async run(): Promise<Outcome> {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
    const socket = join(folder, 'docker.sock');
    const server = fork(join(projectRoot, 'test/bench/fake-engine-server.ts'), [socket], {
      execArgv: typescriptLoader,
    });
    try {
      await once(server, 'message');
      return await measured(socket, server);
    } finally {
      server.disconnect();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

async function measured(path: string, server: ReturnType<typeof fork>): Promise<Outcome> {
  const { connectEngine } = createRequire(import.meta.url)(
    join(projectRoot, 'dist/engine.js'),
  ) as typeof dockerodeEngine;
  const selection = onlyEngine(`unix://${path}`, () => connectEngine({ kind: 'socket', path }));
  const newStore = () => engineStore({ selection, isTrusted: () => true, log: () => undefined });
  const answers: Extract<FromServer, { kind: 'answered' }>[] = [];
  server.on('message', (message: FromServer) => {
    if (message.kind === 'answered') answers.push(message);
  });

  const toState: number[] = [];
  const work: number[] = [];
  const collect = garbageCollector();
  let megabytes = 0;
  let bytes = 0;
  let store = newStore();
  // The connection's own code is loaded once.
  await (await selection.connect()).listing.container('');
  for (let round = 0; round < rounds; round++) {
    store.dispose();
    store = newStore();
    const before = heap(collect);
    answers.length = 0;
    const start = process.cpuUsage();
    const state = await listed(store);
    const at = now();
    work.push(process.cpuUsage(start).user / 1000);
    // What the server says of itself comes on another way than its answers.
    while (answers.length < 5) await once(server, 'message');
    bytes = answers.reduce((sum, answer) => sum + answer.bytes, 0);
    toState.push(at - Math.max(...answers.map(answer => answer.at)));
    // The state of the round before may still be about.
    megabytes = Math.max(megabytes, (heap(collect) - before) / 1e6);
    if (state.containers.size !== sizes.containers || state.images.size !== sizes.images)
      throw new Error('the state is not complete');
  }

  const start = process.cpuUsage();
  const asked = await toRows(store, server, ['die', 'start']);
  const eventWork = process.cpuUsage(start).user / 1000 / events;
  const told = await toRows(store, server, ['pause', 'unpause']);
  store.dispose();

  const figures = [
    { what: 'connecting and listing, processor time', ms: Math.min(...work), limit: mostToStateMs },
    { what: 'from the last byte of the lists to the state', ms: Math.min(...toState), limit: mostToStateMs },
    { what: 'an event whose row is asked for, processor time', ms: eventWork, limit: mostToRowMs },
    { what: 'an event whose row is asked for, median', ms: quantile(asked, 0.5), limit: mostToRowMs },
    { what: '95 of 100 of them at most', ms: quantile(asked, 0.95), limit: mostToRowMs },
    { what: 'an event that says all, median', ms: quantile(told, 0.5), limit: mostToRowMs },
    { what: '95 of 100 of them at most', ms: quantile(told, 0.95), limit: mostToRowMs },
  ];
  const missed: string[] = [];
  const failures: string[] = [];
  for (const { what, ms, limit } of figures) {
    const sentence = `${what}: ${ms.toFixed(0)} ms, not ${limit}`;
    if (ms > limit * gross) failures.push(sentence);
    else if (ms > limit) missed.push(sentence);
  }
  if (megabytes > mostMegabytes) failures.push(`the state keeps ${megabytes.toFixed(0)} MB, not ${mostMegabytes}`);
  console.log(
    `  ${(bytes / 1e6).toFixed(1)} MB of answers, ${megabytes.toFixed(1)} MB kept by the state and its connection`,
  );
  const rows = figures.map(({ what, ms }) => ({ what, ms, ratio: ms / (figures[0]?.ms ?? 1) }));
  return { rows, failures, missed };
}

async function listed(store: engineStores.EngineStore): Promise<EngineState> {
  store.demand();
  return store.current();
}

/** Milliseconds from the moment an event is sent to its changed row, one event after the other. */
async function toRows(
  store: engineStores.EngineStore,
  server: ReturnType<typeof fork>,
  kinds: readonly ToServer['kind'][],
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let i = 0; i < events; i++) {
    const container = (i >> 1) * 31;
    const kind = kinds[i % kinds.length];
    if (kind === undefined) break;
    const changed = new Promise<number>(resolve => {
      const listening = store.onDidChange(({ containers }) => {
        if (!containers.has(containerId(container))) return;
        resolve(now());
        listening.dispose();
      });
    });
    const told = new Promise<number>(resolve => {
      const hear = (message: FromServer) => {
        if (message.kind !== 'told') return;
        server.off('message', hear);
        resolve(message.at);
      };
      server.on('message', hear);
    });
    server.send({ kind, container } satisfies ToServer);
    const [at, sentAt] = await Promise.all([changed, told]);
    times.push(at - sentAt);
  }
  return times;
}

/** Milliseconds since 1970, comparable between processes. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function heap(collect: () => void): number {
  collect();
  return process.memoryUsage().heapUsed;
}
