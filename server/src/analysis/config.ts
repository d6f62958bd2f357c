/**
 * What users can set, wherever it comes from: the editor's `slipway.*` settings, the command line, and the project's
 * `.slipway.yaml`, which wins over both so that a team sees the same everywhere.
 */
import type { ProjectSettings } from '../project/project.ts';
import type { Severity } from '../rules/rule.ts';

export interface Config extends ProjectSettings {
  /** Severity by rule id; a rule that is not named keeps its own. */
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  /** Switches on the rules that are off by default, as warnings unless `rules` says otherwise. */
  readonly allRules: 'on' | 'off';
  /** Patterns as in a `.gitignore`, relative to the folder of the `.slipway.yaml` or the workspace: never linted. */
  readonly exclude: readonly string[];
}

export const defaultConfig: Config = {
  dialect: 'auto',
  device: undefined,
  balenaParser: 'both',
  rules: {},
  allRules: 'off',
  exclude: [],
};
