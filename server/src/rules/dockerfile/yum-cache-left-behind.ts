import {
  cachesLeftBehind,
  cleansRpmCache,
  fillsRpmCache,
  installsHere,
  rpmCacheFolders,
} from '../cache-left-behind.ts';
import { rule } from '../rule.ts';

export const yumCacheLeftBehind = rule({
  id: 'dockerfile/yum-cache-left-behind',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['yum'] },
  aka: ['hadolint:DL3032', 'kics:00481784', 'trivy:DS-0015'],
  summary: 'yum install is not followed by yum clean all in its RUN',
  why: 'yum keeps the metadata of its repositories, often more than 100 MB. What a layer holds stays in the image, even if a later layer deletes it.',
  bad: [
    { Dockerfile: 'FROM centos:7\nRUN yum install -y httpd\n' },
    { Dockerfile: 'FROM centos:7\nRUN yum clean all && yum install -y httpd\n' },
  ],
  good: [
    { Dockerfile: 'FROM centos:7\nRUN yum install -y httpd && yum clean all\n' },
    { Dockerfile: 'FROM centos:7\nRUN yum install -y httpd && rm -rf /var/cache/yum/*\n' },
    { Dockerfile: 'FROM centos:7\nRUN --mount=type=cache,target=/var/cache/yum yum install -y httpd\n' },
  ],
  references: ['https://man7.org/linux/man-pages/man8/yum.8.html'],

  check: ({ file }) =>
    cachesLeftBehind(file, {
      fills: it => it.manager === 'yum' && fillsRpmCache(it),
      empties: cleansRpmCache,
      folders: rpmCacheFolders,
      cleanup: it => `${it.program} clean all`,
      isReached: installsHere,
      what: 'The cache of yum',
    }),
});
