/** Where a service names other services of its project. */
import { rememberLast } from '../../text/remember.ts';
import type { Span } from '../../text/span.ts';
import type { YamlFile, YamlNode, YamlScalar } from '../yaml/node.ts';
import { spanInScalar } from '../yaml/scalar-span.ts';
import type { Service, TextValue } from './compose-file.ts';
import { isTrue, textOf, valueAt } from './text-value.ts';

/** `service:NAME` as a value of these shares a namespace of the kernel. */
const namespaceKeys = ['network_mode', 'ipc', 'pid', 'uts', 'cgroup'];

export interface ServiceReference {
  readonly name: string;
  /** The name alone, without `service:`, alias, mode and quotes. */
  readonly at: Span;
  /** The scalar it is written in. */
  readonly node: YamlScalar;
  /** The key of the service it stands under: `depends_on`, `links`, `volumes_from`, `network_mode` …, `build`. */
  readonly key: string;
  /** `required: false` of depends_on; all else is needed. */
  readonly isRequired: boolean;
  /** What follows `condition:`; undefined elsewhere. */
  readonly condition: TextValue | undefined;
}

/**
 * The references that Compose turns into dependencies, in the order of the keys, then those of `additional_contexts`.
 * Names that are not known are left out.
 */
export function serviceReferences(file: YamlFile, service: Service): readonly ServiceReference[] {
  const known = referencesIn(file);
  const before = known.get(service);
  if (before) return before;
  const found = readReferences(file, service);
  known.set(service, found);
  return found;
}

/** Several rules ask for the same, one after the other. */
const referencesIn = rememberLast((_file: YamlFile) => new Map<Service, readonly ServiceReference[]>());

function readReferences(file: YamlFile, service: Service): readonly ServiceReference[] {
  let found: ServiceReference[] | undefined;
  const add = (node: YamlScalar, name: string, from: number, key: string, more?: Partial<ServiceReference>): void => {
    if (name === '') return;
    const at = spanInScalar(file.text, node, from, from + name.length);
    found ??= [];
    found.push({ name, at, node, key, isRequired: true, condition: undefined, ...more });
  };

  const dependsOn = service.key('depends_on')?.value;
  if (dependsOn?.kind === 'mapping') {
    for (const { key, value } of dependsOn.entries) {
      if (value.tag === '!reset') continue;
      const settings = value.kind === 'mapping' ? value : undefined;
      const required = valueAt(settings, 'required');
      const isRequired = required === undefined || isTrue(required);
      add(key, key.source, 0, 'depends_on', { isRequired, condition: textOf(valueAt(settings, 'condition')) });
    }
  } else for (const text of scalarsOf(dependsOn)) if (text.isLiteral) add(text.node, text.value, 0, 'depends_on');

  for (const text of scalarsOf(service.key('links')?.value)) {
    const parts = text.value.split(':');
    if (text.isLiteral && parts.length <= 2) add(text.node, parts[0] ?? '', 0, 'links');
  }
  for (const text of scalarsOf(service.key('volumes_from')?.value)) {
    if (text.isLiteral && !text.value.startsWith('container:')) {
      add(text.node, text.value.split(':')[0] ?? '', 0, 'volumes_from');
    }
  }
  for (const key of namespaceKeys) {
    const text = textOf(service.key(key)?.value);
    if (text?.isLiteral && text.value.startsWith(prefix))
      add(text.node, text.value.slice(prefix.length), prefix.length, key);
  }
  const contexts = valueAt(service.build?.mapping, 'additional_contexts');
  if (contexts?.kind === 'mapping') {
    for (const { value } of contexts.entries) {
      const text = value.tag === '!reset' ? undefined : textOf(value);
      if (text?.isLiteral && text.value.startsWith(prefix)) {
        add(text.node, text.value.slice(prefix.length), prefix.length, 'build');
      }
    }
  } else {
    for (const text of scalarsOf(contexts)) {
      const start = text.value.indexOf(`=${prefix}`) + 1;
      if (text.isLiteral && start > 0) {
        add(text.node, text.value.slice(start + prefix.length), start + prefix.length, 'build');
      }
    }
  }
  return found ?? none;
}

const prefix = 'service:';
const none: readonly ServiceReference[] = [];

function scalarsOf(node: YamlNode | undefined): readonly TextValue[] {
  if (node?.kind !== 'sequence') return [];
  return node.items.map(textOf).filter(text => text !== undefined);
}
