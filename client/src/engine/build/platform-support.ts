// Whether an engine can run the programs of a platform, before anything is built, and whether what was built is of it.

export interface PlatformSupport {
  /**
   * `compatible`: the processor runs it as it is, though it is not its own. `emulated`: a handler of the kernel does, many
   * times slower. `missing`: steps that run something will fail. `unknown`: the engine cannot tell.
   */
  readonly kind: 'native' | 'compatible' | 'emulated' | 'missing' | 'unknown';
  /** What to know or to do; empty where there is nothing to say. */
  readonly advice: string;
}

export interface BuildingEngine {
  /** What its builder can run, its own platform first; undefined where it cannot tell. */
  readonly platforms: readonly string[] | undefined;
  /** In Docker's words: `amd64`, `arm64`, `arm`. */
  readonly architecture: string;
  readonly operatingSystem: string;
}

interface Platform {
  readonly system: string;
  readonly architecture: string;
  readonly variant: string;
}

const otherNames: Readonly<Record<string, string>> = {
  x86_64: 'amd64',
  'x86-64': 'amd64',
  aarch64: 'arm64',
  i386: '386',
  i686: '386',
  armhf: 'arm/v7',
  armv7l: 'arm/v7',
  armel: 'arm/v6',
  armv6l: 'arm/v6',
};
/** What a platform without variant means (containerd, platforms/database.go). */
const variants: Readonly<Record<string, string>> = { arm: 'v7', arm64: 'v8', amd64: 'v1' };
/** What a processor runs besides its own: of 64-bit ARM most, and BuildKit has tried it before it says so. */
const compatible: Readonly<Record<string, readonly string[]>> = { amd64: ['386'], arm64: ['arm'] };

function parsePlatform(text: string): Platform {
  const [system = '', name = '', given] = text.split('/');
  const [architecture = '', usual] = (otherNames[name] ?? name).split('/');
  return { system, architecture, variant: given ?? usual ?? variants[architecture] ?? '' };
}

export function platformSupport(asked: string, engine: BuildingEngine): PlatformSupport {
  const wanted = parsePlatform(asked);
  const [first] = engine.platforms ?? [];
  const own = parsePlatform(first ?? `${engine.operatingSystem}/${engine.architecture}`);
  const isOwn = own.system === wanted.system && own.architecture === wanted.architecture;
  if (isOwn && level(wanted) <= level(own))
    return { kind: level(wanted) === level(own) ? 'native' : 'compatible', advice: '' };
  if (engine.platforms === undefined)
    return isOwn
      ? { kind: 'native', advice: '' }
      : {
          kind: 'unknown',
          advice: `The engine does not say whether it can run programs for ${asked}: steps that run something may fail with "exec format error".`,
        };
  const isListed = engine.platforms.some(it => runs(parsePlatform(it), wanted));
  // Engines of some distributions do not list it, although it runs.
  if (!isListed && own.system === wanted.system && own.architecture === 'amd64' && wanted.architecture === '386')
    return {
      kind: 'unknown',
      advice: `This engine does not list ${asked}; its processor runs such programs, unless the kernel was made without them.`,
    };
  if (!isListed) return { kind: 'missing', advice: missingAdvice(asked, own) };
  if (isOwn) return { kind: 'native', advice: '' };
  if (own.system === wanted.system && compatible[own.architecture]?.includes(wanted.architecture) === true)
    return { kind: 'compatible', advice: '' };
  return {
    kind: 'emulated',
    advice: `Steps that run something are emulated on this ${own.architecture} engine, several times slower than on a device.`,
  };
}

/** A later variant runs programs of an earlier one. */
function runs(listed: Platform, wanted: Platform): boolean {
  return (
    listed.system === wanted.system && listed.architecture === wanted.architecture && level(wanted) <= level(listed)
  );
}

function level({ variant }: Platform): number {
  return Number(/^v(\d)$/.exec(variant)?.[1] ?? 0);
}

function missingAdvice(asked: string, own: Platform): string {
  return (
    `This engine (${own.system}/${own.architecture}) has no handler for programs of ${asked}: steps that run something will fail. ` +
    `Install QEMU's handlers on the engine's machine, use a builder that has them, or build what needs no RUN.`
  );
}

export interface ImagePlatform {
  readonly os: string;
  readonly architecture: string;
  /** Empty or absent where the image does not say. */
  readonly variant?: string;
}

export type PlatformCheck =
  | { readonly kind: 'matches' }
  /** A sentence that says what the image is for. */
  | { readonly kind: 'differs'; readonly message: string };

/** Whether an image is for the platform that was asked for. One that tells no variant is taken at its architecture. */
export function verifyPlatform(asked: string, image: ImagePlatform): PlatformCheck {
  const wanted = parsePlatform(asked);
  const found = parsePlatform([image.os, image.architecture, image.variant ?? ''].filter(it => it !== '').join('/'));
  const isSame =
    wanted.system === found.system &&
    wanted.architecture === found.architecture &&
    (!image.variant || wanted.variant === found.variant);
  if (isSame) return { kind: 'matches' };
  const is = [image.os, image.architecture, image.variant ?? ''].filter(it => it !== '').join('/');
  return {
    kind: 'differs',
    message: `The image is for ${is}, not for ${asked}: its base image may have no other platform, or name one with --platform`,
  };
}
