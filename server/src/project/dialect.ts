/** Whether a project is for balena or for plain Docker, and what shows it (the definition stands in the rule docs). */
import { deviceType, isArchitecture } from '../catalog/device-types.ts';
import { parseManifest } from '../syntax/balena/manifest.ts';
import type { ComposeFile } from '../syntax/compose/compose-file.ts';
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { basename, join } from '../text/path.ts';
import { keepLast } from '../text/remember.ts';
import { after, type Reads, type Soon } from './cells.ts';
import type { ProjectComposeFile } from './project.ts';
import type { Sources } from './sources.ts';

export interface DialectEvidence {
  readonly path: string;
  /** Completes “this is a balena project because …”. */
  readonly reason: string;
}

/** What makes it a balena project: in the root, its Compose files, or the folders its services are built from. */
export async function balenaEvidence(
  reads: Reads,
  sources: Sources,
  root: string,
  composeFiles: readonly ProjectComposeFile[],
  contexts: readonly string[],
): Promise<DialectEvidence | undefined> {
  return (
    (await ofRoot(reads, sources, root)) ??
    composeFiles.map(({ path, file }) => ofCompose(path, file)).find(evidence => evidence !== undefined) ??
    (await ofFolders(reads, sources, [...new Set([root, ...contexts])]))
  );
}

async function ofRoot(reads: Reads, sources: Sources, root: string): Promise<DialectEvidence | undefined> {
  const entries = await sources.directory(reads, root);
  const folder = entries.find(({ name, kind }) => kind === 'folder' && (name === '.balena' || name === '.resin'));
  if (folder) return { path: join(root, folder.name), reason: `there is a ${folder.name} folder` };
  if (!entries.some(({ name, kind }) => kind === 'file' && name === 'balena.yml')) return undefined;
  const path = join(root, 'balena.yml');
  const text = await sources.text(reads, path);
  return text !== undefined && parseManifest(text).isContract
    ? { path, reason: 'balena.yml holds a contract' }
    : undefined;
}

function ofCompose(path: string, file: ComposeFile): DialectEvidence | undefined {
  for (const service of file.services) {
    const label = service.labels.find(({ key }) => /^io\.(?:balena|resin)\./.test(key));
    if (label) return { path, reason: `service ${service.name} has the label ${label.key}` };
    const image = service.image?.value;
    if (image !== undefined && isBalenaImage(image)) return { path, reason: `service ${service.name} runs ${image}` };
  }
  return undefined;
}

async function ofFolders(
  reads: Reads,
  sources: Sources,
  folders: readonly string[],
): Promise<DialectEvidence | undefined> {
  for (const folder of folders) {
    const files = (await sources.directory(reads, folder)).filter(({ kind }) => kind === 'file');
    for (const { name } of files) {
      const path = join(folder, name);
      const reason = ofName(path);
      if (reason) return { path, reason };
    }
    if (!files.some(({ name }) => name === 'Dockerfile')) continue;
    const path = join(folder, 'Dockerfile');
    const reason = await ofDockerfileAt(reads, sources, path);
    if (reason) return { path, reason };
  }
  return undefined;
}

/** What a Dockerfile's name says: `Dockerfile.template`, or an architecture or device type of balena behind the dot. */
export function ofName(path: string): string | undefined {
  const match = /^Dockerfile\.(.+)$/.exec(basename(path));
  const suffix = match?.[1];
  if (suffix === undefined) return undefined;
  if (suffix === 'template') return `${match?.[0]} is a balena template`;
  if (isArchitecture(suffix)) return `Dockerfile.${suffix} is named after an architecture of balena`;
  // Only slugs are matched by balena's builders, aliases are not.
  return deviceType(suffix)?.slug === suffix ? `Dockerfile.${suffix} is named after a balena device type` : undefined;
}

/** What the base images say; a cell of its own, for typing hardly ever changes it. */
export function ofDockerfileAt(reads: Reads, sources: Sources, path: string): Soon<string | undefined> {
  return reads.get(baseDialectKey(path), reads =>
    after(sources.dockerfile(reads, path), file => file && ofDockerfile(file)),
  );
}

export const baseDialectKey = keepLast((path: string) => `base-dialect:${path}`);

/** The same of a parsed one. */
function ofDockerfile(dockerfile: Dockerfile): string | undefined {
  const base = dockerfile.stages.find(stage => stage.base && isBalenaImage(stage.base.value))?.base;
  return base && `it is built on ${base.value}`;
}

function isBalenaImage(reference: string): boolean {
  const name = reference.startsWith(hub) ? reference.slice(hub.length) : reference;
  return name.startsWith('balenalib/') || name.startsWith('bh.cr/');
}

const hub = 'docker.io/';
