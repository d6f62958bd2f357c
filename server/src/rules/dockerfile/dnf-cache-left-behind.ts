import {
  cachesLeftBehind,
  cleansRpmCache,
  fillsRpmCache,
  installsHere,
  rpmCacheFolders,
} from '../cache-left-behind.ts';
import { rule } from '../rule.ts';

export const dnfCacheLeftBehind = rule({
  id: 'dockerfile/dnf-cache-left-behind',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['dnf'] },
  aka: ['hadolint:DL3040', 'kics:295acb63', 'trivy:DS-0019', 'trivy:DS-0027'],
  summary: 'dnf or microdnf install is not followed by clean all in its RUN',
  why: 'dnf keeps the metadata of its repositories, often more than 100 MB. What a layer holds stays in the image, even if a later layer deletes it.',
  bad: [
    { Dockerfile: 'FROM fedora:42\nRUN dnf install -y httpd\n' },
    { Dockerfile: 'FROM rockylinux:9-minimal\nRUN microdnf install -y httpd\n' },
  ],
  good: [
    { Dockerfile: 'FROM fedora:42\nRUN dnf install -y httpd && dnf clean all\n' },
    { Dockerfile: 'FROM fedora:42\nRUN dnf install -y httpd && rm -rf /var/cache/dnf/*\n' },
    { Dockerfile: 'FROM fedora:42\nRUN --mount=type=cache,target=/var/cache/dnf dnf install -y httpd\n' },
  ],
  references: ['https://dnf.readthedocs.io/en/latest/command_ref.html#clean-command'],

  check: ({ file }) =>
    cachesLeftBehind(file, {
      fills: it => it.manager === 'dnf' && fillsRpmCache(it),
      empties: cleansRpmCache,
      folders: rpmCacheFolders,
      cleanup: it => `${it.program} clean all`,
      isReached: installsHere,
      what: 'The cache of dnf',
    }),
});
