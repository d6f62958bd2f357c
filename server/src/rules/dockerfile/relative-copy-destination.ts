import type { Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isAbsolutePath, transferOf, withoutQuotes } from '../../syntax/dockerfile/transfer.ts';
import { startsWith } from '../../text/string-methods.ts';
import { type Finding, rule } from '../rule.ts';

export const relativeCopyDestination = rule({
  id: 'dockerfile/relative-copy-destination',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['COPY'] },
  aka: ['hadolint:DL3045'],
  summary: 'COPY has a relative destination in a stage that sets no WORKDIR',
  why: 'The files go to the working directory of the base image. Who reads the Dockerfile cannot tell where that is, and another version of the base image may have another one.',
  bad: [
    { Dockerfile: 'FROM python:3.13\nCOPY main.py app/\n' },
    { Dockerfile: 'FROM python:3.13 AS a\nWORKDIR /srv\nFROM python:3.13\nCOPY main.py .\n' },
  ],
  good: [
    { Dockerfile: 'FROM python:3.13\nCOPY main.py /srv/\n' },
    { Dockerfile: 'FROM python:3.13\nWORKDIR /srv\nCOPY main.py .\n' },
    { Dockerfile: 'FROM python:3.13 AS a\nWORKDIR /srv\nFROM a\nCOPY main.py .\n' },
    { Dockerfile: 'FROM python:3.13\nARG TARGET=/srv\nCOPY main.py $TARGET/\n' },
    { Dockerfile: 'FROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY main.py C:/srv/\n' },
    { Dockerfile: 'FROM python:3.13\nONBUILD COPY main.py .\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#copy---destination'],

  check({ file }) {
    const findings: Finding[] = [];
    if (!file.stages.some(mayCopyToRelative)) return findings;
    /** The stages whose images have a WORKDIR of this file, and those that begin with nothing. */
    const setting = new Set<Stage>();
    const empty = new Set<Stage>();
    for (const stage of file.stages) {
      const { parent, base } = stage;
      if (parent ? empty.has(parent) : base?.value === 'scratch') empty.add(stage);
      const inherits = parent !== undefined && setting.has(parent);
      if (inherits || setsWorkdir(stage)) setting.add(stage);
      if (inherits) continue;
      for (const instruction of stage.instructions) {
        if (instruction.name === 'WORKDIR') break;
        if (instruction.name !== 'COPY') continue;
        const destination = transferOf(instruction)?.destination;
        if (!destination || destination.raw.startsWith('/')) continue;
        const path = withoutQuotes(destination.raw);
        if (/^["']?(?:\$|%%|\{\{)/.test(path) || isAbsolutePath(path) || isAbsolutePath(destination.value)) continue;
        // A path with blanks and without JSON form: the word is only the end of it.
        if (/["']$/.test(path)) continue;
        const isEmpty = empty.has(stage);
        const where = isEmpty ? 'so it starts at the root' : 'so the base image decides where the files go';
        findings.push({
          at: destination.span,
          message: `"${destination.value}" is relative and the stage sets no WORKDIR, ${where}; write an absolute path or set WORKDIR first`,
          severity: isEmpty ? 'hint' : undefined,
        });
      }
    }
    return findings;
  },
});

/** Whether a COPY in front of the first WORKDIR may have a relative destination: most stages have none. */
function mayCopyToRelative({ instructions }: Stage): boolean {
  for (const it of instructions) {
    if (it.name === 'WORKDIR') return false;
    if (it.name === 'COPY' && !startsWith(it.arguments.at(-1)?.raw ?? '', '/')) return true;
  }
  return false;
}

function setsWorkdir({ instructions }: Stage): boolean {
  return instructions.some(it => it.name === 'WORKDIR');
}
