/** d10: users, capabilities, limits. */
import { type LessonCheck, met, unmet } from '../check.ts';
import { exerciseDockerfile, filledIn } from '../exercise-dockerfile.ts';
import type { ContainerFacts } from '../facts.ts';
import { imageNamed } from '../named-images.ts';
import { died, lastExitCode, madeOf, runningOf } from '../seen-containers.ts';
import { engineCheck } from '../shared-checks.ts';
import { app, latest, noDockerfile } from './echo-app.ts';

const needs = { repositories: [app], containers: ['d10'] };
const mebibyte = 2 ** 20;

export const privilegeChecks: readonly LessonCheck[] = [
  engineCheck('d10.root', needs, ({ containers }) => {
    const named = containers.filter(it => it.name === 'd10');
    const looked = named.filter(it => it.life.some(event => event.what === 'top'));
    if (looked.some(it => isRoot(it.user))) return met;
    const [other] = looked;
    if (other)
      return unmet(`d10 runs as ${other.user}: make it without --user and before USER stands in the Dockerfile`);
    return named.length > 0
      ? unmet('docker top d10 while it still sleeps')
      : unmet(`There is no container d10 yet: docker run -d --name d10 ${app} sleep 60`);
  }),

  engineCheck('d10.user', needs, facts => {
    const dockerfile = exerciseDockerfile(facts);
    if (!dockerfile) return unmet(noDockerfile);
    const instruction = dockerfile.instructions.findLast(it => it.name === 'USER');
    const word = instruction?.arguments[0];
    const user = instruction && word ? filledIn(dockerfile.file, instruction, word) : '';
    if (isRoot(user)) return unmet('Add USER node before CMD', 'Write USER node on a line of its own above EXPOSE');
    const image = imageNamed(facts, latest);
    if (image?.user !== user)
      return unmet('The image is older than your Dockerfile: rebuild', `docker build -t ${app} .`);
    const ran = madeOf(facts, app).some(it => it.imageId === image.id && it.life.some(event => event.what === 'start'));
    return ran ? met : unmet('Run it once', `Run it once: docker run --rm ${app} id`);
  }),

  engineCheck('d10.mountDenied', needs, facts => {
    const tried = madeOf(facts, app).filter(mountsTmpfs);
    const plain = tried.filter(it => !it.isPrivileged && !hasAny(it, ['SYS_ADMIN', 'ALL']));
    if (plain.some(it => isRoot(it.user) && died(it, code => code !== 0))) return met;
    const run = 'Run the mount without extra rights and let it fail';
    const other = plain.findLast(it => !isRoot(it.user));
    if (other) return unmet(`It was ${other.user} who failed: add --user 0, so that root tries it`);
    return plain.some(it => died(it))
      ? unmet(`${run}: this time it succeeded, so the container has rights from elsewhere`)
      : unmet(run, `docker run --rm --user 0 ${app} ${mountCommand}`);
  }),

  engineCheck('d10.mountOk', needs, facts => {
    const tried = madeOf(facts, app).filter(mountsTmpfs);
    const isFit = (it: ContainerFacts): boolean => hasAny(it, ['SYS_ADMIN']) && !hasAny(it, ['ALL']);
    if (tried.some(it => isFit(it) && !it.isPrivileged && died(it))) return met;
    const last = tried.at(-1);
    const add = 'add --cap-add SYS_ADMIN';
    if (!last)
      return unmet(
        `Run the mount again: ${add}`,
        `docker run --rm --user 0 --cap-add SYS_ADMIN ${app} ${mountCommand}`,
      );
    if (last.isPrivileged) return unmet(`You used --privileged: ${add} instead`);
    if (hasAny(last, ['ALL'])) return unmet(`ALL gives every capability there is: ${add} alone`);
    if (!isFit(last)) return unmet('Add --cap-add SYS_ADMIN');
    if (last.appArmorProfile !== '' && last.appArmorProfile !== 'unconfined')
      return unmet('It still failed: this engine uses AppArmor, add --security-opt apparmor=unconfined');
    if (!isRoot(last.user)) return unmet(`It still failed: ${last.user} has no capabilities, add --user 0`);
    const code = lastExitCode(last);
    return code === undefined
      ? unmet('It has not ended yet')
      : unmet(`It still failed with ${code}: read what mount says`);
  }),

  engineCheck('d10.limits', needs, facts => {
    const running = runningOf(facts, app);
    const hasMemory = ({ memory }: ContainerFacts): boolean => memory > 0 && memory <= 128 * mebibyte;
    if (running.some(it => hasMemory(it) && it.processors > 0)) return met;
    const run = `docker run -d --memory 64m --cpus 0.5 ${app}`;
    const last = running.findLast(it => hasMemory(it) || it.processors > 0) ?? running.at(-1);
    if (!last) return unmet('No container runs with limits', `No container runs with limits: ${run}`);
    if (last.memory > 128 * mebibyte)
      return unmet(`${Math.round(last.memory / mebibyte)} MB are more than this server needs: --memory 64m`);
    return unmet(`${last.memory === 0 ? 'memory' : 'cpus'} is unlimited`, run);
  }),
];

const mountCommand = `sh -c 'mkdir -p /mnt/tmp && mount -t tmpfs none /mnt/tmp'`;

/** User of an image or container, with or without a group. */
function isRoot(user: string): boolean {
  const [name = ''] = user.split(':');
  return name === '' || name === 'root' || /^0+$/.test(name);
}

function mountsTmpfs({ entrypoint, command }: ContainerFacts): boolean {
  const line = [...entrypoint, ...command].join(' ');
  return line.includes('mount ') && /-t ?tmpfs\b/.test(line);
}

function hasAny({ addedCapabilities }: ContainerFacts, capabilities: readonly string[]): boolean {
  return addedCapabilities.some(it => capabilities.includes(it.toUpperCase().replace(/^CAP_/, '')));
}
