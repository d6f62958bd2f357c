/** d04: FROM, COPY, RUN and CMD of `first-df`. */
import { endedSupport } from '../../catalog/base-image-age.ts';
import type { Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { isMountedOver } from '../../syntax/dockerfile/run-mounts.ts';
import { parseImageReference } from '../../syntax/image-reference.ts';
import { commandsOf } from '../../syntax/shell/commands-of.ts';
import { type PackageCommand, packageCommand } from '../../syntax/shell/package-command.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { type LessonCheck, met, unmet } from '../check.ts';
import { callsShell, exerciseDockerfile, isEverything, plainSource, startCommand } from '../exercise-dockerfile.ts';
import type { ContainerFacts } from '../facts.ts';
import { lastExitCode, madeOf, stopsOf, wasMade } from '../seen-containers.ts';
import { engineCheck, fileCheck } from '../shared-checks.ts';

const image = 'first-df';
const script = 'list-files.sh';
const noDockerfile = 'There is no Dockerfile in the exercise: reset the exercise to get it back';

export const dockerfileChecks: readonly LessonCheck[] = [
  fileCheck('d04.from', facts => {
    const dockerfile = exerciseDockerfile(facts);
    if (!dockerfile) return unmet(noDockerfile);
    const { final } = dockerfile;
    const base = final.base?.value;
    const line = final.from.index < 0 ? 'The Dockerfile' : `"${dockerfile.textOf(final.from)}"`;
    if (base === undefined) return unmet(`${line} names no base image: FROM ${facts.bases['debian'] ?? 'debian'}`);
    const { familiarName, tag, digest } = parseImageReference(base);
    if (familiarName !== 'debian') return unmet(`${line} starts from another image: this exercise needs debian`);
    const ended = tag && endedSupport(familiarName, tag.value)?.ended[0];
    if (ended) return unmet(`${ended.title} gets no packages any more: take a newer tag`, write(facts.bases['debian']));
    if (digest || (tag && tag.value !== '' && tag.value !== 'latest')) return met;
    const example = facts.bases['debian'];
    return unmet(
      `${line} takes whatever is latest today: add a tag${example === undefined ? '' : `, e.g. ${example}`}`,
      write(example),
    );
  }),

  fileCheck('d04.copy', facts => {
    const dockerfile = exerciseDockerfile(facts);
    if (!dockerfile) return unmet(noDockerfile);
    const { copies, lineOf, targetOf } = dockerfile;
    const all = copies.find(it => it.from === undefined && it.sources.some(source => isEverything(source.value)));
    if (all)
      return unmet(
        `Line ${lineOf(all.instruction)} still copies everything`,
        `Line ${lineOf(all.instruction)} still copies everything: name ${script} and notes, each with its own COPY`,
      );
    const landsAt = (source: string, target: string): boolean =>
      copies.some(
        it => it.sources.some(({ value }) => plainSource(value) === source) && targetOf(it, source) === target,
      );
    if (!landsAt(script, `/${script}`))
      return unmet(`${script} must land at /${script}`, `${script} must land at /${script}: COPY ${script} /${script}`);
    if (!landsAt('notes', '/notes'))
      return unmet(
        'Copy the folder notes to /notes/ to keep its name',
        'Copy the folder notes to /notes/ to keep its name: COPY notes /notes/',
      );
    return met;
  }),

  fileCheck('d04.run', facts => {
    const dockerfile = exerciseDockerfile(facts);
    if (!dockerfile) return unmet(noDockerfile);
    const { runs, lineOf } = dockerfile;
    const installs = runs.flatMap(run => aptCommands(run, 'install').map(apt => ({ run, apt })));
    const [first, second] = installs;
    const updates = runs.filter(run => aptCommands(run, 'update').length > 0);
    const whole =
      'RUN apt-get update && apt-get install -y --no-install-recommends tree && rm -rf /var/lib/apt/lists/*';
    if (!first) return unmet('No RUN installs tree any more', `No RUN installs tree any more: ${whole}`);
    if (second && second.run !== first.run)
      return unmet(`Join lines ${lineOf(first.run)} and ${lineOf(second.run)} with &&`, whole);
    const commands = commandsOf(first.run);
    const update = aptCommands(first.run, 'update')[0];
    if (!update || commands.indexOf(update.command) > commands.indexOf(first.apt.command)) {
      const other = updates.find(it => it !== first.run);
      if (!other) return unmet('The install needs fresh lists: put apt-get update && before it', whole);
      const [upper, lower] = [lineOf(other), lineOf(first.run)].toSorted((a, b) => a - b);
      return unmet(`Join lines ${upper} and ${lower} with &&`, `Join lines ${upper} and ${lower} with &&: ${whole}`);
    }
    const alone = updates.find(it => it !== first.run);
    if (alone) return unmet(`Line ${lineOf(alone)} updates the lists a second time: remove it`);
    if (!saysYes(first.apt)) return unmet('apt-get install waits for an answer that nobody gives: add -y');
    if (!removesLists(first.run, commands.indexOf(first.apt.command)))
      return unmet(
        'End that RUN by removing /var/lib/apt/lists/*',
        'End that RUN by removing /var/lib/apt/lists/*: && rm -rf /var/lib/apt/lists/*',
      );
    return met;
  }),

  engineCheck('d04.killed', { repositories: [image] }, ({ containers }) => {
    const made = containers.filter(it => wasMade(it) && callsShell(it.command));
    const stops = made.flatMap(it => stopsOf(it));
    const isKill = ({ signals, died }: (typeof stops)[number]): boolean => {
      const term = signals.find(it => it.signal === 15);
      const kill = signals.find(it => it.signal === 9);
      return died.exitCode === 137 && term !== undefined && kill !== undefined && kill.at - term.at >= patienceMs;
    };
    if (stops.some(isKill)) return met;
    const others = containers.filter(it => wasMade(it) && !callsShell(it.command)).flatMap(it => stopsOf(it));
    const last = stops.at(-1) ?? others.at(-1);
    if (!last) return unmet('No stop seen yet: docker stop it and wait ten seconds');
    if (last.died.exitCode === 137)
      return unmet('It was killed at once: docker stop it and let it wait its ten seconds');
    return unmet(`It ended with ${last.died.exitCode ?? 'no code'}: the starter's pipe must still be in CMD`);
  }),

  fileCheck('d04.exec', facts => {
    const dockerfile = exerciseDockerfile(facts);
    if (!dockerfile) return unmet(noDockerfile);
    const start = startCommand(dockerfile);
    const write = `write CMD ["/${script}"]`;
    switch (start.kind) {
      case 'none':
        return unmet(`There is no CMD: ${write}`);
      case 'shell':
        return unmet(
          start.instruction.exec ? `CMD still calls a shell: ${write}` : `CMD is still shell form: ${write}`,
          `Line ${dockerfile.lineOf(start.instruction)}: ${write}`,
        );
      case 'exec': {
        const shellWord = start.words.find(it => ['&&', '||', ';', '|', '&', '>', '2>&1'].includes(it));
        if (shellWord !== undefined) return unmet(`"${shellWord}" has no meaning without a shell: ${write}`);
        if (start.words[0] !== `/${script}`) return unmet(`CMD starts "${start.words[0] ?? ''}": ${write}`);
        return met;
      }
    }
  }),

  engineCheck('d04.cleanStop', { repositories: [image] }, facts => {
    const made = madeOf(facts, image);
    if (made.some(it => startsScript(it) && stopsOf(it).some(isClean))) return met;
    const steps = 'Rebuild as first-df, run detached, docker stop';
    const last = made.findLast(it => lastExitCode(it) !== undefined);
    if (!last) return unmet(steps);
    const more =
      lastExitCode(last) === 0
        ? 'the last container ended by itself'
        : startsScript(last)
          ? `last exit code was ${lastExitCode(last)}`
          : `last exit code was ${lastExitCode(last)}, and that container was made before CMD had its exec form`;
    return unmet(
      `${steps}; ${more}`,
      `docker build -t ${image} . && docker run -d --name clean ${image} && docker stop clean`,
    );
  }),
];

/** An engine waits ten seconds; clocks and busy machines need a little room. */
const patienceMs = 9_000;
const cleanStopMs = 10_000;

function write(example: string | undefined): string {
  return `Write FROM ${example ?? 'debian:<release>-slim'}`;
}

function startsScript({ command, entrypoint }: ContainerFacts): boolean {
  return [...entrypoint, ...command].join(' ') === `/${script}`;
}

function isClean({ signals, died }: ReturnType<typeof stopsOf>[number]): boolean {
  const first = signals[0];
  return (
    died.exitCode === 0 &&
    first !== undefined &&
    died.at - first.at < cleanStopMs &&
    signals.every(it => it.signal !== 9)
  );
}

function aptCommands(run: Instruction, action: 'install' | 'update'): readonly PackageCommand[] {
  return commandsOf(run).flatMap(it => {
    const apt = packageCommand(it);
    return apt && (apt.program === 'apt-get' || apt.program === 'apt') && apt.subcommand.value === action ? [apt] : [];
  });
}

function saysYes({ command }: PackageCommand): boolean {
  return command.words.some(({ value }) => /^(?:-[a-z]*y[a-z]*|--yes|--assume-yes|-qq)$/.test(value));
}

/** By `rm -r` behind the install, or because they are written to a mount that stays out of the image. */
function removesLists(run: Instruction, installed: number): boolean {
  if (isMountedOver(run, '/var/lib/apt/lists')) return true;
  return commandsOf(run)
    .slice(installed + 1)
    .some(isRemovalOfLists);
}

function isRemovalOfLists({ name, words }: ShellCommand): boolean {
  return (
    name === 'rm' &&
    words.some(it => /^-[a-zA-Z]*[rR]/.test(it.value) || it.value === '--recursive') &&
    words.some(it => /^\/var\/lib\/apt\/(?:lists\/?\*?|\*)$/.test(it.value))
  );
}
