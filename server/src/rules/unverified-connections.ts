/** What switches certificate checks off: options, configuration commands and variables of the programs that fetch things. */
import { type PackageManagerName, packageManagers } from '../catalog/package-managers.ts';
import { type CommandOption, commandLine } from '../syntax/shell/command-line.ts';
import { packageCommand } from '../syntax/shell/package-command.ts';
import type { ShellCommand, ShellWord } from '../syntax/shell/shell.ts';

/** One thing in a command by which it trusts every server. */
export interface Unverified {
  /** Where it stands. */
  readonly word: ShellWord;
  /** As a person would name it: `curl -k`. */
  readonly name: string;
  /** The option to leave out; undefined when it is the command's purpose. */
  readonly option: CommandOption | undefined;
}

/** `false` and its other spellings. */
const no = /^(?:false|0|no|off)$/i;

/** Options of curl(1) that take a value, so that `-ok` is a file name. */
const curlValued = new Set(
  '-A -b -c -C -d -D -e -E -F -H -K -m -o -P -Q -r -t -T -u -U -w -x -X -y -Y -z --data --header --output --request --user --url --cacert --cert --key --proxy --retry --connect-timeout --max-time --user-agent --referer --write-out --form --cookie --range'.split(
    ' ',
  ),
);
const wgetValued = new Set(['-O', '-o', '-P', '-U', '-e']);
const setopt = new Set(['--setopt']);
const gitValued = new Set(['-c', '-C', '--git-dir', '--work-tree', '--file', '-f']);

/** Managers whose own options and settings are known. */
const managers: ReadonlySet<PackageManagerName> = new Set(['pip', 'npm', 'yarn', 'pnpm']);

/** The programs that are looked at; pip has other names, too, all of which begin with `p`. */
const fetchers: ReadonlySet<string> = new Set([
  ...['curl', 'wget', 'wget2', 'git', 'uv', 'yum-config-manager', 'dnf-config-manager'],
  ...['yum', 'dnf', 'dnf5', 'microdnf', 'tdnf'],
  ...packageManagers.flatMap(it => (managers.has(it.name) ? it.programs : [])),
]);
const nothing: readonly Unverified[] = [];

const mentioned = /ssl|check-certificate|trusted-host/i;
/** The length of the shortest word that counts, `sslverify`. */
const minMentioned = 9;

/** What is in each of the words; `-k` of curl may stand among other letters. */
function mayBeAbout({ name, words }: ShellCommand): boolean {
  const isCurl = name === 'curl';
  for (const { value } of words) {
    if (isCurl) {
      if (value.charCodeAt(0) === HYPHEN && (value.includes('k') || value.includes('insecure'))) return true;
    } else if (value.length >= minMentioned && mentioned.test(value)) return true;
  }
  return false;
}

const HYPHEN = 45;
const P = 112;

export function unverifiedIn(command: ShellCommand): readonly Unverified[] {
  const { name } = command;
  if ((name.charCodeAt(0) !== P && !fetchers.has(name)) || !mayBeAbout(command)) return nothing;
  switch (command.name) {
    case 'curl':
      return options(command, curlValued, it => ['-k', '--insecure', '--proxy-insecure'].includes(it.name));
    case 'wget':
    case 'wget2':
      return options(command, wgetValued, isWgetOption);
    case 'git':
      return git(command);
    case 'yum':
    case 'dnf':
    case 'dnf5':
    case 'microdnf':
    case 'tdnf':
      return options(command, setopt, it => {
        return it.name === '--setopt' && /^(?:[^=]*\.)?sslverify=(?:0|false|no|off)$/i.test(it.value ?? '');
      });
    case 'yum-config-manager':
    case 'dnf-config-manager':
      return options(command, setopt, it => /^(?:[^=]*\.)?sslverify=(?:0|false|no|off)$/i.test(it.value ?? ''));
    default:
      return byPackageManager(command);
  }
}

/** The length of the shortest name that counts. */
const minName = 'YARN_STRICT_SSL'.length;

/** Whether the text is long enough for the name of such a variable, and begins like one. */
export function mayNameUnverified(text: string): boolean {
  return text.length >= minName && 'PNYGpnyg'.includes(text.charAt(0));
}

/** Whether a variable of this name and value makes a program trust every server. */
export function isUnverifiedVariable(name: string, value: string): boolean {
  if (!mayNameUnverified(name) || value.includes('$') || value.includes('%%')) return false;
  switch (name.toUpperCase()) {
    case 'PYTHONHTTPSVERIFY':
    case 'NODE_TLS_REJECT_UNAUTHORIZED':
      return value === '0';
    case 'NPM_CONFIG_STRICT_SSL':
    case 'YARN_STRICT_SSL':
    case 'YARN_ENABLE_STRICT_SSL':
      return no.test(value);
    case 'GIT_SSL_NO_VERIFY':
      // Git asks only whether it is set.
      return true;
    case 'PIP_TRUSTED_HOST':
      return value !== '';
    default:
      return false;
  }
}

function options(
  command: ShellCommand,
  valued: ReadonlySet<string>,
  isMeant: (option: CommandOption) => boolean,
): readonly Unverified[] {
  return commandLine(command, { valued })
    .options.filter(isMeant)
    .map(option => ({ word: option.word, name: `${command.name} ${nameOf(option)}`, option }));
}

function nameOf({ name, value }: CommandOption): string {
  return value === undefined ? name : `${name}=${value}`;
}

function isWgetOption({ name, value }: CommandOption): boolean {
  return name === '--no-check-certificate' || (name === '--check-certificate' && no.test(value ?? ''));
}

/** `git -c http.sslVerify=false …`, `git config --global http.sslVerify false` */
function git(command: ShellCommand): readonly Unverified[] {
  const line = commandLine(command, { valued: gitValued });
  const found = line.options
    .filter(it => it.name === '-c' && /^http\.(?:[^=]*\.)?sslverify=(?:false|0|no|off)$/i.test(it.value ?? ''))
    .map((option): Unverified => ({ word: option.valueWord ?? option.word, name: `git -c ${option.value}`, option }));
  const at = line.operands.findIndex(it => /^http\.(?:.*\.)?sslverify$/i.test(it.value));
  const [key, value] = at > 0 ? line.operands.slice(at, at + 2) : [];
  if (line.operands[0]?.value !== 'config' || !key || !no.test(value?.value ?? '')) return found;
  return [...found, { word: key, name: `git config ${key.value} ${value?.value}`, option: undefined }];
}

function byPackageManager(command: ShellCommand): readonly Unverified[] {
  const use = packageCommand(command);
  if (use?.manager === 'pip') {
    const hosts = use.line.options.filter(it => it.name === '--trusted-host');
    const setting = use.operands.find(it => /(?:^|\.)trusted-host$/.test(it.value));
    return [
      ...hosts.map((option): Unverified => ({ word: option.word, name: `pip ${nameOf(option)}`, option })),
      ...(use.subcommand.value === 'config' && setting
        ? [{ word: setting, name: `pip config ${setting.value}`, option: undefined }]
        : []),
    ];
  }
  if (use?.manager !== 'npm' && use?.manager !== 'yarn' && use?.manager !== 'pnpm') return [];
  const found = use.line.options
    .filter(it => it.name === '--no-strict-ssl' || (it.name === '--strict-ssl' && no.test(it.value ?? '')))
    .map((option): Unverified => ({ word: option.word, name: `${use.program} ${nameOf(option)}`, option }));
  const isConfig = use.subcommand.value === 'config' || use.subcommand.value === 'set' || use.subcommand.value === 'c';
  const key = isConfig ? use.operands.findIndex(it => /^(?:strict-ssl|enableStrictSsl)(?:=|$)/i.test(it.value)) : -1;
  const word = use.operands[key];
  const value = word?.value.includes('=')
    ? word.value.slice(word.value.indexOf('=') + 1)
    : use.operands[key + 1]?.value;
  if (!word || !no.test(value ?? '')) return found;
  return [...found, { word, name: `${use.program} config set strict-ssl ${value}`, option: undefined }];
}
