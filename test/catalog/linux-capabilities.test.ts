import { describe, expect, it } from 'vitest';
import {
  capabilityName,
  defaultCapabilities,
  linuxCapabilities,
  linuxCapability,
  rootEquivalentCapabilities,
} from '../../server/src/catalog/linux-capabilities.ts';

describe('capabilities', () => {
  it('are the 41 of Linux, sorted, each with a sentence', () => {
    const names = linuxCapabilities.map(it => it.name);
    expect(names).toHaveLength(41);
    expect(names).toEqual([...names].sort());
    for (const { name, meaning } of linuxCapabilities) expect(meaning, name).toMatch(/^[A-Z].{20,}\.$/);
  });

  it('are known in every spelling the engine takes', () => {
    expect(capabilityName('cap_net_admin')).toBe('NET_ADMIN');
    expect(linuxCapability('CAP_SYS_TIME')?.name).toBe('SYS_TIME');
    expect(linuxCapability('ALL')).toBeUndefined();
    expect(linuxCapability('SYS_CLOCK')).toBeUndefined();
  });

  it('of the two special sets exist, and no default one is as good as root', () => {
    for (const name of [...defaultCapabilities, ...rootEquivalentCapabilities]) {
      if (name !== 'ALL') expect(linuxCapability(name)?.name).toBe(name);
    }
    expect(defaultCapabilities.size).toBe(14);
    expect([...defaultCapabilities].filter(name => rootEquivalentCapabilities.has(name))).toEqual([]);
  });
});
