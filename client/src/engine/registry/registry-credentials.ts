// What Docker itself knows about logging in to a registry: its config.json, and the credential helpers that file names.
// Nothing of it is kept or logged here; a helper is a program, so this is for trusted workspaces only.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseObject } from '../reach/docker-config.ts';
import { dockerHub } from './image-reference.ts';

export type RegistryCredentials =
  | { readonly kind: 'password'; readonly server: string; readonly user: string; readonly password: string }
  /** An identity token, which the registry changes for shorter ones. */
  | { readonly kind: 'token'; readonly server: string; readonly token: string };

export type CredentialsFound =
  | { readonly kind: 'found'; readonly credentials: RegistryCredentials }
  /** Nobody has logged in to that registry. */
  | { readonly kind: 'none' }
  /** They could not be asked for; `problem` is a sentence that says why. Public images can be had without them. */
  | { readonly kind: 'unknown'; readonly problem: string };

export interface CredentialsQuestion {
  /** As in an image reference: `docker.io`, `localhost:5000`. */
  readonly registry: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Milliseconds that a helper may take: some ask for a fingerprint first. */
  readonly helperLimitMs?: number;
}

const defaultHelperLimitMs = 60_000;
/** Docker Hub stands under this address in Docker's files, for reasons of its history. */
const hubServer = 'https://index.docker.io/v1/';
/** A helper's whole answer is a few hundred bytes. */
const longestAnswer = 1_000_000;

export async function registryCredentials(question: CredentialsQuestion): Promise<CredentialsFound> {
  const { registry, environment, signal } = question;
  const path = join(environment['DOCKER_CONFIG'] || join(homedir(), '.docker'), 'config.json');
  let text: string;
  try {
    text = await readFile(path, { encoding: 'utf8', signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'none' };
    return { kind: 'unknown', problem: `${path} cannot be read (${words(error)}).` };
  }
  const config = parseConfig(text);
  if (config === undefined) return { kind: 'unknown', problem: `${path} is no JSON object.` };
  const helper = helperFor(config, registry);
  if (helper === undefined) return fromFile(config, registry);
  if (!/^[\w.+-]+$/.test(helper)) return { kind: 'unknown', problem: `${path} names a credential helper "${helper}".` };
  const program = `docker-credential-${helper}`;
  try {
    const answer = await askHelper(program, question);
    return fromHelper(answer, serverOf(registry));
  } catch (error) {
    signal.throwIfAborted();
    return {
      kind: 'unknown',
      problem: `${program}, which ${path} names for ${registry}, did not answer (${words(error)}).`,
    };
  }
}

/** The part of config.json that concerns registries. */
export interface DockerConfig {
  readonly auths?: Readonly<Record<string, FileEntry | null>> | null;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>> | null;
}

interface FileEntry {
  /** Base64 of `user:password`. */
  readonly auth?: unknown;
  readonly identitytoken?: unknown;
}

export function parseConfig(text: string): DockerConfig | undefined {
  return parseObject(text);
}

/** The registry's own helper, else the one for all. */
export function helperFor({ credHelpers, credsStore }: DockerConfig, registry: string): string | undefined {
  const own = credHelpers?.[registry] ?? credHelpers?.[serverOf(registry)];
  return own || credsStore || undefined;
}

export function fromFile(config: DockerConfig, registry: string): CredentialsFound {
  const auths = config.auths ?? {};
  const server = serverOf(registry);
  // Written by other programs and older versions with a scheme or a path.
  const key = [server, registry].find(it => auths[it]) ?? Object.keys(auths).find(it => hostOf(it) === hostOf(server));
  const entry = key === undefined ? undefined : auths[key];
  if (!entry) return { kind: 'none' };
  if (typeof entry.identitytoken === 'string' && entry.identitytoken !== '')
    return { kind: 'found', credentials: { kind: 'token', server, token: entry.identitytoken } };
  if (typeof entry.auth !== 'string') return { kind: 'none' };
  const decoded = Buffer.from(entry.auth, 'base64').toString('utf8');
  const colon = decoded.indexOf(':');
  if (colon <= 0) return { kind: 'none' };
  // Docker itself once padded passwords with zero bytes, and still takes them off.
  const password = decoded.slice(colon + 1).replace(/\0+$/, '');
  return { kind: 'found', credentials: { kind: 'password', server, user: decoded.slice(0, colon), password } };
}

/** `{"Username": …, "Secret": …}`; the user name `<token>` says that the secret is an identity token. */
export function fromHelper(answer: HelperAnswer, server: string): CredentialsFound {
  if (answer.code !== 0) {
    // The protocol has these words for it, and no exit code.
    if (/credentials not found|no credentials/i.test(answer.text)) return { kind: 'none' };
    throw new Error(answer.text.trim().slice(0, 200) || `exit code ${answer.code}`);
  }
  const value = parseConfig(answer.text) as { readonly Username?: unknown; readonly Secret?: unknown } | undefined;
  const { Username: user, Secret: secret } = value ?? {};
  if (typeof user !== 'string' || typeof secret !== 'string') throw new Error('its answer is not understood');
  if (secret === '') return { kind: 'none' };
  return {
    kind: 'found',
    credentials:
      user === '<token>'
        ? { kind: 'token', server, token: secret }
        : { kind: 'password', server, user, password: secret },
  };
}

export interface HelperAnswer {
  readonly code: number | null;
  /** What it wrote to its standard output, error messages included. */
  readonly text: string;
}

function askHelper(program: string, question: CredentialsQuestion): Promise<HelperAnswer> {
  const { registry, environment, signal, helperLimitMs = defaultHelperLimitMs } = question;
  return new Promise((resolve, reject) => {
    const limit = AbortSignal.timeout(helperLimitMs);
    const child = spawn(program, ['get'], {
      env: environment,
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
      signal: AbortSignal.any([signal, limit]),
    });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      if (text.length < longestAnswer) text += piece;
    });
    child.on('error', error => {
      reject(limit.aborted ? new Error(`nothing within ${helperLimitMs / 1000} s`) : error);
    });
    child.on('close', code => resolve({ code, text }));
    // One that does not read its input ends before all is written.
    child.stdin.on('error', () => undefined);
    child.stdin.end(`${serverOf(registry)}\n`);
  });
}

/** By what name Docker keeps the registry. */
export function serverOf(registry: string): string {
  return registry === dockerHub || registry === 'index.docker.io' ? hubServer : registry;
}

/** Without scheme and path. */
function hostOf(address: string): string {
  const bare = address.replace(/^https?:\/\//, '');
  const slash = bare.indexOf('/');
  return slash < 0 ? bare : bare.slice(0, slash);
}

function words(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
