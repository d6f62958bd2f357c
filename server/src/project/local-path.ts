/** Where a path written in a Compose file leads: to a file of this machine, or nowhere we can look. */
import type { TextValue } from '../syntax/compose/compose-file.ts';
import { join } from '../text/path.ts';

/** The path seen from `folder`; undefined when it is remote (Git, OCI, a URL), in a home folder or not knowable. */
export function localPath(folder: string, { known }: TextValue): string | undefined {
  if (known === undefined || known === '' || known.startsWith('~') || isRemote(known)) return undefined;
  // Whatever a word before a colon stands for, a drive has one letter.
  return /^[A-Za-z][\w+.-]+:/.test(known) ? undefined : join(folder, known);
}

/** Git repositories, URLs and registries, which are not here. */
export function isRemote(place: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i.test(place);
}
