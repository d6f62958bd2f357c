// Which digest a registry knows an image of the engine's store by.
import type { ImageRow } from './engine-state.ts';

/** `name:tag` → `sha256:…`, for every tag whose repository the image has a digest of. */
export function digestsOf(images: Iterable<Pick<ImageRow, 'tags' | 'digests'>>): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { tags, digests } of images) {
    const byName = new Map(digests.map(it => splitAt(it, it.indexOf('@'))));
    for (const tag of tags) {
      const digest = byName.get(splitAt(tag, tag.lastIndexOf(':'))[0]);
      if (digest !== undefined) found[tag] = digest;
    }
  }
  return found;
}

function splitAt(text: string, at: number): [string, string] {
  return [text.slice(0, at), text.slice(at + 1)];
}
