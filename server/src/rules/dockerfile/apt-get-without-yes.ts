import { optionOf } from '../../syntax/shell/command-line.ts';
import type { PackageUse } from '../../syntax/shell/package-uses.ts';
import { rule } from '../rule.ts';
import { type Confirmation, commandsWithoutYes } from '../without-yes.ts';

export const aptGetWithoutYes = rule({
  id: 'dockerfile/apt-get-without-yes',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['apt'] },
  aka: ['hadolint:DL3014', 'kics:77783205', 'trivy:DS-0021'],
  summary: 'apt-get install is not told to assume yes',
  why: 'apt-get asks before it installs more than it was told to. During a build nobody answers, so it gives up and the build fails.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN ["apt-get", "install", "-q", "curl"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get --assume-yes install curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get -qq install curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -q=2 curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN yes | apt-get install curl\n' },
  ],
  references: [
    'https://manpages.debian.org/stable/apt/apt-get.8.en.html',
    'https://docs.docker.com/build/building/best-practices/#apt-get',
  ],

  check: ({ file }) => commandsWithoutYes(file, confirmation),
});

const confirmation: Confirmation = {
  asks: it =>
    (it.program === 'apt-get' || it.program === 'apt') && (it.action === 'install' || it.action === 'upgrade'),
  when: 'before it installs more than it was told to',
  answers: [
    '-y',
    '--yes',
    '--assume-yes',
    '--force-yes',
    '--assume-no',
    '-s',
    '--simulate',
    '--just-print',
    '--dry-run',
    '--recon',
    '--no-act',
    '--print-uris',
    '-h',
    '--help',
  ],
  answersOtherwise: it => isQuietTwice(it) || assumesYes(it),
  configured: {
    words: /apt::get::assume-yes|assume-yes\s+["\\]*(?:true|yes|1)/i,
    isConfiguration: /\/apt\.conf/,
  },
  option: { text: '-y', behind: 'subcommand' },
};

/** Quiet of level 2, which implies yes. */
function isQuietTwice({ line }: PackageUse): boolean {
  const levels = line.options.filter(it => it.name === '-q' || it.name === '--quiet');
  return levels.length > 1 || levels.some(it => Number(it.value ?? '1') >= 2);
}

/** `-o APT::Get::Assume-Yes=true` */
function assumesYes({ line }: PackageUse): boolean {
  if (!optionOf(line, '-o', '--option')) return false;
  const values = line.options.filter(it => it.name === '-o' || it.name === '--option').map(it => it.value ?? '');
  return values.some(it => /^apt::get::(?:assume|force)-yes=["']?(?:true|yes|on|1|with|enable)/i.test(it));
}
