import { imageUserlandOf } from '../../project/image-userland-of.ts';
import type { Project } from '../../project/project.ts';
import type { Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { commandKind } from '../../syntax/shell/program-kinds.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import { isPipe, type ShellCommand, type ShellWord } from '../../syntax/shell/shell.ts';
import { type Edit, insert } from '../../text/edit.ts';
import { type Span, span } from '../../text/span.ts';
import { insertAboveComments, keywordCase } from '../dockerfile-edits.ts';
import { execArray } from '../exec-form.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const pipeWithoutPipefail = rule({
  id: 'dockerfile/pipe-without-pipefail',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { commands: ['piped'] },
  aka: ['hadolint:DL4006', 'kics:efbf148a'],
  summary: 'A RUN has a pipe while `pipefail` is not set',
  why: 'The status of a pipe is that of its last command: a download that fails in front of it is not noticed, and the build goes on with an empty or half a file.',
  bad: [
    { Dockerfile: 'FROM debian:13\nRUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt\n' },
    {
      Dockerfile: 'FROM alpine:3.22\nSHELL ["/bin/ash", "-c"]\nRUN wget -qO- https://example.com/list | sort > /list\n',
    },
  ],
  good: [
    {
      Dockerfile:
        'FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl -fsSL https://example.com/tool.tar.gz | tar -xz -C /opt\n',
    },
    { Dockerfile: 'FROM alpine:3.22\nRUN set -o pipefail && wget -qO- https://example.com/list | sort > /list\n' },
    { Dockerfile: 'FROM debian:13\nRUN curl -fsSL https://example.com/list | grep -c beta || true\n' },
    {
      Dockerfile:
        'FROM debian:13\nRUN <<EOF\n#!/bin/bash -eo pipefail\ncurl -fsSL https://example.com/list | sort > /list\nEOF\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#using-pipes'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    let first: Map<Stage, Run> | undefined;
    for (const run of runsOf(file)) {
      if ((run.kinds & commandKind.piped) === 0) continue;
      const at = openPipe(run, dockerfile, project);
      if (!at) continue;
      first ??= new Map();
      if (!run.shell.setBy && !first.has(run.stage)) first.set(run.stage, run);
      const fixes = pipefailFixes(run, first.get(run.stage) ?? run, dockerfile, project);
      findings.push({
        at,
        message:
          'Only the last command of a pipe decides whether RUN fails, so an error in front of it stays unnoticed; use a SHELL with "-o pipefail"',
        fixes,
      });
    }
    return findings;
  },
});

/** The shells that know the option whatever version they are; a plain `sh` may be dash, which does not. */
const shellsWithPipefail = new Set(['bash', 'ash', 'zsh', 'ksh', 'mksh', 'busybox']);

/** The operator of the first pipe whose failures are lost; undefined for none. */
function openPipe(run: Run, dockerfile: InProject<Dockerfile>, project: Project): Span | undefined {
  const { commands, instruction, shell, stage } = run;
  if (instruction.exec || !commands.some(isBehindPipe)) return undefined;
  if (shell.hasPipefail) {
    const isKnown = shellsWithPipefail.has(shell.program);
    if (isKnown || imageUserlandOf(stage, dockerfile, project)?.shell === 'ash') return undefined;
  }
  if (ownInterpreterSetsIt(run)) return undefined;
  const first = commands.findIndex(setsPipefail);
  const { text } = dockerfile.file;
  const until = first < 0 ? commands : commands.slice(0, first);
  for (const pipe of pipesOf(until)) {
    const second = pipe.commands.find(isBehindPipe);
    if (!second) continue;
    if (isHarmless(pipe, commands) || isForgiven(pipe, commands)) continue;
    const at = operatorBefore(second, text);
    if (!isInPlaceholder(text, at.start)) return at;
  }
  return undefined;
}

interface Pipe {
  /** Its simple commands, in order. */
  readonly commands: readonly ShellCommand[];
  /** Places of the first and the last of them in the RUN. */
  readonly firstIndex: number;
  readonly lastIndex: number;
}

function isBehindPipe({ before }: ShellCommand): boolean {
  return isPipe(before);
}

/** The pipelines in which a pipe is, in order of their first command. */
function pipesOf(commands: readonly ShellCommand[]): Iterable<Pipe> {
  const piped = new Set<number>();
  for (const it of commands) if (isBehindPipe(it)) piped.add(it.pipeline);
  const pipes = new Map<number, { commands: ShellCommand[]; firstIndex: number; lastIndex: number }>();
  for (let i = 0; i < commands.length; i++) {
    const command = commands[i];
    if (!command || !piped.has(command.pipeline)) continue;
    const pipe = pipes.get(command.pipeline);
    if (pipe) {
      pipe.commands.push(command);
      pipe.lastIndex = i;
    } else pipes.set(command.pipeline, { commands: [command], firstIndex: i, lastIndex: i });
  }
  return pipes.values();
}

function setsPipefail({ name, words }: ShellCommand): boolean {
  return (
    name === 'set' && words.some((it, i) => it.value === 'pipefail' && /^-[a-z]*o$/.test(words[i - 1]?.value ?? ''))
  );
}

/** `#!/bin/bash -eo pipefail`, or `bash -o pipefail <<EOF`. */
function ownInterpreterSetsIt({ instruction, commands }: Run): boolean {
  const [heredoc] = instruction.heredocs;
  if (!heredoc) return false;
  if (heredoc.content.startsWith('#!')) {
    const firstLine = heredoc.content.slice(0, 200).split('\n', 1)[0] ?? '';
    return /\s-[a-z]*o\s+pipefail\b/.test(firstLine);
  }
  return commands.some(
    it =>
      it.redirections.some(({ span: at }) => at.start === heredoc.span.start) &&
      it.words.some(({ value }) => value === 'pipefail'),
  );
}

/** Whether there are commands whose status the pipe hides, and none of them can fail. */
function isHarmless({ commands: pipe, firstIndex }: Pipe, commands: readonly ShellCommand[]): boolean {
  const [first] = pipe;
  let hidden = 0;
  // Those of `{ …; } |` stand in a group of their own in front of it.
  for (let i = firstIndex - 1; i >= 0 && first && isBehindPipe(first); i--, hidden++) {
    const it = commands[i];
    if (!it || it.within.length <= first.within.length) break;
    if (!cannotFail(it)) return false;
  }
  for (let i = 0; i < pipe.length - 1; i++, hidden++) {
    const it = pipe[i];
    if (it && !cannotFail(it)) return false;
  }
  return hidden > 0;
}

/** What prints what it is given, lists what is there, or sifts text: nothing that the build could go wrong without. */
const harmless = new Set(
  'echo printf yes true : test [ find ls cat dpkg dpkg-query dpkg-architecture rpm apt-mark uname arch nproc id date env locale getent ldd scanelf readelf objdump file awk gawk sed tr cut sort uniq head tail tac rev column wc grep egrep xargs basename dirname'.split(
    ' ',
  ),
);

const download = /(?:`|\$\()\s*(?:curl|wget|git)\b/;

function cannotFail({ name, words }: ShellCommand): boolean {
  if (!harmless.has(name)) return false;
  if (name === 'rpm' && !words.some(it => /^-q|^-E$|^--eval$/.test(it.value))) return false;
  for (const it of words) if ((!it.isLiteral || it.isQuoted) && download.test(it.raw)) return false;
  return startedBy(name, words).every(it => harmless.has(it));
}

/** The programs it starts itself: `xargs curl`, `env A=b curl`, `find . -exec curl`. */
function startedBy(name: string, words: readonly ShellWord[]): readonly string[] {
  if (name !== 'xargs' && name !== 'env' && name !== 'find') return noWords;
  const own = words.slice(1).map(it => it.value);
  if (name === 'xargs') return own.filter(it => !it.startsWith('-'));
  if (name === 'env') return own.filter(it => !it.startsWith('-') && !it.includes('=')).slice(0, 1);
  return own.filter((_, i) => startersOfFind.includes(own[i - 1] ?? ''));
}

const startersOfFind = ['-exec', '-execdir', '-ok', '-okdir'];

const noWords: readonly string[] = [];

/** `a | b || true` */
function isForgiven({ commands: pipe, lastIndex }: Pipe, commands: readonly ShellCommand[]): boolean {
  const last = pipe.at(-1);
  if (last?.after !== '||') return false;
  // Commands of substitutions in its words stand between the two.
  const next = commands.slice(lastIndex + 1, lastIndex + 20).find(it => it.span.start > last.span.end);
  return next?.before === '||' && ['true', ':', 'echo', 'exit'].includes(next.name) && next.words[1]?.value !== '1';
}

/** The `|` in front of the command; the command itself where it cannot be seen. */
function operatorBefore(command: ShellCommand, text: string): Span {
  for (let at = command.span.start - 1; at >= 0 && at > command.span.start - maxLookBack; at--) {
    // Not one in a comment between the lines.
    if (text.charAt(at) === '|' && !lineBefore(text, at).trimStart().startsWith('#')) return span(at, at + 1);
  }
  return command.span;
}

/** Characters that are looked at in front of a place. */
const maxLookBack = 2000;

/** The text of the line in front of the offset; of a very long one its end. */
function lineBefore(text: string, offset: number): string {
  const near = text.slice(Math.max(0, offset - maxLookBack), offset);
  return near.slice(near.lastIndexOf('\n') + 1);
}

/** `{{ .Version | quote }}`, which a generator replaces. */
function isInPlaceholder(text: string, offset: number): boolean {
  const line = lineBefore(text, offset);
  return line.lastIndexOf('{{') > line.lastIndexOf('}}');
}

/** A SHELL line in front of the first such RUN of the stage, or the option in the SHELL that is in force. */
function pipefailFixes(run: Run, first: Run, dockerfile: InProject<Dockerfile>, project: Project): Finding['fixes'] {
  const { file } = dockerfile;
  const { setBy, program } = run.shell;
  if (setBy) {
    const edit = shellsWithPipefail.has(program) ? addOption(run) : undefined;
    return edit && [{ title: 'Add "-o pipefail" to SHELL', safety: 'suggestion', edits: [edit] }];
  }
  // Its first line names the program that reads it, SHELL or not.
  if (run.instruction.heredocs[0]?.content.startsWith('#!') || run.shell.program !== 'sh') return undefined;
  const words = shellWords(imageUserlandOf(run.stage, dockerfile, project)?.shell);
  if (!words) return undefined;
  const target = file.instructions[first.instruction.index];
  if (!target) return undefined;
  return () => {
    const line = `${keywordCase(file, 'SHELL')} ${execArray(words)}`;
    return [{ title: `Insert "${line}"`, safety: 'suggestion', edits: [insertAboveComments(file, target, line)] }];
  };
}

function shellWords(shell: 'bash' | 'ash' | 'none' | undefined): readonly string[] | undefined {
  if (shell === 'bash') return ['/bin/bash', '-o', 'pipefail', '-c'];
  return shell === 'ash' ? ['/bin/ash', '-eo', 'pipefail', '-c'] : undefined;
}

function addOption({ shell }: Run): Edit | undefined {
  const { exec = [] } = shell.setBy ?? {};
  const last = exec.at(-1);
  return last && exec.length > 1 && /^-[a-z]*c$/.test(last.value)
    ? insert(last.span.start, '"-o", "pipefail", ')
    : undefined;
}
