/** Which manifests count for balena, and what has to be known of the files around one. */
import { buildMetadataOf } from '../syntax/balena/build-metadata.ts';
import { type Manifest, parseManifest } from '../syntax/balena/manifest.ts';
import {
  buildMetadataNames,
  manifestRole,
  metadataFolders,
  serviceContractNames,
} from '../syntax/balena/manifest-role.ts';
import { dirname, isWithin, join } from '../text/path.ts';
import type { Reads } from './cells.ts';
import type { Project } from './project.ts';
import type { Sources } from './sources.ts';
import type { EntryKind } from './workspace.ts';

/**
 * Whether balena reads the file for what its name says. A workflow called `balena.yml` is no contract, and a
 * `contract.yml` is one only at the root of a folder that balena builds a service from.
 */
export function isManifestForBalena(path: string, manifest: Manifest, project: Project): boolean {
  switch (manifestRole(path)) {
    case 'contract':
      return manifest.isContract || (project.dialect === 'balena' && lacksType(path, manifest, project));
    case 'build-metadata':
    case 'registry-secrets':
      return project.dialect === 'balena';
    case 'service-contract':
      return project.dialect === 'balena' && isBuildContext(dirname(path), project);
    case undefined:
      return true;
  }
}

/** Keys of contracts that other files called `balena.yml` have no use for. */
const contractKeys = ['name', 'description', 'version', 'slug', 'data', 'joinable', 'assets'];
const allContractKeys: ReadonlySet<string> = new Set([...contractKeys, 'fleetcta', 'post-provisioning', 'type']);

/** A contract in all but its type, in the root of a project that shows elsewhere that it is for balena. */
function lacksType(path: string, { root }: Manifest, project: Project): boolean {
  const evidence = project.dialectEvidence;
  if (!root || root.entries.length === 0 || dirname(path) !== project.root || !evidence) return false;
  return evidence.path !== path && root.entries.every(({ key }) => allContractKeys.has(key.source));
}

function isBuildContext(folder: string, project: Project): boolean {
  if (project.composeFiles.length === 0) return folder === project.root;
  return project.services.some(service => {
    const built = project.dockerfileOf(service);
    return built.kind === 'found' && built.context.folder === folder;
  });
}

/** Where the builder looks for the file of a build secret. */
export function secretPath(metadataPath: string, source: string): string {
  return join(dirname(metadataPath), `secrets/${source}`);
}

/** Secrets that are looked for; far above any real number. */
const maxSecrets = 1_000;

/** What stands at the paths that rules about this manifest ask for. */
export async function entriesBeside(
  reads: Reads,
  sources: Sources,
  path: string,
): Promise<ReadonlyMap<string, EntryKind>> {
  const folder = dirname(path);
  const paths: string[] = [];
  const role = manifestRole(path);
  if (role === 'build-metadata' || role === 'registry-secrets')
    paths.push(...metadataFolders.map(name => join(dirname(folder), name)));
  if (role === 'build-metadata') {
    paths.push(...buildMetadataNames.map(name => join(folder, name)));
    const text = await sources.text(reads, path);
    const root = text === undefined ? undefined : parseManifest(text).yaml.documents[0]?.root;
    for (const { source } of buildMetadataOf(root).secrets.slice(0, maxSecrets)) {
      const secret = secretPath(path, source.source);
      if (isWithin(folder, secret)) paths.push(secret);
    }
  }
  if (role === 'service-contract') paths.push(...serviceContractNames.map(name => join(folder, name)));
  return new Map(await Promise.all(paths.map(async it => [it, await sources.entryAt(reads, it)] as const)));
}
