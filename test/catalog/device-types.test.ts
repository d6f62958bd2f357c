import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { archPlatform, archRuns, deviceType, deviceTypes } from '../../server/src/catalog/device-types.ts';

const facts = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/data/device-types.json');

describe('device types', () => {
  it('are found by slug and by alias, and not by anything else', () => {
    expect(deviceType('raspberrypi4-64')?.arch).toBe('aarch64');
    expect(deviceType('nuc')?.slug).toBe('intel-nuc');
    expect(deviceType('raspberrypi')?.slug).toBe('raspberry-pi');
    expect(deviceType('arm64')).toBeUndefined();
    expect(deviceType('toString')).toBeUndefined();
  });

  it('have unique slugs, and no alias that is the slug of another', () => {
    const slugs = deviceTypes.map(it => it.slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(deviceTypes.flatMap(it => it.aliases).filter(alias => slugs.includes(alias))).toEqual([]);
  });

  it('run what is built for their own architecture and for the older ones of ARM', () => {
    expect(archRuns('aarch64', 'armv7hf')).toBe(true);
    expect(archRuns('armv7hf', 'aarch64')).toBe(false);
    expect(archRuns('amd64', 'i386')).toBe(false);
    expect(archRuns('arm64', 'arm64')).toBe(false);
  });

  it('have a platform by architecture, not by Docker’s name of it', () => {
    expect(archPlatform('rpi')).toBe('linux/arm/v6');
    expect(archPlatform('arm64')).toBeUndefined();
  });

  it.skipIf(!existsSync(facts))('agree with the collected facts', () => {
    const { deviceTypes: wanted } = JSON.parse(readFileSync(facts, 'utf8')) as {
      deviceTypes: { slug: string; aliases: string[] }[];
    };
    const bySlug = new Map(deviceTypes.map(it => [it.slug, it]));
    const own = wanted.map(it => ({ ...it, aliases: it.aliases.filter(alias => alias !== it.slug) }));
    expect(own.map(it => bySlug.get(it.slug))).toEqual(own);
    expect(deviceTypes.length).toBe(wanted.length);
  });
});
