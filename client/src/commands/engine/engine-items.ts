// The list of engines to choose from, as data.

import type { EngineChoice } from '../../engine/engine-selection.ts';
import { defaultContext } from '../../engine/reach/docker-config.ts';
import { typedOrigin } from '../../engine/reach/find-engines.ts';

export type EngineAnswer =
  | { readonly kind: 'docker' }
  | { readonly kind: 'engine'; readonly choice: EngineChoice }
  | { readonly kind: 'address' };

export interface EngineItem {
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  readonly isSeparator?: true;
  /** Absent on separators. */
  readonly answer?: EngineAnswer;
  /** The user typed it and may take it off the list. */
  readonly canBeForgotten?: true;
}

export interface EngineList {
  readonly choices: readonly EngineChoice[];
  /** What `docker` itself would use. */
  readonly byDocker: EngineChoice;
  /** The one in use; undefined while it is Docker's own. */
  readonly selected: EngineChoice | undefined;
}

/** Docker's own choice, all others under where they were found, and a way to type one. */
export function engineItems({ choices, byDocker, selected }: EngineList): readonly EngineItem[] {
  const isUsed = ({ name, host }: EngineChoice) => name === selected?.name && host === selected.host;
  // The default context is nobody's to hold on to: it is the first line already.
  const isSaid = (choice: EngineChoice) => choice.name === defaultContext && byDocker.name === defaultContext;
  const others = choices.filter(choice => isUsed(choice) || !isSaid(choice));
  const origins = [...new Set(others.map(({ origin }) => origin))];
  return [
    {
      label: `${mark(selected === undefined)}As docker does`,
      description: described(byDocker),
      detail: 'Follows DOCKER_HOST, DOCKER_CONTEXT and "docker context use"',
      answer: { kind: 'docker' },
    },
    ...origins.flatMap(origin => [
      { label: origin, isSeparator: true as const },
      ...others
        .filter(choice => choice.origin === origin)
        .map(choice => ({
          label: `${mark(isUsed(choice))}${choice.name}`,
          description: choice.host,
          answer: { kind: 'engine', choice } as const,
          ...(origin === typedOrigin ? { canBeForgotten: true as const } : {}),
        })),
    ]),
    { label: 'somewhere else', isSeparator: true },
    {
      label: '$(add) Enter an Address…',
      description: 'another machine, a device in local mode, a socket',
      answer: { kind: 'address' },
    },
  ];
}

function described({ name, host }: EngineChoice): string {
  return host === '' || host === name ? name : `${name} · ${host}`;
}

function mark(isUsed: boolean): string {
  return isUsed ? '$(check) ' : '';
}
