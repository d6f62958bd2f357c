// The labels that tell somebody something: not those by which tools find their own objects.
import { code, escaped, list } from './markdown.ts';

/** Read elsewhere (the project and its files), or of no interest to anybody but the tool that wrote them. */
const noise = [
  'com.docker.compose.',
  'com.docker.volume.anonymous',
  'com.docker.desktop.',
  'com.docker.network.',
  'desktop.docker.io/',
  'io.buildah.version',
  'dev.containers.',
  'devcontainer.',
];

const openContainers = 'org.opencontainers.image.';
const telling = ['title', 'version', 'source', 'revision', 'url', 'description'];

/** For a tooltip. */
export function labelLines(labels: Readonly<Record<string, string>>): readonly string[] {
  const shown = Object.entries(labels).filter(([key]) => isTelling(key));
  return list(
    'Labels',
    shown.map(([key, value]) => (value === '' ? escaped(key) : `${escaped(key)} ${code(value)}`)),
    8,
  );
}

function isTelling(key: string): boolean {
  if (key.startsWith(openContainers)) return telling.includes(key.slice(openContainers.length));
  return !noise.some(prefix => key.startsWith(prefix));
}
