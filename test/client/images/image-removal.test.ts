// What is said, and offered, before images go.
import { describe, expect, it } from 'vitest';
import { imageRemoval } from '../../../client/src/commands/images/image-removal.ts';
import { nameOf, sizeOf, unusedImages } from '../../../client/src/commands/images/unused-images.ts';
import type { ContainerRow, ImageRow } from '../../../client/src/engine/engine-state.ts';
import { containersByImage } from '../../../client/src/views/nodes/uses.ts';
import { containerRow, engineState, imageRow } from '../../support/engine-states.ts';

const image = (id: string, more: Partial<ImageRow> = {}) =>
  imageRow(more.tags ?? [], { id: `sha256:${id.padEnd(64, '0')}`, size: 1_000_000, ...more });

const web = image('aa', { tags: ['web:1', 'web:2'] });
const db = image('bb', { tags: ['db:1'], size: 5_060_000 });
const dangling = image('cc');

const planFor = (targets: readonly (readonly [ImageRow, string])[], containers: readonly ContainerRow[] = []) =>
  imageRemoval(
    targets.map(([row, reference]) => ({ row, reference })),
    containersByImage(engineState({ containers })),
  );
const question = (...given: Parameters<typeof planFor>) => {
  const plan = planFor(...given);
  if (plan.kind !== 'question') throw new Error(plan.why);
  return plan.question;
};

describe('Before images are removed', () => {
  it('one tag of several is said to be only that', () => {
    const { title, keep, choices } = question([[web, 'web:1']]);
    expect(title).toBe('Remove the tag web:1? The image stays as web:2.');
    expect(keep).toBe('Keep web:1');
    expect(choices).toMatchObject([
      {
        label: 'Remove tag web:1',
        detail: 'Nothing is deleted but the name',
        value: [{ references: ['web:1'], force: false }],
      },
    ]);
  });

  it('the last tag takes the image with it', () => {
    const { title, choices } = question([[db, 'db:1']]);
    expect(title).toBe('Remove image db:1 (5.06 MB)?');
    expect(choices).toMatchObject([{ label: 'Remove image db:1', value: [{ references: ['db:1'], force: false }] }]);
  });

  it('all tags together take the image with them', () => {
    const { title, choices } = question([
      [web, 'web:1'],
      [web, 'web:2'],
    ]);
    expect(title).toBe('Remove image web:1, web:2 (1 MB)?');
    expect(choices[0]?.value).toEqual([{ name: 'web:1, web:2', references: ['web:1', 'web:2'], force: false }]);
  });

  it('an image without a tag goes by its id', () => {
    const { title, choices } = question([[dangling, dangling.id]]);
    expect(title).toBe('Remove image cc0000000000 (1 MB)?');
    expect(choices[0]?.value).toMatchObject([{ references: [dangling.id] }]);
  });

  it('stopped containers are named, and force is a choice of its own', () => {
    const stopped = containerRow('old', { imageId: db.id, status: 'exited' });
    const { title, choices } = question([[db, 'db:1']], [stopped]);
    expect(title).toContain('It is used by container old.');
    expect(choices).toMatchObject([{ label: 'Remove image db:1 by force', value: [{ force: true }] }]);
    expect(choices[0]?.detail).toBe('old stays; no other container can be made from it');
  });

  it('a running container is named, and nothing is offered', () => {
    const plan = planFor([[db, 'db:1']], [containerRow('live', { imageId: db.id })]);
    expect(plan).toEqual({
      kind: 'impossible',
      why: 'db:1 is used by container live, which is running. Remove the container first.',
    });
  });

  it('a running container does not keep one tag of several', () => {
    const { choices } = question([[web, 'web:1']], [containerRow('live', { imageId: web.id })]);
    expect(choices).toHaveLength(1);
  });

  it('several are listed one by one, those that cannot go among them', () => {
    const other = image('dd', { tags: ['other:1'] });
    const containers = [
      containerRow('live', { imageId: db.id }),
      containerRow('old', { imageId: other.id, status: 'exited' }),
    ];
    const targets = [
      [web, 'web:1'],
      [db, 'db:1'],
      [other, 'other:1'],
      [dangling, dangling.id],
    ] as const;
    const { title, choices, goes } = question(targets, containers);
    expect(title).toBe('Remove 2 images and 1 tag?');
    expect(choices.map(({ label }) => label)).toEqual([
      'Remove 1 image and 1 tag',
      'Remove 2 images and 1 tag by force',
    ]);
    expect(choices[1]?.value.map(({ name, force }) => [name, force])).toEqual([
      ['web:1', false],
      ['cc0000000000', false],
      ['other:1', true],
    ]);
    expect(goes).toEqual([
      { name: 'web:1', about: 'the tag only: the image stays as web:2' },
      { name: 'db:1', about: 'stays: live runs from it' },
      { name: 'other:1', about: '1 MB, by force only: used by old' },
      { name: 'cc0000000000', about: '1 MB' },
    ]);
  });
});

describe('A prune', () => {
  it('proposes what no container was made from, largest first, and dangling ones apart', () => {
    const used = image('ee', { tags: ['used:1'] });
    const containers = [containerRow('old', { imageId: used.id, status: 'exited' })];
    const { dangling: left, all } = unusedImages(engineState({ containers, images: [dangling, used, db, web] }));
    expect(all.map(nameOf)).toEqual(['db:1', 'cc0000000000', 'web:1, web:2']);
    expect(left).toEqual([dangling]);
    expect(sizeOf(all)).toBe(7_060_000);
  });
});
