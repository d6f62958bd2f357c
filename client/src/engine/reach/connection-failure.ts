// Why an engine does not answer, in the user's words: what is wrong, where, and what to do about it.

import type { ConnectionFailure, FailureReason } from '../engine-state.ts';
import { addressOf, defaultPipe, defaultPort, defaultSocket, type Endpoint } from './endpoint.ts';

/** Of an error whose message is already for the user; `code` is `SLIPWAY_` and the reason. */
const ownCode = 'SLIPWAY_';

/** An error that gets through the layers of HTTP and comes out as this failure. */
export class TransportFailed extends Error {
  override readonly name = 'TransportFailed';
  readonly code: string;

  constructor({ reason, message }: ConnectionFailure) {
    super(message);
    this.code = `${ownCode}${reason}`;
  }
}

const reasons: Readonly<Record<string, FailureReason>> = {
  ENOENT: 'not-running',
  ECONNREFUSED: 'not-running',
  ECONNRESET: 'not-running',
  EPIPE: 'not-running',
  EACCES: 'permission-denied',
  EPERM: 'permission-denied',
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  EAI_NONAME: 'host-unknown',
  EHOSTUNREACH: 'host-unknown',
  EHOSTDOWN: 'host-unknown',
  ENETUNREACH: 'host-unknown',
  ENETDOWN: 'host-unknown',
  EADDRNOTAVAIL: 'host-unknown',
  ETIMEDOUT: 'timeout',
  EPROTO: 'tls',
};

/** Codes of OpenSSL and of Node's check of certificates. */
const tlsCode =
  /^(?:ERR_(?:SSL|TLS|OSSL)_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA)/;
/** What answered does not speak HTTP. */
const parserCode = /^HPE_/;

/** From an error of Node's network layer. `endpoint` is where it was going; the error itself often tells, too. */
export function connectionFailure(
  error: Error,
  endpoint: Endpoint | undefined = endpointOf(error),
  platform: NodeJS.Platform = process.platform,
): ConnectionFailure {
  const code = codeOf(error);
  const reason = reasonOf(code);
  return { reason, message: messageOf(reason, code, error, endpoint, platform) };
}

function codeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function reasonOf(code: string): FailureReason {
  if (code.startsWith(ownCode)) return code.slice(ownCode.length) as FailureReason;
  if (tlsCode.test(code)) return 'tls';
  if (parserCode.test(code)) return 'incompatible';
  return reasons[code] ?? 'other';
}

function messageOf(
  reason: FailureReason,
  code: string,
  error: Error,
  endpoint: Endpoint | undefined,
  platform: NodeJS.Platform,
): string {
  if (code.startsWith(ownCode)) return error.message;
  const where = endpoint ? addressOf(endpoint) : 'the container engine';
  const otherwise = 'or select another engine';
  switch (reason) {
    case 'not-running':
      return code === 'ECONNRESET' || code === 'EPIPE'
        ? `The connection to ${where} was closed: the engine is stopping or starting, ${otherwise}`
        : `No container engine answers at ${where}: ${startIt(endpoint, platform)}, ${otherwise}`;
    case 'permission-denied':
      return `Your user may not use ${where}: ${getAccess(endpoint, platform)}, ${otherwise}`;
    case 'host-unknown':
      return `There is no way to ${where}: check the name and the network, ${otherwise}`;
    case 'tls':
      return `The engine at ${where} cannot be trusted, or does not trust you: ${tlsProblem(code, error)}`;
    case 'incompatible':
      return `What answers at ${where} is no container engine: check the address, ${otherwise}`;
    case 'timeout':
      return `${where} does not answer: check the network and whether the engine is well, ${otherwise}`;
    default:
      return `The engine at ${where} cannot be used: ${firstLine(error.message) || code || error.name}`;
  }
}

/** How a stopped engine is started, judged by where its socket lies. */
export function startIt(endpoint: Endpoint | undefined, platform: NodeJS.Platform): string {
  if (endpoint?.kind === 'tcp')
    return endpoint.port === defaultPort.plain
      ? 'start it there (a balena device listens in local mode only)'
      : 'start it there';
  if (endpoint?.kind === 'ssh') return 'start it there';
  const path = (endpoint?.path ?? defaultSocket).replaceAll('\\', '/');
  for (const { at, how } of starts) if (at.test(path)) return how;
  if (platform === 'linux' && path === defaultSocket) return 'start it with "sudo systemctl start docker"';
  return platform === 'linux' ? 'start it' : 'start Docker Desktop';
}

const starts: readonly { readonly at: RegExp; readonly how: string }[] = [
  { at: /\/podman-machine|\/podman\/machine\//, how: 'start it with "podman machine start"' },
  { at: /^(?:\/var)?\/run\/podman\//, how: 'start it with "sudo systemctl start podman.socket"' },
  { at: /\/podman\/podman\.sock$/, how: 'start it with "systemctl --user start podman.socket"' },
  { at: /\/\.?colima\/default\//, how: 'start it with "colima start"' },
  { at: /\/\.?colima\//, how: 'start its profile with "colima start"' },
  { at: /\/\.rd\//, how: 'start Rancher Desktop' },
  { at: /\/\.orbstack\//, how: 'start OrbStack' },
  { at: /\/\.docker\/(?:desktop|run)\/|dockerDesktop/, how: 'start Docker Desktop' },
  { at: /^\/run\/user\/\d+\/docker\.sock$/, how: 'start it with "systemctl --user start docker"' },
];

function getAccess(endpoint: Endpoint | undefined, platform: NodeJS.Platform): string {
  const path = endpoint?.kind === 'socket' ? endpoint.path : '';
  if (platform === 'win32' || path === defaultPipe) return 'add it to the group "docker-users" and sign in again';
  if (path === defaultSocket || path === '/run/docker.sock')
    return 'run "sudo usermod -aG docker $USER" and log in again';
  return 'have the owner of the socket allow it';
}

function tlsProblem(code: string, error: Error): string {
  if (code === 'CERT_HAS_EXPIRED') return 'its certificate has expired';
  if (code === 'CERT_NOT_YET_VALID') return 'its certificate is not valid yet, so look at the clocks';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'its certificate is for another host name';
  if (/SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY)/.test(code)) return 'ca.pem does not vouch for its certificate';
  if (/CERTIFICATE_REQUIRED|BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|HANDSHAKE_FAILURE/.test(code))
    return 'it does not accept your cert.pem, or you have none';
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH/.test(code) || /wrong version number/.test(error.message))
    return 'it does not speak TLS there';
  if (/PEM|KEY_VALUES_MISMATCH|X509/.test(code))
    return `ca.pem, cert.pem or key.pem is damaged (${firstLine(error.message)})`;
  return firstLine(error.message) || code;
}

/** Notes in an error of a connection where it was going. */
export function withEndpoint(error: unknown, endpoint: Endpoint): unknown {
  return error instanceof Error ? Object.assign(error, { [endpointKey]: endpoint }) : error;
}

const endpointKey = Symbol('endpoint');

/** As noted; Node, too, says in most errors where it wanted to go. */
function endpointOf(error: Error & { readonly [endpointKey]?: Endpoint }): Endpoint | undefined {
  if (error[endpointKey]) return error[endpointKey];
  if (!('address' in error) || typeof error.address !== 'string') return undefined;
  return 'port' in error && typeof error.port === 'number'
    ? { kind: 'tcp', host: error.address, port: error.port }
    : { kind: 'socket', path: error.address };
}

function firstLine(text: string): string {
  return text.trim().split('\n', 1)[0] ?? '';
}
