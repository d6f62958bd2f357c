import { defineConfig } from 'vitest/config';

// Pure functions and scripted workspaces: no disk writes, no network, no clock. `fast` is what `npm run check` runs;
// `thorough` looks at every real file of ../shared, at hostile and at generated text. What needs the bundles, an engine or
// VS Code lives under test/lsp, test/cli, test/engine and test/vscode and is run by test/bed.
const elsewhere = ['test/lsp/**', 'test/cli/**', 'test/vscode/**', 'test/engine/**', 'test/bed/**', 'node_modules/**'];
const thorough = [
  'test/corpus/**/*.test.ts',
  'test/syntax/**/{agreement,any-text,linear,yaml-edits,reorder,hostile-*}.test.ts',
  'test/syntax/compose/parse-compose.test.ts',
  // They start the real program.
  'test/shellcheck/with-program/*.test.ts',
];

// The long run (`npm run test:long`) takes fifty times as many samples.
const minutes = process.env.SLIPWAY_TEST_LONG === '1' ? 30 : 1;
// Time-outs are there for what hangs, on the slowest machine that has much else to do. What is to be quick is measured.
const common = { setupFiles: ['test/support/property-seed.ts'], isolate: false, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...common,
          name: 'fast',
          testTimeout: minutes * 40_000,
          include: ['test/**/*.test.ts'],
          exclude: [...elsewhere, ...thorough],
        },
      },
      { test: { ...common, name: 'thorough', include: thorough, exclude: elsewhere, testTimeout: minutes * 120_000 } },
    ],
  },
});
