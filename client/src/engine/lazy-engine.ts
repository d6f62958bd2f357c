// The container engine as the extension holds it: nothing is loaded and no connection made before it is first asked.
import type { ContainerEngine } from './engine.ts';

/** `host` as for `connectEngine`; asked at the first use. Without trust nothing is asked of an engine. */
export function lazyEngine(host: () => string | undefined, isTrusted: () => boolean): ContainerEngine {
  let connected: Promise<ContainerEngine> | undefined;
  const engine = async () => {
    if (!isTrusted())
      throw new Error('In Restricted Mode Slipway does not use a container engine: trust this workspace first');
    // The build turns this import into a load of dist/engine.js.
    connected ??= import('./dockerode-engine.ts').then(({ connectEngine }) => connectEngine(host()));
    return connected;
  };
  return {
    version: async () => (await engine()).version(),
    build: async options => (await engine()).build(options),
    imageDigests: async () => (await engine()).imageDigests(),
  };
}
