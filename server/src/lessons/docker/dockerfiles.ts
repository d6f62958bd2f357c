/** d04: FROM, COPY, RUN and CMD of `first-df`. */
import { endedSupport } from '../../catalog/base-image-age.ts';
import type { Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isMountedOver } from '../../syntax/dockerfile/run-mounts.ts';
import { workingDirectoryAt } from '../../syntax/dockerfile/working-directory.ts';
import { type ImageReference, parseImageReference } from '../../syntax/image-reference.ts';
import { isShell } from '../../syntax/shell/commands-of.ts';
import { type PackageCommand, packageCommand } from '../../syntax/shell/package-command.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { type LessonCheck, met, unmet } from '../check.ts';
import {
  callsShell,
  exerciseDockerfile,
  filledIn,
  isEverything,
  lastPart,
  plainSource,
  programsOf,
  startCommand,
} from '../exercise-dockerfile.ts';
import { lastExitCode, madeOf, startWords, stopsOf, wasMade } from '../seen-containers.ts';
import { engineCheck, fileCheck } from '../shared-checks.ts';

const image = 'first-df';
const script = 'list-files.sh';
const noDockerfile = 'There is no Dockerfile in the exercise: reset the exercise to get it back';

export const dockerfileChecks: readonly LessonCheck[] = [
  fileCheck('d04.from', facts => {
    const dockerfile = exerciseDockerfile(facts);
    if (!dockerfile) return unmet(noDockerfile);
    const { base, from } = lowestOf(dockerfile.final);
    const line = from.index < 0 ? 'The Dockerfile' : `"${dockerfile.textOf(from)}"`;
    if (base === undefined) return unmet(`${line} names no base image: FROM ${facts.bases['debian'] ?? 'debian'}`);
    const reference = parseImageReference(filledIn(dockerfile.file, from, base));
    const { tag, digest } = reference;
    if (!isDebian(reference)) return unmet(`${line} starts from another image: this exercise needs debian`);
    const ended = tag && endedSupport('debian', tag.value)?.ended[0];
    if (ended) return unmet(`${ended.title} gets no packages any more: take a newer tag`, write(facts.bases['debian']));
    // A variable without a value is no tag.
    const isSaid = tag !== undefined && tag.value !== 'latest' && /^[^$]+$/.test(tag.value);
    if (digest || isSaid) return met;
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
    const all = copies.find(it => it.sources.some(source => isEverything(source.value)));
    if (all)
      return unmet(
        `Line ${lineOf(all.instruction)} still copies everything`,
        `Line ${lineOf(all.instruction)} still copies everything: name ${script} and notes, each with its own COPY`,
      );
    const pattern = copies.flatMap(it => it.sources).find(it => it.value.includes('*'));
    if (pattern)
      return unmet(
        `"${pattern.value}" is a pattern, which empties folders and takes what comes later: name what is there`,
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
    if (!first || !installs.some(({ apt }) => apt.operands.some(isTree)))
      return unmet('No RUN installs tree any more', `No RUN installs tree any more: ${whole}`);
    if (second && second.run !== first.run)
      return unmet(`Join lines ${lineOf(first.run)} and ${lineOf(second.run)} with &&`, whole);
    const commands = programsOf(first.run);
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
    const made = containers.filter(it => wasMade(it) && callsShell(startWords(it)));
    const stops = made.flatMap(it => stopsOf(it));
    const isKill = ({ signals, died }: (typeof stops)[number]): boolean => {
      const term = signals.find(it => it.signal === 15);
      const kill = signals.find(it => it.signal === 9);
      return died.exitCode === 137 && term !== undefined && kill !== undefined && kill.at - term.at >= patienceMs;
    };
    if (stops.some(isKill)) return met;
    const others = containers.filter(it => wasMade(it) && !callsShell(startWords(it))).flatMap(it => stopsOf(it));
    const last = stops.at(-1) ?? others.at(-1);
    if (!last)
      return unmet(
        'No stop seen yet: docker stop it and wait ten seconds',
        `docker build -t ${image} . ; docker run -d --name loop ${image} ; docker stop loop`,
      );
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
          `${start.instruction.name} ${start.instruction.exec ? 'still calls a shell' : 'is still shell form'}: ${write}`,
          `Line ${dockerfile.lineOf(start.instruction)}: ${write}`,
        );
      case 'exec': {
        const { words, instruction } = start;
        const shellWord = words.find(it => /^(?:&&?|\|\|?|;|\d*[<>].*)$/.test(it));
        if (shellWord !== undefined) return unmet(`"${shellWord}" has no meaning without a shell: ${write}`);
        const folder = workingDirectoryAt(dockerfile.file, dockerfile.final, instruction);
        // The root folder, unless WORKDIR says otherwise.
        const isFound = startsScript(words) && (words.includes(`/${script}`) || folder === '/' || folder === '?');
        return isFound ? met : unmet(`${instruction.name} starts "${words[0] ?? ''}": ${write}`);
      }
    }
  }),

  engineCheck('d04.cleanStop', { repositories: [image] }, facts => {
    const made = madeOf(facts, image);
    if (made.some(it => startsScript(startWords(it)) && stopsOf(it).some(isClean))) return met;
    const steps = 'Rebuild as first-df, run detached, docker stop';
    const last = made.findLast(it => lastExitCode(it) !== undefined);
    const commands = `docker build -t ${image} . ; docker run -d --name clean ${image} ; docker stop clean`;
    if (!last) return unmet(steps, commands);
    const more =
      lastExitCode(last) === 0
        ? 'the last container ended by itself'
        : startsScript(startWords(last))
          ? `last exit code was ${lastExitCode(last)}`
          : `last exit code was ${lastExitCode(last)}, and that container was made before CMD had its exec form`;
    return unmet(`${steps}; ${more}`, commands);
  }),
];

/** An engine waits ten seconds; clocks and busy machines need a little room. */
const patienceMs = 9_000;
const cleanStopMs = 10_000;

function write(example: string | undefined): string {
  return `Write FROM ${example ?? 'debian:<release>-slim'}`;
}

/** The script becomes process 1: called by its path, or read by a shell that does nothing else. */
function startsScript(words: readonly string[]): boolean {
  const [first = '', second = ''] = words;
  const [file, ...more] = isShell(lastPart(first)) && !second.startsWith('-') ? words.slice(1) : words;
  return (file === `/${script}` || file === `./${script}`) && more.length === 0;
}

/** The stage that a stage is built on in the end. */
function lowestOf(stage: Stage): Stage {
  let lowest = stage;
  while (lowest.parent) lowest = lowest.parent;
  return lowest;
}

/** Docker's own image, also by way of a mirror. */
function isDebian({ familiarName, registry, repository }: ImageReference): boolean {
  return familiarName === 'debian' || (registry !== undefined && lastPart(repository.value) === 'debian');
}

/** `tree`, `tree=2.2.1-1`; or a variable, which may hold it. */
function isTree({ value, isLiteral }: PackageCommand['operands'][number]): boolean {
  return !isLiteral || /^tree(?:[=/:].*)?$/.test(value);
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
  return programsOf(run).flatMap(it => {
    const apt = packageCommand(it);
    return apt && (apt.program === 'apt-get' || apt.program === 'apt') && apt.subcommand.value === action ? [apt] : [];
  });
}

function saysYes({ command }: PackageCommand): boolean {
  return command.words.some(({ value }) => /^(?:-[a-z]*y[a-z]*|--yes|--assume-yes|-qq)$/.test(value));
}

/** Behind the install, or because they are written to a mount that stays out of the image. */
function removesLists(run: Instruction, installed: number): boolean {
  if (isMountedOver(run, '/var/lib/apt/lists')) return true;
  return programsOf(run)
    .slice(installed + 1)
    .some(isRemovalOfLists);
}

function isRemovalOfLists(command: ShellCommand): boolean {
  const { name, words } = command;
  const has = (pattern: RegExp): boolean => words.some(it => pattern.test(it.value));
  if (has(/^\/var\/lib\/apt\/(?:lists\/?\*?|\*)$/))
    return name === 'rm' ? has(/^(?:-[a-zA-Z]*[rR]|--recursive$)/) : name === 'find' && has(/^-delete$/);
  // Of apt itself, since version 3.
  return /^dist-?clean$/.test(packageCommand(command)?.subcommand.value ?? '');
}
