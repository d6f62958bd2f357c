// A private Docker Engine: own socket, data, bridge and subnet, own mount namespace. It touches no other engine of the
// machine, and when it stops (or its starter dies) no process, bridge, mount or firewall rule of it remains.
import { randomBytes, randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type CommandOptions, type CommandResult, run, runOrFail } from './command.ts';
import type { EngineTool, Platform } from './engine-tools.ts';
import { keep } from './keep.ts';

export interface TestEngine {
  /** For DOCKER_HOST: `unix:///…/docker.sock`. */
  readonly host: string;
  /** Our own environment with PATH, DOCKER_HOST and DOCKER_CONFIG of this engine. */
  readonly env: NodeJS.ProcessEnv;
  /** Image that a Dockerfile of a test may start FROM. */
  readonly baseImage: string;
  /** Platforms that the base image has and this engine can run. */
  readonly platforms: readonly Platform[];
  /** Gives the base image a further name, such as `balenalib/raspberrypi4-64-debian:bookworm`. */
  alsoNamed(imageReference: string): Promise<void>;
  /** Runs the `docker` command line against this engine. */
  docker(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Removes the images that a suite has left, so that the next one meets an engine as it began. */
  tidy(): Promise<void>;
  stop(): Promise<void>;
}

/** Engines before this one build wrongly through the API when they use the containerd image store. */
const firstMajorWithContainerdStore = 27;
/** Engines before this one do not know the flag that leaves the machine's firewall policy alone. */
const firstMajorWithoutForwardDrop = 28;

const baseImage = 'slipway/base:1';
const native: Platform = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';

export async function startEngine(tool: EngineTool, environment: NodeJS.ProcessEnv): Promise<TestEngine> {
  const id = randomBytes(3).toString('hex');
  const folder = mkdtempSync(join(tmpdir(), `slipway-engine-${id}-`));
  const socket = join(folder, 'docker.sock');
  const names = { bridge: `slip-${id}`, cgroup: `slipway-${id}`, network: await freeNetwork() };
  const containerdStore = tool.major >= firstMajorWithContainerdStore;
  const settings = {
    features: { 'containerd-snapshotter': containerdStore },
    // The bridge has the upper half of our network; networks that Compose makes get slices of the lower half.
    'default-address-pools': [{ base: `${names.network}.0.0/17`, size: 24 }],
    'insecure-registries': ['localhost:5055'],
    'cgroup-parent': `/${names.cgroup}`,
    'init-path': '/usr/bin/tini-static',
    // An older one would change the machine's firewall policy, and empty the chains of an engine that already runs.
    // Published ports work without any rule: a process of the engine passes them on.
    ...(tool.major >= firstMajorWithoutForwardDrop ? { 'ip-forward-no-drop': true } : { iptables: false }),
  };
  writeFileSync(join(folder, 'daemon.json'), JSON.stringify(settings));
  const env: NodeJS.ProcessEnv = {
    ...environment,
    PATH: [...tool.path, process.env['PATH'] ?? '', '/usr/sbin', '/sbin'].join(delimiter),
    DOCKER_HOST: `unix://${socket}`,
    DOCKER_CONFIG: tool.dockerConfig,
  };
  const startArguments = ['sh', folder, names.bridge, `${names.network}.128.1/24`];
  const engine = keep(
    {
      command: 'unshare',
      // In a mount namespace of its own the engine's mounts vanish with its last process.
      args: ['--mount', '--propagation', 'slave', '/bin/sh', '-c', startScript, ...startArguments],
      beforeStop: removeEverythingInside,
      afterStop: removeTraces(names.bridge, names.cgroup, names.network),
      folders: [folder],
    },
    env,
  );
  try {
    await engine.says(/API listen on .*docker\.sock/);
    await makeBaseImage(tool, env, folder);
  } catch (error) {
    await engine.stop();
    throw error;
  }
  const docker: TestEngine['docker'] = (args, options = {}) => run('docker', args, { ...options, env });
  return {
    host: `unix://${socket}`,
    env,
    baseImage,
    platforms:
      containerdStore && tool.withoutEmulation === undefined ? tool.roots.map(root => root.platform) : [native],
    docker,
    async tidy() {
      const { stdout } = await docker(['images', '--format', '{{.Repository}}:{{.Tag}} {{.ID}}']);
      const left = stdout
        .split('\n')
        .map(line => line.split(' '))
        .filter(([name = '']) => name !== '' && name !== baseImage)
        .flatMap(([name = '', id = '']) => (name.includes('<none>') ? id : name));
      if (left.length > 0) await docker(['rmi', '--force', ...new Set(left)]);
    },
    async alsoNamed(imageReference) {
      const result = await docker(['tag', baseImage, imageReference]);
      if (result.code !== 0) throw new Error(result.stderr);
    },
    stop: () => engine.stop(),
  };
}

/**
 * Arguments: folder, bridge, the bridge's address. Handlers for other architectures are registered with the kernel
 * through a mount that only this namespace sees.
 */
const startScript = `
folder=$1 bridge=$2 address=$3
if command -v update-binfmts >/dev/null; then
  [ -e /proc/sys/fs/binfmt_misc/register ] || mount -t binfmt_misc none /proc/sys/fs/binfmt_misc
  for format in qemu-aarch64 qemu-arm qemu-x86_64 qemu-i386; do update-binfmts --enable "$format" || true; done
fi
ip link add "$bridge" type bridge && ip address add "$address" dev "$bridge" && ip link set "$bridge" up || exit 1
exec dockerd --config-file "$folder/daemon.json" -H "unix://$folder/docker.sock" --data-root "$folder/data" \\
  --exec-root "$folder/exec" --pidfile "$folder/docker.pid" --bridge "$bridge"
`;

/** Containers would survive the engine, and only a living engine removes the bridges of its networks. */
const removeEverythingInside = `
docker ps --all --quiet | xargs -r docker rm --force --volumes >/dev/null
docker network ls --quiet --filter type=custom | xargs -r docker network rm >/dev/null
`;

/** What an engine leaves on the machine when it stops: its bridge, firewall rules and empty control groups. */
function removeTraces(bridge: string, cgroup: string, network: string): string {
  const ours = `(${bridge}|${network.replaceAll('.', '[.]')}[.])`;
  return `
ip link delete ${bridge}
for table in raw nat filter; do
  iptables -t $table -S 2>/dev/null | grep -E -- '${ours}' | sed 's/^-A/-D/' | xargs -r -L1 iptables -t $table
done
# The chains are shared by all engines: they go with the last one.
if ! ls /sys/class/net | grep -qE '^(docker0|br-|slip-)'; then
  for table in raw nat filter; do
    iptables -t $table -S 2>/dev/null | grep -E -- '-j DOCKER' | sed 's/^-A/-D/' | xargs -r -L1 iptables -t $table
    for step in -F -X; do
      iptables -t $table -S 2>/dev/null | sed -n 's/^-N \\(DOCKER[A-Z0-9-]*\\)$/\\1/p' | xargs -r -n1 iptables -t $table $step
    done
  done
fi
find /sys/fs/cgroup -depth -type d -path '*/${cgroup}*' -exec rmdir {} \\; 2>/dev/null
true
`;
}

/** One image with all root file systems where the engine's store can hold that, else the machine's own only. */
async function makeBaseImage(tool: EngineTool, env: NodeJS.ProcessEnv, folder: string): Promise<void> {
  if (tool.major < firstMajorWithContainerdStore) return importBaseImage(tool, env, folder);
  const context = join(folder, 'base');
  for (const { platform, folder: root } of tool.roots) {
    mkdirSync(join(context, platform), { recursive: true });
    await runOrFail('cp', ['-a', `${root}/.`, join(context, platform)]);
  }
  writeFileSync(
    join(context, 'Dockerfile'),
    'FROM scratch\nARG TARGETPLATFORM\nCOPY ${TARGETPLATFORM}/ /\nENV PATH=/bin:/usr/bin:/usr/sbin\nCMD ["sh"]\n',
  );
  const platforms = tool.roots.map(root => root.platform).join(',');
  await runOrFail('docker', ['buildx', 'build', '--platform', platforms, '--tag', baseImage, '--load', context], {
    env,
  });
}

/** The same image, for engines that have no buildx to build it. */
async function importBaseImage({ roots }: EngineTool, env: NodeJS.ProcessEnv, folder: string): Promise<void> {
  const root = roots.find(({ platform }) => platform === native)?.folder;
  if (root === undefined) throw new Error(`There is no busybox for ${native}`);
  const archive = join(folder, 'base.tar');
  await runOrFail('tar', ['--create', '--file', archive, '--directory', root, '.']);
  const changes = ['ENV PATH=/bin:/usr/bin:/usr/sbin', 'CMD ["sh"]'].flatMap(change => ['--change', change]);
  await runOrFail('docker', ['import', ...changes, archive, baseImage], { env });
}

/** Networks of engines that are about to start: their routes are not there yet. */
const promised = new Set<number>();

/** First two numbers of a 10.x network that this machine has no route into, such as `10.217`. */
async function freeNetwork(): Promise<string> {
  const routes = await runOrFail('ip', ['-4', 'route', 'show', 'table', 'all']);
  const taken = new Set([...routes.matchAll(/\b10\.(\d+)\./g)].map(match => Number(match[1])));
  for (let attempt = 0; attempt < 1000; attempt++) {
    const second = randomInt(128, 255);
    if (taken.has(second) || promised.has(second)) continue;
    promised.add(second);
    return `10.${second}`;
  }
  throw new Error('This machine routes all of 10.0.0.0/8: no network is left for a private engine');
}
