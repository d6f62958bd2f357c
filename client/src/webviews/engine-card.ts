// The card of an engine as plain data: what it is, what it builds for and how, in words. Pure; the panel draws it.
import { memorySize } from '../../../server/src/text/byte-size.ts';
import { platformSupport } from '../engine/build/platform-support.ts';
import type { EngineName, EngineVersion } from '../engine/engine-state.ts';
import type { DiskUse, EngineDescription } from '../engine/survey.ts';

export interface EngineCard {
  readonly name: string;
  readonly host: string;
  readonly facts: readonly CardFact[];
  readonly platforms: readonly CardPlatform[];
  /** What the engine warns of itself. */
  readonly warnings: readonly string[];
}

export interface CardFact {
  readonly label: string;
  readonly value: string;
  /** What it means for who works with it; absent where it says all. */
  readonly meaning?: string;
}

export interface CardPlatform {
  readonly platform: string;
  /** Devices it stands for, to recognise it by. */
  readonly devices: string;
  readonly kind: 'native' | 'compatible' | 'emulated' | 'missing' | 'unknown';
}

export interface EngineCardSource {
  readonly engine: EngineName;
  readonly identity: EngineVersion;
  readonly description: EngineDescription;
  /** What its builder runs; undefined where it cannot tell. */
  readonly platforms: readonly string[] | undefined;
}

/** Devices whose architecture somebody builds for. */
const devicePlatforms: readonly (readonly [string, string])[] = [
  ['linux/amd64', 'Intel NUC, most PCs and servers'],
  ['linux/arm64', 'Raspberry Pi 4 and 5, Jetson, Apple silicon'],
  ['linux/arm/v7', 'Raspberry Pi 2 and 3 with 32 bit, BeagleBone'],
  ['linux/arm/v6', 'Raspberry Pi 1 and Zero'],
  ['linux/386', 'PCs with 32 bit, Intel Edison'],
];

export function engineCard({ engine, identity, description, platforms }: EngineCardSource): EngineCard {
  const { containers } = description;
  const building = { platforms, architecture: identity.architecture, operatingSystem: identity.operatingSystem };
  const facts: readonly (CardFact | undefined)[] = [
    { label: 'Engine', value: description.version || identity.engine },
    { label: 'API', value: identity.api, meaning: 'The newest that the engine and Slipway both speak' },
    fact('Runs on', [description.system, description.name].filter(it => it !== '').join(', on ')),
    fact('Kernel', description.kernel, 'Every container uses this one kernel'),
    fact('Architecture', description.architecture || identity.architecture),
    fact('Processors', description.processors > 0 ? String(description.processors) : ''),
    fact('Memory', description.memory > 0 ? memorySize(description.memory) : ''),
    fact(
      'Control groups',
      [`version ${description.cgroupVersion}`, description.cgroupDriver].filter(it => it !== '').join(', by '),
      'They limit what a container may use',
    ),
    description.imageStore === 'containerd'
      ? {
          label: 'Image store',
          value: `containerd, ${description.storageDriver}`,
          meaning: 'Keeps images of several platforms',
        }
      : {
          label: 'Image store',
          value: `Docker’s own, ${description.storageDriver}`,
          meaning: 'Keeps one platform of an image',
        },
    platforms === undefined
      ? { label: 'Builder', value: 'not known', meaning: 'The classic builder is used where there is no BuildKit' }
      : { label: 'Builder', value: 'BuildKit' },
    fact('Runtime', description.runtime),
    fact('Security', description.security.join(', ')),
    fact('Store', description.folder, 'On the engine’s own machine'),
    {
      label: 'Containers',
      value: `${containers.running} running, ${containers.paused} paused, ${containers.stopped} stopped`,
    },
    { label: 'Images', value: String(description.images) },
  ];
  return {
    name: engine.name,
    host: engine.host,
    facts: facts.filter(it => it !== undefined),
    platforms: devicePlatforms.map(([platform, devices]) => ({
      ...{ platform, devices },
      kind: platformSupport(platform, building).kind,
    })),
    warnings: description.warnings,
  };
}

function fact(label: string, value: string, meaning?: string): CardFact | undefined {
  return value === '' ? undefined : { label, value, ...(meaning === undefined ? {} : { meaning }) };
}

/** What the panel is told. */
export type EngineCardMessage =
  | { readonly kind: 'card'; readonly card: EngineCard }
  /** Why there is no card. */
  | { readonly kind: 'none'; readonly why: string }
  | { readonly kind: 'disk'; readonly disk: DiskState };

export type DiskState =
  | { readonly kind: 'measuring' }
  | { readonly kind: 'measured'; readonly use: DiskUse }
  | { readonly kind: 'failed'; readonly why: string };

/** What its buttons ask for. */
export interface EngineCardRequest {
  readonly kind: 'measure' | 'select' | 'prune-images' | 'prune-volumes';
}
