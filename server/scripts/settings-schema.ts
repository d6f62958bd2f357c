/** The settings that come from the core, as VS Code's `contributes.configuration` wants them. */
import {
  balenaParsers,
  defaultConfig,
  dialects,
  healthcheckForms,
  imagesBesideBuild,
  instructionCasings,
  labelKinds,
  portQuotes,
  ruleSeverities,
} from '../src/analysis/config.ts';
import type { Rule } from '../src/rules/rule.ts';

export interface Setting {
  readonly type: 'string' | 'array' | 'object' | 'integer' | 'boolean';
  /** `machine`: only for the whole machine, so that no workspace can name a program to run. */
  readonly scope: 'window' | 'machine';
  readonly order: number;
  readonly markdownDescription: string;
  readonly default: unknown;
  readonly [more: string]: unknown;
}

/** By name, in the order the settings editor shows them. */
export function settings(rules: readonly Rule[]): Readonly<Record<string, Setting>> {
  const list: Readonly<Record<string, Omit<Setting, 'order' | 'scope'> & Partial<Pick<Setting, 'scope'>>>> = {
    'slipway.dialect': choice(dialects, 'auto', 'Which rules speak: those for plain Docker, or those for balena.', {
      auto: 'balena where the project shows signs of it: a contract in `balena.yml`, a `Dockerfile.template`, an `io.balena.*` label, a `balenalib/` image',
      docker: 'Always plain Docker',
      balena: 'Always balena',
    }),
    'slipway.device': {
      type: 'string',
      default: '',
      markdownDescription:
        'The device type that rules and builds assume, by its slug, such as `raspberrypi4-64`. Empty: the one `balena.yml` names, if it does. The command **Slipway: Select Device…** offers them all.',
    },
    'slipway.balena.parser': choice(
      balenaParsers,
      'both',
      'Which of balena’s two readers of Compose files the balena rules think of.',
      {
        both: 'Report what either of them refuses or drops',
        cli: 'The one of balena CLI 25 and later',
        builder: 'The older one of the build servers, for Compose format 2 to 2.4',
      },
    ),
    'slipway.rules': {
      type: 'object',
      default: {},
      additionalProperties: false,
      markdownDescription:
        'Severities of single rules, by id. `off` switches a rule off; naming one that is off by default switches it on. A `.slipway.yaml` in the project wins over this.',
      properties: Object.fromEntries(rules.map(rule => [rule.id, ruleSetting(rule)])),
    },
    'slipway.allRules': choice(['off', 'on'], 'off', 'Whether rules that are off by default speak too.', {
      off: 'Only those that `#slipway.rules#` names',
      on: 'All of them, as warnings',
    }),
    'slipway.exclude': {
      type: 'array',
      items: { type: 'string' },
      default: [],
      markdownDescription: 'Files that are never linted: patterns as in a `.gitignore`, such as `vendor/**`.',
    },
    'slipway.build.sizeHints': choice(
      ['off', 'on'],
      'off',
      'Whether each instruction of a Dockerfile shows how many bytes it added in the last build of that file.',
      {
        off: 'No sizes in the text',
        on: 'Behind `RUN`, `COPY` and `ADD`; marked where the file was changed since',
      },
    ),
    'slipway.dockerfile.enable': choice(reporting, 'auto', 'Whether Slipway reports in Dockerfiles.', reportingWords),
    'slipway.dockerfile.trustedRegistries': {
      type: 'array',
      items: { type: 'string' },
      default: [],
      markdownDescription:
        'Registries that images may come from, such as `docker.io` or `*.example.com`; `*` at either end stands for any text. Empty: all. Images from elsewhere are reported by `dockerfile/untrusted-registry`.',
    },
    'slipway.dockerfile.labels': {
      type: 'object',
      default: {},
      additionalProperties: { type: 'string', enum: labelKinds },
      markdownDescription:
        'The labels an image shall have, each with the kind of its value: `text` for anything, `url`, `rfc3339` (a date), `spdx` (a licence), `hash` (a Git commit), `semver` or `email`. Read by `dockerfile/missing-label`, `dockerfile/empty-label` and `dockerfile/invalid-label-value`.',
    },
    'slipway.dockerfile.strictLabels': {
      type: 'boolean',
      default: false,
      markdownDescription: 'Whether labels outside `#slipway.dockerfile.labels#` are reported.',
    },
    'slipway.dockerfile.instructionCasing': choice(
      instructionCasings,
      'majority',
      'The case of instruction keywords that `dockerfile/inconsistent-instruction-casing` wants.',
      { majority: 'That of most keywords in the file', upper: 'Always upper case' },
    ),
    'slipway.dockerfile.healthcheckForm': choice(
      healthcheckForms,
      'any',
      'Whether `dockerfile/shell-form-command` looks at the command of a HEALTHCHECK, too.',
      { any: 'No: a shell is harmless there', exec: 'Yes: it has to be in exec form' },
    ),
    'slipway.compose.enable': choice(reporting, 'auto', 'Whether Slipway reports in Compose files.', reportingWords),
    'slipway.compose.portQuotes': choice(
      portQuotes,
      'base-60',
      'Which ports `compose/unquoted-port` wants in quotes.',
      {
        'base-60': 'Those that YAML 1.1 takes for a number in base 60, such as `22:22`',
        any: 'All, in single or double quotes',
        single: 'All, in single quotes',
        double: 'All, in double quotes',
      },
    ),
    'slipway.compose.imageBesideBuild': choice(
      imagesBesideBuild,
      'with-pull-policy',
      'When `compose/build-and-image` allows a service `image` beside `build`.',
      { 'with-pull-policy': 'When a `pull_policy` tells which of them counts', never: 'Never' },
    ),
    'slipway.compose.floatingTags': {
      type: 'array',
      items: { type: 'string' },
      default: defaultConfig.floatingTags,
      markdownDescription: 'Tags that `compose/unpinned-image` does not take for a version.',
    },
    'slipway.compose.serviceKeyOrder': {
      type: 'array',
      items: { type: 'string' },
      default: defaultConfig.serviceKeyOrder,
      markdownDescription:
        'The order in which `compose/misordered-service-keys` wants the keys of a service. Keys that are not listed stay where they are.',
    },
    'slipway.compose.topLevelKeyOrder': {
      type: 'array',
      items: { type: 'string' },
      default: defaultConfig.topLevelKeyOrder,
      markdownDescription:
        'The order in which `compose/misordered-top-level-keys` wants the keys of a Compose file; `x-*` stands for all extensions. Keys that are not listed stay where they are.',
    },
    'slipway.shellcheck.enable': choice(
      ['auto', 'off'],
      'auto',
      'Whether the program ShellCheck looks at the scripts of RUN instructions, for `dockerfile/shellcheck-finding`.',
      { auto: 'Where it is installed. Never in Restricted Mode', off: 'No' },
    ),
    'slipway.shellcheck.path': {
      type: 'string',
      scope: 'machine',
      default: '',
      markdownDescription:
        'The absolute path of the program `shellcheck`; with a relative one scripts are not checked. Empty: the one on the PATH.',
    },
    'slipway.containers.shell': {
      type: 'string',
      default: '',
      markdownDescription:
        'The shell that *Open Shell* starts in a container that has it, such as `zsh` or `/opt/bin/fish`. Empty, or not in the container: the first of `bash`, `sh` and `ash`.',
    },
    'slipway.build.parallel': {
      type: 'integer',
      default: 2,
      minimum: 1,
      maximum: 16,
      markdownDescription: 'How many images of one build are built at the same time.',
    },
    'slipway.build.pull': choice(
      ['missing', 'always'],
      'missing',
      'Whether a build asks registries for newer base images.',
      {
        missing: 'No: an image that is there is used, so that builds work offline; one that is missing is pulled',
        always: 'Yes, each time',
      },
    ),
    'slipway.build.builder': {
      type: 'string',
      scope: 'machine',
      default: '',
      markdownDescription:
        'The builder of `docker buildx` that builds images, such as one in a cluster or in the cloud. Empty: the connected engine itself. The command **Slipway: Select Builder…** offers those there are.',
    },
    'slipway.build.codeLens': {
      type: 'boolean',
      default: true,
      markdownDescription:
        'Whether *Build for …* stands above the stages of Dockerfiles and above the services of Compose files that are built.',
    },
    'slipway.trace.server': choice(
      ['off', 'messages', 'verbose'],
      'off',
      'What the output channel *Slipway* shows of the talk between VS Code and the language server.',
      { off: 'Nothing', messages: 'Each message by its name', verbose: 'Each message in full' },
    ),
  };
  return Object.fromEntries(
    Object.entries(list).map(([name, setting], i) => [name, { scope: 'window', ...setting, order: i + 1 } as Setting]),
  );
}

const reporting = ['auto', 'on', 'off'] as const;

const reportingWords: Readonly<Record<(typeof reporting)[number], string>> = {
  auto: 'Yes, but what another extension already reports at the same place is left to it',
  on: 'Yes, everything',
  off: 'No',
};

function choice<T extends string>(
  values: readonly T[],
  standard: T,
  markdownDescription: string,
  words: Readonly<Record<T, string>>,
): Omit<Setting, 'order' | 'scope'> {
  const markdownEnumDescriptions = values.map(value => words[value]);
  return { type: 'string', enum: values, markdownEnumDescriptions, default: standard, markdownDescription };
}

function ruleSetting(rule: Rule): Readonly<Record<string, unknown>> {
  const own = rule.severity === 'off' ? 'Off by default' : `By default: ${rule.severity}`;
  return {
    type: 'string',
    enum: ruleSeverities,
    enumDescriptions: ['Report as an error', 'Report as a warning', 'Report as a hint', 'Do not report'],
    markdownDescription: `${rule.summary}. ${own}.`,
  };
}
