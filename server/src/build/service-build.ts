/**
 * What a Compose file says of a service's build: all definitions merged as Compose merges them, every `${…}` filled in.
 * Looks at no file.
 */
import { type ComposeModel, type DefinedEntry, type ModelService, modelOf } from '../project/compose-model.ts';
import type { BuildSource } from '../project/dockerfile-of.ts';
import { isRemote } from '../project/local-path.ts';
import type { Project, ProjectComposeFile } from '../project/project.ts';
import type { Build, KeyValue, TextValue } from '../syntax/compose/compose-file.ts';
import { type InterpolatedText, parseInterpolation } from '../syntax/compose/interpolation.ts';
import { isTrue, keyValuesOf, textOf, textsOf, valueAt } from '../syntax/compose/text-value.ts';
import type { YamlMapping, YamlNode } from '../syntax/yaml/node.ts';
import { join } from '../text/path.ts';
import type { BuildSecret, NamedContext } from './build-plan.ts';
import { fillIn, type Variables } from './compose-values.ts';

/** A service with its build; `sources` is empty when it has none. */
export interface ServiceBuild {
  readonly service: string;
  /** The strongest first, for the resolver of Dockerfiles. */
  readonly sources: readonly BuildSource[];
  /** Variables without which its context, Dockerfile or target is not known. */
  readonly unresolved: readonly string[];
  /** Variables that nobody sets, and which are empty therefore. */
  readonly unset: readonly string[];
  readonly target: string | undefined;
  /** Undefined for a name alone, which takes its value from the variables. */
  readonly args: ReadonlyMap<string, string | undefined>;
  readonly labels: ReadonlyMap<string, string>;
  readonly namedContexts: readonly NamedContext[];
  /** Files are not yet looked for: `isThere` says nothing. */
  readonly secrets: readonly BuildSecret[];
  readonly ssh: readonly string[];
  readonly cacheFrom: readonly string[];
  readonly cacheTo: readonly string[];
  readonly extraHosts: readonly string[];
  readonly entitlements: readonly string[];
  readonly platforms: readonly string[];
  readonly network: string | undefined;
  readonly shmSize: string | undefined;
  readonly noCache: boolean;
  readonly pull: boolean;
  readonly privileged: boolean;
  /** Of the service. */
  readonly image: string | undefined;
  readonly platform: string | undefined;
  readonly tags: readonly string[];
  readonly dependsOn: readonly string[];
  readonly profiles: readonly string[];
}

/** The services that are read together with a Compose file. */
export function serviceBuilds(
  compose: ProjectComposeFile,
  project: Project,
  variables: Variables,
): readonly ServiceBuild[] {
  const model = modelOf(compose, project);
  return [...model.services.values()].map(service => serviceBuild(service, model, variables));
}

function serviceBuild(service: ModelService, model: ComposeModel, variables: Variables): ServiceBuild {
  const unset = new Set<string>();
  const unresolved = new Set<string>();
  const filled = (text: string, parts: InterpolatedText = parseInterpolation(text)): string | undefined => {
    const value = fillIn(parts, variables);
    if (value.kind === 'unknown') return undefined;
    for (const name of value.unset) unset.add(name);
    return value.value;
  };
  /** Paths and names must not be empty because of a variable somebody forgot. */
  const needed = (text: TextValue | undefined): TextValue | undefined => {
    if (!text) return undefined;
    const value = fillIn(text.parts, variables);
    const names = value.kind === 'unknown' ? value.names : value.unset;
    for (const name of names) unresolved.add(name);
    const known = value.kind === 'known' && value.unset.length === 0 ? value.value : undefined;
    return {
      node: text.node,
      span: text.span,
      value: known ?? text.value,
      isLiteral: text.isLiteral,
      parts: text.parts,
      known,
    };
  };

  const textFilled = (text: TextValue): TextValue => {
    const known = filled(text.value, text.parts);
    const { node, span, value, isLiteral, parts } = text;
    return { node, span, value: known ?? value, isLiteral, parts, known };
  };

  const entries = service.entries('build');
  const builds = entries.flatMap(at => (at.service.build ? [{ at, build: at.service.build }] : []));
  const weakestFirst = [...builds].reverse();
  const scalar = (key: string): string | undefined => {
    for (const { build } of builds) {
      const text = textOf(valueAt(build.mapping, key));
      if (text) return filled(text.value, text.parts);
    }
    return undefined;
  };
  const isSet = (key: string): boolean => {
    const found = builds.find(({ build }) => valueAt(build.mapping, key));
    return isTrue(valueAt(found?.build.mapping, key));
  };
  const list = (key: string): readonly string[] => [
    ...new Set(weakestFirst.flatMap(({ build }) => textsIn(valueAt(build.mapping, key), filled))),
  ];
  const pairs = (read: (build: Build, at: DefinedEntry) => readonly KeyValue[]): Map<string, Pair> => {
    const all = new Map<string, Pair>();
    for (const { at, build } of weakestFirst) {
      for (const { key, value } of read(build, at)) {
        all.set(key, { at, value: value === undefined ? undefined : filled(value.text) });
      }
    }
    return all;
  };
  const pairsAt = (key: string) => pairs((build, at) => keyValuesOf(at.compose.file.yaml, valueAt(build.mapping, key)));

  const own = (key: string): TextValue | undefined => textOf(service.key(key)?.entry.value);
  const image = own('image');
  const platform = own('platform');
  return {
    service: service.name,
    sources: builds.map(({ at, build }) => ({
      folder: at.compose.folder,
      build: {
        ...build,
        context: needed(build.context),
        dockerfile: needed(build.dockerfile),
        dockerfileInline: build.dockerfileInline && textFilled(build.dockerfileInline),
        target: needed(build.target),
      },
    })),
    target: needed(builds.find(({ build }) => build.target)?.build.target)?.known,
    unresolved: [...unresolved],
    args: new Map([...pairs(build => build.args)].map(([key, { value }]) => [key, value])),
    labels: new Map([...pairsAt('labels')].map(([key, { value }]) => [key, value ?? ''])),
    namedContexts: [...pairs(build => build.additionalContexts)].flatMap(([name, pair]) => namedContext(name, pair)),
    secrets: secretsOf(builds, model, filled),
    ssh: sshOf(builds, filled),
    cacheFrom: list('cache_from'),
    cacheTo: list('cache_to'),
    extraHosts: extraHostsOf(weakestFirst, filled),
    entitlements: list('entitlements'),
    platforms: list('platforms'),
    network: scalar('network'),
    shmSize: scalar('shm_size'),
    noCache: isSet('no_cache'),
    pull: isSet('pull'),
    privileged: isSet('privileged'),
    image: image && filled(image.value, image.parts),
    platform: platform && filled(platform.value, platform.parts),
    tags: list('tags'),
    dependsOn: [...new Set(service.entries('depends_on').flatMap(it => it.service.dependsOn.map(({ name }) => name)))],
    profiles: service.entries('profiles').flatMap(it => textsIn(it.entry.value, filled)),
    unset: [...unset].filter(name => !unresolved.has(name)),
  };
}

interface Pair {
  readonly at: DefinedEntry;
  readonly value: string | undefined;
}
interface Merged {
  readonly at: DefinedEntry;
  readonly build: Build;
}
type Fill = (text: string, parts?: InterpolatedText) => string | undefined;

function textsIn(node: YamlNode | undefined, filled: Fill): readonly string[] {
  return textsOf(node).flatMap(text => filled(text.value, text.parts) ?? []);
}

function namedContext(name: string, { at, value }: Pair): readonly NamedContext[] {
  if (value === undefined || value === '') return [];
  const service = /^service:(.+)$/.exec(value)?.[1];
  if (service !== undefined) return [{ name, kind: 'service', value: service }];
  const image = /^docker-image:\/\/(.+)$/.exec(value)?.[1];
  if (image !== undefined) return [{ name, kind: 'image', value: image }];
  if (isRemote(value) || value.startsWith('oci-layout://')) return [{ name, kind: 'remote', value }];
  return [{ name, kind: 'folder', value: join(at.compose.folder, value) }];
}

/** `host=address`, `host:address` and a mapping are the same; Docker's own form comes out. */
function extraHostsOf(builds: readonly Merged[], filled: Fill): readonly string[] {
  const found = new Set<string>();
  for (const { build } of builds) {
    const node = valueAt(build.mapping, 'extra_hosts');
    if (node?.kind === 'mapping') {
      for (const { key, value } of node.entries) {
        for (const text of textsIn(value, filled)) found.add(`${key.source}:${text}`);
      }
    } else for (const text of textsIn(node, filled)) found.add(text.replace('=', ':'));
  }
  return [...found];
}

/** `default`, or `id=path`. */
function sshOf(builds: readonly Merged[], filled: Fill): readonly string[] {
  const node = valueAt(builds.find(({ build }) => valueAt(build.mapping, 'ssh'))?.build.mapping, 'ssh');
  if (node?.kind !== 'mapping') return textsIn(node, filled);
  return node.entries.map(({ key, value }) => [key.source, ...textsIn(value, filled)].join('='));
}

function secretsOf(builds: readonly Merged[], model: ComposeModel, filled: Fill): readonly BuildSecret[] {
  const declared = new Map(model.resources('secrets').map(it => [it.resource.name, it]));
  const found = new Map<string, BuildSecret>();
  for (const { build } of [...builds].reverse()) {
    const node = valueAt(build.mapping, 'secrets');
    for (const item of node?.kind === 'sequence' ? node.items : []) {
      const mapping = item.kind === 'mapping' ? item : undefined;
      const [name] = textsIn(mapping ? valueAt(mapping, 'source') : item, filled);
      if (name === undefined) continue;
      const [target] = textsIn(valueAt(mapping, 'target'), filled);
      const id = target ?? name;
      const secret = declared.get(name);
      found.set(id, { id, source: secretSource(secret?.resource.mapping, secret?.compose.folder ?? '', filled) });
    }
  }
  return [...found.values()];
}

function secretSource(mapping: YamlMapping | undefined, folder: string, filled: Fill): BuildSecret['source'] {
  const [file] = textsIn(valueAt(mapping, 'file'), filled);
  if (file) return { kind: 'file', path: join(folder, file), isThere: false };
  const [variable] = textsIn(valueAt(mapping, 'environment'), filled);
  if (variable) return { kind: 'environment', variable };
  const because = mapping
    ? 'only secrets from a file or a variable can be used in a build'
    : 'no secret of this name is declared at the top level';
  return { kind: 'unknown', because };
}
