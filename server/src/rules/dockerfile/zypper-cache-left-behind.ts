import { packageCommand } from '../../syntax/shell/package-command.ts';
import { cachesLeftBehind, installsHere } from '../cache-left-behind.ts';
import { rule } from '../rule.ts';

export const zypperCacheLeftBehind = rule({
  id: 'dockerfile/zypper-cache-left-behind',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['zypper'] },
  aka: ['hadolint:DL3036', 'kics:38300d1a', 'trivy:DS-0020'],
  summary: 'zypper install is not followed by zypper clean in its RUN',
  why: 'zypper keeps the metadata of its repositories, tens of megabytes. What a layer holds stays in the image, even if a later layer deletes it.',
  bad: [
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n install httpd\n' },
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper clean && zypper -n in httpd\n' },
  ],
  good: [
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n install httpd && zypper clean\n' },
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n in httpd && zypper cc -a\n' },
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN --mount=type=cache,target=/var/cache/zypp zypper -n in httpd\n' },
  ],
  references: ['https://en.opensuse.org/SDB:Zypper_manual'],

  check: ({ file }) =>
    cachesLeftBehind(file, {
      fills: it => it.manager === 'zypper' && (it.action === 'install' || it.action === 'upgrade'),
      empties(command) {
        const found = packageCommand(command);
        return found?.manager === 'zypper' && found.action === 'clean';
      },
      folders: ['/var/cache/zypp'],
      cleanup: () => 'zypper clean --all',
      isReached: installsHere,
      what: 'The cache of zypper',
    }),
});
