import { rule } from '../rule.ts';
import { type Confirmation, commandsWithoutYes } from '../without-yes.ts';

export const zypperWithoutYes = rule({
  id: 'dockerfile/zypper-without-yes',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['zypper'] },
  aka: ['hadolint:DL3034', 'kics:45e1fca5'],
  summary: 'zypper is not told to run without questions',
  why: 'zypper asks before it changes the system. During a build nobody answers, so it gives up and the build fails.',
  bad: [
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper install httpd\n' },
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper rm httpd\n' },
  ],
  good: [
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n install httpd\n' },
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper install --no-confirm httpd\n' },
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper refresh\n' },
  ],
  references: ['https://en.opensuse.org/SDB:Zypper_manual'],

  check: ({ file }) => commandsWithoutYes(file, confirmation),
});

const confirmation: Confirmation = {
  asks: it => it.manager === 'zypper' && (it.action === 'install' || it.action === 'upgrade' || it.action === 'remove'),
  when: 'before it changes anything',
  answers: ['-n', '--non-interactive', '-y', '--no-confirm', '-h', '--help'],
  option: { text: '-n', behind: 'program' },
};
