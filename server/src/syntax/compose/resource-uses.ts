/** Which networks, secrets, configs and models a service uses, and where each is named. (Volumes: see `mounts`.) */
import type { Span } from '../../text/span.ts';
import type { YamlNode, YamlScalar } from '../yaml/node.ts';
import type { Service } from './compose-file.ts';
import { textOf, valueAt } from './text-value.ts';

export type UsableSection = 'networks' | 'secrets' | 'configs' | 'models';

export interface ResourceUse {
  readonly name: string;
  /** As written, with quotes; where it is defined when it comes from an anchor. */
  readonly span: Span;
  /** The scalar that holds the name: an item, the `source` of one, or a key. */
  readonly node: YamlScalar;
  readonly isKey: boolean;
  /** The service's key, as `counts` of the model wants it. */
  readonly key: string;
}

/** Uses whose name is known; variables with a default count with it. */
export function resourceUses(service: Service, section: UsableSection): readonly ResourceUse[] {
  const own = service.key(section);
  const build = section === 'secrets' ? valueAt(service.build?.mapping, 'secrets') : undefined;
  if (!own && !build) return none;
  const uses: ResourceUse[] = [];
  if (own) addUses(own.value, section, uses);
  if (build) addUses(build, 'build', uses);
  return uses;
}

const none: readonly ResourceUse[] = [];

function addUses(value: YamlNode, key: string, uses: ResourceUse[]): void {
  if (value.kind === 'mapping') {
    // Only networks and models are mappings by name.
    if (key !== 'networks' && key !== 'models') return;
    for (const { key: name, value: settings } of value.entries) {
      if (settings.tag === '!reset') continue;
      uses.push({ name: name.source, span: name.span, node: name, isKey: true, key });
    }
    return;
  }
  if (value.kind !== 'sequence') return;
  for (const item of value.items) {
    const text = textOf(item.kind === 'mapping' ? valueAt(item, 'source') : item);
    if (text?.known === undefined || text.known === '') continue;
    uses.push({ name: text.known, span: text.span, node: text.node, isKey: false, key });
  }
}
