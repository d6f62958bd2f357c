// Sizes as docker writes them, three digits: those on disk in powers of ten, those of memory in powers of 1024.

/** `5.06 MB`, `120 kB`, `0 B`. */
export function byteSize(bytes: number): string {
  return written(bytes, 1000, ['B', 'kB', 'MB', 'GB', 'TB', 'PB']);
}

/** `32 MiB`: what `--memory 32m` says. */
export function memorySize(bytes: number): string {
  return written(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
}

function written(bytes: number, step: number, units: readonly string[]): string {
  let rest = bytes;
  let unit = 0;
  // What would be written as 1000 is 1 of the next unit.
  while (Number(rest.toPrecision(3)) >= 1000 && unit < units.length - 1) {
    rest /= step;
    unit++;
  }
  return `${unit === 0 ? Math.round(rest) : Number(rest.toPrecision(3))} ${units[unit]}`;
}
