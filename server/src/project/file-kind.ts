/** Which of our languages a file is, by its name alone; the editor's language id may say so too. */
import { isComposeName } from '../catalog/compose-file-names.ts';
import { manifestRole } from '../syntax/balena/manifest-role.ts';
import { basename } from '../text/path.ts';

export type FileKind = 'dockerfile' | 'compose' | 'manifest' | 'ignore-file' | 'config';

/**
 * `Dockerfile`, `Containerfile`, `Dockerfile.<anything>`, `<anything>.Dockerfile`; `compose.yaml`, `docker-compose*.yml` and the others of its catalogue;
 * `balena.yml`, `contract.yml`, the settings and secrets in `.balena`; `.dockerignore`, `<Dockerfile>.dockerignore`;
 * `.slipway.yaml`. Undefined for everything else.
 */
export function fileKind(path: string): FileKind | undefined {
  const name = basename(path);
  const lower = name.toLowerCase();
  if (lower === '.slipway.yaml' || lower === '.slipway.yml') return 'config';
  if (lower === '.dockerignore' || lower === '.containerignore' || lower.endsWith('.dockerignore'))
    return 'ignore-file';
  if (manifestRole(path) !== undefined) return 'manifest';
  if (isComposeName(name)) return 'compose';
  if (/^(?:dockerfile|containerfile)(?:[.-].+)?$/.test(lower) || /\.(?:dockerfile|containerfile)$/.test(lower))
    return 'dockerfile';
  return undefined;
}
