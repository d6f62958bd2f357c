// Subnets as they are typed, and what is said before networks go.
import { describe, expect, it } from 'vitest';
import { networkRemoval } from '../../../client/src/commands/networks/network-removal.ts';
import { whatIsWrongWithSubnet } from '../../../client/src/commands/networks/subnet.ts';
import type { ContainerRow } from '../../../client/src/engine/engine-state.ts';
import { membersByNetwork } from '../../../client/src/views/nodes/uses.ts';
import { containerRow, engineState, networkRow } from '../../support/engine-states.ts';

describe('A subnet', () => {
  it.each(['10.5.0.0/24', '192.168.1.0/30', '10.0.0.0/8', 'fd00:5::/64', '2001:db8:0:1::/80', 'fd00:0:0:0:0:0:0:0/16'])(
    '%s can be one',
    text => {
      expect(whatIsWrongWithSubnet(text, [])).toBeUndefined();
    },
  );

  it.each([
    ['', 'an address'],
    ['10.5.0.0', 'an address'],
    ['10.5.0.0/33', 'an address'],
    ['10.5.0/24', 'an address'],
    ['10.5.0.256/24', 'an address'],
    ['10.05.0.0/24', 'an address'],
    ['10.5.0.0/0', 'an address'],
    ['fd00::1::/64', 'an address'],
    ['fd00:12345::/64', 'an address'],
    ['1:2:3:4:5:6:7:8::/64', 'an address'],
    ['10.5.0.7/24', 'begins at 10.5.0.0/24'],
    ['fd00:5::1/64', 'begins at fd00:5::/64'],
    ['10.5.0.0/31', 'no room'],
    ['fd00::/127', 'no room'],
  ])('"%s" is refused: %s', (text, words) => {
    expect(whatIsWrongWithSubnet(text, [])).toContain(words);
  });

  it.each([
    ['172.18.5.0/24', true],
    ['172.16.0.0/12', true],
    ['172.19.0.0/16', false],
    ['fd00::/16', false],
  ])('%s overlaps another network: %s', (text, does) => {
    const networks = [networkRow('app', { subnets: ['172.18.0.0/16', 'fe80::/64'] })];
    const wrong = whatIsWrongWithSubnet(text, networks);
    expect(wrong).toBe(does ? 'The network app has 172.18.0.0/16, which overlaps' : undefined);
  });
});

describe('Before networks are removed', () => {
  const inNetworks = (name: string, status: ContainerRow['status'], ...ids: readonly string[]) =>
    containerRow(name, { status, networks: ids.map(id => ({ name: id, networkId: id })) });
  const back = networkRow('back', { id: 'back' });
  const front = networkRow('front', { id: 'front' });
  const question = (rows: readonly (typeof back)[], containers: readonly ContainerRow[]) =>
    networkRemoval(rows, membersByNetwork(engineState({ containers, networks: [back, front] })));

  it('an empty one is only named', () => {
    expect(question([back], [])).toEqual({
      title: 'Remove network back?',
      keep: 'Keep back',
      choices: [
        {
          label: 'Remove network back',
          detail: 'No container is in it',
          value: [{ id: 'back', name: 'back', disconnect: [] }],
        },
      ],
    });
  });

  it('its members are named with their state, and said to be disconnected', () => {
    const [web, db] = [inNetworks('web', 'running', 'back'), inNetworks('db', 'exited', 'back')];
    const { title, choices } = question([back], [web, db]);
    expect(title).toBe('Remove network back? db (exited), web (running) are in it.');
    expect(choices[0]).toMatchObject({
      label: 'Disconnect db, web, then remove network back',
      detail: 'Connections over it break at once',
    });
    expect(choices[0]?.value[0]?.disconnect.map(({ name }) => name)).toEqual(['db', 'web']);
  });

  it('several are listed with their members', () => {
    const web = inNetworks('web', 'exited', 'back', 'front');
    const { title, choices, goes } = question([back, front], [web]);
    expect(title).toBe('Remove 2 networks? web (exited) is in them.');
    expect(choices[0]?.detail).toBe('They can be started without it');
    expect(goes).toEqual([
      { name: 'back', about: 'web' },
      { name: 'front', about: 'web' },
    ]);
  });
});
