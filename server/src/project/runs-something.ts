/** Whether a definition says by itself what its service runs. */
import type { Service } from '../syntax/compose/compose-file.ts';

/** It has an image, a build or a provider, or takes one from what it extends. A definition without is a part of another. */
export function runsSomething(service: Service): boolean {
  return ['image', 'build', 'extends', 'provider'].some(key => service.key(key) !== undefined);
}
