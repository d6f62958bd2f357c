// What is said, and offered, before volumes go.
import { describe, expect, it } from 'vitest';
import { pruneQuestion, pruneTitle, unusedVolumes } from '../../../client/src/commands/volumes/unused-volumes.ts';
import { browsersOf, holdersOfVolumes, volumeRemoval } from '../../../client/src/commands/volumes/volume-removal.ts';
import type { ContainerRow, VolumeRow } from '../../../client/src/engine/engine-state.ts';
import { containerRow, engineState, volumeRow } from '../../support/engine-states.ts';

const holding = (name: string, status: ContainerRow['status'], ...volumes: readonly string[]) =>
  containerRow(name, {
    status,
    mounts: volumes.map(source => ({ kind: 'volume', source, target: '/hold', isReadOnly: false })),
  });
const planFor = (rows: readonly VolumeRow[], containers: readonly ContainerRow[]) =>
  volumeRemoval(rows, holdersOfVolumes(engineState({ containers })));
const question = (...given: Parameters<typeof planFor>) => {
  const plan = planFor(...given);
  if (plan.kind !== 'question') throw new Error(plan.why);
  return plan.question;
};

const data = volumeRow('data', { size: 5_060_000 });
const cache = volumeRow('cache');

describe('Before volumes are removed', () => {
  it('the container through which one is looked into does not count, and is found', () => {
    const looking = { ...holding('slipway-browses-data-0f', 'running', 'data') };
    const browser = { ...looking, labels: { 'io.slipway.browses-volume': 'data' } };
    expect(question([data], [browser]).title).toBe('Remove volume data (5.06 MB)?');
    const state = engineState({ containers: [browser, holding('web', 'running', 'cache')] });
    expect(browsersOf(['data', 'cache'], state)).toEqual([browser.id]);
    expect(browsersOf(['cache'], state)).toEqual([]);
  });

  it('one that nobody holds is named with what is lost', () => {
    expect(question([data], [])).toMatchObject({
      title: 'Remove volume data (5.06 MB)?',
      keep: 'Keep data',
      choices: [
        {
          label: 'Remove volume data',
          detail: '5.06 MB of data are lost for good',
          value: { volumes: ['data'], containers: [] },
        },
      ],
    });
    expect(question([cache], []).choices[0]?.detail).toBe('All data in it is lost for good');
  });

  it('stopped holders are named with their state, and go only as an explicit choice', () => {
    const old = holding('old', 'exited', 'data');
    const { title, choices } = question([data], [old]);
    expect(title).toBe('Remove volume data (5.06 MB)? It is held by old (exited).');
    expect(choices).toHaveLength(1);
    expect(choices[0]).toMatchObject({
      label: 'Remove volume data and the stopped container old',
      value: { volumes: ['data'], containers: [old] },
    });
  });

  it.each(['running', 'paused', 'restarting'] as const)('a %s holder is named, and nothing is offered', status => {
    const plan = planFor([data], [holding('web', status, 'data'), holding('old', 'exited', 'data')]);
    expect(plan).toEqual({
      kind: 'impossible',
      why: `The volume data is held by web (${status}). Stop and remove it first.`,
    });
  });

  it('several are listed, and each way of removing is a choice', () => {
    const busy = volumeRow('busy');
    const containers = [holding('web', 'running', 'busy'), holding('old', 'exited', 'cache', 'data')];
    const free = volumeRow('0'.repeat(64));
    const { title, choices, goes } = question([data, cache, busy, free], containers);
    expect(title).toBe('Remove 3 volumes?');
    expect(choices.map(({ label }) => label)).toEqual([
      'Remove volume 000000000000',
      'Remove 3 volumes and the stopped container old',
    ]);
    expect(goes?.map(({ about }) => about)).toEqual([
      '5.06 MB, held by old (exited)',
      'held by old (exited)',
      'stays: held by web (running)',
      '',
    ]);
  });
});

describe('A prune of volumes', () => {
  it('proposes what no container holds: anonymous ones first, each kind largest first', () => {
    const anonymous = (digit: string, size: number) => volumeRow(digit.repeat(64), { size });
    const volumes = [volumeRow('small', { size: 1 }), anonymous('1', 5), data, anonymous('2', 9), volumeRow('held')];
    const containers = [holding('old', 'exited', 'held')];
    const unused = unusedVolumes(engineState({ volumes, containers }));
    expect(unused.map(({ row, isAnonymous }) => [row.name.slice(0, 5), isAnonymous])).toEqual([
      ['22222', true],
      ['11111', true],
      ['data', false],
      ['small', false],
    ]);
  });

  it('says how much is lost, and no figure where a size is not known', () => {
    const details = (rows: readonly VolumeRow[]) => pruneQuestion(rows).choices.map(({ detail }) => detail);
    const other = volumeRow('other', { size: 1_000_000 });
    expect(details([data, other])).toEqual(['6.06 MB of data are lost for good']);
    expect(details([data, cache])).toEqual(['All data in them is lost for good']);
    expect(details([cache])).toEqual(['All data in it is lost for good']);
    expect(pruneTitle([data, other])).toBe('Prune volumes: no container holds these 2 (6.06 MB)');
    expect(pruneTitle([data, cache])).toBe('Prune volumes: no container holds these 2');
  });
});
