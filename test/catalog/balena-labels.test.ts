import { describe, expect, it } from 'vitest';
import {
  balenaLabel,
  balenaLabels,
  currentLabelName,
  isLabelOn,
  labelForHostPath,
} from '../../server/src/catalog/balena-labels.ts';

describe('labels of balena', () => {
  it('are known by their old names, too', () => {
    expect(currentLabelName('io.resin.features.resin-api')).toBe('io.balena.features.balena-api');
    expect(balenaLabel('io.resin.features.dbus')?.name).toBe('io.balena.features.dbus');
    expect(balenaLabel('io.balena.features.dbuss')).toBeUndefined();
  });

  it.each([
    ['1', true],
    ['TRUE', true],
    ['on', true],
    ['yes', false],
    ['enabled', false],
    ['', false],
  ])('the value %j switches one on: %j', (value, isOn) => expect(isLabelOn(value)).toBe(isOn));

  it('stand for exactly the host paths the parsers know', () => {
    expect(labelForHostPath('/run/dbus')?.name).toBe('io.balena.features.dbus');
    expect(labelForHostPath('/run/dbus/system_bus_socket')).toBeUndefined();
    expect(labelForHostPath('/run/docker.sock')).toBeUndefined();
    expect(balenaLabels.flatMap(it => it.hostPaths ?? [])).toHaveLength(10);
  });
});
