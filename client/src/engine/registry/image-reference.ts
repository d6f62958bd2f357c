// Image references as the engine's API and a registry need them, and what is wrong with one that a person typed.
import { parseImageReference } from '../../../../server/src/syntax/image-reference.ts';

/** Docker Hub, which a reference without a registry means. */
export const dockerHub = 'docker.io';

/** Host, with its port, of the registry that the reference names. */
export function registryOf(reference: string): string {
  const host = parseImageReference(reference).registry?.value;
  return host === undefined || host === 'index.docker.io' ? dockerHub : host;
}

export interface SplitReference {
  /** Without tag and digest, as it was written: `localhost:5000/hull`. */
  readonly name: string;
  /** Tag, or digest where there is one; `latest` when the reference has neither. */
  readonly tag: string;
}

export function splitReference(reference: string): SplitReference {
  const { repository, tag, digest } = parseImageReference(reference);
  const name = reference.slice(0, repository.span.end);
  return { name, tag: digest?.value ?? tag?.value ?? 'latest' };
}

/** As the engine lists it: with the tag, `docker.io/library/` left out. */
export function familiarReference(reference: string): string {
  const { familiarName, tag, digest } = parseImageReference(reference);
  return digest === undefined ? `${familiarName}:${tag?.value ?? 'latest'}` : `${familiarName}@${digest.value}`;
}

/** Where on Docker Hub a reference without a registry is: `docker.io/library/nginx`. */
export function fullName(reference: string): string {
  const { repository, registry } = parseImageReference(reference);
  const path = repository.value;
  if (registry !== undefined && registryOf(reference) !== dockerHub) return `${registry.value}/${path}`;
  return `${dockerHub}/${path.includes('/') ? path : `library/${path}`}`;
}

/** An id rather than a name: `sha256:…`, or that without its algorithm. */
function isImageId(text: string): boolean {
  return /^(?:sha256:)?[0-9a-f]{64}$/.test(text);
}

/** Undefined for a reference that an image can be pulled by. */
export function whatIsWrongWithReference(text: string): string | undefined {
  if (text === '') return 'Type the name of an image, such as nginx:1.27 or registry.example.com/team/app:2';
  if (/\s/.test(text)) return 'An image reference has no blanks';
  const { registry, repository, tag, digest, isValid } = parseImageReference(text);
  if (isValid && !isImageId(text)) return undefined;
  if (isImageId(text)) return 'This is an id, which no registry knows: type a name, such as nginx:1.27';
  if (/[A-Z]/.test(repository.value)) return `The name must be in small letters: ${repository.value.toLowerCase()}`;
  if (tag?.value === '') return 'The tag behind the colon is missing';
  if (digest !== undefined && !/^sha256:[0-9a-f]{64}$/.test(digest.value))
    return 'The digest must be sha256: and 64 hexadecimal digits';
  if (tag !== undefined && !/^\w[\w.-]{0,127}$/.test(tag.value))
    return 'A tag has letters, digits, ".", "_" and "-", at most 128, and begins with neither "." nor "-"';
  if (registry !== undefined && repository.value === '') return 'The name behind the registry is missing';
  return 'A name has small letters and digits, with ".", "_", "__" or "-" between them, and "/" between its parts';
}

/** Undefined for what can be given to an image as its name: a reference without a digest. */
export function whatIsWrongWithNewTag(text: string): string | undefined {
  if (text.includes('@')) return 'A digest cannot be given: it follows from what the image holds';
  return whatIsWrongWithReference(text);
}
