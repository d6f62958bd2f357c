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

export interface OfRegistry {
  /** `ghcr.io`, `localhost:5000`; absent for images of Docker Hub and for those that were only built. */
  readonly registry?: string;
  /** `owner/name:tag`: what people tell images apart by, where there is little room. */
  readonly path: string;
}

/** What stands before the first slash is a registry when it looks like a host. */
export function ofRegistry(reference: string): OfRegistry {
  const at = reference.indexOf('/');
  const first = reference.slice(0, Math.max(at, 0));
  if (first !== 'localhost' && !/[.:]/.test(first)) return { path: reference };
  return { registry: first, path: reference.slice(at + 1) };
}

/** The twelve digits by which people know an image. */
export function shortId(id: string): string {
  return id.replace(/^sha256:/, '').slice(0, 12);
}
