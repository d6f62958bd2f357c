/** Reads a Compose file: YAML text in, typed lazy views out. Never throws; `yaml.problems` tells what could not be read. */
import { parseYaml } from '../yaml/document.ts';
import type { YamlEntry, YamlFile, YamlMapping, YamlNode } from '../yaml/node.ts';
import type { ComposeFile, Include, Resource, Service, TextValue } from './compose-file.ts';
import { readService } from './service.ts';
import { isTrue, textOf, textsOf, valueAt } from './text-value.ts';

export function parseCompose(text: string): ComposeFile {
  return readCompose(parseYaml(text));
}

/** The same for YAML that is parsed already. */
export function readCompose(yaml: YamlFile): ComposeFile {
  return new ComposeView(yaml);
}

class ComposeView implements ComposeFile {
  readonly yaml: YamlFile;
  #services: readonly Service[] | undefined;
  #byName: ReadonlyMap<string, Service> | undefined;
  #roots: readonly YamlMapping[] | undefined;
  #serviceKeys: ReadonlySet<string> | undefined;
  #includes: readonly Include[] | undefined;
  readonly #resources = new Map<string, readonly Resource[]>();

  constructor(yaml: YamlFile) {
    this.yaml = yaml;
  }

  get root(): YamlMapping | undefined {
    const root = this.yaml.documents[0]?.root;
    return root?.kind === 'mapping' ? root : undefined;
  }

  get roots(): readonly YamlMapping[] {
    this.#roots ??= this.yaml.documents.map(({ root }) => root).filter(root => root?.kind === 'mapping');
    return this.#roots;
  }

  get version(): YamlEntry | undefined {
    return this.root?.entry('version');
  }

  get projectName(): TextValue | undefined {
    return textOf(valueAt(this.root, 'name'));
  }

  get services(): readonly Service[] {
    this.#services ??= this.#entriesOf('services').map(entry => readService(this.yaml, entry));
    return this.#services;
  }

  service(name: string): Service | undefined {
    // The first definition wins, so it goes in last.
    this.#byName ??= new Map([...this.services].reverse().map(service => [service.name, service]));
    return this.#byName.get(name);
  }

  get volumes(): readonly Resource[] {
    return this.#resource('volumes');
  }

  get networks(): readonly Resource[] {
    return this.#resource('networks');
  }

  get secrets(): readonly Resource[] {
    return this.#resource('secrets');
  }

  get configs(): readonly Resource[] {
    return this.#resource('configs');
  }

  hasServiceKey(name: string): boolean {
    if (!this.#serviceKeys) {
      const keys = new Set<string>();
      for (const { mapping } of this.services) for (const { key } of mapping?.entries ?? []) keys.add(key.source);
      this.#serviceKeys = keys;
    }
    return this.#serviceKeys.has(name);
  }

  get models(): readonly Resource[] {
    return this.#resource('models');
  }

  get includes(): readonly Include[] {
    this.#includes ??= this.roots.flatMap(root => {
      const value = valueAt(root, 'include');
      return value?.kind === 'sequence' ? value.items.map(readInclude) : [];
    });
    return this.#includes;
  }

  #entriesOf(section: string): readonly YamlEntry[] {
    const [root, ...others] = this.roots;
    const entries = entriesOf(valueAt(root, section));
    return others.length === 0 ? entries : [...entries, ...others.flatMap(it => entriesOf(valueAt(it, section)))];
  }

  #resource(key: string): readonly Resource[] {
    const known = this.#resources.get(key);
    if (known) return known;
    const read = this.#entriesOf(key).map(readResource);
    this.#resources.set(key, read);
    return read;
  }
}

function readInclude(item: YamlNode): Include {
  if (item.kind !== 'mapping') {
    return { span: item.span, paths: textsOf(item), projectDirectory: undefined, envFiles: [] };
  }
  return {
    span: item.span,
    paths: textsOf(valueAt(item, 'path')),
    projectDirectory: textOf(valueAt(item, 'project_directory')),
    envFiles: textsOf(valueAt(item, 'env_file')),
  };
}

/** The pairs of a section; what `!reset` takes back is not there. */
function entriesOf(section: YamlNode | undefined): readonly YamlEntry[] {
  if (section?.kind !== 'mapping') return [];
  return section.entries.filter(entry => entry.value.tag !== '!reset');
}

function readResource(entry: YamlEntry): Resource {
  const mapping = entry.value.kind === 'mapping' ? entry.value : undefined;
  const external = valueAt(mapping, 'external');
  return {
    name: entry.key.source,
    nameSpan: entry.key.span,
    entry,
    mapping,
    // The old form `external: {name: …}` still means that the resource is made elsewhere.
    isExternal: external?.kind === 'mapping' || isTrue(external),
  };
}
