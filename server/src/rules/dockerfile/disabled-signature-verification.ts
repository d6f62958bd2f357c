/** RUN switches the check of package signatures off. */
import { commandLine } from '../../syntax/shell/command-line.ts';
import { commandKind, kindsOf } from '../../syntax/shell/program-kinds.ts';
import { runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { removeOption } from '../option-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const disabledSignatureVerification = rule({
  id: 'dockerfile/disabled-signature-verification',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: {
    programs: [
      ...['apk', 'apt-get', 'apt', 'aptitude', 'rpm', 'zypper'],
      ...['yum', 'dnf', 'dnf5', 'dnf-3', 'microdnf', 'tdnf'],
    ],
  },
  aka: [
    'checkov:CKV2_DOCKER_7',
    'checkov:CKV2_DOCKER_8',
    'checkov:CKV2_DOCKER_9',
    'checkov:CKV2_DOCKER_10',
    'checkov:CKV2_DOCKER_11',
  ],
  summary: 'Packages are installed without their signatures being checked',
  why: 'A signature is what tells a package of the distribution from one that somebody put in its place, on a mirror or on the way.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nRUN apk add --no-cache --allow-untrusted ./tool.apk\n' },
    { Dockerfile: 'FROM debian:13\nRUN apt-get download --allow-unauthenticated tool\n' },
    { Dockerfile: 'FROM fedora:42\nRUN dnf download --nogpgcheck tool\n' },
    { Dockerfile: 'FROM fedora:42\nRUN rpm --nosignature -i tool.rpm\n' },
    { Dockerfile: 'FROM debian:13\nRUN apt-get download --force-yes tool\n' },
  ],
  good: [
    { Dockerfile: 'FROM fedora:42\nRUN rpm --import https://example.com/key.asc && rpm -i tool.rpm\n' },
    { Dockerfile: 'FROM debian:13\nRUN apt-get download --allow-unauthenticated=false tool\n' },
  ],
  references: [
    'https://manpages.debian.org/trixie/apt/apt-get.8.en.html',
    'https://dnf.readthedocs.io/en/latest/command_ref.html',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const run of runsOf(file)) {
      if ((run.kinds & commandKind.packageManager) === 0) continue;
      for (const command of run.programs) {
        if ((kindsOf(command) & commandKind.packageManager) === 0) continue;
        const way = ways.get(command.name);
        if (!way || !mentionsCheck(command)) continue;
        for (const option of commandLine(command, { valued }).options) {
          const isOff = off.has(option.value?.toLowerCase() ?? '');
          if (way.options.has(option.name) ? isOff : !way.settings?.test(`${option.name} ${option.value ?? ''}`))
            continue;
          const edit = removeOption(file, run, option);
          const written = option.value === undefined ? option.name : option.word.value;
          findings.push({
            at: option.word.span,
            aka: [akaOf(way, option.name)],
            message: `${command.name} ${written} installs packages whoever made them; delete it, and import the key of their source`,
            fixes: edit ? [{ title: `Delete "${written}"`, safety: 'suggestion', edits: [edit] }] : [],
          });
        }
      }
    }
    return findings;
  },
});

function akaOf({ checkov }: Way, option: string): string {
  return `checkov:CKV2_DOCKER_${option === '--force-yes' ? 11 : checkov}`;
}

interface Way {
  /** Number of the peer's check. */
  readonly checkov: number;
  readonly options: ReadonlySet<string>;
  /** `option value` of an option that sets something. */
  readonly settings?: RegExp;
}

/** Part of every option and setting that counts, which are long. */
const mentioned = /--(?:allow-|force-yes|no-?gpg|nosig|nodig|nover|nofile|setopt)|Allow(?:Unauth|Insecure)/i;
const minMentioned = 8;

/** A look that spares most commands the reading of all their words. */
function mentionsCheck({ words }: ShellCommand): boolean {
  let mayBeSetting = false;
  for (const { value } of words) {
    const isOption = value.charCodeAt(0) === HYPHEN;
    if ((isOption || mayBeSetting) && value.length >= minMentioned && !isUsual(value) && mentioned.test(value))
      return true;
    // Only what is behind `-o`, `-yo`, `--option` and `--setopt` is the value of one.
    mayBeSetting = isOption && (value.endsWith('o') || value.endsWith('n') || value.endsWith('t'));
  }
  return false;
}

/** What nearly all long options are. */
function isUsual(option: string): boolean {
  return option === '--no-install-recommends' || option === '--no-cache';
}

const HYPHEN = 45;

/** Values with which such an option does nothing. */
const off: ReadonlySet<string> = new Set(['false', 'no', '0', 'off']);
const valued: ReadonlySet<string> = new Set([
  '-o',
  '--option',
  '--setopt',
  '-t',
  '-c',
  '-X',
  '-p',
  '--root',
  '--prefix',
]);

const apt: Way = {
  checkov: 8,
  options: new Set(['--allow-unauthenticated', '--force-yes', '--allow-insecure-repositories', '--allow-untrusted']),
  settings:
    /^(?:-o|--option) (?:APT::Get::AllowUnauthenticated|Acquire::AllowInsecureRepositories)=["']?(?:true|yes|1|on)/i,
};
const dnf: Way = {
  checkov: 9,
  options: new Set(['--nogpgcheck', '--no-gpgchecks']),
  settings: /^--setopt (?:[^=]*\.)?(?:pkg_|localpkg_)?gpgcheck=(?:0|false|no|off)$/i,
};
const rpm: Way = { checkov: 10, options: new Set(['--nosignature', '--nodigest', '--noverify', '--nofiledigest']) };
const zypper: Way = { checkov: 10, options: new Set(['--no-gpg-checks', '--no-gpgcheck', '--allow-unsigned-rpm']) };
const apk: Way = { checkov: 7, options: new Set(['--allow-untrusted']) };

const ways: ReadonlyMap<string, Way> = new Map([
  ['apk', apk],
  ...['apt-get', 'apt', 'aptitude'].map((name): [string, Way] => [name, apt]),
  ...['yum', 'dnf', 'dnf5', 'dnf-3', 'microdnf', 'tdnf'].map((name): [string, Way] => [name, dnf]),
  ['rpm', rpm],
  ['zypper', zypper],
]);
