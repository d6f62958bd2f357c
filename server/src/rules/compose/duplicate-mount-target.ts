/** Two mounts of a service at the same path. */
import { extendsPlace, type ModelService, modelOf } from '../../project/compose-model.ts';
import type { ProjectComposeFile } from '../../project/project.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import type { YamlEntry, YamlNode } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry, removeItem } from '../../syntax/yaml/yaml-edits.ts';
import type { Span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const duplicateMountTarget = rule({
  id: 'compose/duplicate-mount-target',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'Two mounts of a service have the same path in the container',
  why: 'Only one of them can be seen there. Compose drops the earlier volume without a word, and refuses the project when one of the two is a tmpfs.',
  bad: [
    {
      'compose.yaml':
        'services:\n  app:\n    image: example/app:1\n    volumes:\n      - ./data:/data\n    tmpfs:\n      - /data\n',
    },
    {
      'compose.yaml':
        'services:\n  app:\n    image: example/app:1\n    volumes:\n      - ./one:/data\n      - type: bind\n        source: ./two\n        target: /data/\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  app:\n    image: example/app:1\n    volumes:\n      - ./data:/data\n    tmpfs:\n      - /data/cache\n',
    },
    {
      'compose.yaml': 'services:\n  app:\n    image: example/app:1\n    volumes:\n      - ./data:/data\n',
      'compose.override.yaml': 'services:\n  app:\n    volumes:\n      - ./other:/data\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#volumes',
    'https://docs.docker.com/reference/compose-file/services/#tmpfs',
  ],

  check(compose, project) {
    const { services } = compose.file;
    const { file } = compose;
    if (!file.hasServiceKey('volumes') && !file.hasServiceKey('tmpfs') && !file.hasServiceKey('extends')) return none;
    const isCombined = file.hasServiceKey('extends') || project.composeFiles.length > 1;
    if (!isCombined && !services.some(it => it.tmpfs.length + it.mounts.length > 1)) return none;
    const model = modelOf(compose, project);
    const findings: Finding[] = [];
    const seen = new Set<number>();
    const told = new Set<ModelService>();
    for (const { whole } of model.judged) {
      if (told.has(whole)) continue;
      told.add(whole);
      for (const [earlier, later] of collisions(whole)) {
        const at = model.owns(later.service) ? later.at : later.through && extendsPlace(later.through);
        if (!at || seen.has(at.start) || !model.owns(later.through ?? later.service)) continue;
        seen.add(at.start);
        const isOwn = model.owns(earlier.service);
        findings.push({
          at,
          message: message(whole.name, later, earlier),
          related: isOwn ? [{ path: compose.path, at: earlier.at, message: 'the mount it hides' }] : [],
          fixes: () => (isOwn ? deletion(compose, earlier) : []),
        });
      }
    }
    return findings;
  },
});

const none: readonly Finding[] = [];

interface Place {
  readonly target: string;
  readonly key: 'volumes' | 'tmpfs';
  readonly node: YamlNode;
  /** The item, or the `target` of a long one. */
  readonly at: Span;
  readonly entry: YamlEntry;
  readonly service: Service;
  readonly through: Service | undefined;
}

function collisions(whole: ModelService): readonly (readonly [Place, Place])[] {
  const found: [Place, Place][] = [];
  const places = new Map<string, Place>();
  // Compose looks at tmpfs first; within a key, weaker definitions come first.
  for (const key of ['tmpfs', 'volumes'] as const) {
    for (const { service, through, entry } of [...whole.entries(key)].reverse()) {
      for (const { target, node, at } of targetsOf(service, key)) {
        const place: Place = { target, key, node, at, entry, service, through };
        const other = places.get(target);
        places.set(target, place);
        // A volume of an override takes the place of the one below, which is what overrides are for.
        const isOverride = other?.service !== service && other?.key === key;
        if (other && !isOverride) found.push([other, place]);
      }
    }
  }
  return found;
}

function targetsOf(service: Service, key: Place['key']): readonly Pick<Place, 'target' | 'node' | 'at'>[] {
  if (key === 'tmpfs') {
    return service.tmpfs.flatMap(({ known, node }) => {
      const target = known?.split(':')[0];
      return target ? [{ target: cleaned(target), node, at: node.span }] : [];
    });
  }
  return service.mounts.flatMap(({ target, node, isLong }) =>
    target?.known ? [{ target: cleaned(target.known), node, at: isLong ? target.span : node.span }] : [],
  );
}

function cleaned(path: string): string {
  let end = path.length;
  while (end > 1 && path.charAt(end - 1) === '/') end--;
  return path.slice(0, end);
}

function message(service: string, later: Place, earlier: Place): string {
  return later.key === 'volumes' && earlier.key === 'volumes'
    ? `Service "${service}" mounts ${later.target} twice: Compose drops the earlier volume without a word; delete one of them`
    : `Service "${service}" mounts ${later.target} twice, once as tmpfs, so the project is refused; delete one of them`;
}

function deletion({ file: { yaml } }: ProjectComposeFile, { node, entry, service }: Place): readonly Fix[] {
  const { value } = entry;
  if (isShared(yaml, node) || !service.mapping) return [];
  const isOnly = value.kind !== 'sequence' || value.items.length === 1;
  const edits = isOnly ? removeEntry(yaml, service.mapping, entry) : removeItem(yaml, value, node);
  return edits ? [{ title: `Delete the mount ${written(yaml.text, node.span)}`, safety: 'suggestion', edits }] : [];
}

function written(text: string, { start, end }: Span): string {
  const line = text.slice(start, end).replace(/\s+/g, ' ');
  return line.length > 40 ? `${line.slice(0, 39)}…` : line;
}
