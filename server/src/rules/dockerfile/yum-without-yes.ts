import { rule } from '../rule.ts';
import { type Confirmation, commandsWithoutYes } from '../without-yes.ts';

export const yumWithoutYes = rule({
  id: 'dockerfile/yum-without-yes',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['yum'] },
  aka: ['hadolint:DL3030', 'kics:6e19193a'],
  summary: 'yum install is not told to assume yes',
  why: 'yum asks before it installs. During a build nobody answers, so it takes that for a no and the build fails.',
  bad: [
    { Dockerfile: 'FROM centos:7\nRUN yum install httpd\n' },
    { Dockerfile: 'FROM centos:7\nRUN yum groupinstall Base\n' },
  ],
  good: [
    { Dockerfile: 'FROM centos:7\nRUN yum install -y httpd\n' },
    { Dockerfile: 'FROM centos:7\nRUN yum --assumeyes localinstall /tmp/httpd.rpm\n' },
    { Dockerfile: 'FROM centos:7\nRUN yum --setopt=assumeyes=1 install httpd\n' },
  ],
  references: ['https://man7.org/linux/man-pages/man8/yum.8.html'],

  check: ({ file }) => commandsWithoutYes(file, confirmation),
});

const confirmation: Confirmation = {
  asks: it => it.manager === 'yum' && (it.action === 'install' || it.action === 'upgrade'),
  when: 'before it changes anything',
  answers: ['-y', '--assumeyes', '--assumeno', '-h', '--help'],
  answersOtherwise: it => it.line.options.some(({ value }) => /^assumeyes=(?:1|true|yes|on)$/i.test(value ?? '')),
  configured: { words: /assumeyes\s*=/i, isConfiguration: /\/(?:yum|dnf)\.conf|\/etc\/dnf/ },
  option: { text: '-y', behind: 'subcommand' },
};
