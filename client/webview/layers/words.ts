// Numbers of the layers panel as words.
import { byteSize } from '../../../server/src/text/byte-size.ts';

export { byteSize };

/** `12.5 %`, `< 0.1 %` */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  const value = share * 100;
  return `${value >= 99.95 || value === 0 ? Math.round(value) : value.toFixed(1)} %`;
}

/** `3 files`, `1 file` */
export function count(number: number, one: string, several = `${one}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? one : several}`;
}

/** `+3.1 MB`, `−120 kB`, `±0` */
export function difference(bytes: number): string {
  if (bytes === 0) return '±0';
  return `${bytes > 0 ? '+' : '−'}${byteSize(Math.abs(bytes))}`;
}
