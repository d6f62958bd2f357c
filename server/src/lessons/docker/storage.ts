/** d09: bind mounts and volumes. */
import { type LessonCheck, met, unmet } from '../check.ts';
import { lastPart } from '../exercise-dockerfile.ts';
import type { ContainerFacts, FolderFacts, LessonFacts, MountFacts } from '../facts.ts';
import { volumeFileKey } from '../facts.ts';
import { exists, madeOf, namesOf, repositoryOf, startWords, wasMade } from '../seen-containers.ts';
import { engineCheck } from '../shared-checks.ts';
import { app } from './echo-app.ts';

const volume = 'my-volume';
const boundFile = 'bind-directory/testfile.txt';
const firstLine = 'This is a bound file!';
const newFile = { volume, path: 'newfile.txt' };
const needs = { repositories: [app], volumes: [volume] };
/** How far the clocks of this machine and of the engine's may be apart. */
const clockMs = 5_000;

export const storageChecks: readonly LessonCheck[] = [
  engineCheck('d09.bind', needs, facts => {
    if (bound(facts).length > 0) return met;
    const other = facts.containers.findLast(it => wasMade(it) && it.mounts.some(mount => mount.kind === 'bind'));
    const none = `No container mounts ${facts.folder.path}/bind-directory: check source= is absolute and destination=/bound-mount`;
    const mount = other?.mounts.find(it => it.kind === 'bind');
    return mount
      ? unmet(none, `${none}; ${other?.name} has ${mount.source} at ${mount.target}`)
      : unmet(
          none,
          `docker run --rm --mount "type=bind,source=$PWD/bind-directory,destination=/bound-mount" ${app} cat /bound-mount/testfile.txt`,
        );
  }),

  engineCheck('d09.bindWrite', { ...needs, changeTimes: [boundFile] }, facts => {
    const text = facts.files[boundFile];
    if (text === undefined) return unmet('testfile.txt is gone: reset the exercise to get it back');
    const lines = text.split(/\r?\n/).filter(line => line.trim() !== '');
    const append = 'append from inside with >>';
    if (lines.length < 2 && lines[0]?.trim() === firstLine)
      return unmet(
        `testfile.txt still has one line: ${append}`,
        'In the container: echo "from inside" >> /bound-mount/testfile.txt',
      );
    if (lines[0]?.trim() !== firstLine)
      return unmet(`The first line of testfile.txt is lost: use >>, which appends, not >`);
    const containers = bound(facts).filter(
      it => !readsOnly(it) && !it.mounts.some(mount => isBound(facts.folder, mount) && mount.isReadOnly),
    );
    const changed = facts.changedAt?.[boundFile];
    const isInside = changed === undefined ? containers.length > 0 : containers.some(it => livedAt(it, changed));
    return isInside ? met : unmet(`testfile.txt was not written by a container that mounts it: ${append}`);
  }),

  engineCheck('d09.volume', { ...needs, volumeFiles: [newFile] }, facts => {
    const is = (what: string): string => `Volume ${volume} ${what}`;
    if (!hasVolume(facts))
      return unmet(is('does not exist'), `${is('does not exist')}: docker volume create ${volume}`);
    const mounted = madeOf(facts, app).some(it => mountsVolume(it, '/data-volume'));
    if (!mounted)
      return unmet(
        is('is not mounted'),
        `${is('is not mounted')}: --mount type=volume,source=${volume},destination=/data-volume`,
      );
    const text = facts.volumeFiles[volumeFileKey(newFile)];
    if (text === undefined && !facts.containers.some(it => exists(it) && mountsVolume(it)))
      return unmet(
        `No container that mounts ${volume} is left, so its files cannot be seen: start one without --rm`,
        `docker run --mount type=volume,source=${volume},destination=/data-volume ${app} ls /data-volume`,
      );
    if (text === undefined) return unmet(is('has no newfile.txt'));
    return text.trim() === '' ? unmet('newfile.txt is empty: write a word into it') : met;
  }),

  engineCheck('d09.shared', needs, facts =>
    sharing(facts).length > 0
      ? met
      : unmet(
          `Mount ${volume} in a container of ${facts.bases['debian'] ?? 'another image'}`,
          `docker run --mount type=volume,source=${volume},destination=/other ${facts.bases['debian'] ?? 'debian'} cat /other/newfile.txt`,
        ),
  ),

  engineCheck('d09.removed', needs, facts => {
    const users = facts.containers.filter(it => exists(it) && mountsVolume(it));
    if (users.length > 0)
      return unmet(
        `${volume} is in use by ${namesOf(users)}, stopped ones count: docker rm them first`,
        `docker rm ${users.map(it => it.name).join(' ')}, then docker volume rm ${volume}`,
      );
    if (hasVolume(facts)) return unmet(`Nothing uses ${volume} any more: docker volume rm ${volume}`);
    return sharing(facts).length > 0 ? met : unmet(`Mount ${volume} in two containers before you remove it`);
  }),
];

/** Containers of whatever image, gone ones too, that saw the exercise's folder. */
function bound({ containers, folder }: LessonFacts): readonly ContainerFacts[] {
  return containers.filter(it => wasMade(it) && it.mounts.some(mount => isBound(folder, mount)));
}

/** What the text has them read with: a line that was typed outside a moment before is none that was written inside. */
function readsOnly(container: ContainerFacts): boolean {
  return ['cat', 'ls', 'head', 'tail', 'find', 'stat', 'wc'].includes(lastPart(startWords(container)[0] ?? ''));
}

function isBound(folder: FolderFacts, { kind, source, target }: MountFacts): boolean {
  if (kind !== 'bind' || target.replace(/\/$/, '') !== '/bound-mount') return false;
  const path = enginePath(source);
  // Docker Desktop in WSL shows a number in place of the path.
  if (path.includes('/docker-desktop-bind-mounts/')) return true;
  const own = enginePath(`${folder.absolute ?? folder.path}/bind-directory`);
  // A home that is a link has two paths; the exercise's own part of them is the same.
  return path === own || path.endsWith(`/${own.split('/').slice(-3).join('/')}`);
}

/** As the engine sees it: Docker Desktop shows folders of this machine under a path of its own. */
export function enginePath(path: string): string {
  const slashes = path.replaceAll('\\', '/').replace(/\/+$/, '');
  const own = slashes
    .replace(/^\/(?:host_mnt|run\/desktop\/mnt\/host)(?=\/)/, '')
    .replace(/^\/private(?=\/(?:tmp|var)\/)/, '');
  // `C:/x` is `/c/x` there.
  return own.replace(/^([A-Za-z]):(?=\/)/, (_, drive: string) => `/${drive.toLowerCase()}`);
}

function livedAt({ life }: ContainerFacts, at: number): boolean {
  const started = life.find(it => it.what === 'start')?.at;
  const ended = life.findLast(it => it.what === 'die')?.at ?? Number.POSITIVE_INFINITY;
  return started !== undefined && started - clockMs <= at && at <= ended + clockMs;
}

function hasVolume({ volumes }: LessonFacts): boolean {
  return volumes.some(it => it.name === volume);
}

function mountsVolume({ mounts }: ContainerFacts, target?: string): boolean {
  return mounts.some(
    it =>
      it.kind === 'volume' && it.source === volume && (target === undefined || it.target.replace(/\/$/, '') === target),
  );
}

/** Containers of another image, gone ones too. */
function sharing({ containers }: LessonFacts): readonly ContainerFacts[] {
  return containers.filter(it => wasMade(it) && mountsVolume(it) && repositoryOf(it.image) !== app);
}
