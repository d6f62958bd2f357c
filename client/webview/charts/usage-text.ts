// Numbers of the usage panel in words, in the units of `docker stats`. Pure.

/** `12.3 %` */
export function percentText(percent: number): string {
  return `${percent.toFixed(percent < 9.995 ? 2 : percent < 99.95 ? 1 : 0)} %`;
}

/** In powers of 1024, as memory is measured: `5.06 MiB`. */
export function memoryText(bytes: number): string {
  return text(bytes, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
}

/** In powers of 1000: `5.06 MB/s`. */
export function rateText(bytesPerSecond: number): string {
  return `${text(bytesPerSecond, 1000, ['B', 'kB', 'MB', 'GB', 'TB'])}/s`;
}

function text(bytes: number, base: number, units: readonly string[]): string {
  let value = bytes;
  let unit = 0;
  while (value >= base - 0.5 && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
