// The contexts that `docker context` keeps on disk: a folder for each below `contexts/meta`, named by the SHA-256 of the
// context's name, and its TLS material beside it.
// Source: docker/cli, cli/context/store and cli/context/docker/load.go.
import { createHash } from 'node:crypto';
import { asObject, configFolder, type FoundEngine, parseObject, tlsMaterial, withTls } from './docker-config.ts';
import { addressOf, parseHost, withoutPassword } from './endpoint.ts';
import { joinOn, type Surroundings } from './surroundings.ts';

/** Of engines that a Docker context names. */
export const contextOrigin = 'Docker context';

/** All that can be read, by name. A context for another orchestrator alone has no engine and is left out. */
export async function dockerContexts(around: Surroundings): Promise<readonly FoundEngine[]> {
  const ids = await around.files.list(joinOn(around, configFolder(around), 'contexts', 'meta'));
  const found = await Promise.all(ids.map(id => contextById(around, id)));
  return found.flatMap(it => (it ? [it] : [])).toSorted((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** The context of this name, broken when there is none. */
export async function dockerContext(around: Surroundings, name: string): Promise<FoundEngine> {
  const id = createHash('sha256').update(name).digest('hex');
  return (
    (await contextById(around, id)) ?? {
      name,
      host: '',
      origin: contextOrigin,
      kind: 'broken',
      problem: `There is no Docker context "${name}": choose one with "docker context use", or select another engine`,
    }
  );
}

async function contextById(around: Surroundings, id: string): Promise<FoundEngine | undefined> {
  const contexts = joinOn(around, configFolder(around), 'contexts');
  const meta = parseObject(await around.files.read(joinOn(around, contexts, 'meta', id, 'meta.json')));
  const name = meta?.['Name'];
  const docker = asObject(asObject(meta?.['Endpoints'])?.['docker']);
  const host = docker?.['Host'];
  if (typeof name !== 'string' || typeof host !== 'string') return undefined;
  const endpoint = parseHost(host);
  if (!endpoint || host === '')
    return {
      name,
      host: withoutPassword(host),
      origin: contextOrigin,
      kind: 'broken',
      problem: `The Docker context "${name}" has the address "${withoutPassword(host)}", which Slipway cannot use: correct it with "docker context update", or select another engine`,
    };
  const isVerified = docker?.['SkipTLSVerify'] !== true;
  const material = await tlsMaterial(around, joinOn(around, contexts, 'tls', id, 'docker'), isVerified);
  // As docker does: TLS is used when there is material, or when the context says not to check.
  const hasTls = !isVerified || material.ca !== undefined || material.certificate !== undefined;
  return {
    name,
    host: addressOf(endpoint),
    origin: contextOrigin,
    kind: 'usable',
    endpoint: withTls(endpoint, hasTls ? material : undefined),
  };
}
