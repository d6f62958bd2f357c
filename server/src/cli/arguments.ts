/** Reads the command line's arguments. Whatever they are, the answer is a command or a usage error in plain words. */
import { parseArgs } from 'node:util';
import { balenaParsers, dialects, ruleSeverities } from '../analysis/config.ts';
import { notices } from '../analysis/notices.ts';
import type { RuleWords } from '../analysis/reported-finding.ts';
import { deviceType, deviceTypes } from '../catalog/device-types.ts';
import type { FileKind } from '../project/file-kind.ts';
import type { ProjectSettings } from '../project/project.ts';
import type { FixSafety, Rule, Severity } from '../rules/rule.ts';
import { closest } from '../text/closest.ts';

export type Topic = 'slipway' | 'lint' | 'build' | 'topology' | 'rules' | 'explain';

export type Command =
  | { readonly kind: 'help'; readonly topic: Topic }
  | { readonly kind: 'version' }
  | { readonly kind: 'lint'; readonly options: LintOptions }
  | { readonly kind: 'build'; readonly options: BuildOptions }
  | { readonly kind: 'topology'; readonly options: TopologyOptions }
  | { readonly kind: 'rules'; readonly format: 'text' | 'json'; readonly noColor: boolean }
  | { readonly kind: 'explain'; readonly rule: RuleWords; readonly noColor: boolean }
  | { readonly kind: 'usage-error'; readonly message: string; readonly topic: Topic };

export const formats = ['text', 'json', 'sarif', 'github'] as const;
export type Format = (typeof formats)[number];

export const thresholds = ['error', 'warning', 'hint', 'never'] as const;
export type Threshold = (typeof thresholds)[number];

const kinds = ['dockerfile', 'compose', 'manifest', 'ignore-file', 'config'] as const satisfies readonly FileKind[];

export interface LintOptions {
  /** As given; `.` when none was. */
  readonly paths: readonly string[];
  readonly format: Format;
  /** Fixes up to this safety are applied; undefined applies none. */
  readonly fix: FixSafety | undefined;
  /** Print what fixes would change instead of writing it. */
  readonly diff: boolean;
  readonly allRules: boolean;
  readonly rules: Readonly<Record<string, Severity | 'off'>>;
  /** The name standard input is linted under; undefined to lint `paths`. */
  readonly stdinFilename: string | undefined;
  readonly kind: FileKind | undefined;
  readonly device: string | undefined;
  readonly dialect: ProjectSettings['dialect'] | undefined;
  readonly balenaParser: ProjectSettings['balenaParser'] | undefined;
  readonly config: string | undefined;
  readonly exclude: readonly string[];
  readonly failOn: Threshold;
  readonly quiet: boolean;
  readonly noColor: boolean;
  /** `auto`: the one on the PATH, if there is one. A path is taken as given. */
  readonly shellcheck: 'auto' | 'off' | { readonly path: string };
}

export interface TopologyOptions {
  /** As given; `.` when none was. */
  readonly path: string;
  readonly format: 'svg' | 'mermaid' | 'json';
  /** Of SVG; `auto` follows whoever looks at it. */
  readonly theme: 'auto' | 'light' | 'dark';
  readonly profiles: readonly string[];
  readonly device: string | undefined;
  readonly dialect: ProjectSettings['dialect'] | undefined;
  readonly noColor: boolean;
}

export interface BuildOptions {
  /** As given; `.` when none was. */
  readonly path: string;
  /** Device types, architectures and platforms, in the order given; empty for what the project says. */
  readonly platforms: readonly string[];
  /** Empty for all. */
  readonly services: readonly string[];
  readonly target: string | undefined;
  /** `NAME=value`, or a name alone, which takes its value from the environment. */
  readonly buildArgs: readonly string[];
  readonly dialect: ProjectSettings['dialect'] | undefined;
  readonly projectName: string | undefined;
  readonly tag: string | undefined;
  /** All platforms under one name. */
  readonly oneImage: boolean;
  readonly multiDockerignore: boolean;
  readonly format: 'text' | 'json';
  readonly noColor: boolean;
}

const shared = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' },
  'no-color': { type: 'boolean' },
} as const;
const optionsOf = {
  slipway: shared,
  lint: {
    ...shared,
    format: { type: 'string', short: 'f' },
    fix: { type: 'string' },
    diff: { type: 'boolean' },
    'all-rules': { type: 'boolean' },
    rule: { type: 'string', multiple: true },
    'stdin-filename': { type: 'string' },
    kind: { type: 'string' },
    device: { type: 'string' },
    dialect: { type: 'string' },
    'balena-parser': { type: 'string' },
    config: { type: 'string' },
    exclude: { type: 'string', multiple: true },
    'fail-on': { type: 'string' },
    shellcheck: { type: 'string' },
    quiet: { type: 'boolean', short: 'q' },
  },
  build: {
    ...shared,
    plan: { type: 'boolean' },
    device: { type: 'string', short: 'd', multiple: true },
    platform: { type: 'string', multiple: true },
    service: { type: 'string', short: 's', multiple: true },
    target: { type: 'string' },
    'build-arg': { type: 'string', multiple: true },
    dialect: { type: 'string' },
    'project-name': { type: 'string' },
    tag: { type: 'string' },
    'one-image': { type: 'boolean' },
    'multi-dockerignore': { type: 'boolean' },
    format: { type: 'string', short: 'f' },
  },
  topology: {
    ...shared,
    format: { type: 'string', short: 'f' },
    theme: { type: 'string' },
    profile: { type: 'string', multiple: true },
    device: { type: 'string', short: 'd' },
    dialect: { type: 'string' },
  },
  rules: { ...shared, format: { type: 'string', short: 'f' } },
  explain: shared,
} as const satisfies Record<Topic, object>;

const commands = ['lint', 'build', 'topology', 'rules', 'explain', 'help'] as const;

/** Thrown and caught in this file only. */
class UsageError extends Error {}

/** @param argv the arguments behind the program's name */
export function readArguments(argv: readonly string[], rules: readonly Rule[]): Command {
  const word = argv[0];
  const topic = (['lint', 'build', 'topology', 'rules', 'explain'] as const).find(it => it === word) ?? 'slipway';
  try {
    if (word === 'help') return { kind: 'help', topic: helpTopic(argv[1]) };
    return readCommand(topic, topic === 'slipway' ? argv : argv.slice(1), rules);
  } catch (error) {
    if (error instanceof UsageError) return { kind: 'usage-error', message: error.message, topic };
    throw error;
  }
}

function helpTopic(word: string | undefined): Topic {
  if (word === undefined) return 'slipway';
  const topic = (Object.keys(optionsOf) as Topic[]).find(it => it === word);
  if (topic) return topic;
  throw new UsageError(`there is no command "${word}"${guess(closest(word, commands, it => it))}`);
}

function readCommand(topic: Topic, argv: readonly string[], rules: readonly Rule[]): Command {
  const { flags, values, paths } = readOptions(topic, argv);
  if (flags.has('help')) return { kind: 'help', topic };
  if (flags.has('version')) return { kind: 'version' };
  const noColor = flags.has('no-color');
  const one = (name: string): string | undefined => values.get(name)?.at(-1);
  switch (topic) {
    case 'slipway': {
      const [word] = paths;
      if (word === undefined) return { kind: 'help', topic };
      const meant = closest(word, commands, it => it);
      throw new UsageError(`there is no command "${word}"${guess(meant ?? `lint ${word}`)}`);
    }
    case 'lint':
      return { kind: 'lint', options: lintOptions(flags, values, paths, rules) };
    case 'build':
      return { kind: 'build', options: buildOptions(flags, values, paths) };
    case 'topology':
      return { kind: 'topology', options: topologyOptions(flags, values, paths) };
    case 'rules':
      if (paths[0] !== undefined) throw new UsageError(`"rules" takes no argument such as "${paths[0]}"`);
      return { kind: 'rules', format: oneOf('--format', one('format'), ['text', 'json']) ?? 'text', noColor };
    case 'explain': {
      const [id, more] = paths;
      if (id === undefined || more !== undefined) throw new UsageError('"explain" takes the id of one rule');
      return { kind: 'explain', rule: ruleCalled(id, [...rules, ...notices]), noColor };
    }
  }
}

function lintOptions(
  flags: ReadonlySet<string>,
  values: ReadonlyMap<string, readonly string[]>,
  paths: readonly string[],
  rules: readonly Rule[],
): LintOptions {
  const one = (name: string): string | undefined => values.get(name)?.at(-1);
  const stdinFilename = one('stdin-filename');
  if (stdinFilename === '') throw new UsageError('--stdin-filename needs a name');
  if (stdinFilename !== undefined && paths.some(path => path !== '-'))
    throw new UsageError('--stdin-filename lints standard input, so no path can be given beside it');
  if (stdinFilename === undefined && paths.includes('-'))
    throw new UsageError('"-" stands for standard input; say what it is with --stdin-filename NAME');
  const format = oneOf('--format', one('format'), formats) ?? 'text';
  const diff = flags.has('diff');
  if (diff && format !== 'text') throw new UsageError('--diff prints a diff, so --format cannot be given with it');
  const fix = oneOf('--fix', one('fix'), ['safe', 'all']) ?? (diff ? 'safe' : undefined);
  return {
    paths: paths.length === 0 ? ['.'] : paths,
    format,
    fix: fix === 'all' ? 'suggestion' : fix,
    diff,
    allRules: flags.has('all-rules'),
    rules: Object.fromEntries((values.get('rule') ?? []).map(it => ruleSeverity(it, rules))),
    stdinFilename,
    kind: oneOf('--kind', one('kind'), kinds),
    device: deviceSlug(one('device')),
    dialect: oneOf('--dialect', one('dialect'), dialects),
    balenaParser: oneOf('--balena-parser', one('balena-parser'), balenaParsers),
    config: one('config'),
    exclude: values.get('exclude') ?? [],
    failOn: oneOf('--fail-on', one('fail-on'), thresholds) ?? 'warning',
    quiet: flags.has('quiet'),
    noColor: flags.has('no-color'),
    shellcheck: shellcheckOption(one('shellcheck')),
  };
}

function buildOptions(
  flags: ReadonlySet<string>,
  values: ReadonlyMap<string, readonly string[]>,
  paths: readonly string[],
): BuildOptions {
  const one = (name: string): string | undefined => values.get(name)?.at(-1);
  const many = (name: string): readonly string[] => values.get(name) ?? [];
  const [path = '.', more] = paths;
  if (!flags.has('plan'))
    throw new UsageError('building is done in the editor for now; --plan shows what would be built');
  if (more !== undefined) throw new UsageError(`"build" takes one path, so "${more}" is one too many`);
  if (path === '') throw new UsageError('an empty path was given');
  for (const argument of many('build-arg'))
    if (!/^[^=]/.test(argument)) throw new UsageError(`--build-arg must be written NAME=value, not "${argument}"`);
  return {
    path,
    platforms: [...many('device').map(it => deviceSlug(it) ?? it), ...many('platform')],
    services: many('service'),
    target: one('target'),
    buildArgs: many('build-arg'),
    dialect: oneOf('--dialect', one('dialect'), dialects),
    projectName: one('project-name'),
    tag: one('tag'),
    oneImage: flags.has('one-image'),
    multiDockerignore: flags.has('multi-dockerignore'),
    format: oneOf('--format', one('format'), ['text', 'json']) ?? 'json',
    noColor: flags.has('no-color'),
  };
}

function topologyOptions(
  flags: ReadonlySet<string>,
  values: ReadonlyMap<string, readonly string[]>,
  paths: readonly string[],
): TopologyOptions {
  const one = (name: string): string | undefined => values.get(name)?.at(-1);
  const [path = '.', more] = paths;
  if (more !== undefined) throw new UsageError(`"topology" takes one path, so "${more}" is one too many`);
  if (path === '') throw new UsageError('an empty path was given');
  return {
    path,
    format: oneOf('--format', one('format'), ['svg', 'mermaid', 'json']) ?? 'svg',
    theme: oneOf('--theme', one('theme'), ['auto', 'light', 'dark']) ?? 'auto',
    profiles: values.get('profile') ?? [],
    device: deviceSlug(one('device')),
    dialect: oneOf('--dialect', one('dialect'), dialects),
    noColor: flags.has('no-color'),
  };
}

function shellcheckOption(value: string | undefined): LintOptions['shellcheck'] {
  if (value === undefined || value === 'auto' || value === 'off') return value ?? 'auto';
  if (value === '') throw new UsageError('--shellcheck needs the path of a program, or off');
  return { path: value };
}

interface ReadOptions {
  readonly flags: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, readonly string[]>;
  readonly paths: readonly string[];
}

function readOptions(topic: Topic, argv: readonly string[]): ReadOptions {
  const options: Readonly<Record<string, { readonly type: 'string' | 'boolean' }>> = optionsOf[topic];
  const end = argv.indexOf('--');
  // `--fix` alone means `--fix=safe`: its value is never the next argument, which is a path.
  const args = argv.map((it, i) => (it === '--fix' && (end < 0 || i < end) ? '--fix=safe' : it));
  const { tokens } = parseArgs({ args, options, strict: false, allowPositionals: true, tokens: true });
  const flags = new Set<string>();
  const values = new Map<string, string[]>();
  const paths: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') paths.push(token.value);
    if (token.kind !== 'option') continue;
    const { name, rawName, value } = token;
    const option = Object.hasOwn(options, name) ? options[name] : undefined;
    if (!option) throw new UsageError(`there is no option ${rawName}${guess(nearestOption(name, options))}`);
    if (option.type === 'boolean') {
      if (value !== undefined) throw new UsageError(`${rawName} takes no value`);
      flags.add(name);
    } else {
      if (value === undefined) throw new UsageError(`${rawName} needs a value`);
      values.set(name, [...(values.get(name) ?? []), value]);
    }
  }
  return { flags, values, paths };
}

function nearestOption(name: string, options: object): string | undefined {
  const names = Object.keys(options);
  const meant = closest(name, names, it => it) ?? names.find(it => name.length > 2 && it.startsWith(name));
  return meant && `--${meant}`;
}

function oneOf<T extends string>(option: string, value: string | undefined, known: readonly T[]): T | undefined {
  if (value === undefined) return undefined;
  const found = known.find(it => it === value);
  if (found !== undefined) return found;
  throw new UsageError(`${option} must be one of ${known.join(', ')}, not "${value}"`);
}

function deviceSlug(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const known = deviceType(value);
  if (known) return known.slug;
  const meant = closest(value, deviceTypes, type => type.slug)?.slug;
  throw new UsageError(`"${value}" is no device type${guess(meant)}`);
}

function ruleSeverity(value: string, rules: readonly Rule[]): readonly [id: string, severity: Severity | 'off'] {
  const cut = value.lastIndexOf('=');
  if (cut < 1) throw new UsageError(`--rule must be written id=severity, not "${value}"`);
  const severity = oneOf(`--rule ${value.slice(0, cut)}`, value.slice(cut + 1), ruleSeverities);
  return [ruleCalled(value.slice(0, cut), rules).id, severity ?? 'warning'];
}

/** By its id, by the part behind the slash, or by the name another tool gives the same check. */
function ruleCalled(id: string, rules: readonly RuleWords[]): RuleWords {
  const rule =
    rules.find(it => it.id === id) ??
    only(rules.filter(it => it.id.endsWith(`/${id}`))) ??
    only(rules.filter(it => it.aka?.some(aka => aka === id || aka.slice(aka.indexOf(':') + 1) === id)));
  if (rule) return rule;
  throw new UsageError(
    `there is no rule "${id}"${guess(closest(id, rules, it => it.id)?.id)}; "slipway rules" lists them all`,
  );
}

function only<T>(items: readonly T[]): T | undefined {
  return items.length === 1 ? items[0] : undefined;
}

function guess(meant: string | undefined): string {
  return meant === undefined ? '' : `; did you mean "${meant}"?`;
}
