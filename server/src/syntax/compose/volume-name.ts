/** Finds names for new named volumes. */

/** Names a container engine takes for a volume; a single letter would be read as a Windows drive in `a:/path`. */
export function isVolumeName(name: string): boolean {
  return /^[A-Za-z0-9][\w.-]+$/.test(name);
}

/**
 * A name for the volume that takes the place of `path`: its last part where that is free, else with the service in
 * front, else with a number behind. `./data` → `data`, `app-data`, `app-data-2`.
 */
export function volumeNameFor(path: string, serviceName: string, taken: ReadonlySet<string>): string {
  const last = cleaned(path.split(/[\\/]/).filter(isNamePart).at(-1) ?? '');
  const service = cleaned(serviceName);
  const candidates = [last, last === '' ? `${service}-data` : `${service}-${last}`].filter(isVolumeName);
  const free = candidates.find(name => !taken.has(name));
  if (free !== undefined) return free;
  const stem = candidates.at(-1) ?? 'data';
  let number = 2;
  while (taken.has(`${stem}-${number}`)) number++;
  return taken.has(stem) ? `${stem}-${number}` : stem;
}

function isNamePart(part: string): boolean {
  return part !== '' && part !== '.' && part !== '..' && part !== '~' && !part.includes('$');
}

function cleaned(part: string): string {
  return part.replace(/[^\w.-]/g, '-').replace(/^[^A-Za-z0-9]{1,100}/, '');
}
