/** Words for what stands in a plan, shared by the terminal and the editor. */
import { isWithin } from '../text/path.ts';
import type { ArgumentSource } from './build-plan.ts';

export const argumentSources: Readonly<Record<ArgumentSource, string>> = {
  'asked-for': 'asked for',
  compose: 'Compose file',
  environment: 'environment or .env',
  'balena-global': 'balena’s build variables, all services',
  'balena-service': 'balena’s build variables, this service',
};

/** How a path is shown: from the project's root, or whole when it lies outside. */
export function shown(path: string, root: string): string {
  if (path === root) return '.';
  return isWithin(root, path) ? path.slice(root.endsWith('/') ? root.length : root.length + 1) : path;
}

/** Whether a name says that its value is for nobody to read over somebody's shoulder. */
export function isSecretName(name: string): boolean {
  return /pass(?:w(?:or)?d|phrase)|secret|token|credential|private|api_?key|access_?key/i.test(name);
}

/** The value, or `(hidden)` where its name says that it is nobody's business. */
export function shownValue(name: string, value: string): string {
  return isSecretName(name) ? '(hidden)' : value;
}
