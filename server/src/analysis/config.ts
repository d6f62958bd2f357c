/**
 * What users can set, wherever it comes from: the editor's `slipway.*` settings, the project's `.slipway.yaml`, which
 * wins over them so that a team sees the same everywhere, and the command line, where somebody asked for it just now.
 */
import { standardServiceKeyOrder, standardTopLevelKeyOrder } from '../catalog/compose-key-order.ts';
import type { LabelKind, ProjectSettings } from '../project/project.ts';
import type { Severity } from '../rules/rule.ts';

export interface Config extends ProjectSettings {
  /** Severity by rule id; a rule that is not named keeps its own. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  /** Switches on the rules that are off by default, as warnings unless `rules` says otherwise. */
  readonly allRules: 'on' | 'off';
  /** Patterns as in a `.gitignore`, relative to the folder of the `.slipway.yaml` or the workspace: never linted. */
  readonly exclude: readonly string[];
}

/** The values one source sets; what it does not mention is absent. */
export interface ConfigLayer {
  readonly dialect?: Config['dialect'];
  readonly device?: string;
  readonly balenaParser?: Config['balenaParser'];
  readonly trustedRegistries?: Config['trustedRegistries'];
  readonly labels?: Config['labels'];
  readonly strictLabels?: boolean;
  readonly instructionCasing?: Config['instructionCasing'];
  readonly healthcheckForm?: Config['healthcheckForm'];
  readonly portQuotes?: Config['portQuotes'];
  readonly imageBesideBuild?: Config['imageBesideBuild'];
  readonly floatingTags?: Config['floatingTags'];
  readonly serviceKeyOrder?: Config['serviceKeyOrder'];
  readonly topLevelKeyOrder?: Config['topLevelKeyOrder'];
  readonly rules?: Config['rules'];
  readonly exclude?: Config['exclude'];
}

export const defaultConfig: Config = {
  dialect: 'auto',
  device: undefined,
  balenaParser: 'both',
  trustedRegistries: [],
  labels: {},
  strictLabels: false,
  instructionCasing: 'majority',
  healthcheckForm: 'any',
  portQuotes: 'base-60',
  imageBesideBuild: 'with-pull-policy',
  floatingTags: ['latest', 'stable', 'edge', 'test', 'nightly', 'dev', 'beta', 'canary', 'lts'],
  serviceKeyOrder: standardServiceKeyOrder,
  topLevelKeyOrder: standardTopLevelKeyOrder,
  environment: [],
  localImages: {},
  rules: {},
  allRules: 'off',
  exclude: [],
};

export const dialects = ['auto', 'docker', 'balena'] as const satisfies readonly Config['dialect'][];
export const balenaParsers = ['both', 'cli', 'builder'] as const satisfies readonly Config['balenaParser'][];
export const instructionCasings = ['majority', 'upper'] as const satisfies readonly Config['instructionCasing'][];
export const healthcheckForms = ['any', 'exec'] as const satisfies readonly Config['healthcheckForm'][];
export const portQuotes = ['base-60', 'any', 'single', 'double'] as const satisfies readonly Config['portQuotes'][];
export const imagesBesideBuild = ['with-pull-policy', 'never'] as const satisfies readonly Config['imageBesideBuild'][];
export const labelKinds = [
  'text',
  'url',
  'rfc3339',
  'spdx',
  'hash',
  'semver',
  'email',
] as const satisfies readonly LabelKind[];
export const ruleSeverities = ['error', 'warning', 'hint', 'off'] as const satisfies readonly (Severity | 'off')[];

/** `layer` over `config`: single values replace, `rules` merge by id, `exclude` adds up. */
export function mergeConfig(config: Config, layer: ConfigLayer): Config {
  const { rules = {}, exclude = [], ...single } = layer;
  return { ...config, ...single, rules: { ...config.rules, ...rules }, exclude: [...config.exclude, ...exclude] };
}
