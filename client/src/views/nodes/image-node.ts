// The rows of images: one for each tag, one for each image that has none, and those of the repositories above them.

import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { ContainerRow, EngineState, ImageRow } from '../../engine/engine-state.ts';
import type { NodeIcon, TreeNode } from '../tree-node.ts';
import { namedTag, ofRegistry, shortId } from './image-reference.ts';
import { labelLines } from './labels.ts';
import { code, escaped, fact, list, moment, tooltip } from './markdown.ts';
import { nodeMemory } from './remembered-node.ts';
import { isStale } from './stale.ts';
import { uptime } from './uptime.ts';
import { isLive, namesOf, type Uses } from './uses.ts';

export interface ImagePlace {
  readonly row: ImageRow;
  /** The tag of this row; absent for a dangling image. */
  readonly reference?: string;
  /** Below its repository, whose name is not said again. */
  readonly place: 'below' | 'alone';
}

const memory = nodeMemory();

export function imageNode(image: ImagePlace, state: EngineState, uses: Uses, now: number): TreeNode {
  const { row, reference, place } = image;
  const users = uses.get(row.id) ?? [];
  const age = isStale(state) ? 'stale' : 'current';
  const used = users.map(({ name, status }) => `${name} ${status}`);
  const key = [age, place, uptime(row.createdAt, now).text, ...used].join('/');
  return memory(row, reference ?? '', key, () => makeNode(image, age, users, now));
}

function makeNode(
  { row, reference, place }: ImagePlace,
  age: 'stale' | 'current',
  users: readonly ContainerRow[],
  now: number,
): TreeNode {
  const stale = age === 'stale';
  const name = reference ?? danglingName(row);
  const kind = reference === undefined ? 'dangling' : 'tagged';
  const { registry, path } = ofRegistry(name);
  const isBelow = reference !== undefined && place === 'below';
  const facts = [row.platform, byteSize(row.size)];
  const more = [usedBy(users), `${uptime(row.createdAt, now).text} old`];
  return {
    id: `image:${reference ?? row.id}`,
    label: isBelow ? namedTag(reference).tag : path,
    description: present([isBelow ? undefined : registry, ...facts, ...(stale ? [] : more)]).join(' · '),
    icon: stale ? { id: 'package', color: 'disabledForeground' } : imageIcon(users, kind),
    facts: stale ? ';image;stale;' : `;image;${kind};${users.length > 0 ? 'used;' : ''}`,
    spoken: spoken(row, name, kind, users),
    tooltip: () => tooltipOf(row, name, users),
    subject: { kind: 'image', id: row.id, ...(reference === undefined ? {} : { reference }) },
    source: row,
  };
}

export interface RepositoryRows {
  /** `ghcr.io/owner/name`. */
  readonly name: string;
  readonly tags: readonly { readonly row: ImageRow; readonly reference: string }[];
  readonly children: readonly TreeNode[];
}

export function repositoryNode({ name, tags, children }: RepositoryRows, state: EngineState, uses: Uses): TreeNode {
  const stale = isStale(state);
  const users = [...new Set(tags.flatMap(({ row }) => uses.get(row.id) ?? []))];
  const names = namesOf(tags.map(({ reference }) => ({ name: namedTag(reference).tag })));
  const { registry, path } = ofRegistry(name);
  const [only] = tags;
  const size = only && tags.length === 1 ? byteSize(only.row.size) : undefined;
  return {
    id: `repository:${name}`,
    label: path,
    description: present(stale ? [registry, names] : [registry, names, size, usedBy(users)]).join(' · '),
    icon: stale ? { id: 'package', color: 'disabledForeground' } : imageIcon(users, 'tagged'),
    facts: stale ? ';repository;stale;' : `;repository;${users.length > 0 ? 'used;' : ''}`,
    spoken: present([
      `Image repository ${name}`,
      `${tags.length} ${tags.length === 1 ? 'tag' : 'tags'}`,
      usedBy(users),
    ]).join(', '),
    tooltip: () =>
      tooltip(
        [`**${escaped(name)}**`],
        list(
          'Tags',
          tags.map(({ row, reference }) => `${code(namedTag(reference).tag)} ${byteSize(row.size)}`),
        ),
        users.length > 0 ? usersLines(users) : [],
      ),
    opened: 'collapsed',
    children,
    subject: { kind: 'images', rows: tags.map(({ row, reference }) => ({ id: row.id, reference })) },
  };
}

/** The group of images that no tag names. */
export function danglingNode(rows: readonly ImageRow[], children: readonly TreeNode[], state: EngineState): TreeNode {
  const count = `${rows.length} ${rows.length === 1 ? 'image' : 'images'}`;
  return {
    id: 'images:dangling',
    label: 'Dangling',
    description: count,
    icon: { id: 'archive', color: 'disabledForeground' },
    facts: isStale(state) ? ';dangling-images;stale;' : ';dangling-images;',
    spoken: `Dangling images, ${count}`,
    tooltip: () => 'Images that no tag names, as they are left behind when a tag moves on to a newer build.',
    opened: 'collapsed',
    children,
    subject: { kind: 'images', rows: rows.map(({ id }) => ({ id })) },
  };
}

/** What was pulled by digest has a name though no tag. */
function danglingName({ id, digests }: ImageRow): string {
  const [digest = ''] = digests;
  const at = digest.indexOf('@sha256:');
  return at > 0 ? `${digest.slice(0, at)}@${digest.slice(at + 8, at + 20)}` : shortId(id);
}

/** `used by web`, `used by 3 containers`; nothing when no container does. */
function usedBy(users: readonly ContainerRow[]): string | undefined {
  const [first] = users;
  if (!first) return undefined;
  return users.length === 1 ? `used by ${first.name}` : `used by ${users.length} containers`;
}

function imageIcon(users: readonly ContainerRow[], kind: 'dangling' | 'tagged'): NodeIcon {
  if (users.some(isLive)) return { id: 'package', color: 'charts.green' };
  return kind === 'dangling' ? { id: 'archive', color: 'disabledForeground' } : { id: 'package' };
}

function spoken(row: ImageRow, name: string, kind: 'dangling' | 'tagged', users: readonly ContainerRow[]): string {
  const what = kind === 'dangling' ? `Dangling image ${name}` : `Image ${name}`;
  return present([what, row.platform, byteSize(row.size), usedBy(users) ?? 'not used']).join(', ');
}

function tooltipOf(row: ImageRow, name: string, users: readonly ContainerRow[]): string {
  return tooltip(
    [`**${escaped(name)}**`],
    fact('Platform', row.platform === undefined ? undefined : code(row.platform)),
    fact('Size', `${byteSize(row.size)}, layers shared with other images included`),
    fact('Created', moment(row.createdAt)),
    row.tags.length > 1 ? list('Tags', row.tags.map(code)) : [],
    list('Digests', row.digests.map(code)),
    usersLines(users),
    labelLines(row.labels),
    fact('Id', code(shortId(row.id))),
  );
}

function usersLines(users: readonly ContainerRow[]): readonly string[] {
  if (users.length === 0) return ['No container uses it.'];
  return list(
    'Used by',
    users.map(row => `${escaped(row.name)}, ${row.status}`),
  );
}

function present(parts: readonly (string | undefined)[]): readonly string[] {
  return parts.filter(part => part !== undefined && part !== '') as readonly string[];
}
