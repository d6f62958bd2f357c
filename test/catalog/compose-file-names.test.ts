import { matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { composeGlob, defaultComposeNames, isComposeName } from '../../server/src/catalog/compose-file-names.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';

const names = [
  ...defaultComposeNames,
  ...['compose.override.yml', 'compose.dev.yaml', 'docker-compose.dev.yml', 'docker-compose-dev.yml'],
  ...['docker_compose.yaml', 'my.docker-compose.test.yml'],
];
const others = [
  ...['composer.yaml', 'compose.json', 'compose-dev.yml', 'compose..yml', 'docker.yml', 'docker-compos.yml'],
  ...['compose-docker.yml', 'compose', 'yml', '.yml', 'docker-compose.yml.bak'],
];

describe('Names of Compose files', () => {
  it.each(names)('%s', name => {
    expect(isComposeName(name)).toBe(true);
    expect(fileKind(`/shop/${name}`)).toBe('compose');
  });

  it.each(others)('not %s', name => {
    expect(isComposeName(name)).toBe(false);
    expect(fileKind(`/shop/${name}`)).not.toBe('compose');
  });

  it('are taken without regard to case, as VS Code takes names of files', () => {
    expect(isComposeName('Docker-Compose.YML')).toBe(true);
  });

  it.skipIf(matchesGlob === undefined)('are the same in searches', () => {
    const pattern = composeGlob.replace('**/', '');
    // Of a pattern with a star, an empty part between two dots is nothing that anybody names a file.
    for (const name of [...names, ...others].filter(it => it !== 'compose..yml'))
      expect(matchesGlob(name, pattern), name).toBe(isComposeName(name));
  });
});
