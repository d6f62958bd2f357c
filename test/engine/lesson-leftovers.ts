// Takes away what an exercise made on the engine, and nothing else, and says whether anything is left of it.
import { expect } from 'vitest';
import type { EngineUnderTest } from './engine-under-test.ts';

export interface Made {
  readonly repositories: readonly string[];
  readonly volumes?: readonly string[];
  /** Names, of other images. */
  readonly containers?: readonly string[];
  /** The image was there before. */
  readonly keepImages?: true;
}

export function removeMade(
  engine: EngineUnderTest,
  { repositories, volumes = [], containers: named = [], keepImages }: Made,
): void {
  const lines = (...args: readonly string[]): readonly string[] => [
    ...new Set(
      engine
        .docker(...args)
        .split('\n')
        .filter(line => line !== ''),
    ),
  ];
  // The list shows an id where the name has moved on to another image.
  const containers = () =>
    lines('ps', '--all', '--quiet').filter(id => {
      const [image = '', name = ''] = engine
        .docker('inspect', '--format', '{{.Config.Image}} {{.Name}}', id)
        .trim()
        .split(' ');
      return named.includes(name.slice(1)) || repositories.includes(image.replace(/:[^/:]*$/, ''));
    });
  const images = () => repositories.flatMap(name => lines('images', '--format', '{{.Repository}}:{{.Tag}}', name));
  for (const id of containers()) engine.docker('rm', '--force', '--volumes', id);
  if (!keepImages) for (const tag of images()) engine.docker('rmi', '--force', tag);
  for (const name of lines('volume', 'ls', '--format', '{{.Name}}')) {
    if (volumes.includes(name)) engine.docker('volume', 'rm', name);
  }
  expect(containers()).toEqual([]);
  if (!keepImages) expect(images()).toEqual([]);
  expect(lines('volume', 'ls', '--format', '{{.Name}}').filter(name => volumes.includes(name))).toEqual([]);
}
