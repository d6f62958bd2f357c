// Facts for tests of checks: an engine on which nothing has happened, to which a test adds what it is about.
import type { BuildFacts, ContainerFacts, ImageFacts, LessonFacts, LifeEvent } from '../../server/src/lessons/facts.ts';
import { bases } from './exercise-folders.ts';

export const app = 'simple-docker-app';

export function lessonFacts(known: Partial<LessonFacts> = {}): LessonFacts {
  return {
    files: {},
    folder: { path: 'slipway-learn/exercise', absolute: '/home/kay/slipway-learn/exercise', state: 'writable' },
    engine: { kind: 'connected', endpoint: 'unix:///var/run/docker.sock', isLocal: true },
    containers: [],
    images: [],
    volumes: [],
    networks: [],
    moments: [],
    builds: [],
    terminal: [],
    probes: {},
    volumeFiles: {},
    bases,
    ...known,
  };
}

/** An event at a second; `create` and `start` stand at 0. */
export function event(second: number, what: string, more: Omit<LifeEvent, 'at' | 'what'> = {}): LifeEvent {
  return { at: second * 1000, what, ...more };
}

export const made = [event(0, 'create'), event(0, 'start')];
export const ended = (exitCode: number): readonly LifeEvent[] => [...made, event(1, 'die', { exitCode })];

/** Made from the app's image, and running. */
export function container(name: string, known: Partial<ContainerFacts> = {}): ContainerFacts {
  return {
    id: name.padEnd(64, '0'),
    name,
    image: app,
    imageId: 'sha256:app',
    state: 'running',
    createdAt: 0,
    entrypoint: [],
    command: ['node', 'index.js'],
    user: '',
    environment: [],
    hasTerminal: false,
    keepsInput: false,
    isAttached: false,
    isRemovedWhenStopped: false,
    isPrivileged: false,
    addedCapabilities: [],
    securityOptions: [],
    appArmorProfile: '',
    memory: 0,
    processors: 0,
    publishesAll: false,
    ports: [],
    openPorts: [],
    mounts: [],
    networks: ['bridge'],
    labels: {},
    life: made,
    ...known,
  };
}

/** Listed the app's folder, and is gone. */
export const listed = container('listed', { command: ['ls', '-l', '/usr/src/app'], state: 'gone', life: ended(0) });

/** Ran Node.js for somebody at a terminal, and is gone. */
export const asked = container('asked', {
  command: ['node'],
  keepsInput: true,
  hasTerminal: true,
  state: 'gone',
  life: ended(0),
});

export function image(tags: readonly string[], known: Partial<ImageFacts> = {}): ImageFacts {
  return {
    id: 'sha256:app',
    tags,
    command: ['node', 'index.js'],
    entrypoint: [],
    environment: [],
    user: '',
    workingDirectory: '/usr/src/app',
    exposedPorts: [],
    labels: {},
    architecture: 'amd64',
    layers: [],
    history: [],
    ...known,
  };
}

/** A build of `reference` with its steps as BuildKit writes them, each with the digest of the layer it made. */
export function build(
  second: number,
  known: Partial<BuildFacts> & { readonly steps?: readonly (readonly [createdBy: string, layer: string])[] } = {},
): BuildFacts {
  const { steps = [['COPY . . # buildkit', 'copied']], ...rest } = known;
  return {
    at: second * 1000,
    how: 'build',
    reference: `${app}:latest`,
    imageId: `sha256:${second}`,
    layers: ['base', ...steps.map(([, layer]) => layer)],
    history: [
      { createdBy: '/bin/sh -c #(nop) CMD ["node"]', size: 0 },
      ...steps.map(([createdBy]) => ({ createdBy, size: 10 })),
      { createdBy: 'CMD ["node" "index.js"]', size: 0 },
    ],
    files: {},
    ...rest,
  };
}
