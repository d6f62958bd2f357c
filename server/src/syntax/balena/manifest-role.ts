/** What the YAML and JSON files of balena are for, by their names and folders alone. */
import { basename, dirname } from '../../text/path.ts';

/**
 * `contract`: `balena.yml`, the contract of a fleet or block (a workflow may be called so, too). `service-contract`:
 * `contract.yml` at the root of a build context. The others stand in `.balena` or its old name `.resin`.
 */
export type ManifestRole = 'contract' | 'service-contract' | 'build-metadata' | 'registry-secrets';

/** The settings of builds, in the order in which balena's builder looks for them; two of them together stop a build. */
export const buildMetadataNames: readonly string[] = [
  'balena.yml',
  'balena.yaml',
  'balena.json',
  'resin.yml',
  'resin.yaml',
  'resin.json',
];
export const metadataFolders: readonly string[] = ['.balena', '.resin'];
export const serviceContractNames: readonly string[] = ['contract.yml', 'contract.yaml'];

/** Undefined for a name that means nothing to balena. */
export function manifestRole(path: string): ManifestRole | undefined {
  const name = basename(path);
  if (metadataFolders.includes(basename(dirname(path)))) {
    if (buildMetadataNames.includes(name)) return 'build-metadata';
    if (/^registry-secrets\.(?:json|ya?ml)$/.test(name)) return 'registry-secrets';
    return undefined;
  }
  if (name === 'balena.yml') return 'contract';
  return serviceContractNames.includes(name) ? 'service-contract' : undefined;
}
