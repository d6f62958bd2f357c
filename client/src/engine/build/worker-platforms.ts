// What BuildKit's worker says it can run: the answer to Control/ListWorkers (moby/buildkit, api/services/control).
import { fields, text } from './protobuf.ts';

/** `linux/arm/v7` and the like, in BuildKit's order, each once. Undefined when no worker told any. */
export function workerPlatforms(answer: Uint8Array): readonly string[] | undefined {
  const platforms = new Set<string>();
  for (const record of fields(answer)) {
    if (record.number !== 1) continue;
    for (const field of fields(record.bytes)) if (field.number === 3) platforms.add(platformOf(field.bytes));
  }
  return platforms.size === 0 ? undefined : [...platforms];
}

function platformOf(message: Uint8Array): string {
  let architecture = '';
  let system = '';
  let variant = '';
  for (const { number, bytes } of fields(message)) {
    if (number === 1) architecture = text(bytes);
    else if (number === 2) system = text(bytes);
    else if (number === 3) variant = text(bytes);
  }
  return [system, architecture, variant].filter(it => it !== '').join('/');
}
