import { rule } from '../rule.ts';
import { type Confirmation, commandsWithoutYes } from '../without-yes.ts';

export const dnfWithoutYes = rule({
  id: 'dockerfile/dnf-without-yes',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['dnf'] },
  aka: ['hadolint:DL3038', 'kics:7ebd323c'],
  summary: 'dnf, microdnf or tdnf install is not told to assume yes',
  why: 'dnf asks before it installs. During a build nobody answers, so it takes that for a no and the build fails.',
  bad: [
    { Dockerfile: 'FROM fedora:42\nRUN dnf install httpd\n' },
    { Dockerfile: 'FROM rockylinux:9-minimal\nRUN microdnf install httpd\n' },
  ],
  good: [
    { Dockerfile: 'FROM fedora:42\nRUN dnf install -y httpd\n' },
    { Dockerfile: 'FROM fedora:42\nRUN dnf --assumeyes group install core\n' },
    { Dockerfile: 'FROM fedora:42\nRUN echo assumeyes=True >> /etc/dnf/dnf.conf && dnf install httpd\n' },
  ],
  references: ['https://dnf5.readthedocs.io/en/stable/dnf5.8.html'],

  check: ({ file }) => commandsWithoutYes(file, confirmation),
});

const confirmation: Confirmation = {
  asks: it => it.manager === 'dnf' && (it.action === 'install' || it.action === 'upgrade'),
  when: 'before it changes anything',
  answers: ['-y', '--assumeyes', '--assumeno', '-h', '--help'],
  answersOtherwise: it => it.line.options.some(({ value }) => /^assumeyes=(?:1|true|yes|on)$/i.test(value ?? '')),
  configured: { words: /assumeyes\s*=/i, isConfiguration: /\/(?:yum|dnf)\.conf|\/etc\/dnf/ },
  option: { text: '-y', behind: 'subcommand' },
};
