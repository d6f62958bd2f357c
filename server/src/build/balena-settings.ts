/**
 * Build variables and build secrets of `.balena/balena.yml` (or one of its other names) as balena's builder hands them to
 * a service: those of the service over those for all. Facts: balena-io-modules/balena-compose, lib/multibuild.
 */
import type { Reads } from '../project/cells.ts';
import { secretPath } from '../project/manifest-files.ts';
import type { Sources } from '../project/sources.ts';
import { parseManifest } from '../syntax/balena/manifest.ts';
import { buildMetadataNames, metadataFolders } from '../syntax/balena/manifest-role.ts';
import type { YamlMapping, YamlNode } from '../syntax/yaml/node.ts';
import { join, relative } from '../text/path.ts';
import type { ArgumentSource, BuildSecret } from './build-plan.ts';

export interface BalenaSettings {
  /** Folders that never reach the builder, whether or not they hold settings. */
  readonly folders: readonly string[];
  readonly warnings: readonly string[];
  variables(service: string): ReadonlyMap<string, { readonly value: string; readonly from: ArgumentSource }>;
  secrets(service: string): Promise<readonly BuildSecret[]>;
}

export async function balenaSettings(reads: Reads, sources: Sources, root: string): Promise<BalenaSettings> {
  const folders = metadataFolders.map(name => join(root, name));
  const files: string[] = [];
  for (const folder of folders) {
    const names = new Set((await sources.directory(reads, folder)).map(({ name }) => name));
    files.push(...buildMetadataNames.filter(name => names.has(name)).map(name => join(folder, name)));
  }
  const [path] = files;
  const text = path === undefined ? undefined : await sources.text(reads, path);
  const settings = text === undefined ? undefined : mappingOf(parseManifest(text).yaml.documents[0]?.root);
  const warnings =
    files.length > 1
      ? [
          `balena’s builder stops at several files with build settings: ${files.map(it => relative(root, it)).join(', ')}`,
        ]
      : [];
  const section = (name: string, service: string): readonly (readonly [ArgumentSource, YamlNode])[] => {
    const all = mappingOf(settings?.entry(name)?.value);
    const global = all?.entry('global')?.value;
    const own = mappingOf(all?.entry('services')?.value)?.entry(service)?.value;
    return [
      ...(global ? [['balena-global', global] as const] : []),
      ...(own ? [['balena-service', own] as const] : []),
    ];
  };
  return {
    folders,
    warnings,
    variables(service) {
      const found = new Map<string, { value: string; from: ArgumentSource }>();
      for (const [from, node] of section('build-variables', service)) {
        for (const [name, value] of variablesIn(node)) found.set(name, { value, from });
      }
      return found;
    },
    async secrets(service) {
      // Of two with one name in the build, the later one counts.
      const found = new Map<string, BuildSecret>();
      for (const [, node] of section('build-secrets', service)) {
        for (const item of node.kind === 'sequence' ? node.items : []) {
          const source = textIn(mappingOf(item)?.entry('source')?.value);
          const id = textIn(mappingOf(item)?.entry('dest')?.value);
          if (source === undefined || id === undefined) continue;
          const file = secretPath(path ?? root, source);
          const isThere = (await sources.entryAt(reads, file)) === 'file';
          found.set(id, { id, source: { kind: 'file', path: file, isThere } });
        }
      }
      return [...found.values()];
    },
  };
}

/** A list of `NAME=value`, or a mapping of texts. */
function* variablesIn(node: YamlNode): Iterable<readonly [name: string, value: string]> {
  if (node.kind === 'mapping') {
    for (const { key, value } of node.entries) {
      const text = textIn(value);
      if (text !== undefined) yield [key.source, text];
    }
  }
  for (const item of node.kind === 'sequence' ? node.items : []) {
    const pair = pairIn(textIn(item) ?? '');
    if (pair) yield pair;
  }
}

/** The first `NAME=value` in a text, as balena's builder reads it: the name without blanks, the value to the end of the line. */
function pairIn(text: string): readonly [name: string, value: string] | undefined {
  for (let at = text.indexOf('='); at >= 0; at = text.indexOf('=', at + 1)) {
    let start = at;
    while (start > 0 && !/[\s=]/.test(text.charAt(start - 1))) start--;
    if (start === at || at + 1 >= text.length || text.charAt(at + 1) === '\n') continue;
    const lineEnd = text.indexOf('\n', at);
    return [text.slice(start, at), text.slice(at + 1, lineEnd < 0 ? text.length : lineEnd)];
  }
  return undefined;
}

function mappingOf(node: YamlNode | undefined): YamlMapping | undefined {
  return node?.kind === 'mapping' ? node : undefined;
}

/** Numbers and booleans are refused by balena, and no value of ours either. */
function textIn(node: YamlNode | undefined): string | undefined {
  return node?.kind === 'scalar' && typeof node.value === 'string' ? node.source : undefined;
}
