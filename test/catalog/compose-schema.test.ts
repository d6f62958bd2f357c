import { describe, expect, test } from 'vitest';
import { composeKeyDoc, documentedComposeKeys } from '../../server/src/catalog/compose-key-docs.ts';
import { formats, lenientLists } from '../../server/src/catalog/compose-schema/formats.ts';
import {
  composeFileShape,
  composeMappingNames,
  mappingShape,
  typeBits,
} from '../../server/src/catalog/compose-schema.ts';

const keys = composeMappingNames.flatMap(name => [...mappingShape(name).keys.keys()].map(key => [name, key] as const));

describe('the facts of the Compose schema', () => {
  test('lead from the whole file to what a service may hold', () => {
    const service = composeFileShape().keys.get('services')?.mapping?.named?.value.mapping;
    expect(service?.name).toBe('service');
    expect(service?.keys.get('privileged')).toMatchObject({
      types: typeBits.boolean | typeBits.string,
      format: 'boolean',
    });
    expect(service?.keys.get('cgroup')?.words).toEqual(['host', 'private']);
    expect(service?.hasExtensions).toBe(true);
  });

  test('know what is required, by the schema and by the loader', () => {
    expect(mappingShape('service.depends_on.*').required).toEqual(['condition']);
    expect(mappingShape('service.volumes').required).toEqual(['type', 'target']);
  });

  test('are reached as a whole: every format and every lenient list names a key there is', () => {
    const places = new Set(
      composeMappingNames.flatMap(name => [...mappingShape(name).keys.keys()].map(key => `${name}.${key}`)),
    );
    const named = (place: string): boolean => places.has(place) || place.endsWith('.*');
    expect(Object.keys(formats).filter(place => !named(place))).toEqual([]);
    expect([...lenientLists].filter(place => !named(place))).toEqual([]);
  });
});

describe('the docs of keys', () => {
  test.each(keys)('%s: %s has one sentence', (name, key) => {
    expect(composeKeyDoc(name, key)).toMatch(/^[A-Z`].{5,130}[.]$/su);
  });

  test('speak of no key that is gone', () => {
    const gone = [...documentedComposeKeys()].flatMap(([name, documented]) =>
      documented.filter(key => !mappingShape(name).keys.has(key)).map(key => `${name}.${key}`),
    );
    expect(gone).toEqual([]);
  });
});
