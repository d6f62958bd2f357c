// Whether an exercise left anything on the engine, seen by the command line's eyes. Whatever it is, it is taken away then, so
// that the next exercise does not suffer from it.
import { expect } from 'vitest';
import type { EngineUnderTest } from './engine-under-test.ts';

export interface Made {
  readonly repositories: readonly string[];
  readonly volumes?: readonly string[];
  /** Names, of other images. */
  readonly containers?: readonly string[];
  readonly networks?: readonly string[];
}

export function nothingIsLeft(
  engine: EngineUnderTest,
  { repositories, volumes = [], containers = [], networks = [] }: Made,
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
  const leftContainers = lines('ps', '--all', '--quiet').filter(id => {
    const [image = '', name = ''] = engine
      .docker('inspect', '--format', '{{.Config.Image}} {{.Name}}', id)
      .trim()
      .split(' ');
    return containers.includes(name.slice(1)) || repositories.includes(image.replace(/:[^/:]*$/, ''));
  });
  const leftImages = repositories.flatMap(name => lines('images', '--format', '{{.Repository}}:{{.Tag}}', name));
  const leftVolumes = lines('volume', 'ls', '--format', '{{.Name}}').filter(name => volumes.includes(name));
  const leftNetworks = networks.flatMap(name =>
    lines('network', 'ls', '--filter', `name=${name}`, '--format', '{{.Name}}'),
  );
  if (leftContainers.length > 0) engine.docker('rm', '--force', '--volumes', ...leftContainers);
  if (leftImages.length > 0) engine.docker('rmi', '--force', ...leftImages);
  if (leftVolumes.length > 0) engine.docker('volume', 'rm', ...leftVolumes);
  if (leftNetworks.length > 0) engine.docker('network', 'rm', ...leftNetworks);
  expect([...leftContainers, ...leftImages, ...leftVolumes, ...leftNetworks]).toEqual([]);
}
