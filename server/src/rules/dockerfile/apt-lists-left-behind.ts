import { shippedStages } from '../../project/shipped-stages.ts';
import type { Dockerfile, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { leavesOut } from '../../syntax/dockerfile/run-mounts.ts';
import { packageCommand } from '../../syntax/shell/package-command.ts';
import { type PackageUse, packageUses, programsBehind } from '../../syntax/shell/package-uses.ts';
import { cleansUp, lastOfEachRun } from '../cache-left-behind.ts';
import { appendCleanup, programToSubcommand } from '../command-edits.ts';
import { indexUsers } from '../index-user.ts';
import { deletes, folderTest } from '../removed-paths.ts';
import { type Finding, rule } from '../rule.ts';

export const aptListsLeftBehind = rule({
  id: 'dockerfile/apt-lists-left-behind',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { programs: ['apt'] },
  aka: ['hadolint:DL3009', 'kics:df746b39'],
  summary: 'apt-get update is not followed by the deletion of the package lists in its RUN',
  why: 'The package lists take tens of megabytes and are out of date soon. What a layer holds stays in the image, even if a later layer deletes it.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl\n' },
    { Dockerfile: 'FROM debian:12\nRUN apt update\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n' },
    { Dockerfile: 'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt/lists apt-get update\n' },
    {
      Dockerfile:
        'FROM debian:12\nRUN --mount=type=cache,target=/var/lib/apt --mount=type=tmpfs,target=/var/cache/apt apt-get update\n',
    },
    { Dockerfile: 'FROM debian:12 AS build\nRUN apt-get update\nFROM debian:12\nCOPY --from=build /out /out\n' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#apt-get'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    const uses = packageUses(file);
    let users: ReturnType<typeof indexUsers> | undefined;
    for (const use of lastOfEachRun(uses, isUpdate)) {
      const { run } = use;
      if (isKeptOut(run.instruction) || areDeletedBehind(use, file)) continue;
      // What ONBUILD leaves behind is shipped by another build.
      if (!run.onbuild && !shippedStages(dockerfile, project).has(run.stage)) continue;
      const command = 'rm -rf /var/lib/apt/lists/*';
      findings.push({
        at: programToSubcommand(file, use),
        message: `The package lists that "${use.program} update" fetches stay in the layer and make the image larger; end the RUN with "${command}"`,
        fixes: () => {
          // A later RUN that installs from these lists would no longer find its packages.
          users ??= indexUsers(uses.filter(it => it.manager === 'apt'));
          const edit = users.has(use) ? undefined : appendCleanup(file, use, command);
          return edit ? [{ title: `Append "${command}"`, safety: 'suggestion', edits: [edit] }] : [];
        },
      });
    }
    return findings;
  },
});

function isUpdate({ manager, action }: PackageUse): boolean {
  return manager === 'apt' && action === 'update-index';
}

const isOnLists = (target: string) => target === '/var/lib/apt/lists';
const isOnState = folderTest('/var/lib/apt');
const isOnCache = (target: string) =>
  /^\/var\/cache\/apt(?:\/archives)?$/.test(target) || folderTest('/var/cache/apt')(target);

/** A mount on the lists, or on both folders of apt. */
function isKeptOut(instruction: Instruction): boolean {
  if (leavesOut(instruction, isOnLists)) return true;
  return leavesOut(instruction, isOnState) && leavesOut(instruction, isOnCache);
}

const isListsFolder = folderTest('/var/lib/apt/lists');

/** The folder, also in another root; or a variable whose name tells. */
function isLists(path: string): boolean {
  // The one that nearly all of them name.
  return (
    path === '/var/lib/apt/lists/*' ||
    isListsFolder(path) ||
    /\/var\/lib\/apt(?:\/lists|\/?\*|$)|\$\{?\w*(?:lists|apt)/i.test(path)
  );
}

function areDeletedBehind(use: PackageUse, file: Dockerfile): boolean {
  const behind = programsBehind(use);
  if (deletes(behind, use.run, file, isLists)) return true;
  return behind.some(command => {
    if (cleansUp(command)) return true;
    const subcommand = packageCommand(command)?.subcommand.value;
    return subcommand === 'distclean' || subcommand === 'dist-clean';
  });
}
