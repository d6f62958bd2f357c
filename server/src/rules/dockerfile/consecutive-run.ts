/** Two RUN in a row that could be one layer. */
import { commandsOf } from '../../syntax/shell/commands-of.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import { haveEqualFlags, joinRuns } from '../join-runs.ts';
import { type Finding, rule } from '../rule.ts';

export const consecutiveRun = rule({
  id: 'dockerfile/consecutive-run',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['hadolint:DL3059', 'kics:0008c003'],
  summary: 'Two RUN with one command each stand in a row',
  why: 'Each RUN is a layer of its own. Joined they make a smaller image when one cleans up after the other; apart they are cached apart, which is why this is off unless asked for.',
  bad: [{ Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data\nRUN touch /data/ready\n' }],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data && touch /data/ready\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data\nWORKDIR /data\nRUN touch ready\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data && chmod 700 /data\nRUN touch /data/ready\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN mkdir /data\nRUN --network=none touch /data/ready\n' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#run'],

  check({ file }) {
    const findings: Finding[] = [];
    let previous: Run | undefined;
    for (const run of runsOf(file)) {
      const above = previous;
      previous = run;
      const { instruction } = run;
      if (above?.stage !== run.stage || above.onbuild || run.onbuild) continue;
      if (instruction.index !== above.instruction.index + 1) continue;
      if (!isOneCommand(above) || !isOneCommand(run) || !haveEqualFlags(above.instruction, instruction)) continue;
      findings.push({
        at: instruction.keyword.span,
        message:
          'This RUN and the one above make two layers for one command each; join them with && unless they shall be cached apart',
        fixes: () => {
          // What these do ends with their RUN, and would then reach the other command.
          if (settings.has(above.commands.at(-1)?.name ?? '')) return [];
          const edit = joinRuns(file, above, run);
          return edit ? [{ title: 'Join with the RUN above', safety: 'suggestion', edits: [edit] }] : [];
        },
      });
    }
    return findings;
  },
});

/** An assignment alone has no name. */
const settings = new Set(['', 'cd', 'pushd', 'export', 'set', 'unset', 'umask', 'source', '.', 'exec', 'exit']);

/** In shell form, and at most one pipeline outside heredocs; other shells separate commands much the same. */
function isOneCommand({ instruction }: Run): boolean {
  if (instruction.exec || instruction.heredocs.length > 0) return false;
  const commands = commandsOf(instruction);
  const [first] = commands;
  return (
    first !== undefined && commands.every(it => it.pipeline === first.pipeline || it.within.includes('substitution'))
  );
}
