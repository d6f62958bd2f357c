// Takes a Compose project down: its containers and networks, and its volumes only when that very choice is made.
import type { EngineState } from '../../engine/engine-state.ts';
import type { Command } from '../command.ts';
import { confirmDestruction } from '../confirm.ts';
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
    const { name } = project;
    const { containers, networks, volumes } = whatGoes(project, await parts.store.current());
    // A list cuts off what is long: names without the project's, and those of volumes where they cannot be missed.
    const short = (names: readonly string[]) =>
      names.map(it => (/^[-_]/.test(it.slice(name.length)) && it.startsWith(name) ? it.slice(name.length + 1) : it));
    const named = (what: string, names: readonly string[]) =>
      names.length === 0 ? [] : [`${what}${names.length === 1 ? '' : 's'} ${short(names).join(', ')}`];
    const goes = [...named('container', containers), ...named('network', networks)];
    const verb = await confirmDestruction<readonly string[]>({
      title: `Take down ${name}?`,
      keep: 'Keep it running',
      choices: [
        { label: `Remove the containers and networks of ${name}`, detail: goes.join(' · '), value: composeDownVerb },
        ...(volumes.length === 0
          ? []
          : [
              {
                label: `Remove its ${volumes.length === 1 ? 'volume' : 'volumes'} too: what ${short(volumes).join(', ')} ${volumes.length === 1 ? 'holds' : 'hold'} is lost`,
                detail: [...goes, ...named('volume', volumes)].join(' · '),
                value: [...composeDownVerb, '--volumes'],
              },
            ]),
      ],
    });
    if (verb) await runCompose(call, wholeProjectOf(project), verb, `Compose Down: ${name}`);
  },
};

/** Names. Volumes and networks are those that Compose marked as made for the project. */
export function whatGoes({ name, containers }: RunningProject, state: EngineState) {
  const isOurs = ({ labels }: { readonly labels: Readonly<Record<string, string>> }): boolean =>
    labels['com.docker.compose.project'] === name;
  return {
    containers: containers.map(row => row.name).sort(),
    networks: [...state.networks.values()]
      .filter(isOurs)
      .map(row => row.name)
      .sort(),
    volumes: [...state.volumes.values()]
      .filter(isOurs)
      .map(row => row.name)
      .sort(),
  };
}
