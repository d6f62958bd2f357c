// The rows of the list of builders.
import type { QuickPickItem } from 'vscode';
import type { BuildxBuilder } from './buildx-program.ts';

export interface BuilderItem extends QuickPickItem {
  /** Empty for the connected engine itself. */
  readonly builder: string;
}

export interface BuilderChoices {
  /** Name of the connected engine. */
  readonly engine: string;
  readonly builders: readonly BuildxBuilder[];
  /** Name of the one in use; empty for the engine. */
  readonly selected: string;
}

/** What a driver is, for those who did not choose it. */
const drivers: Readonly<Record<string, string>> = {
  docker: 'an engine, through buildx',
  'docker-container': 'BuildKit in a container',
  kubernetes: 'BuildKit in a Kubernetes cluster',
  remote: 'BuildKit somewhere else',
  cloud: 'Docker Build Cloud',
};

export function builderItems({ engine, builders, selected }: BuilderChoices): readonly BuilderItem[] {
  const mark = (name: string): string => (name === selected ? '$(check) ' : '');
  const own: BuilderItem = {
    label: `${mark('')}The connected engine`,
    description: engine,
    detail: 'Images lie in its store at once',
    builder: '',
  };
  const others = builders.map(({ name, driver, platforms, problem }): BuilderItem => {
    // What its processor knows beyond the first of its kind nobody builds for by name.
    const told = platforms.filter(it => !/\/amd64\/v\d$/.test(it));
    const runs = told.length === 0 ? 'what it can run is known once it runs' : told.join(', ');
    return {
      label: `${mark(name)}${name}`,
      description: drivers[driver] ?? driver,
      detail: problem === undefined ? runs : `Cannot be used now: ${problem}`,
      builder: name,
    };
  });
  const isKnown = selected === '' || builders.some(({ name }) => name === selected);
  const gone: BuilderItem = {
    label: `$(check) ${selected}`,
    description: 'selected, but not there',
    builder: selected,
  };
  return isKnown ? [own, ...others] : [own, ...others, gone];
}
