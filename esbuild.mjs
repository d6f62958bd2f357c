// Bundles the product into dist/, what runs in its webviews into dist/webview/ and what runs inside VS Code's tests into
// out/vscode/. A bundle loads nothing from
// node_modules; what VS Code provides stays external.
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));

/**
 * Each bundle of the product. `engine.js` and `language-client.js` are apart so that activation does not pay for dockerode
 * and the language client's library, `language-server.js` so that a client's first question is answered before it is loaded,
 * `failures.js` for builds that fail, `lesson-checks.js` for those who learn, `topology-picture.js` because dagre is of no
 * use to most answers.
 */
const bundles = [
  { source: 'client/src/extension.ts', target: 'dist/extension.js' },
  { source: 'client/src/engine/dockerode-engine.ts', target: 'dist/engine.js' },
  { source: 'client/src/language-client-library.ts', target: 'dist/language-client.js' },
  { source: 'client/src/layers/layers-library.ts', target: 'dist/layers.js' },
  { source: 'client/src/builds/failure-library.ts', target: 'dist/failures.js' },
  { source: 'server/src/main.ts', target: 'dist/server.js' },
  { source: 'server/src/language-server.ts', target: 'dist/language-server.js' },
  { source: 'server/src/lessons/lesson-checks.ts', target: 'dist/lesson-checks.js' },
  { source: 'server/src/pictures/topology/topology-picture.ts', target: 'dist/topology-picture.js' },
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

/**
 * dockerode's own BuildKit session reads files beside its source and answers every registry with the same credentials.
 * Slipway has one of its own, so that gRPC and protobuf need not be bundled.
 */
const withoutDockerodesBuildkit = {
  name: 'without-dockerodes-buildkit',
  setup(builder) {
    builder.onResolve({ filter: /^\.\/(?:session|buildkit)$/ }, ({ importer, path }) =>
      /[\\/]dockerode[\\/]lib[\\/]/.test(importer) ? { path, namespace: 'without-dockerodes-buildkit' } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'without-dockerodes-buildkit' }, () => ({
      contents: `module.exports = () => { throw new Error('The BuildKit session of dockerode is not part of Slipway'); };`,
    }));
  },
};

/** The dynamic import of a bundle's source becomes a lazy load of the bundle beside the importing one. */
const bundlesApart = {
  name: 'bundles-apart',
  setup(builder) {
    builder.onResolve({ filter: /\.ts$/ }, ({ kind, path, resolveDir }) => {
      if (kind !== 'dynamic-import') return undefined;
      const source = relative(root, join(resolveDir, path)).replaceAll('\\', '/');
      const bundle = bundles.find(it => it.source === source);
      return bundle && { path: `./${bundle.target.replace('dist/', '')}`, external: true };
    });
  },
};

/**
 * Every file that imports VS Code's API as a namespace would copy all its names into an object of its own when the bundle is
 * loaded, which took most of the time of that. Here the bundle asks for the API once and every file uses what it gave.
 */
const vscodeOnce = {
  name: 'vscode-once',
  setup(builder) {
    const types = readFileSync(join(root, 'node_modules/@types/vscode/index.d.ts'), 'utf8');
    const names = [...types.matchAll(/^\texport (?:class|enum|namespace|const) (\w+)/gm)].map(([, name]) => name);
    const contents = [
      "const api = require('vscode');",
      ...[...new Set(names)].map(it => `export const ${it} = api.${it};`),
    ];
    builder.onResolve({ filter: /^vscode$/ }, ({ kind }) =>
      kind === 'import-statement' ? { path: 'vscode', namespace: 'vscode-once', sideEffects: false } : undefined,
    );
    builder.onLoad({ filter: /.*/, namespace: 'vscode-once' }, () => ({ contents: contents.join('\n'), loader: 'js' }));
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

// The folder is never emptied: an extension or a test that runs from it meanwhile finds its files.
// One bundle that does not build must not hide the others: esbuild has shown why, the exit code tells.
const builds = await Promise.allSettled(
  bundles.map(({ source, target, banner }) =>
    build({
      ...common,
      entryPoints: [source],
      outfile: target,
      minify: true,
      legalComments: 'none',
      metafile: true,
      plugins: [withoutSsh2, withoutDockerodesBuildkit, bundlesApart, vscodeOnce],
      ...(banner === undefined ? {} : { banner: { js: banner } }),
    }),
  ),
);
for (const [index, { status }] of builds.entries()) {
  if (status === 'fulfilled') continue;
  process.exitCode = 1;
  rmSync(join(root, bundles[index].target), { force: true });
}
// Node reads the nearest package.json before it runs a file. Ours is so long that the server would answer 4 ms later.
writeFileSync(join(root, 'dist/package.json'), '{ "type": "commonjs" }\n');
// Earlier builds put files of dockerode there.
rmSync(join(root, 'dist/proto'), { recursive: true, force: true });
writeNotices(builds.flatMap(({ value }) => (value ? Object.keys(value.metafile.inputs) : [])));

const webviews = await buildWebviews();
await writeLessons();
await buildVscodeTests();
printSizes();

/** The lessons are read from their sources here, so that the extension needs no YAML parser and loads them when asked for. */
async function writeLessons() {
  const script = join(root, 'out/lesson-index.cjs');
  await build({ ...common, sourcemap: false, entryPoints: ['server/scripts/lesson-index.ts'], outfile: script });
  const { lessonIndex } = createRequire(import.meta.url)(script);
  writeFileSync(join(root, 'dist/lessons.json'), JSON.stringify(lessonIndex(root)));
}

/** The licences of every package whose code is in a bundle, as most of them ask for. */
function writeNotices(inputs) {
  const folders = new Set(inputs.flatMap(path => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []));
  const notices = [...folders].sort().map(folder => {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const file = readdirSync(join(root, folder)).find(path => /^(?:licen[cs]e|copying)(?:\.(?:md|txt))?$/i.test(path));
    const text = file === undefined ? `Licence: ${license}` : readFileSync(join(root, folder, file), 'utf8').trim();
    return `${name} ${version} (${license})\n\n${text}\n`;
  });
  const head = 'Slipway contains code of these packages, each under its own licence.\n';
  writeFileSync(join(root, 'dist/THIRD-PARTY-NOTICES.txt'), [head, ...notices].join(`\n${'='.repeat(80)}\n`));
}

/** Every file of client/webview itself becomes a script, and a style sheet if it imports one. Gives their paths. */
async function buildWebviews() {
  const entries = readdirSync(join(root, 'client/webview')).filter(path => /^[^.]+\.ts$/.test(path));
  const { metafile } = await build({
    ...common,
    platform: 'browser',
    // VS Code 1.93 shows webviews in this Chromium or a newer one.
    target: 'chrome124',
    format: 'iife',
    sourcemap: false,
    entryPoints: entries.map(path => join('client/webview', path)),
    outdir: 'dist/webview',
    minify: true,
    metafile: true,
  });
  return Object.keys(metafile.outputs);
}

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
  for (const target of [...bundles.map(it => it.target), 'dist/lessons.json', ...webviews]) {
    const path = join(root, target);
    if (!existsSync(path)) continue;
    const zipped = gzipSync(readFileSync(path)).length;
    console.log(`${target.padEnd(24)}${kilobytes(statSync(path).size)}${kilobytes(zipped)} zipped`);
  }
}
