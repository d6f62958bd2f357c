import { optionOf } from '../../syntax/shell/command-line.ts';
import type { PackageUse } from '../../syntax/shell/package-uses.ts';
import { rule } from '../rule.ts';
import { isFileOrUrl, unpinnedPackages } from '../unpinned-package.ts';

export const unpinnedZypperPackage = rule({
  id: 'dockerfile/unpinned-zypper-package',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['zypper'] },
  aka: ['hadolint:DL3037', 'kics:562952e4'],
  summary: 'zypper install names a package without its version',
  why: 'An unpinned package brings whatever version is current when the layer is built, so the same Dockerfile gives other images over time.',
  bad: [{ Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n install httpd\n' }],
  good: [
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n install httpd=2.4.62\n' },
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n in "httpd>=2.4" ./own.rpm\n' },
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n in -t pattern devel_basis\n' },
  ],
  references: ['https://en.opensuse.org/SDB:Zypper_manual'],

  check: ({ file }) =>
    unpinnedPackages(file, {
      manager: 'zypper',
      installs: it => /^in(?:stall)?$/.test(it.subcommand.value) && !isOtherThanPackage(it),
      isUnpinned,
      pinned: name => `${name.replace(/^\+/, '')}=<version>`,
    }),
});

/** Patterns, patches and products have no versions to choose from. */
function isOtherThanPackage({ line }: PackageUse): boolean {
  const type = optionOf(line, '-t', '--type')?.value;
  return type !== undefined && type !== 'package';
}

/** `-name` and `!name` remove a package, `kind:name` is another thing than one. */
function isUnpinned(operand: string): boolean {
  return !/[<>=]|\.rpm$|^[-!]|^(?:pattern|patch|product):/.test(operand) && !isFileOrUrl(operand);
}
