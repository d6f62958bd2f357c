// What Docker accepts as the name of a container (moby, daemon/names).

/** Why a container cannot be called so; undefined when it can. `taken` are the names of the other containers. */
export function whatIsWrongWithName(name: string, taken: ReadonlySet<string>): string | undefined {
  if (name === '') return 'A container needs a name.';
  if (name.length === 1) return 'A name has two characters at least.';
  const odd = /[^a-zA-Z0-9_.-]/u.exec(name)?.[0];
  if (odd !== undefined)
    return `${odd === ' ' ? 'A blank' : `"${odd}"`} cannot be in a name: only a–z, A–Z, 0–9, "_", "." and "-" can.`;
  if (!/^[a-zA-Z0-9]/.test(name)) return 'A name begins with a letter or a digit.';
  if (taken.has(name)) return `Another container is called ${name}.`;
  return undefined;
}
