import { imageUserlandOf } from '../../project/image-userland-of.ts';
import type { Project } from '../../project/project.ts';
import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { type Edit, insert } from '../../text/edit.ts';
import { type Span, span } from '../../text/span.ts';
import { insertAboveComments, keywordCase } from '../dockerfile-edits.ts';
import { execArray } from '../exec-form.ts';
import { type Fix, type InProject, rule } from '../rule.ts';

export const pipeWithoutPipefail = rule({
  id: 'dockerfile/pipe-without-pipefail',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
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

  *check(dockerfile, project) {
    const { file } = dockerfile;
    if (!file.text.includes('|')) return;
    for (const run of runsOf(file)) {
      const at = openPipe(run, dockerfile, project);
      if (!at) continue;
      const fix = pipefailFix(run, dockerfile, project);
      yield {
        at,
        message:
          'Only the last command of a pipe decides whether RUN fails, so an error in front of it stays unnoticed; use a SHELL with "-o pipefail"',
        ...(fix && { fixes: [fix] }),
      };
    }
  },
});

/** The shells that know the option whatever version they are; a plain `sh` may be dash, which does not. */
const shellsWithPipefail = new Set(['bash', 'ash', 'zsh', 'ksh', 'mksh', 'busybox']);

/** The operator of the first pipe whose failures are lost; undefined for none. */
function openPipe(run: Run, dockerfile: InProject<Dockerfile>, project: Project): Span | undefined {
  const { commands, instruction, shell, stage } = run;
  if (instruction.exec || !commands.some(it => it.before === '|' || it.before === '|&')) return undefined;
  if (shell.hasPipefail) {
    const isKnown = shellsWithPipefail.has(shell.program);
    if (isKnown || imageUserlandOf(stage, dockerfile, project)?.shell === 'ash') return undefined;
  }
  if (ownInterpreterSetsIt(run)) return undefined;
  const first = commands.findIndex(setsPipefail);
  const { text } = dockerfile.file;
  for (const [index, command] of commands.entries()) {
    if (index === first) return undefined;
    if (command.before !== '|' && command.before !== '|&') continue;
    const pipe = commands.filter(it => it.pipeline === command.pipeline);
    const front = frontOf(pipe, commands);
    if (front.length > 0 && front.every(cannotFail)) continue;
    if (isForgiven(pipe.at(-1), commands)) continue;
    const at = operatorBefore(command, commands, text);
    if (!isInPlaceholder(text, at.start)) return at;
  }
  return undefined;
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
  const firstLine = heredoc.content.slice(0, 200).split('\n', 1)[0] ?? '';
  if (firstLine.startsWith('#!')) return /\s-[a-z]*o\s+pipefail\b/.test(firstLine);
  return commands.some(
    it =>
      it.redirections.some(({ span: at }) => at.start === heredoc.span.start) &&
      it.words.some(({ value }) => value === 'pipefail'),
  );
}

/** The commands whose status the pipe hides; those of `{ …; } |` stand in a group of their own in front of it. */
function frontOf(pipe: readonly ShellCommand[], commands: readonly ShellCommand[]): readonly ShellCommand[] {
  const [first] = pipe;
  if (!first?.before?.startsWith('|')) return pipe.slice(0, -1);
  const group: ShellCommand[] = [];
  for (let i = commands.indexOf(first) - 1; i >= 0; i--) {
    const it = commands[i];
    if (!it || it.within.length <= first.within.length) break;
    group.push(it);
  }
  return [...group, ...pipe.slice(0, -1)];
}

/** What prints what it is given, lists what is there, or sifts text: nothing that the build could go wrong without. */
const harmless = new Set(
  'echo printf yes true : test [ find ls cat dpkg dpkg-query dpkg-architecture rpm apt-mark uname arch nproc id date env locale getent ldd scanelf readelf objdump file awk gawk sed tr cut sort uniq head tail tac rev column wc grep egrep xargs basename dirname'.split(
    ' ',
  ),
);

function cannotFail({ name, words }: ShellCommand): boolean {
  if (name === 'rpm' && !words.some(it => /^-q|^-E$|^--eval$/.test(it.value))) return false;
  // `xargs curl`, `find -exec make`
  const isPlain = name !== 'xargs' || words.slice(1).every(it => it.value.startsWith('-') || harmless.has(it.value));
  return harmless.has(name) && isPlain && !words.some(it => /(?:`|\$\()\s*(?:curl|wget|git)\b/.test(it.raw));
}

/** `a | b || true` */
function isForgiven(last: ShellCommand | undefined, commands: readonly ShellCommand[]): boolean {
  if (last?.after !== '||') return false;
  const next = commands.find(it => it.before === '||' && it.span.start > last.span.end);
  return next !== undefined && ['true', ':', 'echo', 'exit'].includes(next.name) && next.words[1]?.value !== '1';
}

/** The `|` in front of the command; the command itself where it cannot be seen. */
function operatorBefore(command: ShellCommand, commands: readonly ShellCommand[], text: string): Span {
  const before = commands.findLast(it => it.pipeline === command.pipeline && it.span.end <= command.span.start);
  for (let at = command.span.start - 1; at >= (before?.span.end ?? 0) && at >= 0; at--) {
    if (text.charAt(at) !== '|') continue;
    // Not one in a comment between the lines.
    const line = text.slice(text.lastIndexOf('\n', at) + 1, at);
    if (!line.trimStart().startsWith('#')) return span(at, at + 1);
  }
  return command.span;
}

/** `{{ .Version | quote }}`, which a generator replaces. */
function isInPlaceholder(text: string, offset: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', offset) + 1, offset);
  return line.lastIndexOf('{{') > line.lastIndexOf('}}');
}

/** A SHELL line in front of the first such RUN of the stage, or the option in the SHELL that is in force. */
function pipefailFix(run: Run, dockerfile: InProject<Dockerfile>, project: Project): Fix | undefined {
  const { file } = dockerfile;
  const { setBy, program } = run.shell;
  if (setBy) {
    const edit = shellsWithPipefail.has(program) ? addOption(run) : undefined;
    return edit && { title: 'Add "-o pipefail" to SHELL', safety: 'suggestion', edits: [edit] };
  }
  // Its first line names the program that reads it, SHELL or not.
  if (run.instruction.heredocs[0]?.content.startsWith('#!') || run.shell.program !== 'sh') return undefined;
  const words = shellWords(imageUserlandOf(run.stage, dockerfile, project)?.shell);
  if (!words) return undefined;
  const first = runsOf(file).find(it => it.stage === run.stage && !it.shell.setBy && openPipe(it, dockerfile, project));
  const target = file.instructions[(first ?? run).instruction.index];
  if (!target) return undefined;
  const line = `${keywordCase(file, 'SHELL')} ${execArray(words)}`;
  return { title: `Insert "${line}"`, safety: 'suggestion', edits: [insertAboveComments(file, target, line)] };
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
