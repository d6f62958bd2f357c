/**
 * How Compose files are named: one answer for the analysis, and for all that looks for them or serves them in an editor.
 * Names that only a person can tell from others (`stack.yml`) are not among them.
 */

/** In the order in which compose-go looks for them in a folder; the first that exists is the main file. */
export const defaultComposeNames: readonly string[] = [
  'compose.yaml',
  'compose.yml',
  'docker-compose.yml',
  'docker-compose.yaml',
];

/** The names of `isComposeName` in any folder, as VS Code and other editors write patterns of paths. */
export const composeGlob = '**/{compose,compose.*,*docker*compose*}.{yml,yaml}';

/**
 * Whether the name of a file, without its folder, says that it is a Compose file: of upper and lower case alike, the names
 * for which VS Code has the language `dockercompose`.
 */
export function isComposeName(name: string): boolean {
  const lower = name.toLowerCase();
  if (!lower.endsWith('.yml') && !lower.endsWith('.yaml')) return false;
  const stem = lower.slice(0, lower.lastIndexOf('.'));
  if (stem === 'compose' || (stem.startsWith('compose.') && stem !== 'compose.')) return true;
  const docker = stem.indexOf('docker');
  return docker >= 0 && stem.includes('compose', docker + 'docker'.length);
}
