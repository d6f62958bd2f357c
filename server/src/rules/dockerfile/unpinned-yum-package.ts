import { rule } from '../rule.ts';
import { installsRpm, isUnpinnedRpm, type Pinning, pinnedRpm, unpinnedPackages } from '../unpinned-package.ts';

export const unpinnedYumPackage = rule({
  id: 'dockerfile/unpinned-yum-package',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['yum'] },
  aka: ['hadolint:DL3033', 'kics:6452c424'],
  summary: 'yum install names a package without its version',
  why: 'An unpinned package brings whatever version is current when the layer is built, so the same Dockerfile gives other images over time.',
  bad: [
    { Dockerfile: 'FROM centos:7\nRUN yum install -y httpd\n' },
    { Dockerfile: 'FROM centos:7\nRUN yum module install -y nodejs\n' },
  ],
  good: [
    { Dockerfile: 'FROM centos:7\nRUN yum install -y httpd-2.4.63 openssl-1:3.2.4-3.x86_64\n' },
    { Dockerfile: 'FROM centos:7\nRUN yum module install -y nodejs:22\n' },
    { Dockerfile: 'FROM centos:7\nRUN yum group install -y core && yum install -y @core /tmp/own.rpm\n' },
  ],
  references: ['https://man7.org/linux/man-pages/man8/yum.8.html'],

  check: ({ file }) => unpinnedPackages(file, packages),
});

const packages: Pinning = {
  manager: 'yum',
  installs: installsRpm,
  isUnpinned: isUnpinnedRpm,
  pinned: pinnedRpm,
};
