// The programs of the newest and of the oldest Docker Engine that Slipway is tested on, and statically linked busyboxes of
// several architectures to make base images from: no registry is needed anywhere.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './command.ts';
import { type DebianArchitecture, debianArchive } from './debian-archive.ts';
import { cached, installPackages, mayInstallPackages, missing, ready, type Tool } from './tool.ts';

export interface EngineTool {
  /** Folders to put first in the PATH. */
  readonly path: readonly string[];
  /** Folder holding `cli-plugins`, where there are any, for DOCKER_CONFIG. */
  readonly dockerConfig: string;
  /** Major version of the engine. */
  readonly major: number;
  /** Root file systems with a busybox, each with the platform it runs on. */
  readonly roots: readonly RootFileSystem[];
  /** One line saying why other architectures cannot run here; undefined when they can. */
  readonly withoutEmulation: string | undefined;
}

export interface RootFileSystem {
  readonly platform: Platform;
  readonly folder: string;
}

export type Platform = 'linux/amd64' | 'linux/arm64' | 'linux/arm/v7' | 'linux/arm/v6' | 'linux/386';

const debianArchitecture: Readonly<Record<Platform, DebianArchitecture>> = {
  'linux/amd64': 'amd64',
  'linux/arm64': 'arm64',
  'linux/arm/v7': 'armhf',
  // Made for processors a step older, which later ones run.
  'linux/arm/v6': 'armel',
  'linux/386': 'i386',
};

/** The newest engine, with BuildKit and emulation. */
export async function engineTool(): Promise<Tool<EngineTool>> {
  return programsOf(
    () => cached('docker-engine', installEngine),
    Object.keys(debianArchitecture) as Platform[],
    () => installPackages({ 'update-binfmts': 'binfmt-support', 'qemu-aarch64-static': 'qemu-user-static' }),
  );
}

/** The oldest engine: API 1.41, its own image store, the machine's own architecture only. */
export async function oldestEngineTool(): Promise<Tool<EngineTool>> {
  const native = process.arch === 'arm64' ? 'linux/arm64' : 'linux/amd64';
  return programsOf(
    () => cached('oldest-docker-engine', installOldestEngine),
    [native],
    async () => 'an old image store holds one architecture of each image',
  );
}

async function programsOf(
  install: () => Promise<string>,
  platforms: readonly Platform[],
  withoutEmulation: () => Promise<string | undefined>,
): Promise<Tool<EngineTool>> {
  if (!mayInstallPackages())
    return missing(
      'a private Docker Engine needs root on Debian: run the tests as root, for instance in a Debian machine',
    );
  const lacking = await installPackages({
    runc: 'runc',
    iptables: 'iptables',
    ip: 'iproute2',
    unshare: 'util-linux',
    'tini-static': 'tini',
  });
  if (lacking !== undefined) return missing(lacking);
  try {
    const folder = await install();
    const roots: RootFileSystem[] = [];
    for (const platform of platforms) roots.push({ platform, folder: await rootFileSystem(platform) });
    return ready({
      path: [join(folder, 'usr/sbin'), join(folder, 'usr/bin')],
      dockerConfig: join(folder, 'docker-config'),
      major: Number.parseInt(folder.slice(folder.lastIndexOf('-') + 1), 10),
      roots,
      withoutEmulation: await withoutEmulation(),
    });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return missing(`Docker Engine comes from Debian and could not be fetched: connect to a network (${said})`);
  }
}

/** Newest first: an engine from a later suite runs on this Debian because Go programs hardly need its libraries. */
const suites = ['testing', 'trixie'];

async function installEngine(into: string): Promise<string> {
  const failures: string[] = [];
  for (const suite of suites) {
    try {
      const archive = await debianArchive(suite, process.arch === 'arm64' ? 'arm64' : 'amd64');
      const packages = ['docker.io', 'docker-cli', 'containerd', 'docker-buildx', 'docker-compose'];
      const version = await archive.unpack(packages, into);
      // Their runc is linked against a newer C library: every container would fail. Debian's own does it.
      rmSync(join(into, 'usr/sbin/runc'), { force: true });
      mkdirSync(join(into, 'docker-config'));
      symlinkSync('../usr/libexec/docker/cli-plugins', join(into, 'docker-config/cli-plugins'));
      const tried = await run(join(into, 'usr/sbin/dockerd'), ['--version']);
      if (tried.code === 0) return version;
      failures.push(`${suite}: ${tried.stderr.trim()}`);
    } catch (error) {
      failures.push(`${suite}: ${error instanceof Error ? error.message : String(error)}`);
    }
    for (const entry of ['usr', 'etc', 'lib', 'var', 'docker-config'])
      rmSync(join(into, entry), { recursive: true, force: true });
  }
  throw new Error(failures.join('\n'));
}

/** Debian 12's engine. Its package carries the command line too; BuildKit is inside the engine. */
async function installOldestEngine(into: string): Promise<string> {
  const archive = await debianArchive('bookworm', process.arch === 'arm64' ? 'arm64' : 'amd64');
  const version = await archive.unpack(['docker.io', 'containerd'], into);
  mkdirSync(join(into, 'docker-config'));
  const tried = await run(join(into, 'usr/sbin/dockerd'), ['--version']);
  if (tried.code !== 0) throw new Error(tried.stderr.trim());
  return version;
}

/** Folder with /bin/busybox, /bin/sh and a link for each common program; the smallest image that can RUN something. */
async function rootFileSystem(platform: Platform): Promise<string> {
  const architecture = debianArchitecture[platform];
  const folder = await cached(`busybox-${architecture}`, async into => {
    const archive = await debianArchive('bookworm', architecture);
    const unpacked = join(into, 'package');
    mkdirSync(unpacked);
    const version = await archive.unpack(['busybox-static'], unpacked);
    const root = join(into, 'root');
    for (const directory of ['bin', 'etc', 'root', 'tmp', 'usr/bin', 'usr/sbin', 'var/lib'])
      mkdirSync(join(root, directory), { recursive: true });
    chmodSync(join(root, 'tmp'), 0o1777);
    const busybox = join(unpacked, existsSync(join(unpacked, 'bin/busybox')) ? 'bin/busybox' : 'usr/bin/busybox');
    await run('cp', [busybox, join(root, 'bin/busybox')]);
    for (const program of programs) symlinkSync('busybox', join(root, 'bin', program));
    rmSync(unpacked, { recursive: true });
    return version;
  });
  return join(folder, 'root');
}

const programs = (
  'sh ash cat chmod chown cp cut date dd df echo env expr false find grep head hostname httpd id ip kill ln ls mkdir mktemp ' +
  'mount mv nc od pidof ping printf ps pwd rm rmdir sed seq sleep sort stat su tail tar tee test touch tr true uname uniq ' +
  'vi wc wget which whoami xargs'
).split(' ');
