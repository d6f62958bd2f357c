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
  #services: ReadonlyMap<string, Service> | undefined;
  #serviceList: readonly Service[] | undefined;
  readonly #resources = new Map<string, readonly Resource[]>();

  constructor(yaml: YamlFile) {
    this.yaml = yaml;
  }

  get root(): YamlMapping | undefined {
    const root = this.yaml.documents[0]?.root;
    return root?.kind === 'mapping' ? root : undefined;
  }

  get version(): YamlEntry | undefined {
    return this.root?.entry('version');
  }

  get projectName(): TextValue | undefined {
    return textOf(valueAt(this.root, 'name'));
  }

  get services(): readonly Service[] {
    this.#serviceList ??= [...this.#byName().values()];
    return this.#serviceList;
  }

  service(name: string): Service | undefined {
    return this.#byName().get(name);
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

  get includes(): readonly Include[] {
    const value = valueAt(this.root, 'include');
    const items: readonly YamlNode[] = value?.kind === 'sequence' ? value.items : [];
    return items.map(item => ({
      span: item.span,
      paths: textsOf(item.kind === 'mapping' ? valueAt(item, 'path') : item),
    }));
  }

  #byName(): ReadonlyMap<string, Service> {
    this.#services ??= new Map(
      entriesOf(valueAt(this.root, 'services')).map(entry => [entry.key.source, readService(this.yaml, entry)]),
    );
    return this.#services;
  }

  #resource(key: string): readonly Resource[] {
    const known = this.#resources.get(key);
    if (known) return known;
    const read = entriesOf(valueAt(this.root, key)).map(readResource);
    this.#resources.set(key, read);
    return read;
  }
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
