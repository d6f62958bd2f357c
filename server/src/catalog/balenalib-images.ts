/**
 * balena's own base images, `balenalib/<architecture or device type>[-<distribution>][-<stack>]:<tag>`, and the official
 * images that stand in for them now that nobody builds them. Sources: balena-io/docs (reference/base-images), where new
 * projects are told to take official images, and the tags these images have on Docker Hub.
 */
import { deviceNameAtStart, deviceType, isArchitecture } from './device-types.ts';

export interface BalenalibImage {
  /** Undefined where it is a variable. */
  readonly builtFor: string | undefined;
  readonly distribution: 'debian' | 'alpine' | 'ubuntu' | 'fedora';
  /** `node`, `python`, `golang`, `openjdk`, `dotnet`, `aspnet`; undefined for the bare distribution. */
  readonly stack: string | undefined;
  readonly version: string | undefined;
  /** `bookworm`, `3.17`, `focal`. */
  readonly release: string | undefined;
  readonly variant: 'run' | 'build';
}

const stacks: ReadonlySet<string> = new Set(['node', 'python', 'golang', 'openjdk', 'dotnet', 'aspnet']);
const distributions = ['debian', 'alpine', 'ubuntu', 'fedora'] as const;
const debianReleases: ReadonlySet<string> = new Set(
  'wheezy jessie stretch buster bullseye bookworm trixie sid'.split(' '),
);
const ubuntuReleases: ReadonlySet<string> = new Set(
  'trusty xenial bionic focal jammy noble cosmic disco eoan impish'.split(' '),
);

/**
 * The parts of a reference, in which the architecture may be a variable (`%%BALENA_ARCH%%`, `${ARCH}`). Undefined for
 * another image, for a name or tag that says something else, and where a variable stands for more.
 */
export function balenalibImage(reference: string): BalenalibImage | undefined {
  const match =
    /^(?:docker\.io\/|index\.docker\.io\/)?balenalib\/(%%[A-Z_]+%%|\$\{\w+\}|\$\w+?(?=-|:|$))?([a-z0-9-]*)(?::([\w.-]+))?(?:@sha256:[0-9a-f]+)?$/.exec(
      reference,
    );
  if (!match) return undefined;
  const [, variable, name = '', tag = ''] = match;
  const words = variable === undefined ? deviceNameAtStart(name) : { name: undefined, rest: name.split('-').slice(1) };
  if (!words || (variable !== undefined && name !== '' && !name.startsWith('-'))) return undefined;
  const { name: builtFor, rest } = words;
  const distribution = distributions.find(it => it === rest[0]);
  const [stack, ...more] = distribution === undefined ? rest : rest.slice(1);
  if (more.length > 0 || (stack !== undefined && !stacks.has(stack))) return undefined;
  return tagged(builtFor, distribution ?? 'debian', stack, tag);
}

function tagged(
  builtFor: string | undefined,
  distribution: BalenalibImage['distribution'],
  namedStack: string | undefined,
  tag: string,
): BalenalibImage | undefined {
  let stack = namedStack;
  let version: string | undefined;
  let release: string | undefined;
  let variant: BalenalibImage['variant'] = 'run';
  for (const word of tag.split('-')) {
    if (word === '' || word === 'latest' || /^20\d{6}$/.test(word)) continue;
    if (word === 'run' || word === 'build') variant = word;
    else if (isRelease(word, { distribution, stack }, version)) release = word;
    else if (/^\d+(?:\.\d+){0,2}$/.test(word) && version === undefined && stack !== undefined) version = word;
    else if (!(stack === 'dotnet' && ['sdk', 'runtime', 'aspnet'].includes(word))) return undefined;
    else stack = `dotnet-${word}`;
  }
  return { builtFor, distribution, stack, version, release, variant };
}

function isRelease(
  word: string,
  { distribution, stack }: Pick<BalenalibImage, 'distribution' | 'stack'>,
  version: string | undefined,
): boolean {
  switch (distribution) {
    case 'debian':
      return debianReleases.has(word);
    case 'ubuntu':
      return ubuntuReleases.has(word);
    case 'alpine':
      return word === 'edge' || (/^3\.\d+$/.test(word) && (stack === undefined || version !== undefined));
    case 'fedora':
      return /^\d\d$/.test(word) && (stack === undefined || version !== undefined);
  }
}

/**
 * The official image that comes nearest. Undefined where there is none: with tools that only balena's image brings, for
 * boards whose images carry their vendor's packages, for the oldest ARM, which few official images are made for.
 */
export function officialImageFor(image: BalenalibImage): string | undefined {
  const { builtFor, distribution, stack, variant, version, release } = image;
  const type = builtFor === undefined ? undefined : deviceType(builtFor);
  const arch = builtFor !== undefined && isArchitecture(builtFor) ? builtFor : type?.arch;
  if (arch === 'rpi' || /^(?:jetson|coral|astro|tx2|nitrogen|spacely|orbitty|floyd)/.test(builtFor ?? ''))
    return undefined;
  if (stack === undefined) return distributionImage(image);
  // Its packages are installed by other programs, or in another distribution by other names.
  if (distribution === 'fedora' || (distribution === 'ubuntu' && release !== undefined)) return undefined;
  if (distribution === 'alpine' && variant === 'build') return undefined;
  const isAlpine = distribution === 'alpine';
  const on = isAlpine ? `alpine${release === 'edge' ? '' : (release ?? '')}` : release;
  switch (stack) {
    case 'node':
    case 'python': {
      const number = version ?? (stack === 'node' ? 'lts' : '3');
      const isSlim = !isAlpine && variant === 'run';
      // The slim images of the two put their release in different places.
      const words = stack === 'node' ? [number, on, isSlim && 'slim'] : [number, isSlim && 'slim', on];
      return `${stack}:${words.filter(Boolean).join('-')}`;
    }
    case 'golang':
      return `golang:${[version ?? '1', on].filter(Boolean).join('-')}`;
    case 'openjdk': {
      const major = /^(?:8|11|17|21)\b/.exec(version ?? '')?.[0];
      if (major === undefined) return undefined;
      return `eclipse-temurin:${major}-${variant === 'build' ? 'jdk' : 'jre'}${isAlpine ? '-alpine' : ''}`;
    }
    case 'aspnet':
    case 'dotnet-sdk':
    case 'dotnet-runtime':
    case 'dotnet-aspnet': {
      const twoNumbers = /^\d+\.\d+/.exec(version ?? '')?.[0];
      const name = stack.replace('dotnet-', '');
      return twoNumbers && `mcr.microsoft.com/dotnet/${name}:${twoNumbers}${isAlpine ? '-alpine' : ''}`;
    }
    default:
      return undefined;
  }
}

function distributionImage({ distribution, release, variant }: BalenalibImage): string | undefined {
  switch (distribution) {
    case 'debian':
      return variant === 'build' ? `buildpack-deps:${release ?? 'trixie'}` : `debian:${release ?? 'trixie'}-slim`;
    case 'ubuntu':
      return variant === 'build' ? `buildpack-deps:${release ?? 'noble'}` : `ubuntu:${release ?? 'noble'}`;
    case 'alpine':
      return variant === 'build' ? undefined : `alpine:${release ?? '3'}`;
    case 'fedora':
      return variant === 'build' || release === undefined ? undefined : `fedora:${release}`;
  }
}
