/**
 * Facts from what a service starts: ENTRYPOINT and CMD, what `entrypoint` and `command` of its Compose files put in their
 * place, and every script these run, as far as the scripts come from the build context.
 */
import type { CommandLine } from '../../syntax/compose/compose-file.ts';
import type { Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { commandsOf, isShell } from '../../syntax/shell/commands-of.ts';
import { parseShell } from '../../syntax/shell/parse-shell.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { basename } from '../../text/path.ts';
import type { Span } from '../../text/span.ts';
import type { ContextFile, ProjectService } from '../project.ts';
import { type ImageContents, placesInImage } from './image-contents.ts';
import type { Origin } from './origin.ts';
import { fact, type RuntimeFact } from './runtime-fact.ts';
import { execCommand, runsOf, shellCommandFacts } from './shell-facts.ts';

/** A text of the image that can be started, and how to get back to the file it stands in. */
interface Script {
  readonly path: string;
  readonly name: string;
  readonly text: string;
  /** Offset of the text in its file; other than zero for the heredoc of a COPY. */
  readonly offset: number;
}

export interface StartFacts {
  readonly facts: readonly RuntimeFact[];
  /** The files of the context that were followed; absolute. */
  readonly followed: ReadonlySet<string>;
}

export interface StartSource {
  readonly service: ProjectService;
  /** Undefined for a service that is only an image. */
  readonly image: { readonly contents: ImageContents; readonly path: string; readonly name: string } | undefined;
  readonly files: readonly ContextFile[];
}

/** Scripts that are followed from one start; more are generated. */
const maxScripts = 60;

export function startFacts({ service, image, files }: StartSource): StartFacts {
  const facts: RuntimeFact[] = [];
  const followed = new Set<string>();
  const scripts = image ? scriptsByPlace(image.contents, image.path, image.name, files) : new Map<string, Script>();

  const follow = (command: ShellCommand, origin: Origin): void => {
    facts.push(...shellCommandFacts(command, origin));
    for (const run of runsOf(command)) {
      for (const script of scriptsOf(run.words, scripts)) enter(script);
      const missing = unseenScript(run.words, scripts);
      if (missing) {
        const { weight, path } = origin;
        const base = { weight, path, at: origin.spanOf(run.at), isConditional: run.isConditional };
        facts.push(fact({ kind: 'unseen', name: missing }, base, `${missing} could not be read`));
      }
    }
  };
  const enter = (script: Script): void => {
    const key = `${script.path}:${script.offset}`;
    if (followed.size >= maxScripts || followed.has(key)) return;
    followed.add(key);
    followed.add(script.path);
    const origin = originOf(script);
    for (const command of commandsOfScript(script)) follow(command, origin);
  };

  for (const { commands, origin } of startCommands(service, image)) {
    for (const command of commands) follow(command, origin);
  }
  // s6 and similar supervisors run every script of these folders.
  for (const [place, script] of scripts)
    if (/^\/etc\/(?:services\.d|cont-init\.d|s6-overlay\/s6-rc\.d|init\.d)\//.test(place)) enter(script);
  if (facts.length === 0) facts.push(...unknownStart(service, image));
  return { facts, followed };
}

function originOf(script: Script): Origin {
  const spanOf = (at: Span): Span => ({ start: at.start + script.offset, end: at.end + script.offset });
  return { path: script.path, name: script.name, weight: 'start-command', spanOf };
}

/** What a service starts with: its entrypoint, where it has one, and not what that is given to run. */
export interface StartLine {
  readonly commands: readonly ShellCommand[];
  /** Where it is written; absolute. */
  readonly path: string;
  /** The commands of each script of the project that this command runs. */
  scriptsOf(command: ShellCommand): readonly (readonly ShellCommand[])[];
}

/** Undefined when neither the Compose files nor the Dockerfile say what is started. */
export function startLine({ service, image, files }: StartSource): StartLine | undefined {
  const [first] = startCommands(service, image);
  if (!first) return undefined;
  let scripts: ReadonlyMap<string, Script> | undefined;
  return {
    commands: first.commands,
    path: first.origin.path,
    scriptsOf(command) {
      scripts ??= image ? scriptsByPlace(image.contents, image.path, image.name, files) : new Map();
      const known = scripts;
      return runsOf(command).flatMap(run => scriptsOf(run.words, known).map(commandsOfScript));
    },
  };
}

interface Start {
  readonly commands: readonly ShellCommand[];
  readonly origin: Origin;
}

/** Compose's `entrypoint` replaces ENTRYPOINT and drops CMD; `command` replaces CMD. */
function startCommands(service: ProjectService, image: StartSource['image']): readonly Start[] {
  const entrypoint = lastOf(service, 'entrypoint');
  const command = lastOf(service, 'command');
  const own = image ? startInstructions(image.contents) : { entrypoint: undefined, command: undefined };
  const starts: Start[] = [];
  const add = (line: ReturnType<typeof lastOf>, instruction: Instruction | undefined, name: string): void => {
    if (line) starts.push(fromCompose(line.line, line.path, name));
    else if (instruction && image) {
      const origin: Origin = { path: image.path, name: image.name, weight: 'start-command', spanOf: at => at };
      starts.push({ commands: commandsOf(instruction), origin });
    }
  };
  add(entrypoint, own.entrypoint, 'entrypoint');
  add(command, entrypoint ? undefined : own.command, 'command');
  return starts;
}

function lastOf(service: ProjectService, key: 'entrypoint' | 'command') {
  for (const { compose, service: definition } of [...service.definitions].reverse()) {
    const line = definition[key];
    if (line) return { line, path: compose.path };
  }
  return undefined;
}

function fromCompose(line: CommandLine, path: string, name: string): Start {
  if (line.form === 'exec') {
    const command = execCommand(line.words);
    return { commands: command ? [command] : [], origin: { path, name, weight: 'start-command', spanOf: at => at } };
  }
  // The text of a YAML scalar need not stand unbroken in the file, so its commands show the whole of it.
  const origin: Origin = { path, name, weight: 'start-command', spanOf: () => line.span };
  return { commands: parseShell(line.text.value).commands, origin };
}

/** The last of each in the image; a CMD of a stage below an ENTRYPOINT of a later one does not count. */
function startInstructions({ chain }: ImageContents) {
  let entrypoint: Instruction | undefined;
  let command: Instruction | undefined;
  for (const stage of chain) {
    const own = stage.instructions.findLast(it => it.name === 'ENTRYPOINT');
    if (own) {
      entrypoint = own;
      command = undefined;
    }
    command = stage.instructions.findLast(it => it.name === 'CMD') ?? command;
  }
  return { entrypoint, command };
}

function unknownStart(service: ProjectService, image: StartSource['image']): readonly RuntimeFact[] {
  if (image?.contents.base) {
    const { reference, from } = image.contents.base;
    return [unseenStart(reference, image.path, from.span)];
  }
  const definition = service.definitions.find(it => it.service.image);
  const text = definition?.service.image;
  if (image || !definition || !text) return [];
  return [unseenStart(text.value, definition.compose.path, text.span)];
}

function unseenStart(name: string, path: string, at: Span): RuntimeFact {
  const base = { weight: 'installed', path, at, isConditional: false } as const;
  return fact({ kind: 'unseen', name }, base, `what ${name} starts could not be read`);
}

/** Every text of the context and every heredoc of a COPY by its place in the image; a later copy wins. */
function scriptsByPlace(
  contents: ImageContents,
  dockerfilePath: string,
  dockerfileName: string,
  files: readonly ContextFile[],
): Map<string, Script> {
  const scripts = new Map<string, Script>();
  for (const file of files) {
    const script = { path: file.path, name: file.relativePath, text: file.text, offset: 0 };
    for (const place of placesInImage(contents.copies(), file.relativePath)) scripts.set(place, script);
  }
  for (const stage of contents.chain) {
    for (const instruction of stage.instructions) {
      if (instruction.name !== 'COPY') continue;
      const target = instruction.arguments.at(-1)?.value;
      const [heredoc] = instruction.heredocs;
      if (heredoc && target) {
        scripts.set(target, {
          path: dockerfilePath,
          name: dockerfileName,
          text: heredoc.content,
          offset: heredoc.body.start,
        });
      }
    }
  }
  return scripts;
}

const interpreters = /^(?:python[\d.]*|node|nodejs|ruby|perl|php|deno|bun|ts-node|tsx|uvicorn|gunicorn)$/;

/** The scripts of the image a command starts: itself, what a shell is given, what its words name. */
function scriptsOf(words: readonly string[], scripts: ReadonlyMap<string, Script>): readonly Script[] {
  const found: Script[] = [];
  if (scripts.size === 0) return found;
  const program = basename(words[0] ?? '');
  for (const word of words) {
    const script = scriptAt(word, scripts);
    if (script && canBeStarted(script, word)) found.push(script);
  }
  const managers = /^(?:npm|yarn|pnpm|bun)$/;
  if (managers.test(program) && words.length > 1) {
    const manifest = [...scripts.values()].find(it => basename(it.name) === 'package.json');
    const wanted = words.slice(1).find(word => word !== 'run' && !word.startsWith('-'));
    const script = manifest && wanted ? packageScript(manifest, wanted) : undefined;
    if (script) found.push(script);
  }
  if (program === 'supervisord') {
    found.push(
      ...[...scripts.values()].filter(
        it => /supervisor|(?:^|\/)conf\.d\//.test(it.name) && /^\[program:/m.test(it.text),
      ),
    );
  }
  return found;
}

/** By its place; a name without folders or one relative to an unknown folder by its last part. */
function scriptAt(word: string, scripts: ReadonlyMap<string, Script>): Script | undefined {
  if (word === '' || word.startsWith('-') || word.includes('://')) return undefined;
  if (word.startsWith('/')) return scripts.get(word);
  const end = `/${word.replace(/^(?:\.\/|\$\{?\w+\}?\/|~\/)+/, '')}`;
  if (end === '/' || /[$*?]/.test(end)) return undefined;
  for (const [place, script] of scripts) if (place.endsWith(end)) return script;
  return undefined;
}

/** A script for a shell, a configuration of supervisord; not a Python or JavaScript file, which is read as source. */
function canBeStarted(script: Script, word: string): boolean {
  if (/^\[program:/m.test(script.text)) return true;
  const firstLine = script.text
    .slice(0, script.text.indexOf('\n') < 0 ? undefined : script.text.indexOf('\n'))
    .slice(0, 200);
  if (firstLine.startsWith('#!')) {
    return firstLine
      .slice(2)
      .split(/[\s/]+/)
      .some(part => isShell(part) || part === 'with-contenv' || part === 'execlineb');
  }
  return /\.(?:sh|bash|ash)$/.test(script.name) || (!/\.\w+$/.test(script.name) && !/\.\w+$/.test(word));
}

/** `scripts.<name>` of a package.json as a script of its own. */
function packageScript(manifest: Script, name: string): Script | undefined {
  const match = new RegExp(`"${name.replace(/[^\w:-]/g, '.')}"\\s*:\\s*"((?:[^"\\\\\\n]|\\\\.)*)"`).exec(manifest.text);
  const text = match?.[1];
  if (match === null || text === undefined) return undefined;
  return { ...manifest, text, offset: match.index + match[0].length - text.length - 1 };
}

function commandsOfScript(script: Script): readonly ShellCommand[] {
  if (!/^\[program:/m.test(script.text)) return parseShell(script.text).commands;
  const commands: ShellCommand[] = [];
  for (const match of script.text.matchAll(/^[ \t]*command[ \t]*=[ \t]*(.{1,2000})$/gm)) {
    const text = match[1] ?? '';
    const shift = match.index + match[0].length - text.length;
    for (const command of parseShell(text).commands) {
      commands.push({ ...command, span: { start: command.span.start + shift, end: command.span.end + shift } });
    }
  }
  return commands;
}

/** A script of the project's own that is run and is not among the files; programs of the system are none. */
function unseenScript(words: readonly string[], scripts: ReadonlyMap<string, Script>): string | undefined {
  const program = words[0] ?? '';
  const given =
    isShell(basename(program)) || interpreters.test(basename(program))
      ? words.slice(1).find(it => !it.startsWith('-'))
      : program;
  if (given === undefined || !given.startsWith('/') || /[$*`]/.test(given) || scripts.has(given)) return undefined;
  const isSystem = /^\/(?:usr\/(?:local\/)?)?s?bin\//.test(given) && !/\.\w+$/.test(given);
  return isSystem || /^\/(?:usr\/)?lib\/|^\/etc\/init\.d\//.test(given) ? undefined : given;
}
