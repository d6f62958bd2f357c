// What went wrong between an engine and a registry, in plain words with what to do. Engines and registries tell it in
// sentences only, so this file is the one place that knows them.
import { parseImageReference } from '../../../../server/src/syntax/image-reference.ts';
import { fullName, registryOf, splitReference } from './image-reference.ts';

export type RegistryReason =
  | 'not-logged-in'
  | 'denied'
  | 'not-found'
  /** Docker Hub says the same of what is private and of what does not exist. */
  | 'private-or-missing'
  | 'no-such-platform'
  | 'rate-limit'
  | 'unreachable'
  | 'tls'
  | 'disk-full'
  | 'other';

export interface RegistryProblem {
  readonly reason: RegistryReason;
  /** What is wrong, why, and what to do. */
  readonly sentence: string;
  /** Host to log in to, when that may help. It can be part of a command line: an engine may list an image by any name. */
  readonly login?: string;
}

export interface RegistryAttempt {
  readonly action: 'pull' | 'push';
  readonly reference: string;
  /** `found` when credentials were sent. */
  readonly credentials: 'found' | 'none';
  readonly platform?: string;
}

/** The first row one of whose patterns is in the message tells the reason: what is more exact stands first. */
const signs: readonly (readonly [reason: RegistryReason, ...signs: readonly RegExp[]])[] = [
  ['rate-limit', /toomanyrequests/i, /too many requests/i, /rate limit/i],
  ['disk-full', /no space left on device/i, /disk quota exceeded/i, /not enough space/i],
  [
    'no-such-platform',
    /no match(?:ing manifest)? for (?:\w+\/|platform|unknown)/i,
    /does not (?:match|provide) the specified platform/i,
    /no matching manifest/i,
  ],
  ['tls', /server gave HTTP response to HTTPS client/i, /x509: /i, /\btls: /i, /certificate (?:signed|has|is)\b/i],
  ['not-logged-in', /no basic auth credentials/i, /authentication required/i, /incorrect username or password/i],
  ['private-or-missing', /pull access denied/i, /repository does not exist or may require/i],
  ['not-logged-in', /\bunauthorized\b/i, /\b401\b/],
  ['denied', /\bdenied\b/i, /insufficient_scope/i, /\b403\b/, /\bforbidden\b/i],
  [
    'not-found',
    /manifest unknown/i,
    /name unknown/i,
    /not known to registry/i,
    /manifest for .* not found/i,
    /: not found/i,
    /tag does not exist/i,
    /does not exist locally/i,
    /\b404\b/,
  ],
  [
    'unreachable',
    /no such host/i,
    /connection refused/i,
    /connection reset/i,
    /i\/o timeout/i,
    /handshake timeout/i,
    /no route to host/i,
    /network is unreachable/i,
    /server misbehaving/i,
    /temporary failure in name resolution/i,
    /Client\.Timeout exceeded/i,
    /deadline exceeded/i,
    /proxyconnect/i,
    /\bEOF\b/,
  ],
];

export function registryProblem(message: string, attempt: RegistryAttempt): RegistryProblem {
  // An image may be called `denied:404`, and an address may hold anything.
  const { name } = splitReference(attempt.reference);
  const bare = message
    .replaceAll(attempt.reference, '…')
    .replaceAll(name, '…')
    .replaceAll(/https?:\/\/\S+/g, '…');
  const found = signs.find(([, ...patterns]) => patterns.some(pattern => pattern.test(bare)))?.[0] ?? 'other';
  // Whoever pushes and is told so is not looking for a repository: it would be made.
  const reason = found === 'private-or-missing' && attempt.action === 'push' ? 'denied' : found;
  const registry = registryOf(attempt.reference);
  const mayLogIn = reason === 'not-logged-in' || reason === 'denied' || reason === 'private-or-missing';
  const isName = parseImageReference(attempt.reference).isValid;
  const helps = isName && (mayLogIn || (reason === 'rate-limit' && attempt.credentials === 'none'));
  return { reason, sentence: sentence(reason, message, attempt), ...(helps ? { login: registry } : {}) };
}

function sentence(reason: RegistryReason, message: string, attempt: RegistryAttempt): string {
  const { action, reference, credentials, platform } = attempt;
  const registry = registryOf(reference);
  const where = registry === 'docker.io' ? 'Docker Hub' : registry;
  const isKnown = credentials === 'found';
  switch (reason) {
    case 'not-logged-in':
      return isKnown
        ? `${where} does not accept the user name and password that Docker keeps for it: log in again with "${loginCommand(registry)}".`
        : `${where} wants to know who you are before you ${action} ${reference}: log in with "${loginCommand(registry)}".`;
    case 'denied':
      if (action === 'push' && registry === 'docker.io' && fullName(reference).startsWith('docker.io/library/'))
        return `Nobody but Docker can push ${fullName(reference)}: tag the image with your Docker Hub name in front, or with that of your registry.`;
      return isKnown
        ? `${where} does not let the user that Docker is logged in as ${action} ${reference}: ask its owner for the right to, or log in as somebody else.`
        : `${where} does not let everybody ${action} ${reference}: log in with "${loginCommand(registry)}".`;
    case 'private-or-missing':
      return isKnown
        ? `${where} has no ${fullName(reference)}, or the user that Docker is logged in as may not see it: check the name.`
        : `${where} has no ${fullName(reference)}, or it is private: check the name, or log in with "${loginCommand(registry)}".`;
    case 'not-found':
      return action === 'push'
        ? `There is nothing to push as ${reference}: check that an image has this tag.`
        : `${where} has no ${withoutRegistry(reference)}: check the name and the tag.`;
    case 'no-such-platform':
      return `${reference} was not made for ${platform ?? 'the platform of this engine'}: choose another tag or platform.`;
    case 'rate-limit':
      return isKnown
        ? `${where} lets this account pull no more for now: wait, or pull from another registry.`
        : `${where} lets this address pull no more for now: wait, or log in, which raises the limit.`;
    case 'unreachable':
      return `The engine does not reach ${where}: check the name of the registry, the network and the engine's proxy. (${short(message)})`;
    case 'tls':
      return /HTTP response to HTTPS/i.test(message)
        ? `${where} speaks plain HTTP, which the engine refuses: give the registry a certificate, or name it under "insecure-registries" in the engine's settings.`
        : `The engine does not trust the certificate of ${where}: add its authority to the engine's machine, or mend the certificate. (${short(message)})`;
    case 'disk-full':
      return `The engine's disk is full: make room, for instance with "Prune Images…", and try again.`;
    case 'other':
      return `${reference} could not be ${action === 'pull' ? 'pulled from' : 'pushed to'} ${where}: ${short(message)}`;
  }
}

/** `team/app:2` of `registry.example/team/app:2`. */
function withoutRegistry(reference: string): string {
  const { registry } = parseImageReference(reference);
  return registry === undefined ? reference : reference.slice(registry.span.end + 1);
}

/** What to type to log in to the registry. */
export function loginCommand(registry: string): string {
  return registry === 'docker.io' ? 'docker login' : `docker login ${registry}`;
}

function short(message: string): string {
  const line = message.trim().replaceAll(/\s+/g, ' ');
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
