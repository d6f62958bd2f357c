// Which digest a registry knows an image of the engine's store by.

/** What the engine lists of an image, as far as it matters here. Both lists may be missing or hold `<none>`. */
export interface ListedImage {
  readonly RepoTags?: readonly string[] | null | undefined;
  readonly RepoDigests?: readonly string[] | null | undefined;
}

/** `name:tag` → `sha256:…`, for every tag whose repository the image has a digest of. */
export function digestsOf(images: readonly ListedImage[]): Readonly<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const { RepoTags, RepoDigests } of images) {
    const byName = new Map((RepoDigests ?? []).map(it => splitAt(it, it.indexOf('@'))));
    for (const tag of RepoTags ?? []) {
      const [name] = splitAt(tag, tag.lastIndexOf(':'));
      const digest = byName.get(name);
      if (digest !== undefined && digest !== '<none>' && name !== '<none>') digests[tag] = digest;
    }
  }
  return digests;
}

function splitAt(text: string, at: number): [string, string] {
  return [text.slice(0, at), text.slice(at + 1)];
}
