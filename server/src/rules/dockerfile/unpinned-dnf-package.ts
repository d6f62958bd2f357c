import { rule } from '../rule.ts';
import { installsRpm, isUnpinnedRpm, type Pinning, pinnedRpm, unpinnedPackages } from '../unpinned-package.ts';

export const unpinnedDnfPackage = rule({
  id: 'dockerfile/unpinned-dnf-package',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['dnf'] },
  aka: ['hadolint:DL3041', 'kics:93d88cf7'],
  summary: 'dnf install names a package without its version',
  why: 'An unpinned package brings whatever version is current when the layer is built, so the same Dockerfile gives other images over time.',
  bad: [
    { Dockerfile: 'FROM fedora:42\nRUN dnf install -y httpd\n' },
    { Dockerfile: 'FROM fedora:42\nRUN dnf module install -y nodejs\n' },
  ],
  good: [
    { Dockerfile: 'FROM fedora:42\nRUN dnf install -y httpd-2.4.63 openssl-1:3.2.4-3.x86_64\n' },
    { Dockerfile: 'FROM fedora:42\nRUN dnf module install -y nodejs:22\n' },
    { Dockerfile: 'FROM fedora:42\nRUN dnf group install -y core && dnf install -y @core /tmp/own.rpm\n' },
  ],
  references: ['https://dnf.readthedocs.io/en/latest/command_ref.html'],

  check: ({ file }) => unpinnedPackages(file, packages),
});

const packages: Pinning = {
  manager: 'dnf',
  installs: installsRpm,
  isUnpinned: isUnpinnedRpm,
  pinned: pinnedRpm,
};
