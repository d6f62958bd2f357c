// Bundles the product into dist/ and what runs inside VS Code's tests into out/vscode/. A bundle loads nothing from
// node_modules: what dockerode reads from disk is copied beside it, and what VS Code provides stays external.
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));

/** Each bundle of the product. `engine.js` is apart so that activation does not pay for dockerode. */
const bundles = [
  { source: 'client/src/extension.ts', target: 'dist/extension.js' },
  { source: 'client/src/engine/dockerode-engine.ts', target: 'dist/engine.js' },
  { source: 'server/src/main.ts', target: 'dist/server.js' },
  { source: 'server/src/cli/main.ts', target: 'dist/cli.js', banner: '#!/usr/bin/env node' },
];

/**
 * dockerode's SSH transport pulls in native code that cannot be bundled, and ignores the user's host keys. Engines
 * behind SSH are reached through the system's own ssh instead, so its package is replaced by one that says so.
 */
const withoutSsh2 = {
  name: 'without-ssh2',
  setup(builder) {
    builder.onResolve({ filter: /^ssh2$/ }, () => ({ path: 'ssh2', namespace: 'without-ssh2' }));
    builder.onLoad({ filter: /.*/, namespace: 'without-ssh2' }, () => ({
      contents: `exports.Client = class { constructor() { throw new Error('ssh2 is not part of Slipway'); } };`,
    }));
  },
};

/** `import('./engine/dockerode-engine.ts')` in the extension becomes a lazy load of the bundle beside it. */
const engineApart = {
  name: 'engine-apart',
  setup(builder) {
    builder.onResolve({ filter: /\/dockerode-engine\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import' ? { path: './engine.js', external: true } : undefined,
    );
  },
};

const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  sourcemap: 'external',
  // Some dependencies ship an UMD build as `main`, whose require calls a bundler cannot follow.
  mainFields: ['module', 'main'],
  external: ['vscode'],
  // A dynamic import inside a CommonJS extension is only safe in newer VS Codes; require is in all of them.
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
};

const present = bundles.filter(({ source }) => existsSync(join(root, source)));
// The folder is never emptied: an extension or a test that runs from it meanwhile finds its files.
// One bundle that does not build must not hide the others: esbuild has shown why, the exit code tells.
const builds = await Promise.allSettled(
  present.map(({ source, target, banner }) =>
    build({
      ...common,
      entryPoints: [source],
      outfile: target,
      minify: true,
      plugins: [withoutSsh2, ...(target === 'dist/extension.js' ? [engineApart] : [])],
      ...(banner === undefined ? {} : { banner: { js: banner } }),
    }),
  ),
);
for (const [index, { status }] of builds.entries()) {
  if (status === 'fulfilled') continue;
  process.exitCode = 1;
  rmSync(join(root, present[index].target), { force: true });
}
// dockerode resolves these against the folder of its own source file, which is now that of the bundle.
cpSync(join(root, 'node_modules/dockerode/lib/proto'), join(root, 'dist/proto'), { recursive: true });

await buildVscodeTests();
printSizes();

/** The tests that run inside VS Code, and the entry VS Code loads; Mocha stays outside because it loads the files itself. */
async function buildVscodeTests() {
  const tests = join(root, 'test/vscode');
  if (!existsSync(tests)) return;
  const entries = readdirSync(tests, { recursive: true })
    .map(path => join('test/vscode', String(path)))
    .filter(path => path.endsWith('.test.ts') || path === join('test/vscode', 'run.ts'));
  await build({
    ...common,
    entryPoints: entries,
    outbase: 'test/vscode',
    outdir: 'out/vscode',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    supported: {},
  });
  // A test whose source is gone must not run on.
  const built = new Set(entries.map(path => relative('test/vscode', path).replace(/\.ts$/, '.js')));
  for (const path of readdirSync(join(root, 'out/vscode'), { recursive: true }).map(String))
    if (path.endsWith('.js') && !built.has(path)) rmSync(join(root, 'out/vscode', path));
}

function printSizes() {
  const kilobytes = bytes => `${(bytes / 1024).toFixed(0)} KB`.padStart(9);
  for (const { target } of present) {
    const path = join(root, target);
    if (!existsSync(path)) continue;
    const zipped = gzipSync(readFileSync(path)).length;
    console.log(`${target.padEnd(20)}${kilobytes(statSync(path).size)}${kilobytes(zipped)} zipped`);
  }
  for (const { source } of bundles.filter(bundle => !present.includes(bundle)))
    console.log(`${source} is not written yet`);
}
