/** Which services Compose may start together. */
import type { ModelService } from '../project/compose-model.ts';
import { textsOf } from '../syntax/compose/text-value.ts';

/** The profiles of a service; empty for one that always starts, undefined when they are not known. */
export function profilesOf(service: ModelService): readonly string[] | undefined {
  const entries = service.entries('profiles');
  if (entries.length === 0) return service.isComplete ? none : undefined;
  const profiles: string[] = [];
  for (const { entry } of entries) {
    for (const { known } of textsOf(entry.value)) {
      if (known === undefined) return undefined;
      profiles.push(known);
    }
  }
  return profiles;
}

const none: readonly string[] = [];

/** Whether both have profiles and share none: then they are taken for alternatives that nobody starts together. */
export function areAlternatives(one: ModelService, other: ModelService): boolean {
  const profiles = profilesOf(one);
  const others = profilesOf(other);
  if (!profiles || !others) return true;
  return profiles.length > 0 && others.length > 0 && !profiles.some(it => others.includes(it));
}
