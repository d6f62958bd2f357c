/**
 * Commands that install what a project's manifest files name, and which files of the project they read. Facts of the
 * package managers' manuals; a command that needs more of the source than its manifests is none of them.
 */
import { commandLine, hasOption, optionOf } from '../syntax/shell/command-line.ts';
import { packageCommand } from '../syntax/shell/package-command.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { WordSieve } from '../syntax/shell/word-sieve.ts';
import { codeAt } from '../text/string-methods.ts';

export interface DependencyInstall {
  /** For messages: `npm ci`. */
  readonly name: string;
  /** Names like `npm`, equal for commands that install the same. */
  readonly ecosystem: string;
  /** The folder it works in when its options name one; undefined for the working directory. */
  readonly folder: string | undefined;
  /** The files it cannot do without; paths from its folder, one pattern with `*` allowed at the start of a name. */
  readonly required: readonly string[];
  /** Those it reads when they are there. */
  readonly optional: readonly string[];
  /** Folders it reads when they are there. */
  readonly folders: readonly string[];
  /** Files or folders by whose presence it needs more of the source than its manifests. */
  readonly needsSourceWith: readonly string[];
}

const nothing: readonly string[] = [];

/** What it reads, and what keeps it from being moved, but for what is not there. */
type Reading = Pick<DependencyInstall, 'required'> & Partial<DependencyInstall>;

function installOf(
  ecosystem: string,
  name: string,
  { required, folder, optional = nothing, folders = nothing, needsSourceWith = nothing }: Reading,
): DependencyInstall {
  return { name, ecosystem, folder, required, optional, folders, needsSourceWith };
}

/** Undefined for a command that installs nothing, or what its words name. */
export function dependencyInstall(command: ShellCommand): DependencyInstall | undefined {
  const { name } = command;
  if (name === '') return undefined;
  const first = codeAt(name, 0);
  const mayBeAmongThem = sieve.has(first, codeAt(name, name.length - 1), name.length);
  if (first !== P && !(mayBeAmongThem && mayInstall.has(name))) return undefined;
  return readInstall(command);
}

/** The programs `readInstall` knows, but for the many names of pip: one look tells that a command is none of them. */
const mayInstall: ReadonlySet<string> = new Set(
  'npm yarn pnpm bun bundle bundler composer composer.phar go cargo mvn mvnw gradle gradlew dotnet pipenv poetry uv'.split(
    ' ',
  ),
);
const sieve = new WordSieve(mayInstall);

const P = 112;
const DASH = 45;

function readInstall(command: ShellCommand): DependencyInstall | undefined {
  switch (command.name) {
    case 'npm':
    case 'yarn':
    case 'pnpm':
      return nodeInstall(command);
    case 'bun':
      return isOnly(command, 'install', 'i')
        ? installOf('bun', 'bun install', {
            required: ['package.json'],
            optional: ['bun.lock', 'bun.lockb', 'bunfig.toml', '.npmrc'],
          })
        : undefined;
    case 'bundle':
    case 'bundler':
      return bundleInstall(command);
    case 'composer':
    case 'composer.phar':
      return composerInstall(command);
    case 'go':
      return isOnly(command, 'mod download')
        ? installOf('go', 'go mod download', {
            required: ['go.mod'],
            optional: ['go.sum'],
            needsSourceWith: ['go.work', 'vendor'],
          })
        : undefined;
    case 'cargo':
      // It refuses a manifest without its source files.
      return isOnly(command, 'fetch', 'vendor')
        ? installOf('cargo', `cargo ${command.words[1]?.value}`, {
            required: ['Cargo.toml'],
            optional: ['Cargo.lock'],
            needsSourceWith: ['Cargo.toml'],
          })
        : undefined;
    case 'mvn':
    case 'mvnw':
      return mavenInstall(command);
    case 'gradle':
    case 'gradlew':
      return gradleInstall(command);
    case 'dotnet':
      return dotnetRestore(command);
    case 'pipenv':
      return isOnly(command, 'install', 'sync')
        ? installOf('pip', `pipenv ${command.words[1]?.value}`, { required: ['Pipfile'], optional: ['Pipfile.lock'] })
        : undefined;
    case 'poetry':
    case 'uv':
      return projectInstall(command);
    default:
      // `pip3.12`, `python3 -m pip`
      return pipInstall(command);
  }
}

/** Whether the operands are one of these and no more. */
function isOnly(command: ShellCommand, ...wanted: readonly string[]): boolean {
  // Most say with their first word that they are not.
  const first = command.words[1]?.value ?? '';
  if (first.charCodeAt(0) !== DASH && !wanted.some(it => it.startsWith(first))) return false;
  const words = commandLine(command)
    .operands.map(it => it.value)
    .join(' ');
  return wanted.includes(words);
}

const nodeFiles = {
  npm: { optional: ['package-lock.json', 'npm-shrinkwrap.json', '.npmrc'], folders: nothing, needs: nothing },
  yarn: { optional: ['yarn.lock', '.yarnrc', '.yarnrc.yml', '.npmrc'], folders: ['.yarn'], needs: nothing },
  pnpm: { optional: ['pnpm-lock.yaml', '.npmrc', '.pnpmfile.cjs'], folders: nothing, needs: ['pnpm-workspace.yaml'] },
} as const;

function nodeInstall(command: ShellCommand): DependencyInstall | undefined {
  const found = packageCommand(command);
  if (found?.action !== 'install' || found.operands.length > 0) return undefined;
  if (found.manager !== 'npm' && found.manager !== 'yarn' && found.manager !== 'pnpm') return undefined;
  const { line, manager, subcommand } = found;
  if (['add', 'global'].includes(subcommand.value) || hasOption(line, '-g', '--global')) return undefined;
  const { optional, folders, needs } = nodeFiles[manager];
  const folder = optionOf(line, '--prefix', '-C', '--cwd', '--dir')?.value;
  return {
    name: manager === 'yarn' ? 'yarn install' : `${manager} ${subcommand.value}`,
    ecosystem: 'node',
    folder,
    required: ['package.json'],
    optional,
    folders,
    needsSourceWith: [...needs, 'lerna.json', 'patches'],
  };
}

const ofBundler = { valued: new Set(['--jobs', '-j', '--retry', '--path', '--without', '--gemfile', '--with']) };

function bundleInstall(command: ShellCommand): DependencyInstall | undefined {
  const line = commandLine(command, ofBundler);
  const words = line.operands.map(it => it.value);
  const informs = hasOption(line, '--version', '-v', '--help', '--gemfile');
  if (informs || (words.length > 0 && words[0] !== 'install')) return undefined;
  return installOf('ruby', 'bundle install', {
    required: ['Gemfile'],
    optional: ['Gemfile.lock', '.ruby-version', '.tool-versions'],
    needsSourceWith: ['*.gemspec'],
  });
}

const ofComposer = { valued: new Set(['-d', '--working-dir']) };

function composerInstall(command: ShellCommand): DependencyInstall | undefined {
  const line = commandLine(command, ofComposer);
  if (line.operands.map(it => it.value).join(' ') !== 'install') return undefined;
  // Its scripts and its class map read the source.
  const isPlain = hasOption(line, '--no-scripts') && hasOption(line, '--no-autoloader');
  return installOf('php', 'composer install', {
    folder: optionOf(line, '-d', '--working-dir')?.value,
    required: ['composer.json'],
    optional: ['composer.lock', 'symfony.lock', 'auth.json'],
    needsSourceWith: isPlain ? nothing : ['composer.json'],
  });
}

function mavenInstall({ name, words }: ShellCommand): DependencyInstall | undefined {
  const goals = words.slice(1).filter(it => !it.value.startsWith('-'));
  const isFetch =
    goals.length > 0 &&
    goals.every(it =>
      /^(?:[\w.-]+:)*(?:maven-)?dependency(?:-plugin)?(?::[\d.]+)?:(?:go-offline|resolve|resolve-plugins)$/.test(
        it.value,
      ),
    );
  const hasFile = words.some(it => it.value === '-f' || it.value === '--file' || it.value === '-pl');
  if (!isFetch || hasFile) return undefined;
  const isWrapper = name === 'mvnw';
  return installOf('java', `${isWrapper ? './mvnw' : 'mvn'} ${goals.map(it => it.value).join(' ')}`, {
    required: isWrapper ? ['pom.xml', 'mvnw'] : ['pom.xml'],
    folders: ['.mvn'],
    needsSourceWith: ['*/pom.xml'],
  });
}

function gradleInstall({ name, words }: ShellCommand): DependencyInstall | undefined {
  const tasks = words.slice(1).filter(it => !it.value.startsWith('-'));
  const names = tasks.map(it => it.value);
  if (
    names.length === 0 ||
    !names.every(it => /^:?(?:dependencies|resolveDependencies|downloadDependencies)$/.test(it))
  )
    return undefined;
  const isWrapper = name === 'gradlew';
  return installOf('java', `${isWrapper ? './gradlew' : 'gradle'} ${names.join(' ')}`, {
    required: isWrapper ? ['build.gradle*', 'gradlew'] : ['build.gradle*'],
    optional: ['settings.gradle', 'settings.gradle.kts', 'gradle.properties', 'gradle.lockfile'],
    folders: ['gradle'],
    needsSourceWith: ['buildSrc', '*/build.gradle', '*/build.gradle.kts'],
  });
}

const ofDotnet = {
  valued: new Set(['-r', '--runtime', '--source', '-s', '--configfile', '--packages', '-v', '--verbosity']),
};

function dotnetRestore(command: ShellCommand): DependencyInstall | undefined {
  const line = commandLine(command, ofDotnet);
  const [verb, project, ...rest] = line.operands;
  if (verb?.value !== 'restore' || rest.length > 0) return undefined;
  const path = project?.value;
  if (path !== undefined && !/^[\w./-]+\.(?:cs|fs|vb)proj$/.test(path)) return undefined;
  return installOf('dotnet', 'dotnet restore', {
    required: path === undefined ? ['*.*proj'] : [path.replace(/^\.\//, '')],
    optional: [
      'Directory.Build.props',
      'Directory.Build.targets',
      'Directory.Packages.props',
      'NuGet.config',
      'nuget.config',
      'NuGet.Config',
      'global.json',
      'packages.lock.json',
    ],
    needsSourceWith: ['*.sln', '*.slnx'],
  });
}

const ofProject = {
  valued: new Set(['--only', '--with', '--without', '--extra', '--group', '-E', '-p', '--python']),
};

/** `poetry install` and `uv sync` install the project itself, too, unless told otherwise. */
function projectInstall(command: ShellCommand): DependencyInstall | undefined {
  const pip = pipInstall(command);
  if (pip) return pip;
  const line = commandLine(command, ofProject);
  const words = line.operands.map(it => it.value).join(' ');
  if (command.name === 'poetry' && words === 'install' && hasOption(line, '--no-root'))
    return installOf('pip', 'poetry install', {
      required: ['pyproject.toml'],
      optional: ['poetry.lock', 'poetry.toml'],
    });
  if (command.name === 'uv' && words === 'sync' && hasOption(line, '--no-install-project', '--no-install-workspace'))
    return installOf('pip', 'uv sync', {
      required: ['pyproject.toml'],
      optional: ['uv.lock', '.python-version'],
      needsSourceWith: ['packages'],
    });
  return undefined;
}

/** `pip install -r file`, and nothing of the project itself. */
function pipInstall(command: ShellCommand): DependencyInstall | undefined {
  const found = packageCommand(command);
  if (found?.manager !== 'pip' || found.action !== 'install') return undefined;
  const files = found.line.options.filter(it => ['-r', '--requirement', '-c', '--constraint'].includes(it.name));
  const names = files.map(it => it.value ?? '');
  if (!files.some(it => it.name === '-r' || it.name === '--requirement') || hasOption(found.line, '-e', '--editable'))
    return undefined;
  // An operand that is a path is the source itself.
  if (found.operands.some(it => /[./\\]/.test(it.value.charAt(0)) || it.value.includes('/'))) return undefined;
  if (!names.every(it => /^[\w./-]+$/.test(it))) return undefined;
  return installOf('pip', 'pip install -r', { required: names });
}
