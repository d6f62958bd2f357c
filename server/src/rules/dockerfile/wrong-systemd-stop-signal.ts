import type { Project } from '../../project/project.ts';
import type { Instruction, InstructionName, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { parseShell } from '../../syntax/shell/parse-shell.ts';
import { insert, replace } from '../../text/edit.ts';
import { lineBreakOf, lineIndex } from '../../text/line-index.ts';
import { basename } from '../../text/path.ts';
import { slice, span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';

export const wrongSystemdStopSignal = rule({
  id: 'dockerfile/wrong-systemd-stop-signal',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'systemd runs as the first process and is not stopped by the signal it obeys',
  why: 'A container is stopped by SIGTERM, which systemd takes for an order to start itself anew. It shuts its units down on SIGRTMIN+3 only; without it everything in the container is killed when the stop timeout ends.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get update && apt-get install -y systemd\nCMD ["/lib/systemd/systemd"]\n' },
    {
      Dockerfile: 'FROM debian:12\nCOPY entry.sh /\nSTOPSIGNAL SIGTERM\nENTRYPOINT ["/entry.sh"]\n',
      'entry.sh': '#!/bin/sh\nexec /lib/systemd/systemd\n',
    },
  ],
  good: [
    {
      Dockerfile:
        'FROM debian:12\nRUN apt-get update && apt-get install -y systemd\nSTOPSIGNAL SIGRTMIN+3\nCMD ["/lib/systemd/systemd"]\n',
    },
    { Dockerfile: 'FROM debian:12\nSTOPSIGNAL 37\nCMD ["/lib/systemd/systemd"]\n' },
    { Dockerfile: 'FROM debian:12\nCMD ["sleep", "infinity"]\n' },
  ],
  references: [
    'https://www.freedesktop.org/software/systemd/man/latest/systemd.html#SIGRTMIN+3',
    'https://docs.docker.com/reference/dockerfile/#stopsignal',
  ],

  *check({ path, file }, project) {
    const stages = builtStages(path, file.stages, project);
    const seen = new Set<Instruction>();
    for (const stage of stages) {
      const chain = lineage(stage);
      const start = startOf(chain);
      if (!start) continue;
      const starter = starterOfSystemd(start, chain, path, project);
      if (starter === undefined) continue;
      const signal = lastOf(chain, 'STOPSIGNAL');
      const about = signal ?? start.at;
      if (seen.has(about) || (!signal && mayBringSignal(chain))) continue;
      seen.add(about);
      const finding = signal ? wrongSignal(signal, starter) : missingSignal(start.at, starter, file.text);
      if (finding) yield finding;
    }
  },
});

const rightSignals = new Set(['37', 'RTMIN+3', 'SIGRTMIN+3']);
const right = 'SIGRTMIN+3';

function wrongSignal(signal: Instruction, starter: string): Finding | undefined {
  const [value] = signal.arguments;
  if (!value || signal.variables.length > 0 || rightSignals.has(value.value.toUpperCase())) return undefined;
  return {
    at: value.span,
    message: `${starter} starts systemd, which does not shut down on ${value.value}, so its units are killed when the container stops; use ${right}`,
    fixes: [{ title: `Change to "${right}"`, safety: 'suggestion', edits: [replace(value.span, right)] }],
  };
}

function missingSignal(start: Instruction, starter: string, text: string): Finding {
  const lines = lineIndex(text);
  const line = lines.lineSpan(lines.positionAt(start.span.start).line);
  const indentation = slice(text, span(line.start, start.span.start)).replace(/\S/g, '');
  return {
    at: start.keyword.span,
    message: `${starter} starts systemd, which does not shut down on SIGTERM, so its units are killed when the container stops; set STOPSIGNAL ${right}`,
    fixes: [
      {
        title: `Insert "STOPSIGNAL ${right}"`,
        safety: 'suggestion',
        edits: [insert(start.span.start, `STOPSIGNAL ${right}${lineBreakOf(text)}${indentation}`)],
      },
    ],
  };
}

/** What services build, or the last stage where no service does. */
function builtStages(path: string, stages: readonly Stage[], project: Project): ReadonlySet<Stage> {
  const built = project.servicesBuiltFrom(path).flatMap(service => {
    const from = project.dockerfileOf(service);
    return from.kind === 'found' && from.stage ? [from.stage] : [];
  });
  return new Set(built.length > 0 ? built : stages.slice(-1));
}

/** The stage and the stages it is built on, the first one first. */
function lineage(stage: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  for (let it: Stage | undefined = stage; it && !chain.includes(it); it = it.parent) chain.unshift(it);
  return chain;
}

function lastOf(chain: readonly Stage[], name: InstructionName): Instruction | undefined {
  return chain.flatMap(stage => stage.instructions).findLast(it => it.name === name);
}

/** An image made for systemd usually sets the signal itself; it is not known here. */
function mayBringSignal(chain: readonly Stage[]): boolean {
  const base = chain[0]?.base?.value ?? '';
  return /systemd|open-balena-|(?:^|[/-])init(?:[:@]|$)/i.test(base);
}

interface Start {
  /** ENTRYPOINT, or CMD without one. */
  readonly at: Instruction;
  /** The words of CMD that ENTRYPOINT is given. */
  readonly cmd: Instruction | undefined;
}

/** What a container of the last stage of the chain starts; undefined when the base image decides. */
function startOf(chain: readonly Stage[]): Start | undefined {
  const entrypoint = lastOf(chain, 'ENTRYPOINT');
  // A CMD of an earlier stage is forgotten when a later one sets ENTRYPOINT.
  const stage = chain.findLastIndex(it => entrypoint && it.instructions.includes(entrypoint));
  const cmd = lastOf(entrypoint ? chain.slice(stage) : chain, 'CMD');
  const at = entrypoint ?? cmd;
  return at && { at, cmd: entrypoint ? cmd : undefined };
}

/** Who starts systemd as process 1, as a message names it; undefined when nobody is seen to. */
function starterOfSystemd(start: Start, chain: readonly Stage[], path: string, project: Project): string | undefined {
  const words = wordsOf(start.at);
  const more = start.cmd ? wordsOf(start.cmd) : [];
  if (isSystemd(words, chain)) return start.at.keyword.value.toUpperCase();
  const script = scriptOf(words);
  const text = script && scriptText(script, chain, path, project);
  if (script === undefined || text === undefined) return undefined;
  for (const command of parseShell(text).commands) {
    if (command.name !== 'exec' || command.within.includes('function')) continue;
    const run = command.words.slice(1).map(word => word.value);
    if (isSystemd(run, chain)) return basename(script);
    if (run.at(-1) === '$@' && start.cmd && isSystemd([...run.slice(0, -1), ...more], chain)) return 'CMD';
  }
  return undefined;
}

/** The words of the program that runs as process 1: the exec form's, or the shell form's when it is one command. */
function wordsOf(instruction: Instruction): readonly string[] {
  if (instruction.exec) {
    const words = instruction.exec.map(it => it.value);
    return words.length === 3 && /(?:^|\/)(?:ba|da|a)?sh$/.test(words[0] ?? '') && words[1] === '-c'
      ? commandIn(words[2] ?? '')
      : words;
  }
  return commandIn(instruction.logical.text);
}

/** A shell gives its place to a last command behind `exec`, and to the only command there is. */
function commandIn(text: string): readonly string[] {
  const { commands } = parseShell(text);
  const last = commands.at(-1);
  if (!last || last.within.length > 0) return [];
  const words = last.words.map(word => word.value);
  return words[0] === 'exec' ? words.slice(1) : commands.length === 1 ? words : [];
}

const systemdPath = /^(?:(?:\/usr)?\/lib\/systemd\/|(?:\/usr)?\/s?bin\/)?systemd$/;
const initPath = /^(?:\/usr)?\/s?bin\/init$/;

/** `init` is systemd only where systemd is installed; elsewhere it may be BusyBox or OpenRC. */
function isSystemd(words: readonly string[], chain: readonly Stage[]): boolean {
  const program = words[0] === 'env' ? words.slice(1).find(word => !word.includes('=')) : words[0];
  if (program === undefined) return false;
  if (systemdPath.test(program)) return true;
  return initPath.test(program) && chain.some(stage => stage.instructions.some(mentionsSystemd));
}

function mentionsSystemd(instruction: Instruction): boolean {
  return instruction.name === 'RUN' && /\bsystem(?:d|ctl)\b/.test(instruction.logical.text);
}

/** The script that the words run: `/entry.sh`, `sh entry.sh`. */
function scriptOf(words: readonly string[]): string | undefined {
  const [program = '', argument] = words;
  const isShell = /(?:^|\/)(?:ba|da|a)?sh$/.test(program);
  return isShell ? (argument?.startsWith('-') ? undefined : argument) : program || undefined;
}

/** The text of a script of that name which the chain copies in; undefined when it is not seen. */
function scriptText(script: string, chain: readonly Stage[], path: string, project: Project): string | undefined {
  const name = basename(script);
  for (const copy of chain.flatMap(stage => stage.instructions).toReversed()) {
    if ((copy.name !== 'COPY' && copy.name !== 'ADD') || copy.flags.some(flag => flag.name.value === 'from')) continue;
    const words = copy.exec ?? copy.arguments;
    const target = words.at(-1)?.value ?? '';
    const [heredoc] = copy.heredocs;
    if (heredoc && basename(target) === name) return undefined;
    const files = project.filesOf(project.contextOf(path));
    for (const { value } of words.slice(0, -1)) {
      const source = value.replace(/^(?:\.?\/)+/, '').replace(/\/+$/, '');
      const isRenamed = words.length === 2 && basename(target) === name;
      const found = files.find(
        ({ relativePath: it }) =>
          (isRenamed && it === source) ||
          (basename(it) === name && (it === source || source === '' || source === '.' || it.startsWith(`${source}/`))),
      );
      if (found) return found.text;
    }
  }
  return undefined;
}
