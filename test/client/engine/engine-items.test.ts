import { expect, it } from 'vitest';
import { engineItems } from '../../../client/src/commands/engine/engine-items.ts';

const byDocker = { name: 'default', host: 'unix:///var/run/docker.sock', origin: 'Docker' };
const podman = { name: 'Podman', host: 'unix:///run/user/1000/podman/podman.sock', origin: 'found on this machine' };
const hut = { name: 'hut', host: 'tcp://hut:2375', origin: 'Added by you' };
const list = { choices: [byDocker, podman, hut], byDocker };
const labels = (items: ReturnType<typeof engineItems>) => items.map(({ label }) => label);

it('Engines are listed under where they were found, below what docker does', () => {
  expect(labels(engineItems({ ...list, selected: undefined }))).toEqual([
    '$(check) As docker does',
    'found on this machine',
    'Podman',
    'Added by you',
    'hut',
    'somewhere else',
    '$(add) Enter an Address…',
  ]);
});

it('The default context is listed beside another one', () => {
  const colima = { name: 'colima', host: 'unix:///colima.sock', origin: 'Docker context' };
  const items = engineItems({ choices: [colima, byDocker], byDocker: colima, selected: undefined });
  expect(labels(items)).toEqual(expect.arrayContaining(['colima', 'default']));
});

it('Only the selected engine is marked', () => {
  const marked = labels(engineItems({ ...list, selected: podman })).filter(label => label.startsWith('$(check)'));
  expect(marked).toEqual(['$(check) Podman']);
});

it('Only what was typed can be forgotten', () => {
  const items = engineItems({ ...list, selected: undefined });
  expect(labels(items.filter(item => item.canBeForgotten))).toEqual(['hut']);
  expect(items.filter(item => item.isSeparator).every(item => item.answer === undefined)).toBe(true);
});

it('What docker would use is shown beside it', () => {
  const [first] = engineItems({
    ...list,
    byDocker: { name: 'gone', host: '', origin: 'Docker context' },
    selected: hut,
  });
  expect(first).toMatchObject({ label: 'As docker does', description: 'gone' });
});
