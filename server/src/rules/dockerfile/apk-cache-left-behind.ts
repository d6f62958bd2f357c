import { leavesOut } from '../../syntax/dockerfile/run-mounts.ts';
import { hasOption } from '../../syntax/shell/command-line.ts';
import { packageUses, programsBehind } from '../../syntax/shell/package-uses.ts';
import { cleansUp } from '../cache-left-behind.ts';
import { insertOption, programToSubcommand } from '../command-edits.ts';
import { deletes, folderTest } from '../removed-paths.ts';
import { type Finding, rule } from '../rule.ts';
import { addedOptions } from '../shell-values.ts';

export const apkCacheLeftBehind = rule({
  id: 'dockerfile/apk-cache-left-behind',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['apk'] },
  aka: ['hadolint:DL3019', 'kics:ae9c56a6', 'trivy:DS-0025'],
  summary: 'apk add keeps the index of the repositories',
  why: 'Without --no-cache the index that apk downloads stays in /var/cache/apk, a few megabytes that no container needs; with it, apk also takes the current index by itself.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nRUN apk add curl\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN ["apk", "-U", "add", "curl"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nRUN apk add --no-cache curl\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN --mount=type=cache,target=/var/cache/apk apk add -U curl\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN apk add -U curl && rm -rf /var/cache/apk/*\n' },
  ],
  references: ['https://wiki.alpinelinux.org/wiki/Alpine_Package_Keeper'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const use of packageUses(file)) {
      if (use.manager !== 'apk' || use.action !== 'install' || hasOption(use.line, '--no-cache')) continue;
      const { run, subcommand } = use;
      if (leavesOut(run.instruction, isCache) || hasOption(use.line, ...informing)) continue;
      const added = addedOptions(use, file);
      if (added.isOpen || added.words.includes('--no-cache')) continue;
      const behind = programsBehind(use);
      if (behind.some(cleansUp) || deletes(behind, run, file, path => isCache(path) || path.includes('/var/cache/apk')))
        continue;
      // With these a cache is wanted.
      const isWanted = hasOption(use.line, '--cache-dir', '--cache-max-age', '--cache-packages');
      const edit = isWanted ? undefined : insertOption(file, use, subcommand, '--no-cache');
      findings.push({
        at: programToSubcommand(file, use),
        message: `"${use.program} add" leaves the repository index in /var/cache/apk, so that the layer is larger than needed; add "--no-cache"`,
        fixes: edit ? [{ title: 'Add "--no-cache"', safety: 'safe', edits: [edit] }] : [],
      });
    }
    return findings;
  },
});

/** Options with which no index is fetched. */
const informing = ['-h', '--help', '-s', '--simulate', '--no-network'];

const isCache = folderTest('/var/cache/apk', '/etc/apk/cache');
