// The suites that run on the bundles in dist/: `protocol` talks to the server and the command line as other programs do,
// `engine` to a real container engine. test/bed/test.ts builds and starts what they need.
import { defineConfig } from 'vitest/config';
import { projectRoot } from './project-paths.ts';

const common = { root: projectRoot, hookTimeout: 60_000, testTimeout: 60_000 };

// biome-ignore lint/style/noDefaultExport: Vitest reads its configuration from the default export.
export default defineConfig({
  root: projectRoot,
  test: {
    projects: [
      { test: { ...common, name: 'protocol', include: ['test/lsp/**/*.test.ts', 'test/cli/**/*.test.ts'] } },
      {
        test: {
          ...common,
          name: 'engine',
          include: ['test/engine/**/*.test.ts'],
          // One file at a time: they share one engine and two cores.
          fileParallelism: false,
          // An engine on a busy machine takes its time, and how long is not what these tests are about.
          hookTimeout: 120_000,
          testTimeout: 120_000,
          // As long as it may take for what is bound to come; Vitest's own second is over while such a machine draws breath.
          expect: { poll: { timeout: 20_000 } },
        },
      },
    ],
  },
});
