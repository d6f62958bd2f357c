/** One service of a Compose file. Each part is read when it is first asked for, and kept. */
import type { Span } from '../../text/span.ts';
import type { YamlEntry, YamlFile, YamlMapping, YamlNode } from '../yaml/node.ts';
import type {
  Build,
  CommandLine,
  Dependency,
  Device,
  EnvFile,
  ExposedPort,
  KeyValue,
  Mount,
  Port,
  Service,
  TextValue,
} from './compose-file.ts';
import { readDevice } from './device.ts';
import { readMount } from './mount.ts';
import { readExposedPort, readPort } from './port.ts';
import { isTrue, keyValuesOf, textOf, textsOf, valueAt } from './text-value.ts';

/** The service written as `entry` under `services`. */
export function readService(file: YamlFile, entry: YamlEntry): Service {
  return new ServiceView(file, entry);
}

class ServiceView implements Service {
  readonly name: string;
  readonly nameSpan: Span;
  readonly entry: YamlEntry;
  readonly mapping: YamlMapping | undefined;
  readonly #file: YamlFile;
  readonly #kept = new Map<string, unknown>();

  constructor(file: YamlFile, entry: YamlEntry) {
    this.name = entry.key.source;
    this.nameSpan = entry.key.span;
    this.entry = entry;
    this.mapping = entry.value.kind === 'mapping' ? entry.value : undefined;
    this.#file = file;
  }

  key(name: string): YamlEntry | undefined {
    const entry = this.mapping?.entry(name);
    return entry?.value.tag === '!reset' ? undefined : entry;
  }

  text(name: string): TextValue | undefined {
    return textOf(this.key(name)?.value);
  }

  list(name: string): readonly TextValue[] {
    return this.#keep(`list ${name}`, () => textsOf(this.key(name)?.value));
  }

  get image(): TextValue | undefined {
    return this.#keep('image', () => this.text('image'));
  }

  get build(): Build | undefined {
    return this.#keep('build', () => readBuild(this.#file, this.key('build')));
  }

  get extends(): Service['extends'] {
    return this.#keep('extends', () => readExtends(this.key('extends')));
  }

  get networkMode(): TextValue | undefined {
    return this.text('network_mode');
  }

  get isPrivileged(): boolean {
    return isTrue(this.key('privileged')?.value);
  }

  get ports(): readonly Port[] {
    return this.#each('ports', readPort);
  }

  get expose(): readonly ExposedPort[] {
    return this.#each('expose', readExposedPort);
  }

  get mounts(): readonly Mount[] {
    return this.#each('volumes', readMount);
  }

  get tmpfs(): readonly TextValue[] {
    return this.list('tmpfs');
  }

  get devices(): readonly Device[] {
    return this.#each('devices', readDevice);
  }

  get capAdd(): readonly TextValue[] {
    return this.list('cap_add');
  }

  get capDrop(): readonly TextValue[] {
    return this.list('cap_drop');
  }

  get securityOpt(): readonly TextValue[] {
    return this.list('security_opt');
  }

  get environment(): readonly KeyValue[] {
    return this.#keep('environment', () => keyValuesOf(this.#file, this.key('environment')?.value));
  }

  get labels(): readonly KeyValue[] {
    return this.#keep('labels', () => keyValuesOf(this.#file, this.key('labels')?.value));
  }

  get dependsOn(): readonly Dependency[] {
    return this.#keep('depends_on', () => readDependencies(this.key('depends_on')?.value));
  }

  get links(): readonly TextValue[] {
    return this.list('links');
  }

  get envFiles(): readonly EnvFile[] {
    return this.#keep('env_file', () => readEnvFiles(this.key('env_file')?.value));
  }

  get command(): CommandLine | undefined {
    return this.#keep('command', () => readCommand(this.key('command')?.value));
  }

  get entrypoint(): CommandLine | undefined {
    return this.#keep('entrypoint', () => readCommand(this.key('entrypoint')?.value));
  }

  get profiles(): readonly TextValue[] {
    return this.list('profiles');
  }

  #each<Item>(key: string, read: (file: YamlFile, node: YamlNode) => Item | undefined): readonly Item[] {
    return this.#keep(key, () => {
      const value = this.key(key)?.value;
      const items = value?.kind === 'sequence' ? value.items : [];
      return items.map(item => read(this.#file, item)).filter(item => item !== undefined);
    });
  }

  /** Makes a part once. The key says which part it is, so the kept value is always of the type asked for. */
  #keep<Value>(key: string, make: () => Value): Value {
    const known = this.#kept.get(key);
    if (known !== undefined || this.#kept.has(key)) return known as Value;
    const value = make();
    this.#kept.set(key, value);
    return value;
  }
}

function readExtends(entry: YamlEntry | undefined): Service['extends'] {
  if (!entry) return undefined;
  const { value, span } = entry;
  if (value.kind !== 'mapping') return { span, service: textOf(value), file: undefined };
  return { span, service: textOf(valueAt(value, 'service')), file: textOf(valueAt(value, 'file')) };
}

function readBuild(file: YamlFile, entry: YamlEntry | undefined): Build | undefined {
  if (!entry) return undefined;
  const { value } = entry;
  const mapping = value.kind === 'mapping' ? value : undefined;
  const context = mapping ? textOf(valueAt(mapping, 'context')) : textOf(value);
  if (!mapping && !context) return undefined;
  return {
    entry,
    context,
    dockerfile: textOf(valueAt(mapping, 'dockerfile')),
    dockerfileInline: textOf(valueAt(mapping, 'dockerfile_inline')),
    target: textOf(valueAt(mapping, 'target')),
    args: keyValuesOf(file, valueAt(mapping, 'args')),
    additionalContexts: keyValuesOf(file, valueAt(mapping, 'additional_contexts')),
    mapping,
  };
}

function readDependencies(node: YamlNode | undefined): readonly Dependency[] {
  if (node?.kind === 'mapping') {
    return node.entries
      .filter(entry => entry.value.tag !== '!reset')
      .map(entry => {
        const mapping = entry.value.kind === 'mapping' ? entry.value : undefined;
        const condition = textOf(valueAt(mapping, 'condition'));
        const required = valueAt(mapping, 'required');
        return {
          span: entry.span,
          name: entry.key.source,
          nameSpan: entry.key.span,
          condition: condition?.known ?? condition?.value ?? 'service_started',
          conditionSpan: condition?.span,
          isRequired: required === undefined || isTrue(required),
        };
      });
  }
  // A single text is not valid here, but leaves no doubt about what is meant.
  return textsOf(node).map(text => ({
    span: text.span,
    name: text.known ?? text.value,
    nameSpan: text.span,
    condition: 'service_started',
    conditionSpan: undefined,
    isRequired: true,
  }));
}

function readEnvFiles(node: YamlNode | undefined): readonly EnvFile[] {
  const items = node?.kind === 'sequence' ? node.items : node ? [node] : [];
  return items.flatMap(item => {
    if (item.kind !== 'mapping') {
      const path = textOf(item);
      return path ? [{ span: item.span, path, isRequired: true }] : [];
    }
    const path = textOf(valueAt(item, 'path'));
    const required = valueAt(item, 'required');
    return path ? [{ span: item.span, path, isRequired: required === undefined || isTrue(required) }] : [];
  });
}

function readCommand(node: YamlNode | undefined): CommandLine | undefined {
  if (node?.kind === 'sequence') {
    return { form: 'exec', span: node.span, words: node.items.map(textOf).filter(word => word !== undefined), node };
  }
  const text = textOf(node);
  return text && { form: 'shell', span: text.span, text };
}
