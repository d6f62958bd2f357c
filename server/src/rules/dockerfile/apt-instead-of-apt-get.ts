import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { type PackageUse, packageUses } from '../../syntax/shell/package-uses.ts';
import { insertOption, replaceWord } from '../command-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const aptInsteadOfAptGet = rule({
  id: 'dockerfile/apt-instead-of-apt-get',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['apt'] },
  aka: ['hadolint:DL3027', 'kics:b84a0b47', 'checkov:CKV_DOCKER_9'],
  summary: 'RUN calls apt, which is made for people at a terminal',
  why: 'apt may change its options and output from version to version and says so in its manual; apt-get and apt-cache stay the same, so that scripts can rely on them.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN apt install -y --no-install-recommends curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt search curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt list --installed\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y --no-install-recommends curl && apt-cache policy curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN aptitude install -y curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN echo apt install curl\n' },
  ],
  references: [
    'https://manpages.debian.org/stable/apt/apt.8.en.html#SCRIPT_USAGE_AND_DIFFERENCES_FROM_OTHER_APT_TOOLS',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const use of packageUses(file)) {
      if (use.program !== 'apt') continue;
      const [word] = use.programWords;
      if (!word) continue;
      const instead = programFor(use.subcommand.value);
      const fix = instead && replacement(file, use, instead);
      findings.push({
        at: word.span,
        message: `apt is made for people and may change between versions; call ${instead ?? 'apt-get or apt-cache'} in a script`,
        fixes: fix ? [fix] : [],
      });
    }
    return findings;
  },
});

const ofAptGet =
  /^(?:install|reinstall|update|upgrade|full-upgrade|dist-upgrade|remove|purge|autoremove|autopurge|clean|autoclean|build-dep|source|download|changelog|satisfy)$/;
const ofAptCache = /^(?:search|show|showsrc|policy|depends|rdepends)$/;

/** Undefined for what only apt has, as `list` and `edit-sources`. */
function programFor(subcommand: string): 'apt-get' | 'apt-cache' | undefined {
  if (ofAptGet.test(subcommand)) return 'apt-get';
  return ofAptCache.test(subcommand) ? 'apt-cache' : undefined;
}

function replacement(file: Dockerfile, use: PackageUse, program: string): Fix | undefined {
  const [word] = use.programWords;
  if (!word) return undefined;
  const { subcommand } = use;
  const folder = word.value.slice(0, word.value.lastIndexOf('/') + 1);
  const edits = [replaceWord(file, use, word, folder + program)];
  // apt upgrade also installs what the new versions need; apt-get upgrade does so only when told.
  if (subcommand.value === 'upgrade') edits.push(insertOption(file, use, subcommand, '--with-new-pkgs'));
  if (subcommand.value === 'full-upgrade') edits.push(replaceWord(file, use, subcommand, 'dist-upgrade'));
  const all = edits.filter(it => it !== undefined);
  if (all.length < edits.length) return undefined;
  return { title: `Call "${program}"`, safety: 'safe', edits: all };
}
