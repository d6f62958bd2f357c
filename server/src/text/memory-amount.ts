/** Amounts of memory as Docker's command line and Compose take them. */

const powers = 'kmgtp';

/**
 * Bytes of `64m`, `1.5gb`, `512 KiB` or `1048576`: powers of 1024 whatever the spelling of the unit; undefined for what is
 * no size. https://github.com/docker/go-units/blob/master/size.go (RAMInBytes)
 */
export function memoryAmount(text: string): number | undefined {
  const [, amount = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,15})?) ?([kmgtp]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  if (amount === '') return undefined;
  const power = unit === '' ? 0 : 1 + powers.indexOf(unit.toLowerCase());
  return Math.trunc(Number(amount) * 1024 ** power);
}
