// How requests get to an engine: complete options for dockerode, with an agent that keeps connections for the next request
// and notices when the engine goes away.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import type { DockerOptions } from 'dockerode';
import { withEndpoint } from '../reach/connection-failure.ts';
import { addressOf, type Endpoint } from '../reach/endpoint.ts';
import { sshAgent } from '../reach/ssh-agent.ts';

export interface Transport {
  /** All of them: what is absent dockerode would take from DOCKER_HOST. */
  readonly options: DockerOptions;
  /** How long the first answer may take, in milliseconds. */
  readonly answerWithinMs: number;
  /** Closes what waits for a next request, which may come. */
  rest(): void;
  /** Ends the connections that wait for a next request; the others end with their request. */
  release(): void;
}

/** How long a connection waits for a next request. */
const idleMs = 60_000;
/** A host that is gone answers nothing at all, and the system would wait for minutes. */
const connectWithinMs = 10_000;
const keepAliveMs = 30_000;

/** `onLost` is called when the engine closed a connection or could not be reached, perhaps more than once. */
export function transportTo(endpoint: Endpoint, onLost: () => void): Transport {
  const agent = agentFor(endpoint, onLost);
  // dockerode describes all options of each request to a log that nobody reads: with all sockets that takes milliseconds.
  Object.defineProperty(agent, inspect.custom, { value: () => 'Agent' });
  const rest = () => {
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
  };
  return {
    options: { ...complete, ...addressFor(endpoint), agent } as DockerOptions,
    answerWithinMs: endpoint.kind === 'ssh' ? 30_000 : 10_000,
    rest,
    release() {
      agent.maxFreeSockets = 0;
      rest();
    },
  };
}

/** dockerode sends a port, a certificate or a time limit of DOCKER_HOST's along with options that do not name them. */
const complete = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  protocol: 'http',
  pathPrefix: '/',
  username: undefined,
  password: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  timeout: undefined,
  headers: {},
} as const;

/**
 * VS Code puts an agent of its own, for proxies, in the place of any other (microsoft/vscode-proxy-agent, src/index.ts), and
 * with it go ssh, certificates and all that is observed here. It leaves alone what goes to a socket: so every request says
 * that it does, and the agent connects to where it really goes.
 */
const passedByProxies = '/engine';

function addressFor(endpoint: Endpoint): Partial<DockerOptions> {
  switch (endpoint.kind) {
    case 'socket':
      return { socketPath: endpoint.path };
    case 'tcp': {
      const headers = { Host: addressOf(endpoint).replace('tcp://', '') };
      return { socketPath: passedByProxies, protocol: endpoint.tls ? 'https' : 'http', headers };
    }
    case 'ssh':
      return { socketPath: passedByProxies };
  }
}

/** What the agent connects to instead of what the request says. */
function targetOf(endpoint: Endpoint): object {
  if (endpoint.kind !== 'tcp') return {};
  const { host, port } = endpoint;
  // An address is no name that TLS could ask for.
  return { host, port, path: undefined, socketPath: undefined, servername: isIP(host) ? '' : host };
}

function agentFor(endpoint: Endpoint, onLost: () => void): HttpAgent {
  const observe = (stream: Duplex) => observeLoss(stream, endpoint, onLost);
  if (endpoint.kind === 'ssh') return sshAgent({ endpoint, idleMs, onConnection: observe });
  const common = { keepAlive: true, timeout: idleMs, scheduling: 'lifo' } as const;
  const tls = endpoint.kind === 'tcp' ? endpoint.tls : undefined;
  const agent = tls
    ? new HttpsAgent({
        ...common,
        rejectUnauthorized: tls.isVerified,
        ...(tls.ca === undefined ? {} : { ca: tls.ca }),
        ...(tls.certificate === undefined ? {} : { cert: tls.certificate }),
        ...(tls.key === undefined ? {} : { key: tls.key }),
      })
    : new HttpAgent(common);
  const connect = agent.createConnection.bind(agent);
  const target = targetOf(endpoint);
  agent.createConnection = (options, callback) => {
    try {
      const socket = connect({ ...options, ...target }, callback) as Socket | undefined;
      if (socket) observe(limitConnecting(socket));
      return socket;
    } catch (error) {
      // A certificate or key that is no PEM.
      throw withEndpoint(error, endpoint);
    }
  };
  return agent;
}

function limitConnecting(socket: Socket): Socket {
  if (!socket.connecting) return socket;
  const limit = setTimeout(
    () => socket.destroy(Object.assign(new Error('No answer to the attempt to connect'), { code: 'ETIMEDOUT' })),
    connectWithinMs,
  );
  socket.once('connect', () => {
    clearTimeout(limit);
    socket.setKeepAlive(true, keepAliveMs);
  });
  socket.once('close', () => clearTimeout(limit));
  return socket;
}

/** A connection that was handed over to a terminal or a log ends with that, and says nothing of the engine. */
function observeLoss(stream: Duplex, endpoint: Endpoint, onLost: () => void): void {
  let isHandedOver = false;
  stream.once('agentRemove', () => {
    isHandedOver = true;
  });
  const lost = () => {
    if (!isHandedOver) onLost();
  };
  stream.once('error', error => {
    withEndpoint(error, endpoint);
    lost();
  });
  stream.once('end', lost);
}
