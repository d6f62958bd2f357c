// What is said and offered before images are removed. A tag of several is only taken away; with the last one the image
// goes. Pure.
import { byteSize } from '../../../../server/src/text/byte-size.ts';
import type { ContainerRow, ImageRow } from '../../engine/engine-state.ts';
import { shortId } from '../../views/nodes/image-reference.ts';
import { isLive, namesOf, type Uses } from '../../views/nodes/uses.ts';
import type { Destruction } from '../confirm.ts';
import type { ImageTarget } from '../targets.ts';

/** What is done to one image. */
export interface ImageRemoval {
  readonly name: string;
  /** Tags to take away, or the id of an image without any. */
  readonly references: readonly string[];
  readonly force: boolean;
}

export type RemovalPlan =
  | { readonly kind: 'impossible'; readonly why: string }
  | { readonly kind: 'question'; readonly question: Destruction<readonly ImageRemoval[]> };

interface Going {
  readonly row: ImageRow;
  readonly name: string;
  readonly references: readonly string[];
  /** Tags that stay, and the image with them. */
  readonly left: readonly string[];
  readonly users: readonly ContainerRow[];
  /** `held` by a container that runs: the engine removes it in no way. `used` by stopped ones: by force only. */
  readonly kind: 'untag' | 'free' | 'used' | 'held';
}

/** `targets` is not empty. */
export function imageRemoval(targets: readonly ImageTarget[], uses: Uses): RemovalPlan {
  const all = goings(targets, uses);
  const held = all.filter(({ kind }) => kind === 'held');
  const used = all.filter(({ kind }) => kind === 'used');
  const easy = all.filter(({ kind }) => kind === 'untag' || kind === 'free');
  if (used.length + easy.length === 0) {
    const [first] = held;
    const runners = first === undefined ? [] : first.users.filter(isLive);
    const it = held.length === 1 ? first?.name : `Each of the ${held.length} images`;
    const by =
      held.length === 1 ? `by ${containersText(runners)}, which ${isOrAre(runners)}` : 'by a container that is';
    return { kind: 'impossible', why: `${it} is used ${by} running. Remove the container first.` };
  }
  const choices = [
    ...(easy.length === 0
      ? []
      : [{ label: `Remove ${objectsText(easy)}`, detail: detailOf(easy), value: easy.map(it => removalOf(it)) }]),
    ...(used.length === 0
      ? []
      : [
          {
            label: `Remove ${objectsText([...easy, ...used])} by force`,
            detail: stayText(used.flatMap(({ users }) => users)),
            value: [...easy, ...used].map(it => removalOf(it)),
          },
        ]),
  ];
  const [only] = all;
  const isOne = all.length === 1 && only !== undefined;
  return {
    kind: 'question',
    question: {
      title: isOne ? titleOf(only) : `Remove ${objectsText([...easy, ...used])}?`,
      keep: isOne ? `Keep ${only.name}` : 'Keep them',
      choices,
      ...(isOne ? {} : { goes: all.map(it => ({ name: it.name, about: aboutOf(it) })) }),
    },
  };
}

function goings(targets: readonly ImageTarget[], uses: Uses): readonly Going[] {
  const byId = new Map<string, { readonly row: ImageRow; readonly references: string[] }>();
  for (const { row, reference } of targets) {
    const known = byId.get(row.id);
    if (!known) byId.set(row.id, { row, references: [reference] });
    else if (!known.references.includes(reference)) known.references.push(reference);
  }
  return [...byId.values()].map(({ row, references }) => {
    const left = references.includes(row.id) ? [] : row.tags.filter(tag => !references.includes(tag));
    const users = uses.get(row.id) ?? [];
    const kind = left.length > 0 ? 'untag' : users.some(isLive) ? 'held' : users.length > 0 ? 'used' : 'free';
    const name = references.map(it => (it === row.id ? shortId(it) : it)).join(', ');
    return { row, name, references, left, users, kind };
  });
}

function removalOf({ name, references, kind }: Going): ImageRemoval {
  return { name, references, force: kind === 'used' };
}

function titleOf({ kind, name, row, references, left, users }: Going): string {
  if (kind === 'untag')
    return `Remove ${references.length === 1 ? 'the tag' : 'the tags'} ${name}? The image stays as ${left.join(', ')}.`;
  const used = users.length === 0 ? '' : ` It is used by ${containersText(users)}.`;
  return `Remove image ${name} (${byteSize(row.size)})?${used}`;
}

function aboutOf({ kind, row, left, users }: Going): string {
  switch (kind) {
    case 'untag':
      return `the tag only: the image stays as ${left.join(', ')}`;
    case 'free':
      return byteSize(row.size);
    case 'used':
      return `${byteSize(row.size)}, by force only: used by ${namesOf(users)}`;
    case 'held':
      return `stays: ${namesOf(users.filter(isLive))} runs from it`;
  }
}

/** `image web:1`, `3 images and 2 tags` */
function objectsText(all: readonly Going[]): string {
  const [only] = all;
  if (all.length === 1 && only) return `${only.kind === 'untag' ? 'tag' : 'image'} ${only.name}`;
  const tags = all.filter(({ kind }) => kind === 'untag').reduce((sum, { references }) => sum + references.length, 0);
  const images = all.filter(({ kind }) => kind !== 'untag').length;
  return [counted(images, 'image'), counted(tags, 'tag')].filter(it => it !== '').join(' and ');
}

function detailOf(all: readonly Going[]): string {
  const bytes = all.filter(({ kind }) => kind !== 'untag').reduce((sum, { row }) => sum + row.size, 0);
  return bytes === 0
    ? 'Nothing is deleted but the name'
    : `Up to ${byteSize(bytes)}: layers that other images share stay`;
}

/** Short enough for one line of a list. */
function stayText(users: readonly ContainerRow[]): string {
  return `${namesOf(users)} ${users.length === 1 ? 'stays' : 'stay'}; no other container can be made from it`;
}

function counted(count: number, what: string): string {
  if (count === 0) return '';
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function containersText(rows: readonly ContainerRow[]): string {
  return rows.length === 1 ? `container ${rows[0]?.name}` : `containers ${namesOf(rows)}`;
}

function isOrAre(rows: readonly unknown[]): string {
  return rows.length === 1 ? 'is' : 'are';
}
