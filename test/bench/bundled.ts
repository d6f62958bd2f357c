/** Modules as they are shipped: bundled by esbuild, where an import is a plain variable and not a getter of the loader. */
import { createRequire } from 'node:module';
import { Script } from 'node:vm';
import { buildSync } from 'esbuild';

/** The exports of the module at `path`, relative to the project's folder. `given` stands in for modules of these names. */
export function bundled(path: string, given: Readonly<Record<string, unknown>> = {}): unknown {
  const { outputFiles } = buildSync({
    entryPoints: [path],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    minify: true,
    external: Object.keys(given),
  });
  const code = outputFiles[0]?.text ?? '';
  const module = { exports: {} };
  const run: unknown = new Script(`(function (module, exports, require) {${code}\n})`).runInThisContext();
  if (typeof run !== 'function') throw new Error(`${path} cannot be run`);
  const load = createRequire(import.meta.url);
  run(module, module.exports, (name: string) => given[name] ?? load(name));
  return module.exports;
}
