import { hasOption } from '../../syntax/shell/command-line.ts';
import { type PackageUse, packageUses } from '../../syntax/shell/package-uses.ts';
import { programToSubcommand } from '../command-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const systemUpgrade = rule({
  id: 'dockerfile/system-upgrade',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'none',
  since: '0.1.0',
  needs: { commands: ['packageManager'] },
  aka: [
    'hadolint:DL3035',
    'kics:682fe378',
    'kics:09fda05e',
    'kics:989ab888',
    'kics:8f6456be',
    'kics:d4895357',
    'trivy:DS-0024',
  ],
  summary: 'RUN upgrades every package of the base image',
  why: 'The upgraded packages lie in the image twice, and what comes depends on the day of the build. A newer base image brings the same packages, tested together.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get upgrade -y\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get -y dist-upgrade\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN apk upgrade --no-cache\n' },
    { Dockerfile: 'FROM centos:7\nRUN yum -y update && yum clean all\n' },
    { Dockerfile: 'FROM fedora:42\nRUN dnf upgrade -y\n' },
    { Dockerfile: 'FROM opensuse/leap:15.6\nRUN zypper -n dup\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y --only-upgrade openssl\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN apk upgrade --no-cache openssl\n' },
    { Dockerfile: 'FROM fedora:42\nRUN dnf upgrade -y openssl\n' },
    { Dockerfile: 'FROM fedora:42\nRUN dnf upgrade -y --security\n' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#rebuild-your-images-often'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const use of packageUses(file)) {
      if (use.action !== 'upgrade' || !isOfSystem(use) || use.operands.length > 0) continue;
      findings.push({
        at: programToSubcommand(file, use),
        message: `"${use.program} ${use.subcommand.value}" replaces packages of the base image, so that they lie in the image twice and builds differ; take a newer base image, or name the packages to upgrade`,
      });
    }
    return findings;
  },
});

/** Options that choose what is upgraded, or with which nothing is. */
const choosing = [
  '--security',
  '--advisory',
  '--advisories',
  '--advisory-severities',
  '--bz',
  '--bzs',
  '--cve',
  '--cves',
  '--sec-severity',
  '--secseverity',
  '--assumeno',
  '--downloadonly',
  '--download-only',
  '-s',
  '--simulate',
  '--just-print',
  '--dry-run',
  '--print-uris',
];

function isOfSystem({ manager, subcommand, section, line }: PackageUse): boolean {
  switch (manager) {
    case 'apt':
      return !hasOption(line, ...choosing);
    case 'apk':
      return subcommand.value === 'upgrade' && !hasOption(line, ...choosing);
    case 'yum':
    case 'dnf':
      return section === undefined && subcommand.value !== 'groupupdate' && !hasOption(line, ...choosing);
    case 'zypper':
      return subcommand.value !== 'patch' && !hasOption(line, ...choosing.filter(it => it !== '-s'));
    default:
      return false;
  }
}
