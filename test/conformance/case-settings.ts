/**
 * What a peer's case sets besides its text, out of its note: hadolint's configuration as the Haskell of its tests writes
 * it, BuildKit's build arguments and `.dockerignore`, and which checks of dockerfile-utils were off.
 */
import { type Config, defaultConfig } from '../../server/src/analysis/config.ts';

/** hadolint's names for the kinds of label values, as ours. */
const labelKinds: Readonly<Record<string, Config['labels'][string]>> = {
  RawText: 'text',
  Url: 'url',
  Rfc3339: 'rfc3339',
  Spdx: 'spdx',
  GitHash: 'hash',
  SemVer: 'semver',
  Email: 'email',
};

export function configOf(note: string): Config {
  const labels = [...note.matchAll(/\("([^"]+)", (?:Rule\.)?(\w+)\)/g)].flatMap(([, name, kind]) => {
    const ours = labelKinds[kind ?? ''];
    return name !== undefined && ours ? [[name, ours] as const] : [];
  });
  const registries = /allowedRegistries = \[([^\]]*)\]/.exec(note)?.[1] ?? '';
  return {
    ...defaultConfig,
    allRules: 'on',
    trustedRegistries: [...registries.matchAll(/"([^"]+)"/g)].map(it => it[1] ?? ''),
    labels: Object.fromEntries(labels),
    strictLabels: note.includes('strictLabels = True'),
  };
}

/** The files that stand beside the Dockerfile: its ignore file, and a Compose file that hands over the build arguments. */
export function filesOf(note: string): Readonly<Record<string, string>> {
  const ignored = /(?:^|; )dockerignore=("(?:[^"\\]|\\.)*")/.exec(note)?.[1];
  const given = [...note.matchAll(/"build-arg:(\w+)":("(?:[^"\\]|\\.)*")/g)];
  const args = given.map(([, name, value]) => `        ${name}: ${value}\n`).join('');
  return {
    ...(ignored && { '.dockerignore': JSON.parse(ignored) as string }),
    ...(args && { 'compose.yaml': `services:\n  app:\n    build:\n      context: .\n      args:\n${args}` }),
  };
}

/** The checks of dockerfile-utils that were switched off in the case: `MULTIPLE_INSTRUCTIONS/CMD` for one instruction of it. */
export function switchedOff(note: string): ReadonlySet<string> {
  return new Set(/(?:^|; )off=([^;]*)/.exec(note)?.[1]?.split(',') ?? []);
}

/** dclint's groups of service keys, in its order. */
const keyGroups: Readonly<Record<string, readonly string[]>> = {
  'Core Definitions': ['image', 'build', 'container_name'],
  'Service Dependencies': ['depends_on'],
  'Data Management and Configuration': ['volumes', 'volumes_from', 'configs', 'secrets'],
  'Environment Configuration': ['environment', 'env_file'],
  Networking: ['ports', 'networks', 'network_mode', 'extra_hosts'],
  'Runtime Behavior': ['command', 'entrypoint', 'working_dir', 'restart', 'healthcheck'],
  'Operational Metadata': ['logging', 'labels'],
  'Security and Execution Context': ['user', 'isolation'],
};

interface DclintOptions {
  readonly checkPullPolicy?: boolean;
  readonly quoteType?: 'single' | 'double';
  readonly prohibitedTags?: readonly string[];
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly groupOrder?: readonly string[];
  readonly customOrder?: readonly string[];
}

/** The options of a dclint case as our settings; it wants single quotes around every port unless told otherwise. */
export function dclintConfigOf(note: string): Config {
  const { checkPullPolicy, quoteType, prohibitedTags, groups, groupOrder, customOrder } = optionsIn(note);
  const orderOf = (): readonly string[] => {
    const all = { ...keyGroups, ...groups };
    const named = (groupOrder ?? Object.keys(keyGroups)).flatMap(name => all[name] ?? []);
    return [...named, ...defaultConfig.serviceKeyOrder.filter(key => !named.includes(key))];
  };
  return {
    ...defaultConfig,
    allRules: 'on',
    portQuotes: quoteType ?? 'single',
    imageBesideBuild: checkPullPolicy === false ? 'never' : 'with-pull-policy',
    floatingTags: prohibitedTags ?? defaultConfig.floatingTags,
    serviceKeyOrder: groups || groupOrder ? orderOf() : defaultConfig.serviceKeyOrder,
    topLevelKeyOrder: customOrder?.map(key => (key === 'x-properties' ? 'x-*' : key)) ?? defaultConfig.topLevelKeyOrder,
  };
}

function optionsIn(note: string): DclintOptions {
  const start = note.indexOf('options={');
  if (start < 0) return {};
  const text = note.slice(start + 'options='.length);
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.charAt(i) === '{') depth++;
    else if (text.charAt(i) === '}' && --depth === 0) return JSON.parse(text.slice(0, i + 1)) as DclintOptions;
  }
  return {};
}
