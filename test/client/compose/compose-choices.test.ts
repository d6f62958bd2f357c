// What the Compose commands work on and say goes, without VS Code and without an engine.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ContainerRow } from '../../../client/src/engine/engine-state.ts';
import { composeRow, containerRow, engineState, networkRow, volumeRow } from '../../support/engine-states.ts';

vi.mock('vscode', () => ({}));

const { likelyOrder, projectOf } = await import('../../../client/src/commands/compose/compose-files.ts');
const { composeProjectOf, projectsOf, wholeProjectOf } = await import(
  '../../../client/src/commands/compose/compose-projects.ts'
);
const { downQuestion, whatGoes } = await import('../../../client/src/commands/compose/compose-down.ts');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compose-choices-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => {
  writeFileSync(join(folder, name), 'services: {}\n');
  return join(folder, name);
};

describe('Several Compose files', () => {
  it('are laid over each other with the base first and overrides last', () => {
    const given = ['/p/compose.override.yml', '/p/compose.production.yml', '/p/compose.ci.yml', '/p/compose.yml'];
    expect(likelyOrder(given)).toEqual([
      '/p/compose.yml',
      '/p/compose.ci.yml',
      '/p/compose.production.yml',
      '/p/compose.override.yml',
    ]);
  });

  it('are named, all of them', () => {
    const files = [file('compose.yaml'), file('extra.yaml')];
    expect(projectOf(files, ['debug'])).toEqual({ folder, files, profiles: ['debug'] });
  });
});

describe('A single Compose file', () => {
  it('that Compose would find is not named, so that its override file counts', () => {
    expect(projectOf([file('docker-compose.yml')]).files).toEqual([]);
  });

  it('is named where Compose would find another', () => {
    file('compose.yaml');
    const second = file('docker-compose.yml');
    expect(projectOf([second]).files).toEqual([second]);
  });
});

describe('Projects on the engine', () => {
  const shop = composeRow('shop', 'web');
  const state = engineState({
    containers: [composeRow('shop', 'db'), composeRow('blog', 'web'), containerRow('alone'), shop],
    networks: [networkRow('shop_default', { labels: { 'com.docker.compose.project': 'shop' } }), networkRow('bridge')],
    volumes: [
      volumeRow('shop_data', { labels: { 'com.docker.compose.project': 'shop' } }),
      volumeRow('blog_data', { labels: { 'com.docker.compose.project': 'blog' } }),
    ],
  });

  it('are those that the labels of containers name', () => {
    expect(projectsOf(state).map(({ name, containers }) => [name, containers.length])).toEqual([
      ['blog', 1],
      ['shop', 2],
    ]);
  });

  it('go with their own networks and volumes and no others', () => {
    const project = projectsOf(state).find(({ name }) => name === 'shop');
    expect(project && whatGoes(project, state)).toEqual({
      containers: ['shop-db-1', 'shop-web-1'],
      networks: ['shop_default'],
      volumes: ['shop_data'],
      anonymous: [],
    });
  });

  it('lose anonymous volumes, which bear no mark of Compose, only where these were named', () => {
    const mounts = ['0', '1'].map(
      digit => ({ kind: 'volume', source: digit.repeat(64), target: `/${digit}` }) as const,
    );
    const holding = (service: string, count: number) =>
      composeRow('shop', service, { mounts: mounts.slice(0, count).map(it => ({ ...it, isReadOnly: false })) });
    const choices = (...containers: readonly ContainerRow[]) =>
      downQuestion({ name: 'shop', containers }, state).choices.map(({ label, detail }) => [label, detail]);
    expect(choices(holding('db', 2), holding('web', 0))[1]).toEqual([
      'Remove its volumes too: what data and 2 anonymous volumes hold is lost',
      'containers db-1, web-1 · network default · volume data · anonymous volumes 000000000000 of db-1, 111111111111 of db-1',
    ]);
    const bare = { ...state, volumes: new Map() };
    const [, ...more] = downQuestion({ name: 'shop', containers: [holding('db', 1)] }, bare).choices;
    expect(more).toMatchObject([
      {
        label: 'Remove its volume too: what 1 anonymous volume holds is lost',
        value: ['down', '--remove-orphans', '--volumes'],
      },
    ]);
    expect(downQuestion({ name: 'shop', containers: [holding('db', 0)] }, bare).choices).toHaveLength(1);
  });

  it('are read from their files only where all of them are on this machine', () => {
    const files = [file('compose.yaml')];
    const origin = { project: 'shop', service: 'web', folder, files, isOneOff: false };
    const here = composeRow('shop', 'web', { compose: origin });
    const away = composeRow('shop', 'web', { compose: { ...origin, files: [...files, '/nowhere/other.yaml'] } });
    expect(composeProjectOf({ name: 'shop', containers: [here] })).toMatchObject({ folder, files });
    expect(composeProjectOf({ name: 'shop', containers: [away] })).toMatchObject({ name: 'shop', files: [] });
  });

  it('are worked on whole when they go or start anew, whatever profiles their services have', () => {
    expect(wholeProjectOf({ name: 'shop', containers: [shop] })).toMatchObject({ name: 'shop', profiles: ['*'] });
  });
});
