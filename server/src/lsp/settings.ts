/**
 * The client's `slipway.*` settings as the core's configuration. Settings are written by hand: a value of the wrong
 * shape is left out and named, never trusted and never fatal.
 */
import {
  balenaParsers,
  type Config,
  defaultConfig,
  dialects,
  healthcheckForms,
  imagesBesideBuild,
  instructionCasings,
  labelKinds,
  portQuotes,
  ruleSeverities,
} from '../analysis/config.ts';
import type { FileKind } from '../project/file-kind.ts';
import type { Severity } from '../rules/rule.ts';

/** Whether Slipway reports in files of a kind. `auto` leaves to other extensions what they already report (the client's part). */
export type Enable = 'auto' | 'on' | 'off';

export interface ShellCheckSettings {
  /** `auto`: where the program is found. */
  readonly enable: 'auto' | 'off';
  /** Undefined to look on the PATH. */
  readonly path: string | undefined;
}

export interface Settings {
  readonly config: Config;
  readonly dockerfile: Enable;
  readonly compose: Enable;
  readonly shellcheck: ShellCheckSettings;
  /** Whether builds are offered above stages and services. */
  readonly codeLens: boolean;
  /** What could not be used, one sentence each. */
  readonly problems: readonly string[];
}

export const defaultSettings: Settings = {
  config: defaultConfig,
  dockerfile: 'auto',
  compose: 'auto',
  shellcheck: { enable: 'auto', path: undefined },
  codeLens: true,
  problems: [],
};

/** @param raw the value of the section `slipway`, as the client sends it */
export function readSettings(raw: unknown): Settings {
  const problems: string[] = [];
  const section = isRecord(raw) ? raw : {};

  function oneOf<T extends string>(key: string, value: unknown, allowed: readonly T[], otherwise: T): T {
    if (value === undefined || value === null) return otherwise;
    const known = allowed.find(it => it === value);
    if (known !== undefined) return known;
    problems.push(`slipway.${key} is ${JSON.stringify(value)}, but must be one of ${allowed.join(', ')}`);
    return otherwise;
  }
  function mapOf<T extends string>(key: string, value: unknown, allowed: readonly T[]): Readonly<Record<string, T>> {
    if (value === undefined || value === null) return {};
    if (!isRecord(value)) {
      problems.push(`slipway.${key} must be an object`);
      return {};
    }
    const result: Record<string, T> = {};
    for (const [name, written] of Object.entries(value)) {
      const known = allowed.find(it => it === written);
      if (known) result[name] = known;
      else
        problems.push(
          `slipway.${key}: "${name}" is ${JSON.stringify(written)}, but must be one of ${allowed.join(', ')}`,
        );
    }
    return result;
  }
  function strings(key: string, value: unknown): readonly string[] {
    if (value === undefined || value === null) return [];
    if (Array.isArray(value) && value.every(it => typeof it === 'string')) return value;
    problems.push(`slipway.${key} must be a list of texts`);
    return [];
  }
  function device(value: unknown): string | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return value;
    problems.push('slipway.device must be the slug of a device type');
    return undefined;
  }

  function programPath(value: unknown): string | undefined {
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string') return value;
    problems.push('slipway.shellcheck.path must be the path of a program');
    return undefined;
  }

  function digests(value: unknown): Config['localImages'] {
    if (!isRecord(value)) return {};
    const known = Object.entries(value).filter((it): it is [string, string] => typeof it[1] === 'string');
    return Object.fromEntries(known.filter(([, digest]) => /^sha256:[0-9a-f]{64}$/.test(digest)));
  }

  const member = (group: string, name: string): unknown => {
    const value = section[group];
    return isRecord(value) ? value[name] : undefined;
  };
  const stringsOr = (name: 'floatingTags' | 'serviceKeyOrder' | 'topLevelKeyOrder'): readonly string[] => {
    const value = member('compose', name);
    return value === undefined || value === null ? defaultConfig[name] : strings(`compose.${name}`, value);
  };
  const enable = (language: string): Enable =>
    oneOf(`${language}.enable`, member(language, 'enable'), ['auto', 'on', 'off'], 'auto');
  return {
    config: {
      ...defaultConfig,
      dialect: oneOf('dialect', section['dialect'], dialects, defaultConfig.dialect),
      device: device(section['device']),
      balenaParser: oneOf('balena.parser', member('balena', 'parser'), balenaParsers, defaultConfig.balenaParser),
      trustedRegistries: strings('dockerfile.trustedRegistries', member('dockerfile', 'trustedRegistries')),
      labels: mapOf('dockerfile.labels', member('dockerfile', 'labels'), labelKinds),
      strictLabels: member('dockerfile', 'strictLabels') === true,
      instructionCasing: oneOf(
        'dockerfile.instructionCasing',
        member('dockerfile', 'instructionCasing'),
        instructionCasings,
        defaultConfig.instructionCasing,
      ),
      healthcheckForm: oneOf(
        'dockerfile.healthcheckForm',
        member('dockerfile', 'healthcheckForm'),
        healthcheckForms,
        defaultConfig.healthcheckForm,
      ),
      portQuotes: oneOf('compose.portQuotes', member('compose', 'portQuotes'), portQuotes, defaultConfig.portQuotes),
      imageBesideBuild: oneOf(
        'compose.imageBesideBuild',
        member('compose', 'imageBesideBuild'),
        imagesBesideBuild,
        defaultConfig.imageBesideBuild,
      ),
      floatingTags: stringsOr('floatingTags'),
      serviceKeyOrder: stringsOr('serviceKeyOrder'),
      topLevelKeyOrder: stringsOr('topLevelKeyOrder'),
      // Not a setting: the client's own addition, see its local-images.ts.
      localImages: digests(section['localImages']),
      rules: mapOf<Severity | 'off'>('rules', section['rules'], ruleSeverities),
      allRules: oneOf('allRules', section['allRules'], ['on', 'off'], defaultConfig.allRules),
      exclude: strings('exclude', section['exclude']),
    },
    dockerfile: enable('dockerfile'),
    compose: enable('compose'),
    shellcheck: {
      enable: oneOf('shellcheck.enable', member('shellcheck', 'enable'), ['auto', 'off'], 'auto'),
      path: programPath(member('shellcheck', 'path')),
    },
    codeLens: member('build', 'codeLens') !== false,
    problems,
  };
}

/** Whether findings of a file of this kind are wanted at all. */
export function isEnabled(settings: Settings, kind: FileKind | undefined): boolean {
  if (kind === 'dockerfile') return settings.dockerfile !== 'off';
  if (kind === 'compose') return settings.compose !== 'off';
  return true;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
