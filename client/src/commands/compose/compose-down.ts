// Takes a Compose project down: its containers and networks, and its volumes only when that very choice is made.
import { anonymousVolumesOf, shortVolumeName } from '../../engine/anonymous-volumes.ts';
import type { EngineState } from '../../engine/engine-state.ts';
import type { Command } from '../command.ts';
import { confirmDestruction, type Destruction } from '../confirm.ts';
import { pickProject, type RunningProject, wholeProjectOf } from './compose-projects.ts';
import { composeFor, runCompose } from './compose-run.ts';

/** All that the project has, also what its files no longer name and what `docker compose run` made: the question lists it. */
export const composeDownVerb = ['down', '--remove-orphans'];

export const composeDown: Command = {
  id: 'slipway.compose.down',
  async run(parts, ...given) {
    const call = await composeFor(parts);
    const project = await pickProject(parts, given, 'Take down which Compose project?');
    if (!project) return;
    const verb = await confirmDestruction(downQuestion(project, await parts.store.current()));
    if (verb) await runCompose(call, wholeProjectOf(project), verb, `Compose Down: ${project.name}`);
  },
};

/** The choices are what Compose is to do. */
export function downQuestion(project: RunningProject, state: EngineState): Destruction<readonly string[]> {
  const { name } = project;
  const { containers, networks, volumes, anonymous } = whatGoes(project, state);
  // A list cuts off what is long: names without the project's, and those of volumes where they cannot be missed.
  const short = (names: readonly string[]) => names.map(it => withoutProject(name, it));
  const named = (what: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${what}${names.length === 1 ? '' : 's'} ${short(names).join(', ')}`];
  const goes = [...named('container', containers), ...named('network', networks)];
  const count = volumes.length + anonymous.length;
  const lost = [
    ...(volumes.length === 0 ? [] : [short(volumes).join(', ')]),
    ...(anonymous.length === 0
      ? []
      : [`${anonymous.length} anonymous ${anonymous.length === 1 ? 'volume' : 'volumes'}`]),
  ].join(' and ');
  const withVolumes = {
    label: `Remove its ${count === 1 ? 'volume' : 'volumes'} too: what ${lost} ${count === 1 ? 'holds' : 'hold'} is lost`,
    detail: [...goes, ...named('volume', volumes), ...named('anonymous volume', anonymous)].join(' · '),
    value: [...composeDownVerb, '--volumes'],
  };
  return {
    title: `Take down ${name}?`,
    keep: 'Keep it running',
    choices: [
      { label: `Remove the containers and networks of ${name}`, detail: goes.join(' · '), value: composeDownVerb },
      ...(count === 0 ? [] : [withVolumes]),
    ],
  };
}

/**
 * Names. Volumes and networks are those that Compose marked as made for the project; anonymous volumes, which bear no
 * such mark, are those of its containers, short and with who holds them.
 */
export function whatGoes({ name, containers }: RunningProject, state: EngineState) {
  const isOurs = ({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean =>
    labels['com.docker.compose.project'] === name;
  const namesOf = (rows: Iterable<{ readonly name: string; readonly labels: Readonly<Record<string, string>> }>) =>
    [...rows]
      .filter(isOurs)
      .map(row => row.name)
      .sort();
  const holders = new Map(
    containers.flatMap(row => anonymousVolumesOf(row).map(volume => [volume, row.name] as const)),
  );
  return {
    containers: containers.map(row => row.name).sort(),
    networks: namesOf(state.networks.values()),
    volumes: namesOf(state.volumes.values()),
    anonymous: [...holders]
      .map(([volume, holder]) => `${shortVolumeName(volume)} of ${withoutProject(name, holder)}`)
      .sort(),
  };
}

function withoutProject(project: string, name: string): string {
  return name.startsWith(project) && /^[-_]/.test(name.slice(project.length)) ? name.slice(project.length + 1) : name;
}
