import { defineConfig } from 'vitest/config';

// The fast suite: pure functions and scripted workspaces, no disk writes, no network, no clock.
// What needs the bundles, an engine or VS Code lives under test/lsp, test/vscode and test/engine and is run by test/bed.
export default defineConfig({
  test: {
    setupFiles: ['test/support/property-seed.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['test/lsp/**', 'test/cli/**', 'test/vscode/**', 'test/engine/**', 'test/bed/**', 'node_modules/**'],
  },
});
