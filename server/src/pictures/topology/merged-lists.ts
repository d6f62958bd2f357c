/** Lists of a service that is defined in several places: the strongest definition of each thing counts, in written order. */
import type { DefinedEntry, ModelService } from '../../project/compose-model.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import type { YamlFile } from '../../syntax/yaml/node.ts';
import type { Span } from '../../text/span.ts';
import type { Place } from './topology.ts';

export interface Placed<T> {
  readonly value: T;
  readonly place: Place;
  /** The folder that relative paths start from. */
  readonly folder: string;
}

/** @param keyOf two values of one key are one thing */
export function merged<T extends { readonly span: Span }>(
  service: ModelService,
  key: string,
  read: (service: Service, file: YamlFile) => readonly T[],
  keyOf: (value: T) => string,
): readonly Placed<T>[] {
  const found = new Map<string, Placed<T>>();
  // The weakest first: what is laid over it keeps its place in the order.
  for (const entry of [...service.entries(key)].reverse())
    for (const value of read(entry.service, entry.compose.file.yaml))
      found.set(keyOf(value), { value, ...placeOf(entry, value.span) });
  return [...found.values()];
}

export function placeOf({ compose }: Pick<DefinedEntry, 'compose'>, span: Span): Omit<Placed<unknown>, 'value'> {
  return { place: { path: compose.path, span }, folder: compose.folder };
}
