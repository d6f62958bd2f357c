/** wget that draws its progress into the log of the build. */
import { rootImageOf } from '../../project/base-image.ts';
import type { Project } from '../../project/project.ts';
import type { Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { commandLine, hasOption, mayHoldOptions } from '../../syntax/shell/command-line.ts';
import { commandKind } from '../../syntax/shell/program-kinds.ts';
import { runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { insertWordAfter } from '../dockerfile-edits.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const verboseWget = rule({
  id: 'dockerfile/verbose-wget',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'safe',
  since: '0.1.0',
  needs: { programs: ['wget'] },
  aka: ['hadolint:DL3047'],
  summary: 'wget reports its progress line by line into the log of the build',
  why: 'In a log there is no bar that moves: a large download leaves thousands of lines, among which the one that matters is lost.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN wget https://example.com/tool.tar.gz\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN wget -O /tmp/tool https://example.com/tool\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN wget --progress=dot:giga https://example.com/tool.tar.gz\n' },
    { Dockerfile: 'FROM debian:12\nRUN wget -qO- https://example.com/tool.tar.gz | tar xz\n' },
    { Dockerfile: 'FROM debian:12\nRUN wget -nv https://example.com/a && wget --no-verbose https://example.com/b\n' },
    { Dockerfile: 'FROM debian:12\nRUN wget -o /tmp/log https://example.com/a && wget --version\n' },
  ],
  references: ['https://www.gnu.org/software/wget/manual/html_node/Download-Options.html'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const optionOf = new Map<Stage, string>();
    for (const { programs, kinds, stage, instruction } of runsOf(dockerfile.file)) {
      if ((kinds & commandKind.downloader) === 0) continue;
      for (const command of programs) {
        const [program] = command.words;
        if (command.name !== 'wget' || !program || isQuiet(command)) continue;
        const option = optionOf.get(stage) ?? (isBusyBox(stage, dockerfile, project) ? '-q' : '--progress=dot:giga');
        optionOf.set(stage, option);
        findings.push({
          at: program.span,
          message: `Each download leaves its progress in the log of the build, line by line; add ${option}`,
          fixes: instruction.exec
            ? []
            : [{ title: `Add "${option}"`, safety: 'safe', edits: [insertWordAfter(program.span, option)] }],
        });
      }
    }
    return findings;
  },
});

const quietOptions = [
  ...['-q', '--quiet', '-nv', '--no-verbose', '--progress', '-o', '--output-file', '-a', '--append-output'],
  ...['-V', '--version', '-h', '--help', '-b', '--background', '--spider'],
];

/** Options of wget(1) that take a value, as far as they are written apart from it. */
const valued: ReadonlySet<string> = new Set([
  ...['-A', '-B', '-D', '-I', '-O', '-P', '-Q', '-R', '-T', '-U', '-X', '-a', '-e', '-i', '-l', '-o', '-t', '-w'],
  ...['--output-document', '--directory-prefix', '--header', '--user-agent', '--tries', '--timeout', '--user'],
  ...['--password', '--post-data', '--post-file', '--method', '--body-data', '--referer', '--execute', '--input-file'],
  ...['--output-file', '--append-output', '--progress', '--wait', '--ca-certificate', '--certificate', '--accept'],
]);
const longWithOneDash: ReadonlySet<string> = new Set(['-nv', '-nc', '-nd', '-nH', '-np']);

/** What wget says goes elsewhere, it says little, or more options come from a variable. */
function isQuiet(command: ShellCommand): boolean {
  const isPiped = command.after === '|';
  const isElsewhere = command.redirections.some(({ operator, descriptor, target }) => {
    if (operator.startsWith('&>')) return true;
    if (!operator.startsWith('>') || descriptor !== 2) return false;
    // `2>&1 | grep`: somebody reads it.
    return /^&?\d+$/.test(target.value) ? isPiped : true;
  });
  if (command.after === '|&' || isElsewhere || mayHoldOptions(command)) return true;
  // `-nv` may be joined with more letters: `-nvc`, `-ncnv`.
  if (command.words.some(({ value }) => /^-[a-zA-Z]{0,8}nv/.test(value))) return true;
  return hasOption(commandLine(command, { valued, longWithOneDash }), ...quietOptions);
}

/** Whether wget is, as far as can be told, the one of BusyBox, which stops at an option it does not know. */
function isBusyBox(stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): boolean {
  const root = rootImageOf(stage, dockerfile, project);
  const name = root.kind === 'image' ? root.text : (stage.base?.value ?? '');
  const chain = stageChain(stage);
  let hasApk = false;
  for (const run of runsOf(dockerfile.file)) {
    if ((run.kinds & commandKind.packageManager) === 0) continue;
    for (const { name: program, words } of run.programs) {
      if (program !== 'apk' || !chain.includes(run.stage)) continue;
      hasApk = true;
      if (words.some(it => /^wget(?:[=~<>@]|$)/.test(it.value))) return false;
    }
  }
  return hasApk || /alpine|busybox|openwrt/i.test(name);
}
