// How a number of bytes is shown.

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** In powers of 1000, as Docker shows sizes: `5.06 MB`. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
