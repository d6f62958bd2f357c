/** A variable that nothing sets, as far as the project and the editor tell. */
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { YamlEntry, YamlFile, YamlNode } from '../../syntax/yaml/node.ts';
import { childIndexAt } from '../../syntax/yaml/shared-node.ts';
import { insert, replace } from '../../text/edit.ts';
import { maxFindingsPerFile } from '../../text/limits.ts';
import { type Span, span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const unsetVariable = rule({
  id: 'project/unset-variable',
  reads: 'compose',
  dialect: 'docker',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A variable without default is set neither in an env file of the project nor in the environment',
  why: 'Compose warns and puts nothing in its place: an image without a tag, an empty password. A variable with `:?` makes it stop.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: example/web:$WEB_TAG\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: example/web:${WEB_TAG}\n', '.env': 'OTHER=1\n' },
  ],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: example/web:${WEB_TAG}\n', '.env': 'WEB_TAG=1.4\n' },
    {
      'compose.yaml':
        'services:\n  web:\n    image: example/web:${WEB_TAG:-1.4}\n    # set ${SOMETHING}\n    command: echo $$HOSTNAME\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/interpolation/'],

  check(compose, project) {
    const { yaml } = compose.file;
    if (!yaml.text.includes('$')) return [];
    const isSet = setVariables(project);
    const { dotEnv } = project.composeReferences;
    const findings: Finding[] = [];
    const seen = new Set<string>();
    const uses = usesIn(yaml.text, isSet);
    for (const use of uses) {
      const { name, at, isRequired } = use;
      if (findings.length >= maxFindingsPerFile) break;
      if (seen.has(name) || isInComment(yaml, at.start) || !keysAround(yaml, at.start)) continue;
      seen.add(name);
      const place = dotEnv ? 'in .env' : 'in an env file of the project';
      findings.push({
        at,
        message: isRequired
          ? `Nothing ${place} sets the variable "${name}", and Compose stops where it is not set; add it`
          : `Nothing ${place} sets the variable "${name}", so Compose puts nothing here; add it, or give it a default`,
        // Where variables are evidently kept in .env, a missing one is a mistake.
        ...(isRequired && dotEnv ? { severity: 'error' as const } : {}),
        fixes: () => fixesOf(compose, name, uses, dotEnv),
      });
    }
    return findings;
  },
});

/** What shells, systems and Compose itself set; the environment of a later day has them too. */
const usual = new Set(
  'HOME USER LOGNAME PWD OLDPWD PATH SHELL LANG LC_ALL TERM TMPDIR TEMP TMP HOSTNAME EDITOR DISPLAY WAYLAND_DISPLAY XAUTHORITY XDG_RUNTIME_DIR SSH_AUTH_SOCK APPDATA LOCALAPPDATA USERPROFILE USERNAME COMPUTERNAME SYSTEMROOT PROGRAMFILES PROGRAMDATA CI DOCKER_HOST COMPOSE_PROJECT_NAME'.split(
    ' ',
  ),
);

function setVariables(project: Project): (name: string) => boolean {
  const { variables } = project.composeReferences;
  const environment = new Set(project.settings.environment);
  return name => usual.has(name) || variables.has(name) || environment.has(name);
}

interface Use {
  readonly name: string;
  /** The whole expression without its operand: `$NAME`, `${NAME}`, `${NAME:?`. */
  readonly at: Span;
  readonly isRequired: boolean;
}

const expression = /\$(?:(\$)|([A-Za-z_]\w*)|\{([A-Za-z_]\w*)(\}|:?[-+?]))/g;

/**
 * Uses of variables that are not set and have no default, by the text alone: where a value is quoted or folded makes no
 * difference to them. A default counts only where its variable is not set, and may use others.
 */
function usesIn(text: string, isSet: (name: string) => boolean): readonly Use[] {
  const uses: Use[] = [];
  const pattern = new RegExp(expression);
  for (let match = pattern.exec(text); match; match = pattern.exec(text)) {
    const [whole, escaped, plain, braced, operator = '}'] = match;
    const name = plain ?? braced;
    if (escaped !== undefined || name === undefined) continue;
    const kind = operator.at(-1);
    const hasDefault = kind === '-' || kind === '+';
    if (!isSet(name) && !hasDefault) {
      uses.push({ name, at: span(match.index, match.index + whole.length), isRequired: kind === '?' });
    }
    const isOperandUsed = kind === '-' && !isSet(name);
    if (braced !== undefined && kind !== '}' && !isOperandUsed) pattern.lastIndex = closing(text, match.index + 2);
  }
  return uses;
}

/** Behind the brace that closes the one before `from`; the end of the line where none does. */
function closing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '\n') return at;
    if (character === '{') depth++;
    if (character === '}' && --depth === 0) return at + 1;
  }
  return text.length;
}

function isInComment({ comments }: YamlFile, offset: number): boolean {
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const end = comments[middle]?.span.end ?? 0;
    if (end <= offset) low = middle + 1;
    else high = middle;
  }
  const comment = comments[low];
  return comment !== undefined && comment.span.start <= offset;
}

/** The keys around the value that `offset` stands in, from outside. Undefined outside of values: Compose fills in no keys. */
function keysAround({ documents }: YamlFile, offset: number): readonly string[] | undefined {
  for (const { root } of documents) {
    let at: YamlNode | undefined = root;
    const keys: string[] = [];
    while (at && at.kind !== 'scalar') {
      const index = childIndexAt(at, offset);
      const pair: YamlEntry | undefined = at.kind === 'mapping' ? at.pairs[index] : undefined;
      if (pair) keys.push(pair.key.source);
      at = at.kind === 'mapping' ? pair?.value : at.items[index];
    }
    if (at) return keys;
  }
  return undefined;
}

/** Keys below which any text will do, an empty one, too. */
const freeKeys = new Set(
  'environment labels annotations args command entrypoint test options driver_opts driver_options'.split(' '),
);
/** Keys whose entries are parts between colons. Compose refuses an entry with an empty part. */
const inParts = new Set(['volumes', 'ports', 'devices', 'volumes_from', 'links', 'extra_hosts', 'device_cgroup_rules']);

/** Whether Compose would perhaps refuse what is left with nothing in the place of the variable: no value, no part, a bare unit. */
function isNeeded(yaml: YamlFile, { at }: Use): boolean {
  const keys = keysAround(yaml, at.start) ?? [];
  if (keys.some(key => freeKeys.has(key) || key.startsWith('x-'))) return false;
  const { text } = yaml;
  const isBegin = /^[\s"',[]?$/.test(text.charAt(at.start - 1));
  const isEnd = /^[\s"',\]]?$/.test(text.charAt(at.end));
  if (isBegin && (isEnd || /^[A-Za-z]{1,2}(?![\w:/.$-])/.test(text.slice(at.end, at.end + 3)))) return true;
  const isPart = (isBegin || text.charAt(at.start - 1) === ':') && (isEnd || text.charAt(at.end) === ':');
  return isPart && inParts.has(keys.at(-1) ?? '');
}

function fixesOf(
  { file: { yaml } }: ProjectComposeFile,
  name: string,
  uses: readonly Use[],
  dotEnv: Project['composeReferences']['dotEnv'],
): readonly Fix[] {
  const fixes: Fix[] = [];
  const own = uses.filter(it => it.name === name && !isInComment(yaml, it.at.start) && keysAround(yaml, it.at.start));
  // The value stays the same empty text, now on purpose. One that is required is so on purpose too.
  if (own.every(it => !it.isRequired && !isNeeded(yaml, it))) {
    const text = `\${${name}:-}`;
    fixes.push({ title: `Write "${text}"`, safety: 'suggestion', edits: own.map(({ at }) => replace(at, text)) });
  }
  if (dotEnv) {
    const { path, text } = dotEnv;
    const eol = text.includes('\r\n') ? '\r\n' : '\n';
    const isFinished = text === '' || text.endsWith('\n');
    const line = isFinished ? `${name}=${eol}` : `${eol}${name}=`;
    fixes.push({
      title: `Add "${name}" to .env`,
      safety: 'suggestion',
      edits: [{ ...insert(text.length, line), path }],
    });
  }
  return fixes;
}
