// Compose as Slipway calls it, on the private engine: which files count in which order, profiles, and what Down leaves.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { anonymousVolumesOf } from '../../client/src/engine/anonymous-volumes.ts';
import {
  askCompose,
  type ComposeProgram,
  type ComposeProject,
  composeArguments,
  findCompose,
} from '../../client/src/engine/compose-program.ts';
import { composeRow, engineState } from '../support/engine-states.ts';
import { baseImage, connectBundledEngine } from './engine-under-test.ts';

vi.mock('vscode', () => ({}));
const { wholeProjectOf } = await import('../../client/src/commands/compose/compose-projects.ts');
const { composeDownVerb, whatGoes } = await import('../../client/src/commands/compose/compose-down.ts');

const base = `
services:
  gauge:
    image: ${baseImage}
    command: sleep 600
    init: true
    environment: { PLACE: pier }
    volumes: [readings:/readings]
  buoy:
    image: ${baseImage}
    command: sleep 600
    init: true
    profiles: [sea]
volumes:
  readings: {}
`;
const later = (place: string): string => `services:\n  gauge:\n    environment: { PLACE: ${place} }\n`;

describe.skipIf(baseImage === undefined)('Compose', async () => {
  const environment = process.env;
  let folder = '';
  let project: ComposeProject = { folder, files: [], profiles: [] };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'slipway-compose-'));
    project = { folder, files: [], profiles: [] };
    writeFileSync(join(folder, 'compose.yaml'), base);
  });
  afterEach(async () => {
    const program = await findCompose(environment);
    writeFileSync(join(folder, 'compose.yaml'), base);
    compose(program, ['down', '--volumes', '--timeout', '0']);
    rmSync(folder, { recursive: true });
  });

  const compose = (program: ComposeProgram, verb: readonly string[]) =>
    execFileSync(program.command, composeArguments(program, project, verb), { cwd: project.folder, stdio: 'pipe' });
  const inGauge = (program: ComposeProgram): string => compose(program, ['exec', '-T', 'gauge', 'env']).toString();

  it('is found, and says its version', async () => {
    const program = await findCompose(environment);
    expect(program).toMatchObject({
      command: 'docker',
      leading: ['compose'],
      version: expect.stringMatching(/^\d+\./),
    });
  });

  it('is missed with a way to get it', async () => {
    await expect(findCompose({ PATH: folder })).rejects.toThrow(/docker-compose-plugin/);
  });

  it('tells services and profiles, and what is wrong with a file', async () => {
    const program = await findCompose(environment);
    expect(await askCompose(program, project, ['config', '--services'], { environment })).toEqual(['gauge']);
    expect(await askCompose(program, project, ['config', '--profiles'], { environment })).toEqual(['sea']);
    const all = { ...project, profiles: ['sea'] };
    expect(await askCompose(program, all, ['config', '--services'], { environment })).toEqual(
      expect.arrayContaining(['gauge', 'buoy']),
    );
    writeFileSync(join(folder, 'compose.yaml'), 'services:\n  gauge:\n    imge: x\n');
    await expect(askCompose(program, project, ['config', '--services'], { environment })).rejects.toThrow(/imge/);
  });

  it.each([
    [['a.yaml', 'b.yaml'], 'beacon'],
    [['b.yaml', 'a.yaml'], 'harbour'],
  ])('lays %j over each other in this order', async (names, place) => {
    const program = await findCompose(environment);
    writeFileSync(join(folder, 'a.yaml'), later('harbour'));
    writeFileSync(join(folder, 'b.yaml'), later('beacon'));
    project = { ...project, files: ['compose.yaml', ...names].map(name => join(folder, name)) };
    compose(program, ['up', '--detach']);
    expect(inGauge(program)).toContain(`PLACE=${place}`);
  });

  it('takes an override file along when no file is named', async () => {
    const program = await findCompose(environment);
    writeFileSync(join(folder, 'compose.override.yaml'), later('override'));
    compose(program, ['up', '--detach']);
    expect(inGauge(program)).toContain('PLACE=override');
  });

  describe('taken down or restarted from its row', () => {
    const name = 'slipway-compose-whole';
    const names = (...flags: readonly string[]): readonly string[] =>
      docker('ps', ...flags, '--filter', `label=com.docker.compose.project=${name}`, '--format', '{{.Names}}')
        .split('\n')
        .filter(it => it !== '')
        .sort();
    const whole = (files: readonly string[]): ComposeProject => {
      const origin = { project: name, service: 'gauge', files, folder, isOneOff: false };
      return wholeProjectOf({ name, containers: [composeRow(name, 'gauge', { compose: origin })] });
    };
    const docker = (...args: readonly string[]): string => execFileSync('docker', args, { encoding: 'utf8' });

    it.each(['with', 'without'])('%s its files leaves out no profile and no container', async how => {
      const program = await findCompose(environment);
      const file = join(folder, 'compose.yaml');
      project = { name, folder, files: [file], profiles: ['sea'] };
      compose(program, ['up', '--detach']);
      compose(program, ['run', '--detach', '--name', `${name}-once`, 'gauge', 'sleep', '600']);
      expect(names()).toEqual([`${name}-buoy-1`, `${name}-gauge-1`, `${name}-once`]);
      project = whole(how === 'with' ? [file] : ['/nowhere/compose.yaml']);
      const begun = (): string => docker('inspect', '--format', '{{.State.StartedAt}}', `${name}-buoy-1`);
      const before = begun();
      compose(program, ['restart', '--timeout', '0']);
      expect(begun()).not.toBe(before);
      compose(program, [...composeDownVerb, '--timeout', '0']);
      expect(names('--all')).toEqual([]);
      const networks = docker('network', 'ls', '--quiet', '--filter', `label=com.docker.compose.project=${name}`);
      expect(networks).toBe('');
    });

    it('takes anonymous volumes along with the others, and the question says so', async () => {
      const program = await findCompose(environment);
      writeFileSync(join(folder, 'compose.yaml'), base.replace('[readings:/readings]', '[readings:/readings, /spool]'));
      project = { name, folder, files: [join(folder, 'compose.yaml')], profiles: [] };
      compose(program, ['up', '--detach']);
      const engine = await connectBundledEngine();
      const row = (await engine.listing.containers()).find(it => it.name === `${name}-gauge-1`);
      const [anonymous, ...others] = row ? anonymousVolumesOf(row) : [];
      expect(others).toEqual([]);
      const there = () =>
        docker('volume', 'ls', '--quiet')
          .split('\n')
          .includes(anonymous ?? '');
      expect(there()).toBe(true);
      const goes = row && whatGoes({ name, containers: [row] }, engineState({ containers: [row] }));
      expect(goes?.anonymous).toEqual([`${anonymous?.slice(0, 12)} of gauge-1`]);
      compose(program, [...composeDownVerb, '--volumes', '--timeout', '0']);
      expect(there()).toBe(false);
    });
  });
});
