import { hasOption } from '../../syntax/shell/command-line.ts';
import { rule } from '../rule.ts';
import { type Pinning, unpinnedPackages } from '../unpinned-package.ts';

export const unpinnedAptPackage = rule({
  id: 'dockerfile/unpinned-apt-package',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['apt'] },
  aka: ['hadolint:DL3008', 'kics:965a08d7'],
  summary: 'apt-get install names a package without its version',
  why: 'An unpinned package brings whatever version is current when the layer is built, so the same Dockerfile gives other images over time.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y curl=7.88.1-10+deb12u12 git:amd64\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y curl=7.88.1-10+deb12u12\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y curl/bookworm-backports ./tool.deb /tmp/other.deb\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y -t bookworm-backports curl\n' },
  ],
  references: ['https://manpages.debian.org/stable/apt/apt-get.8.en.html'],

  check: ({ file }) => unpinnedPackages(file, packages),
});

const packages: Pinning = {
  manager: 'apt',
  installs: it => it.subcommand.value === 'install' && !hasOption(it.line, ...releaseOptions),
  isUnpinned,
  pinned: name => `${name}=<version>`,
};

const releaseOptions = ['-t', '--target-release', '--default-release'];

/** `name-` removes, `name^` is a task, `~` and `?` begin a search term; none of them can have a version. */
function isUnpinned(operand: string): boolean {
  return !/[=/~?^]|\.deb$|-$/.test(operand);
}
