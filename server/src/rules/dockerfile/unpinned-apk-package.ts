import { rule } from '../rule.ts';
import { type Pinning, unpinnedPackages } from '../unpinned-package.ts';

export const unpinnedApkPackage = rule({
  id: 'dockerfile/unpinned-apk-package',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['apk'] },
  aka: ['hadolint:DL3018', 'kics:d3499f6d'],
  summary: 'apk add names a package without its version',
  why: 'An unpinned package brings whatever version is current when the layer is built, so the same Dockerfile gives other images over time.',
  bad: [{ Dockerfile: 'FROM alpine:3.22\nRUN apk add --no-cache curl\n' }],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nRUN apk add --no-cache curl=8.14.1-r2\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN apk add --no-cache "curl>8" "git~2.49"\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN apk add --no-cache --virtual .build ./own.apk\n' },
  ],
  references: ['https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper'],

  check: ({ file }) => unpinnedPackages(file, packages),
});

const packages: Pinning = {
  manager: 'apk',
  installs: it => it.action === 'install',
  // `!name` forbids a package.
  isUnpinned: it => !/[=~<>]|\.apk$|^!/.test(it),
  pinned: name => `${name.includes('@') ? name.slice(0, name.indexOf('@')) : name}=<version>`,
};
