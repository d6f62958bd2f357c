import type { ContextFile, Project } from '../../project/project.ts';
import { imageContents, placesInImage } from '../../project/runtime-facts/image-contents.ts';
import { finalStages } from '../../project/shipped-stages.ts';
import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isWindowsStage } from '../../syntax/dockerfile/shell-in-force.ts';
import { stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { startOf } from '../../syntax/dockerfile/start-of.ts';
import { commandsOf } from '../../syntax/shell/commands-of.ts';
import { parseShell } from '../../syntax/shell/parse-shell.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { replace } from '../../text/edit.ts';
import { basename } from '../../text/path.ts';
import { cover, type Span } from '../../text/span.ts';
import { commandSpan, execArray, isShellBuiltin } from '../exec-form.ts';
import { type Finding, type Fix, type InProject, rule } from '../rule.ts';

export const npmAsPid1 = rule({
  id: 'dockerfile/npm-as-pid-1',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['CMD', 'ENTRYPOINT'] },
  summary: 'A package manager of Node.js is the first process of the container',
  why: 'npm, yarn and pnpm run the script in a shell of their own. On a stop they end with an error instead of the program’s own clean exit, and they need memory for nothing meanwhile.',
  bad: [
    {
      Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY package.json server.js ./\nCMD ["npm", "start"]\n',
      'package.json': '{ "scripts": { "start": "node server.js" } }\n',
    },
    { Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nENTRYPOINT yarn serve\n' },
    { Dockerfile: 'FROM node:24-slim\nWORKDIR /app\nCOPY . .\nENTRYPOINT ["npm"]\nCMD ["run", "serve"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM node:24-slim\nCOPY server.js /app/\nCMD ["node", "/app/server.js"]\n' },
    { Dockerfile: 'FROM node:24-slim\nENTRYPOINT ["tini", "--"]\nCMD ["npm", "start"]\n' },
    { Dockerfile: 'FROM node:24-slim\nCMD ["npm", "test"]\n' },
    {
      Dockerfile: 'FROM node:24-slim\nCMD ["npm", "start"]\n',
      'compose.yaml': 'services:\n  web:\n    build: .\n    init: true\n',
    },
  ],
  references: [
    'https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#cmd',
    'https://docs.docker.com/reference/compose-file/services/#init',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file, path } = dockerfile;
    let seen: Set<Instruction> | undefined;
    for (const stage of finalStages(dockerfile, project)) {
      const start = startWords(stage);
      if (!start || seen?.has(start.instruction) || isWindowsStage(file, stage)) continue;
      const run = scriptRun(start.words);
      if (!run || hasInit(path, stage, project)) continue;
      seen ??= new Set();
      seen.add(start.instruction);
      const fix = start.isOne ? scriptFix(start.instruction, run, stage, dockerfile, project) : undefined;
      findings.push({
        at: start.at,
        message: `${run.program} stays the first process, and a stop ends it with an error instead of a clean exit; start the program itself, or put an init in front`,
        fixes: fix && [fix],
      });
    }
    return findings;
  },
});

interface Start {
  readonly instruction: Instruction;
  readonly words: readonly string[];
  readonly at: Span;
  /** All words stand in this instruction. */
  readonly isOne: boolean;
}

/** What is started, where it is one plain command; CMD behind an ENTRYPOINT is handed to that. */
function startWords(stage: Stage): Start | undefined {
  const { entrypoint, cmd } = startOf(stage);
  const instruction = entrypoint ?? cmd;
  // Before the script is read: whether the name of such a program stands in it at all.
  const text = instruction?.exec ? instruction.exec[0]?.value : instruction?.logical.text;
  if (!text || !(text.includes('npm') || text.includes('yarn') || text.includes('npx'))) return undefined;
  const first = plainCommand(instruction);
  if (!first || !instruction) return undefined;
  const words = first.words.map(it => it.value);
  if (entrypoint?.exec && cmd) {
    const more = plainCommand(cmd);
    if (!more || !cmd.exec) return undefined;
    return {
      instruction: entrypoint,
      words: [...words, ...more.words.map(it => it.value)],
      at: first.span,
      isOne: false,
    };
  }
  return { instruction, words, at: first.span, isOne: true };
}

function plainCommand(instruction: Instruction | undefined): ShellCommand | undefined {
  if (!instruction) return undefined;
  const [command, ...others] = commandsOf(instruction);
  if (!command || others.length > 0 || command.redirections.length > 0 || command.after !== undefined) return undefined;
  const at = commandSpan(instruction);
  if (!instruction.exec && (at?.start !== command.span.start || at.end !== command.span.end)) return undefined;
  if (command.assignments.length > 0 || command.within.length > 0) return undefined;
  const [first, last] = [command.words[0], command.words.at(-1)];
  return first && last && { ...command, span: cover(first.span, last.span) };
}

interface ScriptRun {
  readonly program: string;
  /** The script of package.json; undefined for `npx`. */
  readonly script: string | undefined;
  /** Words behind the script's name. */
  readonly rest: readonly string[];
}

/** Subcommands and scripts that end by themselves, whose exit is what counts. */
const endsByItself =
  /^(?:test|tst|t|build|lint|format|fmt|check|typecheck|compile|bundle|e2e|coverage|cover|migrate|migration|seed|deploy|publish|release|docs?|ci|i|install|add|audit|pack|version|why|info|outdated|update|upgrade|link|cache|config|init|create|dlx|generate|clean|codegen|jest|mocha|vitest|eslint|prettier|tsc|cypress|playwright|semantic-release|prisma|knex|sequelize|typeorm)(?:[:._-]|$)/;

/** `npm start`, `npm run x`, `yarn x`, `pnpm x`, `npx x` */
function scriptRun([command = '', ...words]: readonly string[]): ScriptRun | undefined {
  const program = basename(`/${command}`);
  if (!['npm', 'yarn', 'pnpm', 'npx'].includes(program)) return undefined;
  const names = words.filter(it => !it.startsWith('-'));
  // An option in front of the subcommand may take the next word, so that what is run is not known.
  const isPlain = !words[0]?.startsWith('-');
  const [first] = names;
  if (first === undefined) return undefined;
  if (program === 'npx' || first === 'exec' || first === 'x') {
    const tool = program === 'npx' ? first : names[1];
    return tool === undefined || endsByItself.test(tool) ? undefined : { program, script: undefined, rest: [] };
  }
  const isRun = first === 'run' || first === 'run-script' || first === 'rum' || first === 'urn';
  const script = isRun ? names[1] : first;
  if (script === undefined || endsByItself.test(script)) return undefined;
  if (program === 'npm' && !isRun && !['start', 'stop', 'restart'].includes(first)) return undefined;
  const rest = words.slice(words.indexOf(script) + 1);
  return { program, script: isPlain ? script : undefined, rest };
}

/** Every service built from the stage has `init: true`. */
function hasInit(path: string, stage: Stage, project: Project): boolean {
  const services = project.servicesBuiltFrom(path).filter(service => {
    const from = project.dockerfileOf(service);
    return from.kind === 'found' && (from.stage === undefined || from.stage.index === stage.index);
  });
  if (services.length === 0) return false;
  return services.every(({ definitions }) =>
    definitions.some(({ service }) => service.text('init')?.known?.toLowerCase() === 'true'),
  );
}

/** The command of the script, when it is one simple command and nothing is run before or after it. */
function scriptFix(
  instruction: Instruction,
  { script, rest }: ScriptRun,
  stage: Stage,
  { path, file }: InProject<Dockerfile>,
  project: Project,
): Fix | undefined {
  const at = commandSpan(instruction);
  if (script === undefined || rest.length > 0 || !at) return undefined;
  if (file.comments.some(it => it.span.start > at.start && it.span.end < at.end)) return undefined;
  const manifest = packageJson(stage, path, file, project);
  const scripts = manifest && stringsOf(manifest['scripts']);
  const text = scripts?.get(script);
  if (!manifest || text === undefined || scripts?.has(`pre${script}`) || scripts?.has(`post${script}`))
    return undefined;
  const words = simpleWords(text);
  const [program, ...others] = words ?? [];
  if (program === undefined || isShellBuiltin(program)) return undefined;
  const installed = [manifest['dependencies'], manifest['devDependencies']].some(it => stringsOf(it).has(program));
  if (program !== 'node' && !program.startsWith('./') && !installed) return undefined;
  const line = execArray([installed && program !== 'node' ? `node_modules/.bin/${program}` : program, ...others]);
  return { title: `Start ${line}`, safety: 'suggestion', edits: [replace(at, line)] };
}

/** The words of one command without expansion, operators and assignments. */
function simpleWords(text: string): readonly string[] | undefined {
  const [command, ...others] = parseShell(text).commands;
  if (!command || others.length > 0 || command.span.start !== 0 || command.span.end !== text.length) return undefined;
  const isSimple =
    command.words.every(it => it.isLiteral) &&
    command.assignments.length === 0 &&
    command.redirections.length === 0 &&
    command.after === undefined;
  return isSimple ? command.words.map(it => it.value) : undefined;
}

type JsonObject = Readonly<Record<string, unknown>>;

/** The package.json that lies in the working directory at the end of the stage; undefined when it is not at hand. */
function packageJson(stage: Stage, path: string, file: Dockerfile, project: Project): JsonObject | undefined {
  const folder = workdirOf(stage);
  if (folder === undefined) return undefined;
  const copies = imageContents(file, stage, new Map()).copies();
  const isThere = (it: ContextFile): boolean =>
    basename(it.path) === 'package.json' &&
    placesInImage(copies, it.relativePath).includes(`${folder === '/' ? '' : folder}/package.json`);
  const found = project.filesOf(project.contextOf(path)).filter(isThere);
  const [only] = found;
  if (!only || found.length > 1) return undefined;
  try {
    return asObject(JSON.parse(only.text));
  } catch {
    // Half-typed: then nothing is known of its scripts.
    return undefined;
  }
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined;
}

function stringsOf(value: unknown): ReadonlyMap<string, string> {
  const entries = Object.entries(asObject(value) ?? {});
  return new Map(entries.flatMap(([key, it]): [string, string][] => (typeof it === 'string' ? [[key, it]] : [])));
}

/** Absolute; undefined when it comes from the base image or from a variable. */
function workdirOf(stage: Stage): string | undefined {
  let folder: string | undefined;
  for (const { name, arguments: words } of stageChain(stage).flatMap(it => it.instructions)) {
    const value = words[0]?.value;
    if (name !== 'WORKDIR' || value === undefined) continue;
    if (value.includes('$')) folder = undefined;
    else if (value.startsWith('/')) folder = value;
    else if (folder !== undefined) folder = `${folder}/${value}`;
  }
  if (folder === undefined) return undefined;
  const parts = folder.split('/').filter(it => it !== '' && it !== '.');
  return parts.includes('..') ? undefined : `/${parts.join('/')}`;
}
