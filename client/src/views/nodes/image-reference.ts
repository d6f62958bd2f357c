// The parts of a reference as Docker shows it. Nothing of it is checked: the engine knows what its images are called.

export interface NamedTag {
  /** `ghcr.io/owner/name`, `host:5000/name`, `nginx`. */
  readonly repository: string;
  readonly tag: string;
}

/** A colon before the last slash is that of a registry's port. */
export function namedTag(reference: string): NamedTag {
  const at = reference.lastIndexOf(':');
  if (at <= reference.lastIndexOf('/')) return { repository: reference, tag: '' };
  return { repository: reference.slice(0, at), tag: reference.slice(at + 1) };
}

/** The twelve digits by which people know an image. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
