/**
 * The package managers of images: their programs, subcommands and options that take a value. Facts of their manual
 * pages and built-in help: apt-get(8), aptitude(8), apk(8), pip, npm, yarn, pnpm, gem, go, yum(8), dnf(8), zypper(8).
 */

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
  readonly subcommands: ReadonlyMap<string, PackageAction>;
  /** First words of subcommands of two words, as `module install` and `global add`, in which the second one tells. */
  readonly sections: ReadonlySet<string>;
  /** Options that take the next word as their value. */
  readonly valued: ReadonlySet<string>;
  /** Options are written with one dash, as of `go`. */
  readonly longWithOneDash: 'all' | undefined;
}

interface More {
  readonly sections?: string;
  readonly longWithOneDash?: 'all';
}

function manager(
  name: PackageManagerName,
  programs: string,
  subcommands: Partial<Record<PackageAction, string>>,
  valued: string,
  { sections = '', longWithOneDash }: More = {},
): PackageManager {
  const actions = new Map<string, PackageAction>();
  for (const [action, words] of Object.entries(subcommands)) {
    for (const word of words.split(' ')) actions.set(word, action as PackageAction);
  }
  return {
    name,
    programs: programs.split(' '),
    subcommands: actions,
    sections: new Set(sections.split(' ').filter(Boolean)),
    valued: new Set(valued.split(' ')),
    longWithOneDash,
  };
}

/** What yum, dnf and their kin have in common. Aliases are those of dnf's command reference. */
const rpmActions = {
  install:
    'install in localinstall groupinstall install-n install-na install-nevra reinstall rei downgrade dg builddep build-dep',
  remove: 'remove rm erase autoremove groupremove grouperase',
  'update-index': 'makecache mc',
  upgrade:
    'update up upgrade update-to upgrade-to distro-sync distrosync dsync distribution-synchronization update-minimal upgrade-minimal up-min groupupdate',
  clean: 'clean',
  search:
    'search se info if list ls repolist repoinfo repoquery rq provides prov whatprovides check-update check-upgrade deplist',
} as const;
const rpmSections = 'module group groups grp environment';
const rpmValued =
  '-c --config -d --debuglevel -e --errorlevel -R --randomwait -x --exclude --excludepkgs --enablerepo --disablerepo --enable --disable --releasever --installroot --setopt --disableplugin --enableplugin --disableexcludes --color --repo --repoid --repofrompath --forcearch --advisory --advisories --bz --bzs --cve --cves --sec-severity --secseverity --downloaddir --destdir --comment --rpmverbosity';

const pipActions = { install: 'install', remove: 'uninstall', clean: 'cache', search: 'search show list' } as const;

export const packageManagers: readonly PackageManager[] = [
  manager(
    'apt',
    'apt-get apt',
    {
      install: 'install reinstall build-dep satisfy',
      remove: 'remove purge autoremove autopurge',
      'update-index': 'update',
      upgrade: 'upgrade dist-upgrade full-upgrade dselect-upgrade',
      clean: 'clean autoclean distclean dist-clean',
      search: 'search show policy list depends rdepends showsrc',
    },
    '-t --target-release --default-release -o --option -c --config-file -a --host-architecture -P --build-profiles -S --snapshot --solver --planner --with-source --color --error-on',
  ),
  manager(
    'apt',
    'aptitude',
    {
      install: 'install reinstall build-dep',
      remove: 'remove purge',
      'update-index': 'update',
      upgrade: 'upgrade safe-upgrade dist-upgrade full-upgrade',
      clean: 'clean autoclean',
      search: 'search show versions why',
    },
    '-t --target-release --default-release -o -w --width -F --display-format -O --sort --add-user-tag --add-user-tag-to --remove-user-tag --remove-user-tag-from --log-file --log-level',
  ),
  manager(
    'apk',
    'apk',
    {
      install: 'add',
      remove: 'del',
      'update-index': 'update',
      upgrade: 'upgrade fix',
      clean: 'cache',
      search: 'search info list policy',
    },
    '-t --virtual -p --root -X --repository --arch --keys-dir --repositories-file --repository-config --wait --cache-dir --cache-max-age --timeout --progress-fd',
  ),
  manager(
    'pip',
    'pip pip2 pip3',
    pipActions,
    '-r --requirement -c --constraint -e --editable -t --target -i --index-url --extra-index-url --pypi-url -f --find-links --platform --python-version --implementation --abi --root --prefix --src --source --source-dir --source-directory -b --build --build-dir --build-directory --upgrade-strategy -C --config-settings --global-option --install-option --build-option --no-binary --only-binary --progress-bar --log --log-file --local-log --proxy --retries --timeout --default-timeout --exists-action --trusted-host --cert --client-cert --cache-dir --report --root-user-action --use-feature --use-deprecated --python --group --keyring-provider --build-constraint',
  ),
  manager(
    'pip',
    'pipx',
    { install: 'install', remove: 'uninstall', upgrade: 'upgrade upgrade-all', search: 'list' },
    '-i --index-url --python --pip-args --suffix --preinstall --spec --backend',
  ),
  manager(
    'pip',
    'uv-pip',
    pipActions,
    '-r --requirement --requirements -c --constraint --constraints -b --build-constraint --build-constraints --override --overrides --exclude --excludes -e --editable --extra --group -t --target --prefix -i --index --default-index --index-url --extra-index-url -f --find-links --index-strategy --keyring-provider -p --python --python-version --python-platform --resolution --prerelease --fork-strategy --link-mode -C --config-setting --config-settings --config-settings-package --no-binary --only-binary --no-build-isolation-package --exclude-newer --exclude-newer-package --cache-dir --directory --project --config-file -P --upgrade-package --upgrade-group --refresh-package --reinstall-package --torch-backend --allow-insecure-host --color --no-sources-package',
  ),
  manager(
    'npm',
    'npm',
    {
      install:
        'install i add isntall in ins inst insta instal isnt isnta isntal ci clean-install install-clean ic isntall-clean install-test it install-ci-test cit',
      remove: 'uninstall remove rm un unlink r prune',
      upgrade: 'update up upgrade udpate',
      clean: 'cache',
      search: 'search view show info v list ls',
    },
    '--prefix -C --registry -w --workspace --tag --omit --include --cache --loglevel --logs-dir --userconfig --globalconfig --install-strategy --fetch-timeout --fetch-retries --fetch-retry-factor --fetch-retry-mintimeout --fetch-retry-maxtimeout --cpu --os --libc --before --min-release-age --otp --only --also --script-shell --proxy --https-proxy --noproxy --ca --cafile --cert --key --maxsockets --depth --save-prefix --node-options --user-agent --scope --auth-type --audit-level --cache-min --cache-max --git --umask',
  ),
  manager(
    'yarn',
    'yarn yarnpkg',
    { install: 'install add', remove: 'remove', upgrade: 'upgrade up', clean: 'cache' },
    '--cwd --registry --cache-folder --modules-folder --network-timeout --mutex --network-concurrency --prefix --global-folder --link-folder --preferred-cache-folder --use-yarnrc --https-proxy --proxy --otp --emoji',
    { sections: 'global' },
  ),
  manager(
    'pnpm',
    'pnpm',
    { install: 'install i add ci', remove: 'remove rm uninstall un prune', upgrade: 'update up', clean: 'store' },
    '-C --dir --filter -F --filter-prod --registry --store-dir --reporter --loglevel --prefix --virtual-store-dir --network-concurrency --child-concurrency --package-import-method --modules-dir --lockfile-dir',
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
    '-v --version -i --install-dir -n --bindir --build-root --platform -P --trust-policy -s --source -B --bulk-threshold -p --http-proxy --config-file --without -g --file --target-rbconfig',
  ),
  manager(
    'go',
    'go',
    { install: 'install get run', clean: 'clean' },
    ['C p covermode coverpkg asmflags buildmode compiler gccgoflags gcflags installsuffix ldflags mod modfile']
      .concat('o overlay pgo pkgdir tags toolexec exec vettool')
      .flatMap(names => names.split(' '))
      .flatMap(name => [`-${name}`, `--${name}`])
      .join(' '),
    { longWithOneDash: 'all' },
  ),
  manager('yum', 'yum', rpmActions, rpmValued, { sections: rpmSections }),
  manager('dnf', 'dnf dnf5 dnf-3 dnf4 microdnf tdnf', rpmActions, rpmValued, { sections: rpmSections }),
  manager(
    'zypper',
    'zypper',
    {
      install: 'install in source-install si install-new-recommends inr',
      remove: 'remove rm removeptf rmptf',
      'update-index': 'refresh ref',
      upgrade: 'update up dist-upgrade dup patch',
      clean: 'clean cc',
      search: 'search se info if list-updates lu list-patches lp patch-check pchk',
    },
    // -C, -D, -R and -n mean one thing before the subcommand and another behind it, where they take no value.
    '--reposd-dir --cache-dir --raw-cache-dir --solv-cache-dir --pkg-cache-dir -c --config --root --installroot -p --plus-repo --plus-content -r --repo --from -t --type --releasever --userdata --exclude --download --category -g --severity --bugzilla -b --cve --issue --date',
  ),
];
