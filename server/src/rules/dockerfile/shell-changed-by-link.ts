import type { Dockerfile } from '../../syntax/dockerfile/dockerfile.ts';
import { commandLine } from '../../syntax/shell/command-line.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { replace } from '../../text/edit.ts';
import { removeChained } from '../chain-edits.ts';
import { insertInstructionAfter, keywordCase } from '../dockerfile-edits.ts';
import { execArray } from '../exec-form.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const shellChangedByLink = rule({
  id: 'dockerfile/shell-changed-by-link',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { programs: ['ln'] },
  aka: ['hadolint:DL4005', 'kics:8a301064'],
  summary: 'RUN makes /bin/sh a link to another shell',
  why: 'Scripts of the distribution rely on the /bin/sh it came with, and the next update of that package takes the link back. SHELL changes the shell of the instructions and nothing else.',
  bad: [
    { Dockerfile: 'FROM debian:13\nRUN ln -sf /bin/bash /bin/sh\n' },
    { Dockerfile: 'FROM debian:13\nRUN rm /bin/sh && ln -s /bin/bash /bin/sh\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nSHELL ["/bin/bash", "-c"]\n' },
    { Dockerfile: 'FROM debian:13\nRUN ln -s /opt/tool/bin/tool /usr/local/bin/tool && test -x /bin/sh\n' },
    { Dockerfile: 'FROM debian:13\nRUN ln -s /bin/sh /opt/sh\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#shell'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const run of runsOf(file)) {
      for (const command of run.programs) {
        if (command.name !== 'ln' || !command.words.some(it => shellPaths.has(it.value))) continue;
        const { operands } = commandLine(command, { valued });
        const link = operands.at(-1);
        if (operands.length < 2 || !link || !shellPaths.has(link.value)) continue;
        const target = operands[0]?.value ?? '';
        const fix = shellFix(file, run, command, target);
        findings.push({
          at: link.span,
          message: `Linking ${link.value} to ${target} also changes the shell of the system's own scripts; use SHELL for the instructions of this file`,
          fixes: fix && [fix],
        });
      }
    }
    return findings;
  },
});

const valued: ReadonlySet<string> = new Set(['-S', '--suffix', '-t', '--target-directory']);
const shellPaths: ReadonlySet<string> = new Set(['/bin/sh', '/usr/bin/sh']);

/** SHELL in place of the RUN, or behind it when the RUN does more. */
function shellFix(file: Dockerfile, run: Run, command: ShellCommand, target: string): Fix | undefined {
  const program = /^(?:\/(?:usr\/)?(?:local\/)?bin\/)?(bash|zsh|dash|ksh|mksh|ash)$/.exec(target)?.[1];
  const { instruction, commands, shell } = run;
  if (program === undefined || run.onbuild || instruction.exec || shell.setBy || !commands.includes(command))
    return undefined;
  const line = `${keywordCase(file, 'SHELL')} ${execArray([target.startsWith('/') ? target : `/bin/${program}`, '-c'])}`;
  const title = `Replace the link by "${line}"`;
  const before = commands[commands.indexOf(command) - 1];
  // `rm /bin/sh`, `mv /bin/sh /bin/sh.old`
  const isMadeRoom =
    before !== undefined && /^(?:rm|unlink|mv)$/.test(before.name) && before.words.some(it => shellPaths.has(it.value));
  const first = isMadeRoom ? before : command;
  if (commands.length === (isMadeRoom ? 2 : 1)) {
    const hasComments = file.comments.some(
      it => it.span.start > instruction.span.start && it.span.end < instruction.span.end,
    );
    if (hasComments || instruction.flags.length > 0 || first.span.start !== instruction.argumentsSpan.start)
      return undefined;
    return { title, safety: 'suggestion', edits: [replace(instruction.span, line)] };
  }
  const removal = removeChained(file, run, { first, last: command });
  if (!removal) return undefined;
  return { title, safety: 'suggestion', edits: [removal, insertInstructionAfter(file, instruction, line)] };
}
