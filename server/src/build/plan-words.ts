/** Words for what stands in a plan, shared by the terminal and the editor. */
import type { ArgumentSource } from './build-plan.ts';

export const argumentSources: Readonly<Record<ArgumentSource, string>> = {
  'asked-for': 'asked for',
  compose: 'Compose file',
  environment: 'environment or .env',
  'balena-global': 'balena’s build variables, all services',
  'balena-service': 'balena’s build variables, this service',
};

/** `1.2 MB`: three digits at most, units of a thousand as Docker counts them. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** Whether a name says that its value is for nobody to read over somebody's shoulder. */
export function isSecretName(name: string): boolean {
  return /pass(?:w(?:or)?d|phrase)|secret|token|credential|private|api_?key|access_?key/i.test(name);
}
