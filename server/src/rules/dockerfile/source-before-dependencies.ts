import type { Project } from '../../project/project.ts';
import type { Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { type Transfer, transferOf, withoutSlashAtEnd } from '../../syntax/dockerfile/transfer.ts';
import { expand, scopeAt } from '../../syntax/dockerfile/variables.ts';
import { imagePath, pathWithin, workingDirectoryAt } from '../../syntax/dockerfile/working-directory.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { join } from '../../text/path.ts';
import { type DependencyInstall, dependencyInstall } from '../dependency-installs.ts';
import { type PlacedInstall, splitFix } from '../dependency-split.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const sourceBeforeDependencies = rule({
  id: 'dockerfile/source-before-dependencies',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: {
    instructions: ['COPY', 'ADD'],
    programs: [
      ...['npm', 'yarn', 'pnpm', 'bun', 'bundle', 'bundler', 'composer', 'composer.phar', 'go', 'cargo', 'mvn', 'mvnw'],
      ...['gradle', 'gradlew', 'dotnet', 'pip', 'pipenv', 'poetry', 'uv'],
    ],
  },
  summary: 'The source is copied before the dependencies are installed',
  why: 'Every change of a source file makes the builder forget the layers behind its COPY, so that all dependencies are fetched and installed again. When only the manifest files are copied first, that happens only when they change.',
  bad: [
    {
      Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "main.js"]\n',
      'package.json': '{}',
      'package-lock.json': '{}',
    },
    {
      Dockerfile: 'FROM python:3.13\nCOPY . /app\nWORKDIR /app\nRUN pip install -r requirements.txt\n',
      'requirements.txt': 'flask\n',
    },
    {
      Dockerfile: 'FROM golang:1.27\nWORKDIR /src\nCOPY . .\nRUN go mod download && go build ./...\n',
      'go.mod': 'module a\n',
    },
  ],
  good: [
    {
      Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\nRUN npm run build\n',
      'package.json': '{}',
    },
    { Dockerfile: 'FROM python:3.13\nWORKDIR /app\nCOPY . .\nRUN pip install .\n', 'pyproject.toml': '' },
    { Dockerfile: 'FROM node:22\nWORKDIR /app\nCOPY . .\nRUN npm install -g pm2\n', 'package.json': '{}' },
    { Dockerfile: 'FROM node:22\nCOPY . /src\nWORKDIR /other\nRUN npm ci\n', 'package.json': '{}' },
  ],
  references: [
    'https://docs.docker.com/build/cache/optimize/#order-your-layers',
    'https://docs.docker.com/build/building/best-practices/#leverage-build-cache',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    const installed = new Map<Stage, ReadonlySet<string>>();
    const runs = runsOf(file);
    let nextRun = 0;
    for (const stage of file.stages) {
      const inherited = (stage.parent && installed.get(stage.parent)) ?? noEcosystems;
      const own: InstallingRun[] = [];
      const firstRun = nextRun;
      for (; runs[nextRun]?.stage === stage; nextRun++) {
        const run = runs[nextRun];
        const installs = run && !run.onbuild ? installsIn(run) : undefined;
        if (run && installs) own.push({ run, installs });
      }
      if (own.length === 0) {
        if (inherited.size > 0) installed.set(stage, inherited);
        // Most stages install nothing.
        continue;
      }
      installed.set(stage, ecosystemsOf(inherited, own, Number.POSITIVE_INFINITY));
      const last = own.at(-1)?.run.instruction.index ?? 0;
      const [firstOwn, endOfOwn] = [firstRun, nextRun];
      const stageRuns = { own, inherited, all: () => runs.slice(firstOwn, endOfOwn).filter(it => !it.onbuild) };
      let candidates = 0;
      for (const instruction of stage.instructions) {
        if (instruction.index > last || candidates > maxCandidates) break;
        const transfer = transferOf(instruction);
        if (!transfer) continue;
        candidates++;
        const finding = findingAt({ transfer, stage, runs: stageRuns, dockerfile, project });
        if (finding) {
          findings.push(finding);
          break;
        }
      }
    }
    return findings;
  },
});

/** COPY instructions of one stage that are looked at; the source is among the first. */
const maxCandidates = 20;

const noEcosystems: ReadonlySet<string> = new Set();

interface InstallingRun {
  readonly run: Run;
  /** In order; never empty. */
  readonly installs: readonly Install[];
}

interface Install {
  readonly command: ShellCommand;
  readonly install: DependencyInstall;
}

/** Undefined for none. */
function installsIn({ programs }: Run): readonly Install[] | undefined {
  let found: Install[] | undefined;
  for (const command of programs) {
    const install = dependencyInstall(command);
    if (!install) continue;
    found ??= [];
    found.push({ command, install });
  }
  return found;
}

/** What was installed before the instruction of this number. */
function ecosystemsOf(
  inherited: ReadonlySet<string>,
  own: readonly InstallingRun[],
  before: number,
): ReadonlySet<string> {
  const found = new Set(inherited);
  for (const { run, installs } of own) {
    if (run.instruction.index < before) for (const { install } of installs) found.add(install.ecosystem);
  }
  return found;
}

interface RunsOfStage {
  readonly own: readonly InstallingRun[];
  /** What the stages it is built on installed. */
  readonly inherited: ReadonlySet<string>;
  /** Also those that install nothing. */
  all(): readonly Run[];
}

interface Candidate {
  readonly transfer: Transfer;
  readonly stage: Stage;
  readonly runs: RunsOfStage;
  readonly dockerfile: InProject<Dockerfile>;
  readonly project: Project;
}

function findingAt({ transfer, stage, runs, dockerfile, project }: Candidate): Finding | undefined {
  const { file, path } = dockerfile;
  const { instruction } = transfer;
  const [source] = transfer.sources;
  if (!source || transfer.from || transfer.heredocs > 0) return undefined;
  const folder = sourceFolder(transfer, file);
  if (folder === undefined) return undefined;
  const context = project.contextOf(path);
  const isWhole = folder === '';
  const from = isWhole ? context.folder : join(context.folder, folder);
  const entries = isWhole ? undefined : project.entriesIn(context, from);
  // A file, mostly.
  if (!isWhole && !entries) return undefined;
  const target = destinationOf(transfer, file, stage);
  if (target === undefined) return undefined;
  // What the stage, or those it is built on, installed in front of it.
  const before = ecosystemsOf(runs.inherited, runs.own, instruction.index);
  const installs: PlacedInstall[] = [];
  for (const it of runs.own) {
    if (it.run.instruction.index < instruction.index || it.installs.every(own => before.has(own.install.ecosystem)))
      continue;
    for (const placed of installsOf(it, file, target)) {
      if (!before.has(placed.install.ecosystem)) installs.push(placed);
    }
  }
  const [first] = installs;
  if (!first) return undefined;
  // A folder is the source only when the manifest lies in it.
  if (!isWhole && !hasManifest(first, from, entries)) return undefined;
  const fix = splitFix({ transfer, folder, installs, stage, runs: runs.all(), dockerfile, project });
  return {
    at: source.span,
    message: `Every change of a source file runs "${first.install.name}" again; copy only what it reads, install, then copy the rest`,
    related: [{ path, at: first.command.span, message: 'dependencies are installed here' }],
    fixes: fix && [fix],
  };
}

function destinationOf({ instruction, destination }: Transfer, file: Dockerfile, stage: Stage): string | undefined {
  const value = expand(destination, scopeAt(file, instruction.span.start));
  return value.kind === 'known' ? imagePath(workingDirectoryAt(file, stage, instruction), value.value) : undefined;
}

/** The folder of the context that is copied, '' for all of it; undefined for files, several sources and patterns. */
function sourceFolder({ instruction, sources }: Transfer, file: Dockerfile): string | undefined {
  const [source] = sources;
  if (!source || sources.length !== 1) return undefined;
  const value = expand(source, scopeAt(file, instruction.span.start));
  if (value.kind !== 'known') return undefined;
  const path = withoutSlashAtEnd(value.value.replace(/^(?:\.?\/)+/, ''));
  if (path === '' || path === '.' || path === '*') return '';
  return /[*?[\\:]|^\.\./.test(path) ? undefined : path;
}

function hasManifest(
  { install, relative }: PlacedInstall,
  folder: string,
  entries: readonly { readonly name: string }[] | undefined,
): boolean {
  if (!entries || folder === '' || relative !== '') return false;
  return install.required.every(it => it.includes('*') || it.includes('/') || entries.some(({ name }) => name === it));
}

/** The installs of a RUN whose manifests lie below `target`. */
function installsOf({ run, installs }: InstallingRun, file: Dockerfile, target: string): readonly PlacedInstall[] {
  let folder = workingDirectoryAt(file, run.stage, run.instruction);
  const found: PlacedInstall[] = [];
  let next = 0;
  for (const command of run.programs) {
    if (command.name === 'cd') folder = folderAfter(command, folder);
    const own = installs[next];
    if (own?.command !== command) continue;
    next++;
    const { install } = own;
    const at = install.folder === undefined ? folder : imagePath(folder, install.folder);
    if (at === undefined) continue;
    const placed = placedInstall(install, command, run, at, target);
    if (placed) found.push(placed);
  }
  return found;
}

function folderAfter({ words }: ShellCommand, folder: string | undefined): string | undefined {
  const [, to, ...more] = words;
  return to?.isLiteral && more.length === 0 && !to.value.startsWith('-') ? imagePath(folder, to.value) : undefined;
}

function placedInstall(
  install: DependencyInstall,
  command: ShellCommand,
  run: Run,
  at: string,
  target: string,
): PlacedInstall | undefined {
  if (install.ecosystem !== 'pip' || install.name !== 'pip install -r') {
    const relative = pathWithin(target, at);
    return relative === undefined ? undefined : { install, command, run, relative };
  }
  // The files pip is given may lie anywhere.
  const required = install.required.map(it => imagePath(at, it)).map(it => it && pathWithin(target, it));
  if (!required.every(it => it !== undefined && it !== '')) return undefined;
  return { install: { ...install, required: required.filter(it => it !== undefined) }, command, run, relative: '' };
}
