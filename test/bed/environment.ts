// The environment variables by which the test bed speaks to what it starts. Absence always means "not available".

export const environment = {
  /** Marks every process of one run, so that leftovers can be found. */
  run: 'SLIPWAY_TEST_RUN',
  /** Where the suite in VS Code writes its results: one JSON text a line, one line a test. */
  results: 'SLIPWAY_TEST_RESULTS',
  /** Address of the workbench bridge; absent in a desktop VS Code. */
  workbench: 'SLIPWAY_TEST_WORKBENCH',
  /** Present when the private engine runs: name of its base image. */
  baseImage: 'SLIPWAY_TEST_BASE_IMAGE',
  /** Platforms the private engine can run, comma-separated. */
  platforms: 'SLIPWAY_TEST_PLATFORMS',
  /** DOCKER_HOST of the oldest engine, which has the same base image; present when it runs beside the newest. */
  oldestHost: 'SLIPWAY_TEST_OLDEST_HOST',
  /** Host of an image registry that everybody may use, as in an image reference; for the suite inside VS Code. */
  registry: 'SLIPWAY_TEST_REGISTRY',
  /** Only run tests whose full name contains this text. */
  grep: 'SLIPWAY_TEST_GREP',
  /** Set to `restricted` when the workspace is opened without trust, in VS Code's Restricted Mode. */
  trust: 'SLIPWAY_TEST_TRUST',
  /** Set to `none` when no folder is opened. */
  folder: 'SLIPWAY_TEST_FOLDER',
  /** Set to 1 for the long runs. */
  long: 'SLIPWAY_TEST_LONG',
} as const;
