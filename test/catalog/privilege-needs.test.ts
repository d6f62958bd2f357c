import { describe, expect, it } from 'vitest';
import { balenaLabel } from '../../server/src/catalog/balena-labels.ts';
import { defaultCapabilities, linuxCapability } from '../../server/src/catalog/linux-capabilities.ts';
import { privilegeNeed, privilegeNeeds } from '../../server/src/catalog/privilege-needs.ts';

describe.each(privilegeNeeds.map(need => [need.id, need] as const))('%s', (id, need) => {
  it('is the only one of its name', () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(?:-[a-z]+)*$/);
    expect(privilegeNeeds.filter(it => it.id === id)).toHaveLength(1);
  });

  it('shows by something', () => {
    expect(Object.values(need.signs).flat().length).toBeGreaterThan(0);
    for (const pattern of [need.signs, need.hints, need.support].flatMap(signs => Object.values(signs ?? {}).flat())) {
      expect(pattern.trim(), id).toBe(pattern);
      expect(pattern, id).not.toBe('');
    }
  });

  it('has a blocker when nothing smaller is known, and a grant or nothing to grant otherwise', () => {
    expect(need.blocker !== undefined).toBe(need.confidence === 'low');
    if (need.confidence === 'low') expect(need.grant).toEqual({});
    for (const words of [need.blocker, need.advice])
      if (words !== undefined) expect(words).toMatch(/^\S[\s\S]{15,}[^.\s]$/);
    expect(need.source.length).toBeGreaterThan(10);
  });

  it('grants what exists and what a container does not have anyway', () => {
    for (const name of Object.keys(need.grant.capabilities ?? {})) {
      expect(linuxCapability(name)?.name).toBe(name);
      expect(defaultCapabilities.has(name)).toBe(false);
    }
    for (const name of Object.keys(need.grant.labels ?? {}))
      expect(balenaLabel(`io.balena.features.${name}`)).toBeDefined();
    for (const device of need.grant.devices ?? []) {
      for (const path of [...device.family, ...device.usual]) expect(path).toMatch(/^\/dev\//);
    }
    for (const covering of need.coveredBy ?? []) expect(privilegeNeed(covering), covering).toBeDefined();
  });
});
