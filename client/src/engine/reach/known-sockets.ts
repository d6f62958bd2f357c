// Where container engines are used to listen on a machine of one's own, beside Docker's contexts. Only what is there is
// offered.
import type { FoundEngine } from './docker-config.ts';
import { addressOf, defaultPipe, defaultSocket, type Endpoint } from './endpoint.ts';
import { joinOn, type Surroundings, variable } from './surroundings.ts';

interface KnownSocket {
  readonly name: string;
  readonly path: string;
}

/** The sockets and pipes that exist, each with the name of the product that makes it. */
export async function knownSockets(around: Surroundings): Promise<readonly FoundEngine[]> {
  const found = around.platform === 'win32' ? await pipes(around) : await unixSockets(around);
  return found.map(({ name, path }) => {
    const endpoint: Endpoint = { kind: 'socket', path };
    return { name, host: addressOf(endpoint), origin: 'found on this machine', kind: 'usable', endpoint };
  });
}

const pipeNames: readonly KnownSocket[] = [
  { name: 'Docker', path: defaultPipe },
  { name: 'Docker Desktop', path: '//./pipe/dockerDesktopLinuxEngine' },
  { name: 'Podman machine', path: '//./pipe/podman-machine-default' },
];

async function pipes({ files }: Surroundings): Promise<readonly KnownSocket[]> {
  // Opening a pipe to see whether it is there would connect to it; Windows lists them like files.
  const open = new Set((await files.list('//./pipe/')).map(name => name.toLowerCase()));
  return pipeNames.filter(({ path }) => open.has(path.slice('//./pipe/'.length).toLowerCase()));
}

async function unixSockets(around: Surroundings): Promise<readonly KnownSocket[]> {
  const candidates = [...unixCandidates(around), ...(await colimaProfiles(around))];
  const there = await Promise.all(candidates.map(({ path }) => around.files.exists(path)));
  const seen = new Set<string>();
  return candidates.filter(({ name, path }, i) => {
    // A product that moved its socket leaves a link at the old place: the first is enough.
    if (!there[i] || seen.has(name) || seen.has(path)) return false;
    seen.add(name).add(path);
    return true;
  });
}

function unixCandidates(around: Surroundings): readonly KnownSocket[] {
  const home = (...path: readonly string[]) => joinOn(around, around.home, ...path);
  const runtime =
    variable(around, 'XDG_RUNTIME_DIR') ?? (around.userId === undefined ? undefined : `/run/user/${around.userId}`);
  const run = (name: string, ...path: readonly string[]): readonly KnownSocket[] =>
    runtime === undefined ? [] : [{ name, path: joinOn(around, runtime, ...path) }];
  const temporary = variable(around, 'TMPDIR');
  const data = variable(around, 'XDG_DATA_HOME') ?? home('.local/share');
  return [
    { name: 'Docker', path: defaultSocket },
    ...run('Docker (rootless)', 'docker.sock'),
    { name: 'Docker Desktop', path: home('.docker/desktop/docker.sock') },
    // Docker Desktop on a Mac, and rootless Docker where there is no XDG_RUNTIME_DIR.
    {
      name: around.platform === 'darwin' ? 'Docker Desktop' : 'Docker (rootless)',
      path: home('.docker/run/docker.sock'),
    },
    ...run('Podman', 'podman/podman.sock'),
    { name: 'Podman (root)', path: '/run/podman/podman.sock' },
    ...run('Podman machine', 'podman/podman-machine-default-api.sock'),
    ...(temporary === undefined
      ? []
      : [{ name: 'Podman machine', path: joinOn(around, temporary, 'podman/podman-machine-default-api.sock') }]),
    { name: 'Podman machine', path: joinOn(around, data, 'containers/podman/machine/podman.sock') },
    { name: 'Rancher Desktop', path: home('.rd/docker.sock') },
    { name: 'OrbStack', path: home('.orbstack/run/docker.sock') },
    { name: 'Lima', path: home('.lima/docker/sock/docker.sock') },
    // On a balena device itself, and in containers that ask for it by label.
    { name: 'balenaEngine', path: '/var/run/balena-engine.sock' },
    { name: 'balenaEngine', path: '/var/run/balena.sock' },
  ];
}

/** Colima has a folder for each profile: `~/.colima/default`, `~/.colima/work`. */
async function colimaProfiles(around: Surroundings): Promise<readonly KnownSocket[]> {
  const config = variable(around, 'XDG_CONFIG_HOME') ?? joinOn(around, around.home, '.config');
  const folders = [
    variable(around, 'COLIMA_HOME') ?? joinOn(around, around.home, '.colima'),
    joinOn(around, config, 'colima'),
  ];
  const profiles = await Promise.all(
    folders.map(async folder =>
      (await around.files.list(folder))
        .filter(name => !/^[._]/.test(name))
        .map(name => ({
          name: name === 'default' ? 'Colima' : `Colima ${name}`,
          path: joinOn(around, folder, name, 'docker.sock'),
        })),
    ),
  );
  return profiles.flat();
}
