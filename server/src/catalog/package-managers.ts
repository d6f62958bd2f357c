/** The package managers of images: their programs, subcommands and options that take a value. Facts of their manual pages. */

export type PackageManagerName =
  | 'apt'
  | 'apk'
  | 'pip'
  | 'npm'
  | 'yarn'
  | 'pnpm'
  | 'gem'
  | 'go'
  | 'yum'
  | 'dnf'
  | 'zypper';

export type PackageAction = 'install' | 'remove' | 'update-index' | 'upgrade' | 'clean' | 'search';

export interface PackageManager {
  readonly name: PackageManagerName;
  readonly programs: readonly string[];
  /** What a subcommand does; one that is not here is none of these. */
  readonly subcommands: Readonly<Record<string, PackageAction>>;
  /** Options that take the next word as their value. */
  readonly valued: ReadonlySet<string>;
  /** Options are written with one dash, as of `go`. */
  readonly longWithOneDash?: 'all';
}

function manager(
  name: PackageManagerName,
  programs: string,
  subcommands: Partial<Record<PackageAction, string>>,
  valued: string,
  more: Pick<PackageManager, 'longWithOneDash'> = {},
): PackageManager {
  const actions: Record<string, PackageAction> = {};
  for (const [action, words] of Object.entries(subcommands)) {
    for (const word of words.split(' ')) actions[word] = action as PackageAction;
  }
  return { name, programs: programs.split(' '), subcommands: actions, valued: new Set(valued.split(' ')), ...more };
}

export const packageManagers: readonly PackageManager[] = [
  manager(
    'apt',
    'apt-get apt aptitude',
    {
      install: 'install reinstall build-dep',
      remove: 'remove purge autoremove autopurge',
      'update-index': 'update',
      upgrade: 'upgrade dist-upgrade full-upgrade safe-upgrade',
      clean: 'clean autoclean',
      search: 'search show policy list',
    },
    '-t --target-release --default-release -o --option -c --config-file -a --host-architecture -P --build-profiles --solver',
  ),
  manager(
    'apk',
    'apk',
    {
      install: 'add',
      remove: 'del',
      'update-index': 'update',
      upgrade: 'upgrade',
      clean: 'cache',
      search: 'search info',
    },
    '-t --virtual -p --root -X --repository --arch --keys-dir --repositories-file --wait --cache-dir --cache-max-age --timeout --progress-fd',
  ),
  manager(
    'pip',
    'pip pip2 pip3 pipx',
    { install: 'install', remove: 'uninstall', clean: 'cache', search: 'search show list' },
    '-r --requirement -c --constraint -e --editable -t --target -i --index-url --extra-index-url -f --find-links --platform --python-version --implementation --abi --root --prefix --src --upgrade-strategy --config-settings --global-option --install-option --build-option --no-binary --only-binary --progress-bar --log --proxy --retries --timeout --exists-action --trusted-host --cert --client-cert --cache-dir --report --root-user-action --use-feature --use-deprecated --python --group',
  ),
  manager(
    'npm',
    'npm',
    {
      install: 'install i add isntall in ins inst insta instal ci clean-install install-clean',
      remove: 'uninstall remove rm un unlink r prune',
      upgrade: 'update up upgrade',
      clean: 'cache',
    },
    '--prefix -C --registry -w --workspace --tag --omit --include --cache --loglevel --userconfig --install-strategy --fetch-timeout --fetch-retries --cpu --os --libc --before --otp --only',
  ),
  manager(
    'yarn',
    'yarn',
    { install: 'install add', remove: 'remove', upgrade: 'upgrade up', clean: 'cache' },
    '--cwd --registry --cache-folder --modules-folder --network-timeout --mutex --network-concurrency --prefix --global-folder --link-folder --preferred-cache-folder --use-yarnrc --production-lockfile',
  ),
  manager(
    'pnpm',
    'pnpm',
    { install: 'install i add ci', remove: 'remove rm uninstall un prune', upgrade: 'update up', clean: 'store' },
    '-C --dir --filter -F --filter-prod --registry --store-dir --reporter --loglevel --prefix --virtual-store-dir --network-concurrency --child-concurrency',
  ),
  manager(
    'gem',
    'gem',
    {
      install: 'install i',
      remove: 'uninstall',
      upgrade: 'update',
      clean: 'cleanup',
      search: 'search list query info',
    },
    '-v --version -i --install-dir -n --bindir --platform -P --trust-policy -s --source -B --build-root -p --http-proxy --config-file --without -g --file',
  ),
  manager(
    'go',
    'go',
    { install: 'install get run', clean: 'clean' },
    '-C -ldflags -gcflags -asmflags -tags -mod -modfile -p -o -exec -buildmode -compiler -installsuffix -overlay -pkgdir -toolexec',
    { longWithOneDash: 'all' },
  ),
  manager(
    'yum',
    'yum',
    {
      install: 'install localinstall groupinstall reinstall module',
      remove: 'remove erase autoremove',
      'update-index': 'makecache check-update',
      upgrade: 'update upgrade distro-sync update-minimal upgrade-minimal',
      clean: 'clean',
      search: 'search info list repolist provides',
    },
    '-c --config -d --debuglevel -e --errorlevel -R --randomwait -x --exclude --excludepkgs --enablerepo --disablerepo --enable --disable --releasever --installroot --setopt --disableplugin --enableplugin --color --repo --repoid --downloaddir --comment',
  ),
  manager(
    'dnf',
    'dnf dnf5 microdnf tdnf',
    {
      install: 'install localinstall groupinstall reinstall in builddep build-dep module group',
      remove: 'remove erase autoremove rm',
      'update-index': 'makecache check-update',
      upgrade: 'update upgrade distro-sync update-minimal upgrade-minimal system-upgrade',
      clean: 'clean',
      search: 'search info list repolist provides repoquery',
    },
    '-c --config -d --debuglevel -e --errorlevel -R --randomwait -x --exclude --excludepkgs --enablerepo --disablerepo --enable --disable --releasever --installroot --setopt --disableplugin --enableplugin --color --repo --repoid --forcearch --advisory --downloaddir --destdir --comment',
  ),
  manager(
    'zypper',
    'zypper',
    {
      install: 'install in patch source-install si install-new-recommends inr',
      remove: 'remove rm removeptf rmptf',
      'update-index': 'refresh ref',
      upgrade: 'update up dist-upgrade dup patch-check',
      clean: 'clean cc',
      search: 'search se info if',
    },
    '-C --reposd-dir --cache-dir --raw-cache-dir --solv-cache-dir --pkg-cache-dir -c --config -R --root --installroot -p --plus-repo --plus-content -r --repo --from -t --type --releasever --userdata -x --exclude',
  ),
];
