// Copies references, ids or digests of images, one a line.
import type { Command } from '../command.ts';
import { copyLines } from '../copy-lines.ts';
import { type ImageTarget, imageTargets } from '../targets.ts';

interface Copied {
  readonly id: string;
  readonly what: string;
  readonly question: string;
  readonly none: string;
  /** Empty for an image that has none. */
  of(target: ImageTarget): readonly string[];
}

const kinds: readonly Copied[] = [
  {
    id: 'slipway.image.copyReference',
    what: 'reference',
    question: 'Copy the references of which images?',
    none: 'An image without a tag has no reference: copy its id.',
    of: ({ row, reference }) => (row.tags.includes(reference) ? [reference] : []),
  },
  {
    id: 'slipway.image.copyId',
    what: 'id',
    question: 'Copy the ids of which images?',
    none: 'There is no image yet.',
    of: ({ row }) => [row.id],
  },
  {
    id: 'slipway.image.copyDigest',
    what: 'digest',
    question: 'Copy the digests of which images?',
    none: 'The image has no digest: only what was pulled from or pushed to a registry has one.',
    of: digestOf,
  },
];

/** `name@sha256:…` of the repository that the row shows, else of any. */
function digestOf({ row, reference }: ImageTarget): readonly string[] {
  const repository = reference.slice(0, reference.lastIndexOf(':'));
  const digest = row.digests.find(it => it.startsWith(`${repository}@`)) ?? row.digests[0];
  return digest === undefined ? [] : [digest];
}

export const copyImageCommands: readonly Command[] = kinds.map(({ id, what, question, none, of }) => ({
  id,
  async run(parts, ...given) {
    const accepts = (target: ImageTarget): boolean => of(target).length > 0;
    const targets = await imageTargets(parts, given, { title: question, many: 'several', accepts, none });
    await copyLines(what, [...new Set(targets.flatMap(of))]);
  },
}));
