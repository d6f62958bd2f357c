// What an engine may ask of us while it builds (BuildKit's session): the files of the context, credentials of the registry
// it wants to pull from, and build secrets. Each is read when it is asked for, and nothing is kept.
import { open } from 'node:fs/promises';
import type { BuildOptions, BuildSecretSource } from '../engine.ts';
import { dockerHub } from '../registry/image-reference.ts';
import { type ContextEntry, contextEntries, neededPaths } from './context-entries.ts';
import { readPieces, type SyncedFolder, syncFolder } from './file-sync.ts';
import { type GrpcMethod, GrpcRefusal, grpcCodes, unary } from './grpc.ts';
import { fields, message, text } from './protobuf.ts';

export interface SessionNeeds
  extends Pick<BuildOptions, 'context' | 'isIgnored' | 'mayHoldMore' | 'secrets' | 'credentials'> {
  readonly dockerfile: { readonly name: string; readonly content: Uint8Array };
  /** Something of the context or of the secrets cannot be had: the build will fail, and this is why. */
  readonly onProblem: (error: unknown) => void;
  readonly signal: AbortSignal;
}

/** BuildKit refuses larger ones. */
const largestSecret = 500 * 1024;
/** Docker Hub's registry answers under this name. */
const hubHost = 'registry-1.docker.io';

/**
 * Tokens of registries are refused as not implemented: BuildKit then asks for credentials, and gets those of the very host
 * it asks for.
 */
export function sessionMethods(needs: SessionNeeds): ReadonlyMap<string, GrpcMethod> {
  return new Map<string, GrpcMethod>([
    ['/grpc.health.v1.Health/Check', unary(async () => message([1, serving]))],
    ['/moby.filesync.v1.FileSync/DiffCopy', call => sync(call, needs)],
    ['/moby.filesync.v1.Auth/Credentials', unary(request => credentials(firstText(request), needs))],
    ['/moby.buildkit.secrets.v1.Secrets/GetSecret', unary(request => secret(firstText(request), needs))],
  ]);
}

const serving = 1;

function firstText(request: Uint8Array): string {
  for (const field of fields(request)) if (field.number === 1) return text(field.bytes);
  return '';
}

async function sync(call: Parameters<GrpcMethod>[0], needs: SessionNeeds): Promise<void> {
  const [name = ''] = call.metadata('dir-name');
  if (name !== 'context' && name !== 'dockerfile')
    throw new GrpcRefusal(`There is no folder "${name}" in this build`, grpcCodes.notFound);
  const followed = call.metadata('followpaths');
  const folder = name === 'dockerfile' ? dockerfileFolder(needs.dockerfile) : contextFolder(needs, followed);
  try {
    await syncFolder(call, folder);
  } catch (error) {
    needs.onProblem(error);
    throw error;
  }
}

/** A folder that no disk has. */
function dockerfileFolder({ name, content }: SessionNeeds['dockerfile']): SyncedFolder {
  const entry: ContextEntry = {
    kind: 'file',
    path: name,
    mode: 0o644,
    size: content.length,
    // A file of the same size and time would not be asked for again.
    modifiedNs: BigInt(Date.now()) * 1_000_000n,
    target: '',
  };
  return {
    async *entries() {
      yield entry;
    },
    async *read() {
      for (let at = 0; at < content.length; at += 64 * 1024) yield content.subarray(at, at + 64 * 1024);
    },
  };
}

function contextFolder({ context, isIgnored, mayHoldMore }: SessionNeeds, followed: readonly string[]): SyncedFolder {
  return {
    async *entries() {
      // Asked for to learn what is ignored, which has been decided here already.
      if (followed.length === 1 && followed[0] === '.dockerignore') return;
      const only = await neededPaths(context, followed);
      yield* contextEntries({
        root: context,
        isIgnored: isIgnored ?? (() => false),
        mayHoldMore,
        ...(only === undefined ? {} : { only }),
      });
    },
    read: ({ path, size }) => readPieces(context, path, size),
  };
}

async function credentials(host: string, needs: SessionNeeds): Promise<Uint8Array> {
  const found = await needs.credentials?.(host === hubHost ? dockerHub : host);
  if (found === undefined) return message();
  // A secret without a user name is a token.
  return found.kind === 'token' ? message([2, found.token]) : message([1, found.user], [2, found.password]);
}

async function secret(id: string, needs: SessionNeeds): Promise<Uint8Array> {
  const source = needs.secrets?.[id];
  // BuildKit decides whether the step can do without.
  if (source === undefined) throw new GrpcRefusal(`There is no secret "${id}" for this build`, grpcCodes.notFound);
  try {
    return message([1, await contentOf(id, source)]);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new GrpcRefusal(`The secret "${id}" cannot be read: ${said}`, grpcCodes.invalidArgument);
  }
}

async function contentOf(id: string, source: BuildSecretSource): Promise<Uint8Array> {
  if (source.kind === 'value') {
    const bytes = Buffer.from(source.value);
    if (bytes.length > largestSecret) throw tooLarge(id);
    return bytes;
  }
  const file = await open(source.path, 'r');
  try {
    // The size of what is no ordinary file is not known before it is read.
    const bytes = Buffer.alloc(largestSecret + 1);
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length, null);
      if (bytesRead === 0) return bytes.subarray(0, length);
      length += bytesRead;
    }
    throw tooLarge(id);
  } finally {
    await file.close();
  }
}

function tooLarge(id: string): Error {
  return new Error(`"${id}" has more than ${largestSecret / 1024} KB, the most that BuildKit takes`);
}
