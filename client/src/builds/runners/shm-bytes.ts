// Sizes as Docker's command line and Compose take them (docker/go-units, RAMInBytes): powers of 1024, in any case.

const powers: Readonly<Record<string, number>> = { '': 0, k: 1, m: 2, g: 3, t: 4, p: 5 };

/** Bytes of `64m`, `1.5gb`, `512 KiB` or `1048576`; undefined for what is no size. */
export function shmBytes(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,15}(?:\.\d{1,15})?) ?([kmgtp]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  const power = powers[unit.toLowerCase()];
  return number === '' || power === undefined ? undefined : Math.floor(Number(number) * 1024 ** power);
}
