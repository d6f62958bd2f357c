/**
 * What the architectures of containers are called: by Docker, by the kernel (`uname -m`), by balena, by Debian, and in the
 * names of files people download.
 */

export interface ArchitectureNames {
  /** Docker’s, the value of TARGETARCH; with the variant where it takes one to tell it from others. */
  readonly id: string;
  /** What TARGETARCH is; undefined where that alone does not say it. */
  readonly docker: string | undefined;
  /** What `uname -m` prints. */
  readonly kernel: string;
  /** balena’s slug; undefined where it has no such devices. */
  readonly balena: string | undefined;
  /** Everything else that stands for it in file names, lower case. */
  readonly others: readonly string[];
}

export const architectureNames: readonly ArchitectureNames[] = [
  { id: 'amd64', docker: 'amd64', kernel: 'x86_64', balena: 'amd64', others: ['x86-64', 'x64'] },
  { id: 'arm64', docker: 'arm64', kernel: 'aarch64', balena: 'aarch64', others: ['arm64v8'] },
  {
    id: 'arm/v7',
    docker: undefined,
    kernel: 'armv7l',
    balena: 'armv7hf',
    others: ['armv7', 'armhf', 'arm32v7', 'armv7hl', 'armv7-unknown-linux-gnueabihf'],
  },
  {
    id: 'arm/v6',
    docker: undefined,
    kernel: 'armv6l',
    balena: 'rpi',
    others: ['armv6', 'armv6hf', 'arm32v6', 'armv5', 'armv5l', 'armel'],
  },
  { id: '386', docker: '386', kernel: 'i686', balena: 'i386', others: ['i386', 'i586'] },
  { id: 'ppc64le', docker: 'ppc64le', kernel: 'ppc64le', balena: undefined, others: [] },
  { id: 's390x', docker: 's390x', kernel: 's390x', balena: undefined, others: [] },
  { id: 'riscv64', docker: 'riscv64', kernel: 'riscv64', balena: undefined, others: [] },
];

/** What an engine reads other names of an architecture as in a platform such as `linux/x86_64` (containerd/platforms). */
export const synonymsInPlatforms: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['aarch64', 'arm64'],
  ['armhf', 'arm'],
  ['armel', 'arm'],
  ['i386', '386'],
]);

const byName = new Map<string, ArchitectureNames>();
for (const names of architectureNames) {
  for (const name of [names.id, names.docker, names.kernel, names.balena, ...names.others]) {
    if (name !== undefined && !byName.has(name)) byName.set(name, names);
  }
}

/** The architecture of this name, case aside; undefined for other words, also for `arm`, which may be several. */
export function architectureOf(name: string): ArchitectureNames | undefined {
  return byName.get(name.toLowerCase());
}

export interface NamedArchitecture {
  readonly names: ArchitectureNames;
  /** As written. */
  readonly word: string;
  /** Zero-based offset in the text. */
  readonly index: number;
}

const inText =
  /(?<![A-Za-z0-9])(?:x86[_-]64|amd64|x64|i[356]86|aarch64|arm64(?:v8)?|armhf|armel|armv[567](?:hl|hf|l)?|arm32v[67]|ppc64le|s390x|riscv64)(?![A-Za-z0-9])/gi;

/** In each of these names there is one of these. */
const partOfAll = /64|86|390|arm/i;

/** Every architecture that a text names, in order. */
export function architecturesIn(text: string): readonly NamedArchitecture[] {
  const found: NamedArchitecture[] = [];
  // Few texts name one, and the look in front of every character takes long.
  if (!partOfAll.test(text)) return found;
  for (const match of text.matchAll(inText)) {
    const [word] = match;
    const names = architectureOf(word);
    if (names) found.push({ names, word, index: match.index });
  }
  return found;
}
