// An ssh server of our own on 127.0.0.1, with its own keys, behind which the real `docker` speaks to a test engine; and the
// folder with an `ssh` that knows it. The machine's and the user's own ssh settings are neither read nor written.
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findOnPath, runOrFail } from './command.ts';
import { debianArchive } from './debian-archive.ts';
import { keep } from './keep.ts';
import { cached, installPackages, mayInstallPackages, missing, ready, type Tool } from './tool.ts';

export interface SshServerTool {
  /** Path of sshd. */
  readonly program: string;
  /** Folder of the libraries it needs. */
  readonly libraries: string;
}

export interface SshServer {
  readonly destination: string;
  readonly port: number;
  /** To put first in the PATH: its `ssh` uses the right key and known hosts. */
  readonly path: string;
  /** From now on `ssh` knows the server by another key than it has. */
  forgeHostKey(): void;
  /** How many connections have been let in so far. */
  connections(): number;
  /** Settles when a connection has ended. */
  connectionEnded(): Promise<void>;
  stop(): Promise<void>;
}

export async function sshServerTool(): Promise<Tool<SshServerTool>> {
  if (!mayInstallPackages())
    return missing('an ssh server of our own needs root on Debian: run the tests as root, for instance in a container');
  const lacking = await installPackages({ ssh: 'openssh-client', 'ssh-keygen': 'openssh-client' });
  if (lacking !== undefined) return missing(lacking);
  try {
    const folder = await cached('openssh-server', async into => {
      const archive = await debianArchive('bookworm', process.arch === 'arm64' ? 'arm64' : 'amd64');
      return archive.unpack(['openssh-server', 'libwrap0'], into);
    });
    const libraries = join(folder, 'usr/lib', process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu');
    return ready({ program: join(folder, 'usr/sbin/sshd'), libraries });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return missing(`openssh-server comes from Debian and could not be fetched: connect to a network (${said})`);
  }
}

/** `environment` is that of the far side: PATH with `docker`, DOCKER_HOST. */
export async function startSshServer(
  tool: SshServerTool,
  environment: Readonly<Record<string, string>>,
): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-ssh-'));
  const file = (name: string) => join(folder, name);
  for (const key of ['host-key', 'other-host-key', 'user-key'])
    await runOrFail('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file(key)]);
  copyFileSync(file('user-key.pub'), file('authorized'));
  const port = await freePort();
  const far = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  writeFileSync(
    file('sshd_config'),
    [
      `ListenAddress 127.0.0.1:${port}`,
      `HostKey ${file('host-key')}`,
      `AuthorizedKeysFile ${file('authorized')}`,
      `PidFile ${file('pid')}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'LogLevel VERBOSE',
      `SetEnv ${far.map(it => `"${it}"`).join(' ')}`,
      '',
    ].join('\n'),
  );
  const knows = (key: string) =>
    writeFileSync(file('known-hosts'), `[127.0.0.1]:${port} ${readFileSync(file(key), 'utf8')}`);
  knows('host-key.pub');
  mkdirSync(file('bin'));
  const config = [
    `UserKnownHostsFile ${file('known-hosts')}`,
    `IdentityFile ${file('user-key')}`,
    'IdentitiesOnly yes',
  ];
  writeFileSync(file('ssh_config'), `${config.join('\n')}\n`);
  writeFileSync(file('bin/ssh'), `#!/bin/sh\nexec ${findOnPath('ssh')} -F ${file('ssh_config')} "$@"\n`);
  chmodSync(file('bin/ssh'), 0o755);
  writeFileSync(file('passwd'), `${readFileSync('/etc/passwd', 'utf8')}sshd:x:64999:65534::/run/sshd:/bin/false\n`);

  const server = keep(
    {
      command: 'unshare',
      // sshd wants a folder below /run and a user of its own: in this mount namespace it has them.
      args: ['--mount', '--propagation', 'private', '/bin/sh', '-c', startScript, 'sh', folder, tool.program],
      // Each connection has a process in a group of its own, which would go on.
      beforeStop: `server=$(cat '${file('pid')}') && kill $(cat /proc/$server/task/$server/children)`,
      folders: [folder],
    },
    { ...process.env, LD_LIBRARY_PATH: tool.libraries },
  );
  await server.says(/Server listening on/);
  return {
    destination: 'root@127.0.0.1',
    port,
    path: dirname(file('bin/ssh')),
    forgeHostKey: () => knows('other-host-key.pub'),
    connections: () => [...server.log().matchAll(/Accepted publickey/g)].length,
    connectionEnded: async () => void (await server.says(/Disconnected from user|Connection closed by/)),
    stop: () => server.stop(),
  };
}

/** Arguments: folder, sshd. */
const startScript = `
folder=$1 sshd=$2
mount -t tmpfs tmpfs /run && mkdir -m 755 /run/sshd && mount --bind "$folder/passwd" /etc/passwd || exit 1
exec "$sshd" -D -e -f "$folder/sshd_config"
`;

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
