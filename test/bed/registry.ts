// Image registries of our own, at a free port of this machine: engines trust those without a certificate. One that
// everybody may use, and one that asks for a name and a password.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { debianArchive } from './debian-archive.ts';
import { keep } from './keep.ts';
import { cached, mayInstallPackages, missing, ready, type Tool } from './tool.ts';

export interface TestRegistry {
  /** As in an image reference: `localhost:40123`. */
  readonly host: string;
  /** Ends it, and removes everything that was pushed to it. */
  stop(): Promise<void>;
}

/** Who may use the registry that asks. */
export const registryUser = { user: 'captain', password: 'oak-and-tar' } as const;
/** bcrypt of the password, the one kind of hash that the registry knows; `crypt` with the salt `$2b$05$abcdefghijklmnopqrstuu`. */
const hash = '$2b$05$abcdefghijklmnopqrstuuaecl.BzJAn0wK0.Aj9.zS3mvyMy7ZFS';

/** Path of the registry's program. */
export async function registryTool(): Promise<Tool<string>> {
  if (!mayInstallPackages())
    return missing(
      'the image registry comes from Debian: run the tests as root on Debian, for instance in a container',
    );
  try {
    const folder = await cached('docker-registry', async into => {
      const archive = await debianArchive('bookworm', process.arch === 'arm64' ? 'arm64' : 'amd64');
      return archive.unpack(['docker-registry'], into);
    });
    return ready(join(folder, 'usr/bin/docker-registry'));
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return missing(`docker-registry comes from Debian and could not be fetched: connect to a network (${said})`);
  }
}

export async function startRegistry(
  program: string,
  access: 'open' | 'asks',
  env: NodeJS.ProcessEnv = process.env,
): Promise<TestRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-registry-'));
  mkdirSync(join(folder, 'data'));
  const users = join(folder, 'users');
  writeFileSync(users, `${registryUser.user}:${hash}\n`);
  // JSON is YAML too.
  const settings = {
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: true } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: '127.0.0.1:0', secret: 'for tests only' },
    ...(access === 'asks' ? { auth: { htpasswd: { realm: 'slipway', path: users } } } : {}),
  };
  const file = join(folder, 'registry.yml');
  writeFileSync(file, JSON.stringify(settings));
  const registry = keep({ command: program, args: ['serve', file], folders: [folder] }, env);
  const [, port] = await registry.says(/listening on 127\.0\.0\.1:(\d+)/);
  return { host: `localhost:${port}`, stop: () => registry.stop() };
}
