// An image as the engine lists it (`GET /images/json`) or describes it (`GET /images/{name}/json`), made into a row. The
// two differ: the list alone knows the whole size in the containerd store, the description alone the platform.
import type { ImageRow } from '../engine-state.ts';

/** What both answers have. Lists and tables may be null. */
interface AnsweredImage {
  readonly Id: string;
  readonly RepoTags?: readonly string[] | null;
  readonly RepoDigests?: readonly string[] | null;
  /** Bytes. */
  readonly Size?: number;
}

export interface ListedImage extends AnsweredImage {
  /** Seconds since 1970. */
  readonly Created?: number;
  readonly Labels?: Readonly<Record<string, string>> | null;
}

export interface DescribedImage extends AnsweredImage {
  /** RFC 3339; empty or absent when the image does not say. */
  readonly Created?: string;
  readonly Os?: string;
  readonly Architecture?: string;
  readonly Variant?: string;
  readonly Config?: { readonly Labels?: Readonly<Record<string, string>> | null } | null;
  /** Present in the containerd store alone. */
  readonly Descriptor?: object | null;
}

export function imageRow(listed: ListedImage): ImageRow {
  return { ...named(listed), createdAt: (listed.Created ?? 0) * 1000, labels: listed.Labels ?? {} };
}

/** `size`: of the list, where the description has another. */
export function describedImageRow(described: DescribedImage, size: number | undefined): ImageRow {
  const platform = platformOf(described);
  const created = Date.parse(described.Created ?? '');
  return {
    ...named(described),
    ...(size === undefined ? {} : { size }),
    // Whole seconds, as the list has them.
    createdAt: Number.isNaN(created) ? 0 : Math.floor(created / 1000) * 1000,
    ...(platform === undefined ? {} : { platform }),
    labels: described.Config?.Labels ?? {},
  };
}

/** `os/arch[/variant]` */
export function platformOf({ Os, Architecture, Variant }: DescribedImage): string | undefined {
  if (!Os || !Architecture) return undefined;
  return Variant ? `${Os}/${Architecture}/${Variant}` : `${Os}/${Architecture}`;
}

/** With the platform that only an earlier answer told. */
export function completedImageRow(row: ImageRow, before: ImageRow | undefined, platform: string | undefined): ImageRow {
  const known = row.platform ?? platform ?? before?.platform;
  return known === undefined ? row : { ...row, platform: known };
}

/** With its algorithm, which Podman leaves out here and there. What is no id stays as it is. */
export function fullImageId(text: string): string {
  return /^[0-9a-f]{64}$/.test(text) ? `sha256:${text}` : text;
}

/** One row for each image, also where the engine lists it once for every name. */
export function imageRows(listed: readonly ListedImage[]): readonly ImageRow[] {
  const rows = new Map<string, ImageRow>();
  for (const row of listed.map(imageRow)) {
    const same = rows.get(row.id);
    rows.set(
      row.id,
      same === undefined
        ? row
        : { ...row, tags: sorted([...same.tags, ...row.tags]), digests: sorted([...same.digests, ...row.digests]) },
    );
  }
  return [...rows.values()];
}

function named({ Id, RepoTags, RepoDigests, Size }: AnsweredImage): Pick<ImageRow, 'id' | 'tags' | 'digests' | 'size'> {
  return {
    id: fullImageId(Id),
    tags: sorted((RepoTags ?? []).filter(tag => !tag.includes('<none>'))),
    digests: sorted((RepoDigests ?? []).filter(digest => !digest.includes('<none>'))),
    size: Size ?? 0,
  };
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
