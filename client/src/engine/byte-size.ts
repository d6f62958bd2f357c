// Sizes as `docker images` writes them: powers of ten, three digits.

const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** `5.06 MB`, `120 kB`, `0 B`. */
export function byteSize(bytes: number): string {
  let rest = bytes;
  let unit = 0;
  // What would be written as 1000 is 1 of the next unit.
  while (Number(rest.toPrecision(3)) >= 1000 && unit < units.length - 1) {
    rest /= 1000;
    unit++;
  }
  return `${unit === 0 ? Math.round(rest) : Number(rest.toPrecision(3))} ${units[unit]}`;
}
