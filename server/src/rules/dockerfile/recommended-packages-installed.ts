import { hasOption } from '../../syntax/shell/command-line.ts';
import { type PackageUse, packageUses } from '../../syntax/shell/package-uses.ts';
import { insertOption, programToSubcommand } from '../command-edits.ts';
import { isConfiguredBefore } from '../configured-before.ts';
import { type Finding, rule } from '../rule.ts';
import { addedOptions } from '../shell-values.ts';

export const recommendedPackagesInstalled = rule({
  id: 'dockerfile/recommended-packages-installed',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { programs: ['apt'] },
  aka: ['hadolint:DL3015', 'kics:7384dfb2', 'trivy:DS-0029'],
  summary: 'apt-get install brings recommended packages as well',
  why: 'apt-get also installs what the packages recommend, often more than what they need. Without it the image is smaller and has less to keep up to date.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN ["apt-get", "install", "-y", "curl"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y --no-install-recommends curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get -o APT::Install-Recommends=false install -y curl\n' },
    {
      Dockerfile:
        'FROM debian:12\nRUN echo \'APT::Install-Recommends "0";\' > /etc/apt/apt.conf.d/01norecommend\nRUN apt-get install -y curl\n',
    },
    { Dockerfile: 'FROM debian:12\nCOPY 01norecommend /etc/apt/apt.conf.d/\nRUN apt-get install -y curl\n' },
  ],
  references: [
    'https://manpages.debian.org/stable/apt/apt-get.8.en.html',
    'https://docs.docker.com/build/building/best-practices/#apt-get',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const use of packageUses(file)) {
      if (use.program !== 'apt-get' && use.program !== 'apt') continue;
      if (use.subcommand.value !== 'install' || isPlain(use) || isConfiguredBefore(file, use.run, configured)) continue;
      const added = addedOptions(use, file);
      if (added.isOpen || added.words.some(it => /recommends/i.test(it))) continue;
      findings.push({
        at: programToSubcommand(file, use),
        message: `"${use.program} install" also installs what the packages recommend, so that the image grows; add "--no-install-recommends"`,
        fixes: () => {
          const edit = insertOption(file, use, use.subcommand, '--no-install-recommends');
          return edit ? [{ title: 'Add "--no-install-recommends"', safety: 'suggestion', edits: [edit] }] : [];
        },
      });
    }
    return findings;
  },
});

const configured = { words: /apt::install-recommends/i, isConfiguration: /\/apt\.conf/ };

/** It says what becomes of recommended packages, or installs nothing. */
function isPlain({ line }: PackageUse): boolean {
  if (hasOption(line, '--no-install-recommends', '--install-recommends', '--download-only', '-d', '--print-uris'))
    return true;
  if (hasOption(line, '-s', '--simulate', '--just-print', '--dry-run', '--recon', '--no-act', '-h', '--help'))
    return true;
  return line.options.some(({ value }) => /^apt::install-recommends/i.test(value ?? ''));
}
