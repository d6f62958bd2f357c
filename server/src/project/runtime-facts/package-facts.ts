/** Facts about packages: those a RUN installs, and those the manifests of a project ask for. */
import { lineIndex } from '../../text/line-index.ts';
import { basename } from '../../text/path.ts';
import type { Span } from '../../text/span.ts';
import type { ContextFile } from '../project.ts';
import { type FactWeight, fact, type PackageManager, type RuntimeFact } from './runtime-fact.ts';
import { commandsIn } from './shell-facts.ts';

export interface Installed {
  readonly manager: PackageManager;
  readonly name: string;
}

interface Installer {
  readonly manager: PackageManager;
  readonly programs: readonly string[];
  /** One of them has to be the first word that is no option; empty when every word is a package. */
  readonly subcommands: readonly string[];
}

const installers: readonly Installer[] = [
  {
    manager: 'os',
    programs: ['apt-get', 'apt', 'aptitude', 'dnf', 'yum', 'microdnf', 'zypper', 'opkg', 'tdnf'],
    subcommands: ['install'],
  },
  { manager: 'os', programs: ['apk'], subcommands: ['add'] },
  // The wrapper of balena's and minideb's base images.
  { manager: 'os', programs: ['install_packages'], subcommands: [] },
  { manager: 'os', programs: ['pacman'], subcommands: [] },
  { manager: 'pip', programs: ['pip', 'pip2', 'pip3', 'pipx'], subcommands: ['install'] },
  { manager: 'pip', programs: ['poetry', 'pipenv', 'conda', 'mamba'], subcommands: ['add', 'install'] },
  { manager: 'npm', programs: ['npm', 'pnpm', 'yarn', 'bun'], subcommands: ['install', 'i', 'add'] },
  { manager: 'go', programs: ['go'], subcommands: ['install', 'get'] },
  { manager: 'cargo', programs: ['cargo'], subcommands: ['install', 'add'] },
];

const installerOf: ReadonlyMap<string, Installer> = new Map(
  installers.flatMap(it => it.programs.map(program => [program, it] as const)),
);

/** Options whose next word is a value rather than a package. */
const valuedOptions = new Set([
  '-t',
  '--target-release',
  '-o',
  '-c',
  '-X',
  '--repository',
  '--index-url',
  '-i',
  '--extra-index-url',
  '-r',
  '--requirement',
  '-f',
  '--find-links',
  '--prefix',
  '--virtual',
  '--target',
]);

const nothing: readonly never[] = [];

/** What a command installs; nothing for one that installs nothing. `-r requirements.txt` is no package. */
export function installedBy(words: readonly string[]): readonly Installed[] {
  const shifted = withoutPrefix(words);
  const program = basename(shifted[0] ?? '');
  const installer = installerOf.get(program.startsWith('pip') && /^pip3?\.\d+$/.test(program) ? 'pip3' : program);
  if (!installer) return nothing;
  const found: Installed[] = [];
  let needsSubcommand = installer.subcommands.length > 0;
  for (let i = 1; i < shifted.length; i++) {
    const word = shifted[i] ?? '';
    if (word.startsWith('-')) {
      // `apk add -t name` and `--virtual name` name a group, which is no package either.
      if (valuedOptions.has(word)) i++;
      continue;
    }
    if (needsSubcommand) {
      if (word === 'global') continue;
      if (!installer.subcommands.includes(word)) return [];
      needsSubcommand = false;
      continue;
    }
    const name = packageName(word, installer.manager);
    if (name) found.push({ manager: installer.manager, name });
  }
  return found;
}

/** `python3 -m pip` and `uv pip` are pip. */
function withoutPrefix(words: readonly string[]): readonly string[] {
  const [first = '', second] = words;
  if (second === '-m' && /^python[\d.]*$/.test(basename(first))) return words.slice(2);
  if (second === 'pip' && basename(first) === 'uv') return words.slice(1);
  return words;
}

/** The name without version, extras and architecture; undefined for files, addresses and variables. */
function packageName(word: string, manager: PackageManager): string | undefined {
  if (manager === 'npm') {
    const at = word.lastIndexOf('@');
    const name = at > 0 ? word.slice(0, at) : word;
    return /^(?:@[\w.-]+\/)?[\w.-]+$/.test(name) ? name : undefined;
  }
  if (manager === 'go') return word.split('@', 1)[0];
  if (/^\.{0,2}\//.test(word) || word.includes('://') || word.includes('$')) return undefined;
  const name = /^[A-Za-z0-9][A-Za-z0-9._+-]*/.exec(word)?.[0];
  const isClean = name === undefined || !/[.+-]/.test(name.slice(-1));
  return isClean ? name : name.replace(/[.+-]+$/, match => (match.includes('+') ? match : ''));
}

/** What a script that runs while the image is built installs. */
export function installScriptFacts(file: ContextFile): readonly RuntimeFact[] {
  return commandsIn(file.text).flatMap(({ words, at, isConditional }) =>
    installedBy(words).map(({ manager, name }): RuntimeFact => {
      const base = { weight: 'installed', path: file.path, at, isConditional } as const;
      return fact({ kind: 'package', manager, name }, base, `${file.relativePath} installs ${name}`);
    }),
  );
}

/** Facts of a dependency manifest; nothing for another kind of file. */
export function manifestFacts(file: ContextFile, weight: FactWeight): readonly RuntimeFact[] {
  const found = readerOf(basename(file.relativePath).toLowerCase())?.(file.text) ?? [];
  return found.map(({ manager, name, at }) => {
    const base = { weight, path: file.path, at, isConditional: false };
    return fact({ kind: 'package', manager, name }, base, `${file.relativePath} installs ${name}`);
  });
}

type Dependency = Installed & { readonly at: Span };
type ManifestReader = (text: string) => readonly Dependency[];

function readerOf(name: string): ManifestReader | undefined {
  if (/^requirements.*\.txt$/.test(name)) return requirements;
  if (name === 'package.json') return packageJson;
  if (name === 'pyproject.toml' || name === 'pipfile') return pythonProject;
  if (name === 'go.mod') return goModules;
  if (name === 'cargo.toml') return cargoManifest;
  return undefined;
}

/** Each line with its place, comments and blank ones left out. */
function* linesOf(text: string): Iterable<{ readonly text: string; readonly at: Span }> {
  const index = lineIndex(text);
  for (let line = 0; line < index.lineCount; line++) {
    const at = index.lineSpan(line);
    const content = text.slice(at.start, Math.min(at.end, at.start + 500));
    const trimmed = content.trim();
    if (trimmed === '' || trimmed.startsWith('#') || trimmed.startsWith('//')) continue;
    const start = at.start + content.indexOf(trimmed);
    yield { text: trimmed, at: { start, end: start + trimmed.length } };
  }
}

function requirements(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  for (const line of linesOf(text)) {
    if (line.text.startsWith('-')) continue;
    const name = packageName(line.text, 'pip');
    if (name) found.push({ manager: 'pip', name, at: line.at });
  }
  return found;
}

/** Reads `package.json` by lines, so that places are known and a half-typed file still tells something. */
function packageJson(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  let isInside = false;
  for (const line of linesOf(text)) {
    const section = /^"(\w+)"\s*:\s*\{/.exec(line.text)?.[1];
    if (section !== undefined) isInside = section === 'dependencies' || section === 'optionalDependencies';
    if (isInside) {
      for (const match of line.text.matchAll(/"((?:@[\w.-]+\/)?[\w.-]+)"\s*:\s*"/g)) {
        const start = line.at.start + match.index;
        found.push({ manager: 'npm', name: match[1] ?? '', at: { start, end: start + match[0].length - 1 } });
      }
    }
    if (line.text.includes('}')) isInside = false;
  }
  return found;
}

function pythonProject(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  let section = '';
  let isInList = false;
  for (const line of linesOf(text)) {
    if (line.text.startsWith('[') && !isInList) section = line.text;
    else if (section === '[project]' || isInList) {
      if (/^dependencies\s*=\s*\[/.test(line.text)) isInList = true;
      if (isInList) {
        for (const match of line.text.matchAll(/["']([A-Za-z0-9][\w.-]*)[^"']*["']/g)) {
          found.push({ manager: 'pip', name: match[1] ?? '', at: line.at });
        }
        if (line.text.includes(']') && !/\[\w+\]/.test(line.text)) isInList = false;
      }
    } else if (section === '[tool.poetry.dependencies]' || section === '[packages]') {
      const name = /^"?([A-Za-z0-9][\w.-]*)"?\s*=/.exec(line.text)?.[1];
      if (name && name !== 'python') found.push({ manager: 'pip', name, at: line.at });
    }
  }
  return found;
}

function goModules(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  for (const line of linesOf(text)) {
    const name = /^(?:require\s+)?([a-z0-9.-]+\.[a-z]+\/\S+)\s+v/.exec(line.text)?.[1];
    if (name && !line.text.includes('// indirect')) found.push({ manager: 'go', name, at: line.at });
  }
  return found;
}

function cargoManifest(text: string): readonly Dependency[] {
  const found: Dependency[] = [];
  let section = '';
  for (const line of linesOf(text)) {
    if (line.text.startsWith('[')) {
      section = line.text;
      const own = /^\[dependencies\.([\w-]+)\]/.exec(section)?.[1];
      if (own) found.push({ manager: 'cargo', name: own, at: line.at });
    } else if (section === '[dependencies]' || /^\[target\..*\.dependencies\]/.test(section)) {
      const name = /^([\w-]+)\s*=/.exec(line.text)?.[1];
      if (name) found.push({ manager: 'cargo', name, at: line.at });
    }
  }
  return found;
}
