/** Short docs for every key of a Compose file, in our own words. */
import { keyDocs } from './compose-schema/key-docs.ts';
import { serviceKeyDocs } from './compose-schema/key-docs-service.ts';

/** What the key means in the mapping of that name (see `MappingShape.name`); undefined for keys users choose themselves. */
export function composeKeyDoc(mapping: string, key: string): string | undefined {
  const docs = mapping === 'service' ? serviceKeyDocs : keyDocs[mapping];
  return docs && Object.hasOwn(docs, key) ? docs[key] : undefined;
}

/** The keys that have docs, by mapping. */
export function documentedComposeKeys(): ReadonlyMap<string, readonly string[]> {
  return new Map(
    Object.entries({ ...keyDocs, service: serviceKeyDocs }).map(([name, docs]) => [name, Object.keys(docs)]),
  );
}
