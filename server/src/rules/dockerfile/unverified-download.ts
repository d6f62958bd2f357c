import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { flagOf, transferOf, withoutQuotes } from '../../syntax/dockerfile/transfer.ts';
import { isShell } from '../../syntax/shell/commands-of.ts';
import { commandKind } from '../../syntax/shell/program-kinds.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import { isPipe, type ShellCommand } from '../../syntax/shell/shell.ts';
import { rememberLast } from '../../text/remember.ts';
import { codeAt } from '../../text/string-methods.ts';
import { insertWordAfter } from '../dockerfile-edits.ts';
import { isDownloader, verifiesDownload } from '../downloads.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const unverifiedDownload = rule({
  id: 'dockerfile/unverified-download',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['ADD'], or: { commands: ['downloader'] } },
  summary: 'What is downloaded goes into the image, or is run, without being checked',
  why: 'Whoever controls the server or the way to it decides what the image holds. A checksum also tells when the file behind an address has changed.',
  bad: [
    { Dockerfile: 'FROM debian:12\nADD https://example.com/tool-1.2.tgz /opt/\n' },
    { Dockerfile: 'FROM debian:12\nRUN curl -fsSL https://example.com/setup.sh | bash -\n' },
    { Dockerfile: 'FROM debian:12\nRUN sh -c "$(wget -qO- https://example.com/setup.sh)"\n' },
  ],
  good: [
    {
      Dockerfile:
        'FROM debian:12\nADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/tool-1.2.tgz /opt/\n',
    },
    {
      Dockerfile:
        'FROM debian:12\nADD https://example.com/tool-1.2.tgz /opt/\nRUN echo "24454f83  /opt/tool-1.2.tgz" | sha256sum -c\n',
    },
    {
      Dockerfile:
        'FROM debian:12\nCOPY setup.sha256 /\nRUN curl -fsSLO https://example.com/setup.sh && sha256sum -c /setup.sha256 && sh setup.sh\n',
    },
    { Dockerfile: 'FROM debian:12\nRUN curl -fsSL https://example.com/tool.tgz | tar -xz\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#add---checksum',
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
  ],

  check({ file }, project) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      for (const { instruction } of stage.lifted) {
        if (instruction.name === 'ADD') judgeAdd(findings, file, stage, instruction, project.dialect);
      }
    }
    for (const run of runsOf(file)) {
      if ((run.kinds & commandKind.downloader) !== 0 && !run.programs.some(verifiesDownload))
        judgeScripts(findings, run);
    }
    return findings;
  },
});

/** A digest nobody's file has: the build stops at it and says which one is right. */
const placeHolder = `sha256:${'0'.repeat(64)}`;

function judgeAdd(
  findings: Finding[],
  file: Dockerfile,
  stage: Stage,
  instruction: Instruction,
  dialect: 'docker' | 'balena',
): void {
  const { sources = [], heredocs = 0 } = transferOf(instruction) ?? {};
  for (const source of sources) {
    const address = withoutQuotes(source.raw);
    if (!/^(?:https?|ftp):\/\//i.test(address) || isRepository(address)) continue;
    if (flagOf(instruction, 'checksum') || (lastVerifications(file).get(stage) ?? -1) > instruction.span.start) break;
    const canCheck = dialect === 'docker' && sources.length === 1 && heredocs === 0;
    const advice = dialect === 'docker' ? 'give ADD a --checksum' : 'fetch it in a RUN that compares a checksum';
    findings.push({
      at: source.span,
      message: `Nothing checks that this is the file that is expected, so another one gets into the image unnoticed; ${advice}`,
      fixes: canCheck ? () => [addChecksum(instruction)] : undefined,
    });
  }
}

function addChecksum({ keyword }: Instruction): Fix {
  const edit = insertWordAfter(keyword.span, `--checksum=${placeHolder}`);
  return { title: 'Add "--checksum" with a digest to fill in', safety: 'suggestion', edits: [edit] };
}

/** A Git repository, whose commits are checksums. */
function isRepository(address: string): boolean {
  return /\.git(?:[#?]|$)/.test(address) || address.includes('#');
}

/** Where in each stage the last RUN stands that verifies something. */
const lastVerifications = rememberLast((file: Dockerfile): ReadonlyMap<Stage, number> => {
  const last = new Map<Stage, number>();
  for (const { stage, instruction, programs } of runsOf(file)) {
    if (programs.some(verifiesDownload)) last.set(stage, instruction.span.start);
  }
  return last;
});

function judgeScripts(findings: Finding[], { programs, commands }: Run): void {
  let said: Set<number> | undefined;
  let around: readonly ShellCommand[] | undefined;
  for (let i = 0; i < programs.length; i++) {
    const command = programs[i];
    if (!command || !isDownloader(command) || said?.has(command.span.start)) continue;
    around ??= commands.filter(holdsDownload).slice(0, maxAround);
    const reader = scriptReader(programs, i) ?? scriptArgument(around, command);
    if (reader === undefined) continue;
    said ??= new Set();
    said.add(command.span.start);
    findings.push({
      at: command.span,
      message: `${reader} runs whatever the server sends, unseen and unchecked; download to a file, compare its checksum, then run it`,
    });
  }
}

const interpreters = /^(?:python[\d.]*|perl|ruby|node|php[\d.]*|pwsh)$/;

/** Commands of a pipe, and of substitutions in between, that are looked at. */
const maxPipe = 30;

/** The program further down the pipe that takes what is downloaded for its script. */
function scriptReader(programs: readonly ShellCommand[], from: number): string | undefined {
  const source = programs[from];
  if (!source || !isPipe(source.after)) return undefined;
  let previous = source;
  const end = Math.min(programs.length, from + 1 + maxPipe);
  for (let i = from + 1; i < end; i++) {
    const next = programs[i];
    if (!next || next.pipeline !== source.pipeline || next.within.length !== source.within.length) continue;
    if (!isPipe(previous.after)) return undefined;
    if (readsScript(next)) return next.name;
    previous = next;
  }
  return undefined;
}

/** A shell or interpreter that is given no script of its own. */
function readsScript({ name, words }: ShellCommand): boolean {
  if (!isShell(name) && !interpreters.test(name)) return false;
  const rest = words.slice(name === 'busybox' ? 2 : 1).map(it => it.value);
  const first = rest.find(it => !it.startsWith('-') || it === '-' || it === '--');
  if (rest.some(it => /^-[a-z]*s$/.test(it)) && isShell(name)) return true;
  if (rest.some(it => /^-(?:[a-z]*[ce]|m|r|pe|ne)$/.test(it))) return false;
  return first === undefined || first === '-' || first === '--' || first === '/dev/stdin';
}

const maxAround = 100;

const startsWithDownload = /^(?:\$\(|`|<\()\s*(?:curl|wget)\b/;
const DOLLAR = 36;
const LESS = 60;
const BACKTICK = 96;

/** Whether what is downloaded becomes one of the command's words. */
function holdsDownload({ words }: ShellCommand): boolean {
  for (const { value } of words) {
    const first = codeAt(value, 0);
    if ((first === DOLLAR || first === BACKTICK || first === LESS) && startsWithDownload.test(value)) return true;
  }
  return false;
}

/** `sh -c "$(curl …)"`, `bash <(curl …)`, `eval "$(curl …)"`: the command around a download in its words. */
function scriptArgument(around: readonly ShellCommand[], download: ShellCommand): string | undefined {
  const outer = around.find(({ span }) => span.start < download.span.start && download.span.end <= span.end);
  if (!outer) return undefined;
  const words = outer.words.map(it => it.value.slice(it.value.lastIndexOf('/') + 1));
  return words.find(it => isShell(it) || it === 'eval' || it === 'source' || it === '.');
}
