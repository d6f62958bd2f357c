import { imageUserlandOf } from '../../project/image-userland-of.ts';
import type { Project } from '../../project/project.ts';
import type { Dockerfile, Instruction, Word } from '../../syntax/dockerfile/dockerfile.ts';
import { shellAt } from '../../syntax/dockerfile/shell-in-force.ts';
import { plainExecEdits, wrappedShellFormEdits } from '../exec-form.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const shellFormCommand = rule({
  id: 'dockerfile/shell-form-command',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['CMD', 'ENTRYPOINT', 'HEALTHCHECK'] },
  aka: ['hadolint:DL3025', 'buildkit:JSONArgsRecommended', 'kics:b86987e1'],
  summary: 'CMD or ENTRYPOINT is written in shell form',
  why: 'A shell is started around the program. It may stay the first process, which gets the signals of `docker stop` and does not pass them on; and an ENTRYPOINT in shell form ignores CMD and the words given to `docker run`.',
  bad: [
    { Dockerfile: 'FROM debian:13\nCMD httpd -D FOREGROUND\n' },
    { Dockerfile: 'FROM debian:13\nENTRYPOINT cd /srv && serve "$PORT"\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nCMD ["httpd", "-D", "FOREGROUND"]\n' },
    { Dockerfile: 'FROM debian:13\nSHELL ["/bin/bash", "-c"]\nCMD httpd -D FOREGROUND\n' },
    { Dockerfile: 'FROM mcr.microsoft.com/windows/servercore:ltsc2025\nCMD ping localhost\n' },
    { Dockerfile: 'FROM debian:13\nHEALTHCHECK CMD test -e /run/ready\nCMD ["httpd", "-D", "FOREGROUND"]\n' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/json-args-recommended/',
    'https://docs.docker.com/reference/dockerfile/#shell-and-exec-form',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    for (const stage of file.stages) {
      for (const { instruction } of stage.lifted) {
        const { name } = instruction;
        if ((name !== 'CMD' && name !== 'ENTRYPOINT' && name !== 'HEALTHCHECK') || instruction.exec) continue;
        const keyword = commandKeyword(instruction, project);
        // Whether there are words at all, without a look at them: those of a script are read only when somebody asks.
        if (!keyword || instruction.logical.text === '') continue;
        const shell = shellAt(file, stage, instruction);
        if (shell.setBy || shell.language !== 'posix' || isTemplated(instruction)) continue;
        const hasShell = imageUserlandOf(stage, dockerfile, project)?.shell !== 'none';
        findings.push({
          at: keyword.span,
          message: `${messageOf(instruction)}; write it as a JSON array`,
          fixes: () => execFixes(instruction, file, hasShell),
        });
      }
    }
    return findings;
  },
});

/** CMD or ENTRYPOINT; the CMD of a HEALTHCHECK where the settings ask for it. */
function commandKeyword(instruction: Instruction, project: Project): Word | undefined {
  if (instruction.name === 'CMD' || instruction.name === 'ENTRYPOINT') return instruction.keyword;
  if (instruction.name !== 'HEALTHCHECK' || project.settings.healthcheckForm !== 'exec') return undefined;
  const [test, first] = instruction.arguments;
  return first && test?.value.toUpperCase() === 'CMD' ? test : undefined;
}

/** `CMD {{ .Command }}`: a generator writes it, in which form is not known. */
function isTemplated({ logical }: Instruction): boolean {
  const first = logical.text.charAt(0);
  return (first === '{' || first === '<' || first === '%') && /^(?:\{\{|\{%|<%|%%\w+%%)/.test(logical.text);
}

function messageOf({ name }: Instruction): string {
  switch (name) {
    case 'ENTRYPOINT':
      return 'ENTRYPOINT in shell form starts a shell that may keep signals from the program, and ignores CMD';
    case 'HEALTHCHECK':
      return 'The test in shell form starts a shell each time, which the image may not have';
    default:
      return 'CMD in shell form starts a shell, which may keep the signals of a stop from the program';
  }
}

function execFixes(instruction: Instruction, file: Dockerfile, hasShell: boolean): readonly Fix[] {
  const plain = plainExecEdits(file, instruction);
  if (plain) return [{ title: 'Write it in exec form', safety: 'suggestion', edits: plain }];
  const wrapped = hasShell ? wrappedShellFormEdits(file, instruction) : undefined;
  return wrapped ? [{ title: 'Write it in exec form with "/bin/sh -c"', safety: 'suggestion', edits: wrapped }] : [];
}
