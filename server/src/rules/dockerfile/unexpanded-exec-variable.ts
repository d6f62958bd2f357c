import { imageUserlandOf } from '../../project/image-userland-of.ts';
import type { Project } from '../../project/project.ts';
import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isWindowsStage } from '../../syntax/dockerfile/shell-in-force.ts';
import { startOf } from '../../syntax/dockerfile/start-of.ts';
import { commandsOf } from '../../syntax/shell/commands-of.ts';
import type { ShellCommand, ShellWord } from '../../syntax/shell/shell.ts';
import { holdsScript, programBehindWrappers } from '../../syntax/shell/shell-array.ts';
import { basename } from '../../text/path.ts';
import { type Span, span } from '../../text/span.ts';
import { shellQuoted, wrappedArrayEdit } from '../exec-form.ts';
import { type Finding, type InProject, rule } from '../rule.ts';

export const unexpandedExecVariable = rule({
  id: 'dockerfile/unexpanded-exec-variable',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['CMD', 'ENTRYPOINT', 'RUN', 'HEALTHCHECK'], has: ['exec form'] },
  summary: 'An exec form holds a variable that nothing expands',
  why: 'Variables are replaced by a shell, and no shell reads a JSON array: the program gets the dollar sign and the name as they stand.',
  bad: [
    { Dockerfile: 'FROM debian:13\nENV PORT=80\nCMD ["serve", "--port", "$PORT"]\n' },
    {
      Dockerfile:
        'FROM debian:13\nENV PORT=80\nHEALTHCHECK CMD ["curl", "-f", "http://localhost:${PORT}/"]\nCMD ["serve"]\n',
    },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nENV PORT=80\nCMD ["/bin/sh", "-c", "exec serve --port \\"$PORT\\""]\n' },
    { Dockerfile: 'FROM debian:13\nRUN ["perl", "-e", "print $ENV{PATH}"]\n' },
    { Dockerfile: 'FROM debian:13\nENTRYPOINT ["/bin/sh", "-c"]\nCMD ["serve --port $PORT"]\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#variable-substitution',
    'https://github.com/moby/moby/issues/4783',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    if (!file.text.includes('$')) return findings;
    for (const stage of file.stages) {
      for (const { instruction } of stage.lifted) {
        if (!instruction.exec || instruction.variables.length === 0) continue;
        const [command] = commandsOf(instruction);
        const found = command && firstVariable(command);
        if (!found || isWindowsStage(file, stage) || isReadByProgram(command)) continue;
        if (instruction.name === 'CMD' && mayBeExpandedByEntrypoint(stage, dockerfile, project)) continue;
        const edit =
          imageUserlandOf(stage, dockerfile, project)?.shell === 'none'
            ? undefined
            : wrappedArrayEdit(file, instruction, command.words.map(it => shellQuoted(it.value)).join(' '));
        findings.push({
          at: placeOf(found, file, instruction),
          message: `Nothing expands ${found.text} here, because no shell reads a JSON array: ${command.name} gets it as it stands; start "/bin/sh -c" with the command as its script`,
          fixes: edit && [{ title: 'Wrap it in "/bin/sh -c"', safety: 'suggestion', edits: [edit] }],
        });
      }
    }
    return findings;
  },
});

/** `$NAME` and `${NAME…}` without a backslash or a second dollar sign in front. */
const variable = /(?<![\\$])\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*(?:\}|[:#%+?/-][^{}]*\}))/;

interface Found {
  readonly word: ShellWord;
  readonly text: string;
}

function firstVariable({ words }: ShellCommand): Found | undefined {
  for (const word of words) {
    const text = word.value.includes('$') ? variable.exec(word.value)?.[0] : undefined;
    if (text !== undefined) return { word, text };
  }
  return undefined;
}

/** The variable itself where it stands unbroken in the file, else its element. */
function placeOf({ word, text }: Found, file: Dockerfile, instruction: Instruction): Span {
  const at = file.text.indexOf(text, word.span.start);
  const reference = instruction.variables.find(it => it.span.start === at);
  return reference && at + text.length <= word.span.end ? span(at, at + text.length) : word.span;
}

/** Programs that expand variables themselves, or for which a dollar sign means something else. */
const readers = new Set(
  'envsubst awk gawk mawk nawk sed grep egrep jq yq gomplate dockerize confd expect tclsh make gmake find supervisord caddy traefik su runuser docker-compose kubectl xargs watch psql mysql mongo mongosh nginx'.split(
    ' ',
  ),
);

function isReadByProgram(command: ShellCommand): boolean {
  return holdsScript(command) || readers.has(command.name) || readers.has(programBehindWrappers(command));
}

/** The ENTRYPOINT in force is a shell that is handed the words as its script, or a script that may expand them. */
function mayBeExpandedByEntrypoint(stage: Stage, { path }: InProject<Dockerfile>, project: Project): boolean {
  const { entrypoint } = startOf(stage);
  if (!entrypoint) return false;
  const [command] = commandsOf(entrypoint);
  if (!command || !entrypoint.exec) return true;
  if (holdsScript(command)) return true;
  const program = programBehindWrappers(command);
  const name = basename(`/${program}`);
  const script = project.filesOf(project.contextOf(path)).find(it => basename(it.path) === name);
  if (script) return /\beval\b|\benvsubst\b|\bsh -\w*c\b/.test(script.text);
  // A script that is not at hand may do anything.
  return /entry|start|run|init|\.\w+$/i.test(program);
}
