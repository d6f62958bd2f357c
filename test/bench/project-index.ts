/**
 * A workspace of 500 Compose projects on a disk, everything in it linted one file after the other as the server's report of
 * a workspace does it: time, the longest stretch in which nothing else could run, memory that stays; then one keystroke.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import type * as analyzer from '../../server/src/analyzer.ts';
import { toCorePath } from '../../server/src/cli/native-path.ts';
import { nodeWorkspace } from '../../server/src/cli/node-workspace.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import type { Benchmark, Outcome } from './benchmark.ts';
import { bundled } from './bundled.ts';

const projects = 500;
/** Of the heap, beyond what an empty analyzer has. */
const mostMegabytes = 150;
/** A keystroke's answer may have to wait for one file; a busy machine needs a multiple of the 40 ms it takes alone. */
const longestStretchMs = 200;
/** Answers that a change of one file may compute again; of 500 projects there are some 30,000. */
const mostComputed = 100;

const { createAnalyzer } = bundled('server/src/analyzer.ts') as typeof analyzer;

export const projectIndex: Benchmark = {
  name: `Linting a workspace of ${projects} Compose projects, wall clock`,
  async run(): Promise<Outcome> {
    const root = mkdtempSync(join(tmpdir(), 'slipway-projects-'));
    try {
      return await measured(root);
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
};

async function measured(root: string): Promise<Outcome> {
  const paths = write(root);
  const collect = garbageCollector();
  let computed = 0;
  const disk = nodeWorkspace();
  const it = createAnalyzer(disk, defaultConfig, {
    onCompute: () => {
      computed++;
    },
  });
  const before = heap(collect);
  const stretches = watchTurns();
  let start = performance.now();
  for (const path of paths) {
    await it.findings(path);
    await turn();
  }
  const all = performance.now() - start;
  const longest = stretches.stop();
  const megabytes = (heap(collect) - before) / 1e6;

  const part = join(root, 'p0/parts/part.compose.yaml');
  writeFileSync(part, partOf(0).replace('postgres:17', 'postgres:16'));
  computed = 0;
  start = performance.now();
  it.changed([toCorePath(part, root)], 'content');
  for (const path of paths) await it.findings(path);
  const again = performance.now() - start;

  const failures: string[] = [];
  if (megabytes > mostMegabytes) failures.push(`${megabytes.toFixed(0)} MB are kept, not ${mostMegabytes}`);
  if (computed === 0 || computed > mostComputed) {
    failures.push(`a change of one file computes ${computed} answers, not at most ${mostComputed}`);
  }
  console.log(
    `  ${paths.length} files, ${megabytes.toFixed(0)} MB kept, ${computed} answers computed again after a change of one file`,
  );
  return {
    rows: [
      { what: 'all files', ms: all, ratio: 1 },
      { what: 'the longest stretch without a turn', ms: longest, ratio: longest / all },
      { what: 'all files again, one changed', ms: again, ratio: again / all },
    ],
    failures,
    missed: longest > longestStretchMs ? [`nothing else could run for ${longest.toFixed(0)} ms`] : [],
  };
}

/** Writes the projects; the paths of the files that are linted. */
function write(root: string): readonly string[] {
  const paths: string[] = [];
  for (let i = 0; i < projects; i++) {
    const files: Readonly<Record<string, string>> = {
      'compose.yaml': mainOf(i),
      'compose.override.yaml': 'services:\n  web:\n    environment:\n      DEBUG: "1"\n',
      'parts/part.compose.yaml': partOf(i),
      'base.yaml': 'services:\n  base:\n    restart: unless-stopped\n    networks: [back]\n',
      '.env': `TAG=1.${i}\n`,
      'api/Dockerfile': `FROM node:22 AS build\nWORKDIR /app\nCOPY package.json .\nRUN npm ci\nCOPY . .\nRUN npm run build\nFROM node:22\nCOPY --from=build /app/dist /app\nEXPOSE 30${String(i % 100).padStart(2, '0')}\nCMD ["node", "/app/server.js"]\n`,
      'api/package.json': '{"name": "api", "scripts": {"build": "tsc"}}\n',
      'api/.dockerignore': 'node_modules\n.git\n',
    };
    for (const [name, text] of Object.entries(files)) {
      const path = join(root, `p${i}`, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      const core = toCorePath(path, root);
      if (fileKind(core) !== undefined) paths.push(core);
    }
  }
  return paths;
}

function mainOf(i: number): string {
  const services = Array.from(
    { length: 8 },
    (_, n) =>
      `  worker${n}:\n    extends: {file: base.yaml, service: base}\n    image: example/worker${n}:\${TAG}\n    depends_on: [api, db]\n    environment:\n      QUEUE: jobs-${n}\n`,
  ).join('');
  return `include:\n  - parts/part.compose.yaml\nservices:\n  web:\n    image: nginx:1.29\n    ports:\n      - "${8000 + i}:80"\n    depends_on: [api]\n    networks: [back]\n  api:\n    build: api\n    environment:\n      DATABASE: postgres://db:5432/app\n    networks: [back]\n${services}networks:\n  back:\n`;
}

function partOf(i: number): string {
  return `services:\n  db:\n    image: postgres:17\n    environment:\n      POSTGRES_DB: app${i}\n    volumes:\n      - data:/var/lib/postgresql/data\n    networks: [back]\nvolumes:\n  data:\n`;
}

/** How long the event loop was kept from its next turn, at most. */
function watchTurns(): { stop(): number } {
  let last = performance.now();
  let longest = 0;
  let isOn = true;
  const look = (): void => {
    const now = performance.now();
    longest = Math.max(longest, now - last);
    last = now;
    if (isOn) setImmediate(look);
  };
  setImmediate(look);
  return {
    stop() {
      isOn = false;
      return longest;
    },
  };
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

function heap(collect: () => void): number {
  collect();
  return process.memoryUsage().heapUsed;
}
