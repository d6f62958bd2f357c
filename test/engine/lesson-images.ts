// Stand-ins for the images that lessons start from, because no registry can be reached: busybox under their names, with
// programs that do as much as the lessons look at. What is called node is this machine's own.
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bases } from '../lessons/exercise-folders.ts';
import type { EngineUnderTest } from './engine-under-test.ts';

export type StandIn = 'debian' | 'node' | 'registry' | 'hello-world';

/** Makes those that are named, under every name the exercises use. Gives what takes them away. */
export function makeImages(engine: EngineUnderTest, names: readonly StandIn[], registry?: string): () => void {
  const made = names.flatMap(name => {
    const folder = mkdtempSync(join(tmpdir(), 'slipway-stand-in-'));
    try {
      const put = (path: string, text: string): void => {
        mkdirSync(dirname(join(folder, 'root', path)), { recursive: true });
        writeFileSync(join(folder, 'root', path), text);
        if (text.startsWith('#!')) chmodSync(join(folder, 'root', path), 0o755);
      };
      put('etc/passwd', 'root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/tmp:/bin/sh\n');
      put('etc/group', 'root:x:0:\nnode:x:1000:\n');
      put('bin/bash', '#!/bin/sh\nexec /bin/sh "$@"\n');
      put('usr/bin/apt-get', aptGet);
      if (name === 'node') {
        put('usr/local/bin/npm', npm);
        withProgram(process.execPath, 'usr/local/bin/node', join(folder, 'root'));
      }
      if (name === 'registry' && registry !== undefined) {
        withProgram(registry, 'usr/bin/registry', join(folder, 'root'));
        put('etc/registry.yml', registrySettings);
      }
      writeFileSync(
        join(folder, 'Dockerfile'),
        `FROM ${engine.baseImage}\nENV PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin\nCOPY root /\n${start[name]}\n`,
      );
      const tags = tagsOf(name);
      engine.docker('build', '--quiet', ...tags.flatMap(tag => ['--tag', tag]), folder);
      return tags;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  return () => {
    for (const tag of made) engine.docker('rmi', '--force', tag);
  };
}

/** The pinned name, and the unpinned ones that starters have on purpose. */
function tagsOf(name: StandIn): readonly string[] {
  const pinned = bases[name];
  const unpinned = name === 'registry' ? [] : [`${name}:latest`];
  return [...(pinned === undefined ? [] : [pinned]), ...unpinned];
}

const start: Readonly<Record<StandIn, string>> = {
  debian: 'CMD ["bash"]',
  node: 'CMD ["node"]',
  registry: 'EXPOSE 5000\nCMD ["registry", "serve", "/etc/registry.yml"]',
  'hello-world': 'CMD ["echo", "Hello from Docker!"]',
};

/** Installs only from lists that are there, as the real one. */
const aptGet = `#!/bin/sh
case "$1" in
  update) mkdir -p /var/lib/apt/lists && echo packages > /var/lib/apt/lists/stand-in ;;
  install)
    [ -e /var/lib/apt/lists/stand-in ] || { echo "E: Unable to locate package" >&2; exit 100; }
    for package in "$@"; do
      case "$package" in
        install | -*) ;;
        *) printf '#!/bin/sh\\necho stand-in\\n' > "/usr/bin/$package" && chmod 755 "/usr/bin/$package" ;;
      esac
    done
    ;;
esac
`;

/** Brings the one package that the apps need. */
const npm = `#!/bin/sh
[ -e package.json ] || { echo "npm error: no package.json in $PWD" >&2; exit 254; }
case "$1" in
  start) node index.js ;;
  *) mkdir -p node_modules/ms && echo 'module.exports = it => it + "ms";' > node_modules/ms/index.js ;;
esac
`;

const registrySettings = JSON.stringify({
  version: '0.1',
  storage: { filesystem: { rootdirectory: '/var/lib/registry' } },
  http: { addr: ':5000', secret: 'for tests only' },
});

/** A program of this machine with the libraries it loads, at the places where it looks for them. */
function withProgram(program: string, path: string, root: string): void {
  const loaded = execFileSync('ldd', [program], { encoding: 'utf8' }).match(/\/\S+(?= \()/g) ?? [];
  for (const [from, to] of [[program, path], ...loaded.map(it => [it, it.slice(1)] as const)] as const) {
    mkdirSync(dirname(join(root, to)), { recursive: true });
    copyFileSync(realpathSync(from), join(root, to));
    chmodSync(join(root, to), 0o755);
  }
}
