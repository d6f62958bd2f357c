import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { isMountedOver } from '../../syntax/dockerfile/run-mounts.ts';
import { type PackageUse, packageUses, programsBehind, writtenCommand } from '../../syntax/shell/package-uses.ts';
import { insert } from '../../text/edit.ts';
import { cleansUp } from '../cache-left-behind.ts';
import { programToSubcommand } from '../command-edits.ts';
import { removeInstruction } from '../dockerfile-edits.ts';
import { indexUsers, usesIndex } from '../index-user.ts';
import { joinRuns } from '../join-runs.ts';
import { deletes } from '../removed-paths.ts';
import { type FileEdit, type Finding, rule } from '../rule.ts';

export const updateWithoutInstall = rule({
  id: 'dockerfile/update-without-install',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { programs: ['apt', 'apk', 'zypper'] },
  aka: ['kics:9bae49be', 'checkov:CKV_DOCKER_5', 'trivy:DS-0017'],
  summary: 'The package index is updated in one RUN and used in another',
  why: 'The layer of the update is taken from the cache although days have passed, and the installation then asks for packages that are no longer there or brings old ones.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update\nRUN apt-get install -y --no-install-recommends curl\n' },
    {
      Dockerfile:
        'FROM debian:12 AS base\nRUN apt-get update && apt-get --version\nFROM base\nRUN apt-get install -y curl\n',
    },
    { Dockerfile: 'FROM alpine:3.22\nRUN apk update\nRUN apk add curl\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get upgrade -y\nRUN apt-get install -y curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt-get update\nRUN apt-get update && apt-get install -y curl\n' },
    {
      Dockerfile:
        'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt apt-get update\nRUN --mount=type=cache,target=/var/lib/apt apt-get install -y curl\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],

  check({ file }) {
    const findings: Finding[] = [];
    const uses = packageUses(file);
    let users: ReturnType<typeof indexUsers> | undefined;
    for (let at = 0; at < uses.length; ) {
      const run = uses[at]?.run;
      const start = at;
      while (at < uses.length && uses[at]?.run === run) at++;
      if (run?.onbuild) continue;
      for (const use of updatesAlone(uses, start, at)) {
        if (!isLeft(use, file)) continue;
        users ??= indexUsers(uses.filter(it => folders.has(it.manager) && it.action !== undefined));
        const user = users.get(use);
        if (!user) continue;
        findings.push(finding(use, user, file));
        break;
      }
    }
    return findings;
  },
});

/** The updates of a RUN, whose uses are `[start, end)`, beside which nothing works with the index. */
function updatesAlone(uses: readonly PackageUse[], start: number, end: number): readonly PackageUse[] {
  const found: PackageUse[] = [];
  for (let i = start; i < end; i++) {
    const use = uses[i];
    if (use?.action === 'update-index' && folders.has(use.manager)) found.push(use);
  }
  if (found.length === 0) return found;
  const using = new Set<string>();
  for (let i = start; i < end; i++) {
    const use = uses[i];
    if (use && usesIndex(use)) using.add(use.manager);
  }
  return found.filter(it => !using.has(it.manager));
}

/** Where those whose index does not renew itself by the hour keep it. */
const folders: ReadonlyMap<string, string> = new Map([
  ['apt', '/var/lib/apt/lists'],
  ['apk', '/var/cache/apk'],
  ['zypper', '/var/cache/zypp'],
]);

/** The index is in the layer: on no cache mount, and not deleted by the RUN. */
function isLeft(use: PackageUse, file: Dockerfile): boolean {
  const folder = folders.get(use.manager) ?? '';
  if (isMountedOver(use.run.instruction, folder)) return false;
  const behind = programsBehind(use);
  // A script of the project may install.
  if (behind.some(it => cleansUp(it) || /\.sh$|^install_packages$/.test(it.name))) return false;
  return !deletes(behind, use.run, file, path => path.includes(folder));
}

function finding(use: PackageUse, user: PackageUse, file: Dockerfile): Finding {
  const edits = fixOf(use, user, file);
  const name = `${use.program} ${use.subcommand.value}`;
  return {
    at: programToSubcommand(file, use),
    message: `"${name}" in a RUN of its own is cached, so that a later installation may work with an old index; join it with the RUN that installs`,
    fixes: edits && [{ title: 'Join with the RUN that installs', safety: 'suggestion', edits }],
  };
}

/** A RUN that does nothing else moves in front of the installation; others are joined when they follow each other. */
function fixOf(use: PackageUse, user: PackageUse, file: Dockerfile): readonly FileEdit[] | undefined {
  const { run } = use;
  if (run.instruction.exec || user.run.instruction.exec) return undefined;
  const [only, second] = run.commands;
  if (only && !second && run.instruction.heredocs.length === 0) {
    const command = file.text.slice(only.span.start, only.span.end);
    const target = writtenCommand(user);
    const removal = removeInstruction(file, run.instruction);
    const isPlain = !command.includes('\n') && target.before !== '|' && target.before !== '|&';
    if (!removal || !isPlain || run.instruction.argumentsSpan.end !== only.span.end) return undefined;
    // Behind `a &&` a failing update would not end a script of `set -e; a; b`.
    const joint = target.before === ';' || target.after === ';' ? '; ' : ' && ';
    return [removal, insert(target.span.start, command + joint)];
  }
  const joined = joinRuns(file, run, user.run);
  return joined && [joined];
}
