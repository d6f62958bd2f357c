/**
 * Compose files to shake: the real ones that are shared beside the project, or, where those are absent, the sample's and
 * one that has every kind of value.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { corpusProjects, hasCorpus } from './corpus.ts';

export interface ComposeText {
  readonly name: string;
  readonly text: string;
}

const ownText = [
  "version: '2.4' # old",
  'x-common: &common',
  '  restart: always',
  '  logging: {driver: json-file, options: {max-size: "10m"}}',
  'services:',
  '  web: &web',
  '    <<: *common',
  '    build: {context: ., target: ${TARGET:-run}, args: [A=1, B]}',
  '    image: example/web:${TAG:?no tag}',
  '    privileged: true',
  '    ports: ["80:80", 127.0.0.1:8080-8082:8080-8082/udp, {target: 1, published: "2"}]',
  '    volumes:',
  '      - data:/data:ro # kept',
  '      - ./a:/b',
  '      - {type: bind, source: /var/run/docker.sock, target: /var/run/docker.sock}',
  '    environment:',
  '      - A=$B',
  "      - 'PASSWORD=secret'",
  '    depends_on: {db: {condition: service_healthy}}',
  '    deploy: {resources: {limits: {cpus: "0.5", memory: 50M}}}',
  '    labels:',
  "      io.balena.features.dbus: '1'",
  '  db:',
  '    extends: {service: web}',
  '    cap_add: [SYS_ADMIN, NET_ADMIN]',
  '    command: |',
  '      run',
  '        this',
  '    network_mode: host',
  '    profiles: [debug]',
  '    healthcheck: {test: [CMD, curl, localhost], interval: 1m30s}',
  '  copy: *web',
  'volumes:',
  '  data:',
  'networks: {inner: {internal: true}}',
  '',
].join('\n');

/** Sorted by name. */
export function composeTexts(): readonly ComposeText[] {
  const own = { name: 'every kind of value', text: ownText };
  if (hasCorpus) {
    const real = corpusProjects().flatMap(({ name, files }) =>
      Object.entries(files)
        .filter(([path]) => fileKind(path) === 'compose')
        .map(([path, text]) => ({ name: `${name}/${path}`, text })),
    );
    return [own, ...real];
  }
  const sample = join(import.meta.dirname, '..', 'sample');
  const paths = readdirSync(sample, { recursive: true }).map(String).sort();
  const ofSample = paths
    .filter(path => fileKind(path) === 'compose')
    .map(path => ({ name: `sample/${path}`, text: readFileSync(join(sample, path), 'utf8') }));
  return [own, ...ofSample];
}
