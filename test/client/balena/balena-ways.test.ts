// Where the ways of balena's CLI stand among the devices to build for.
import { expect, it } from 'vitest';
import { withBalenaWays } from '../../../client/src/commands/balena/balena-ways.ts';

const items = [{ label: 'Pi', choice: ['pi'] }, { label: 'Several…', choice: 'several' as const }, { label: 'Other' }];
const labels = (dialect: 'docker' | 'balena') => withBalenaWays(items, dialect).map(({ label }) => label);

it('they stand behind the way to several, so that Enter alone still builds here', () => {
  expect(labels('balena')).toEqual([
    'Pi',
    'Several…',
    'with balena’s CLI',
    '$(cloud-upload) Push to Fleet…',
    '$(circuit-board) Push to Local Device…',
    '$(rocket) Deploy to Fleet…',
    '$(tools) Build by balena’s CLI…',
    'Other',
  ]);
});

it('projects of plain Docker have none', () => {
  expect(labels('docker')).toEqual(['Pi', 'Several…', 'Other']);
});
