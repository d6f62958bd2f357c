import { baseImageOf } from '../../project/base-image.ts';
import { imageUserlandOf } from '../../project/image-userland-of.ts';
import type { ContextFile, Project } from '../../project/project.ts';
import { finalStages } from '../../project/shipped-stages.ts';
import type { Argument, Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isWindowsStage } from '../../syntax/dockerfile/shell-in-force.ts';
import { stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { type Transfer, transferOf } from '../../syntax/dockerfile/transfer.ts';
import { imagePath } from '../../syntax/dockerfile/working-directory.ts';
import { packageUses } from '../../syntax/shell/package-uses.ts';
import { insert } from '../../text/edit.ts';
import { basename } from '../../text/path.ts';
import { bringsProgram, type Compilation, compilationsOf } from '../compiled-programs.ts';
import { type Finding, type Fix, type InProject, rule } from '../rule.ts';

const building =
  'FROM debian:13 AS build\nRUN apt-get update && apt-get install -y gcc libc6-dev\nWORKDIR /src\nCOPY hello.c .\n';

export const dynamicBinaryInScratch = rule({
  id: 'dockerfile/dynamic-binary-in-scratch',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['COPY'], has: ['flag'], commands: ['compiler'] },
  summary: 'A final stage takes a dynamically linked program and not the C library it needs',
  why: 'The loader and the library the program was linked against are not there: it ends at its start with “no such file or directory”, although its file is in place.',
  bad: [
    {
      Dockerfile: `${building}RUN gcc -o hello hello.c\nFROM scratch\nCOPY --from=build /src/hello /\nCMD ["/hello"]\n`,
    },
    {
      Dockerfile: `${building}RUN gcc -o hello hello.c\nFROM alpine:3.22\nCOPY --from=build /src/hello /\nCMD ["/hello"]\n`,
    },
    {
      Dockerfile:
        'FROM golang:1.24-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /server .\nFROM scratch\nCOPY --from=build /server /\nCMD ["/server"]\n',
    },
  ],
  good: [
    {
      Dockerfile: `${building}RUN gcc -static -o hello hello.c\nFROM scratch\nCOPY --from=build /src/hello /\nCMD ["/hello"]\n`,
    },
    {
      Dockerfile: `${building}RUN gcc -o hello hello.c\nFROM scratch\nCOPY --from=build /lib64/ /lib64/\nCOPY --from=build /lib/x86_64-linux-gnu/libc.so.6 /lib/x86_64-linux-gnu/\nCOPY --from=build /src/hello /\nCMD ["/hello"]\n`,
    },
    {
      Dockerfile: `${building}RUN gcc -o hello hello.c\nFROM debian:13-slim\nCOPY --from=build /src/hello /\nCMD ["/hello"]\n`,
    },
    {
      Dockerfile:
        'FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /server .\nFROM scratch\nCOPY --from=build /server /\nCMD ["/server"]\n',
    },
    {
      Dockerfile: `${building}RUN gcc -o hello hello.c\nFROM alpine:3.22\nRUN apk add --no-cache gcompat\nCOPY --from=build /src/hello /\nCMD ["/hello"]\n`,
    },
  ],
  references: [
    'https://docs.docker.com/build/building/base-images/#create-a-minimal-base-image-using-scratch',
    'https://wiki.alpinelinux.org/wiki/Running_glibc_programs',
    'https://pkg.go.dev/cmd/cgo',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    if (file.stages.length < 2) return findings;
    for (const stage of finalStages(dockerfile, project)) {
      const libc = imageUserlandOf(stage, dockerfile, project)?.libc;
      if ((libc !== 'none' && libc !== 'musl') || isChosenByVariable(stage) || isWindowsStage(file, stage)) continue;
      const copies = copiesOf(stage);
      const suspects = copies.filter(it => sourceStage(it, stage, dockerfile, project));
      if (suspects.length === 0 || bringsLibrary(copies) || installsLoader(file, stage)) continue;
      const isScratch = baseImageOf(stageChain(stage)[0] ?? stage, dockerfile, project).kind === 'scratch';
      for (const copy of suspects) findings.push(...findingsOf(copy, stage, isScratch, dockerfile, project));
    }
    return findings;
  },
});

function copiesOf(stage: Stage): readonly Transfer[] {
  const copies: Transfer[] = [];
  for (const { instructions } of stageChain(stage)) {
    for (const it of instructions) {
      const transfer = transferOf(it);
      if (transfer) copies.push(transfer);
    }
  }
  return copies;
}

function isChosenByVariable(stage: Stage): boolean {
  return stageChain(stage).some(it => /[$%]/.test(it.base?.raw ?? '$'));
}

/** A lib folder, the library itself, a loader, or a tree that may hold them. */
function bringsLibrary(copies: readonly Transfer[]): boolean {
  return copies.some(({ sources, name }) =>
    sources.some(({ value }) => {
      const path = value.replace(/\/+$/, '');
      const isTree =
        path === '' || /(?:root|rootfs|sysroot|deps|dist)$/.test(path) || path.includes('$') || /\*$/.test(path);
      return (
        isTree ||
        /(?:^|\/)(?:usr\/)?(?:local\/)?lib(?:32|64|s|x32)?(?:\/|$)|\.so(?:\.|$|\*)|ld-(?:linux|musl)/.test(path) ||
        (name === 'ADD' && /\.t/.test(path))
      );
    }),
  );
}

/** Packages with which programs for glibc run on Alpine. */
function installsLoader(file: Dockerfile, stage: Stage): boolean {
  const chain = stageChain(stage);
  return packageUses(file).some(
    ({ run, action, operands }) =>
      chain.includes(run.stage) &&
      action === 'install' &&
      operands.some(({ value }) => /^(?:gcompat|libc6-compat|glibc)|\$|\.apk$/.test(value)),
  );
}

/** The earlier stage with glibc from which something is copied. */
function sourceStage(
  { from }: Transfer,
  stage: Stage,
  dockerfile: InProject<Dockerfile>,
  project: Project,
): Stage | undefined {
  const source = from && dockerfile.file.stage(from.value);
  if (!source || source.index >= stage.index || isChosenByVariable(source)) return undefined;
  return imageUserlandOf(source, dockerfile, project)?.libc === 'glibc' ? source : undefined;
}

function* findingsOf(
  copy: Transfer,
  stage: Stage,
  isScratch: boolean,
  dockerfile: InProject<Dockerfile>,
  project: Project,
): Iterable<Finding> {
  const { file } = dockerfile;
  const from = sourceStage(copy, stage, dockerfile, project);
  if (!from) return;
  const compilations = stageChain(from).flatMap(it => compilationsOf(file, it));
  if (compilations.length === 0) return;
  for (const source of copy.sources) {
    const path = imagePath('/', source.value);
    if (path === undefined || path.includes('$')) continue;
    const about = compilations.filter(it => bringsProgram(path, it) || isMadeBy(it, path, dockerfile, project));
    // Built twice, and once for sure without libraries: not clear which of them arrives.
    const found = about.every(isDynamic) ? about.at(-1) : undefined;
    if (found) yield finding(source, found, isScratch, dockerfile);
  }
}

/** `make` counts as one, for `isMadeBy` has read the Makefile. */
function isDynamic({ linking, language }: Compilation): boolean {
  return language === 'make' || linking() === 'dynamic';
}

/** Whether `make` builds the program with a C compiler and without `-static`, as far as the Makefile of the context tells. */
function isMadeBy(
  { language, command }: Compilation,
  path: string,
  { path: dockerfilePath }: InProject<Dockerfile>,
  project: Project,
): boolean {
  if (language !== 'make' || !/^g?make$/.test(command.name)) return false;
  if (command.words.some(({ value }) => /^-[Cf]|static|FLAGS|\$/.test(value))) return false;
  const makefiles = project
    .filesOf(project.contextOf(dockerfilePath))
    .filter(it => basename(it.path).toLowerCase() === 'makefile');
  const depthOf = (it: ContextFile): number => it.relativePath.split('/').length;
  const [makefile, other] = makefiles.toSorted((a, b) => depthOf(a) - depthOf(b));
  // Which of two is meant is not known.
  if (!makefile || (other && depthOf(other) === depthOf(makefile))) return false;
  const { text } = makefile;
  if (
    /static|\binclude\b|\bgo\b|cargo|musl/.test(text) ||
    !/\b(?:gcc|g\+\+|cc|c\+\+|clang)\b|\$[({](?:CC|CXX)[)}]/.test(text)
  )
    return false;
  const name = basename(path);
  return text
    .split('\n')
    .some(line => line.startsWith(`${name}:`) || line.startsWith(`${name} :`) || line.includes(`-o ${name}`));
}

function finding(source: Argument, it: Compilation, isScratch: boolean, dockerfile: InProject<Dockerfile>): Finding {
  const { command, language } = it;
  const where = isScratch ? 'which is not in scratch' : 'and Alpine has musl instead';
  const fix = staticFix(it);
  const cause = `${command.name} links it against glibc, ${where}`;
  return {
    at: source.span,
    severity: language === 'go' ? 'hint' : undefined,
    message:
      language === 'go'
        ? `If this program uses net, os/user or C code, ${cause}: it ends with “no such file or directory”; build it with CGO_ENABLED=0`
        : `This program will not start: ${cause}; ${language === 'rust' ? 'build for a musl target' : 'link it with -static'}, or copy its libraries, too`,
    related: [{ path: dockerfile.path, at: command.words[0]?.span ?? command.span, message: 'it is compiled here' }],
    fixes: fix ? [fix] : [],
  };
}

function staticFix({ command, language, run }: Compilation): Fix | undefined {
  const [program] = command.words;
  // A script in quotes, an array: what is inserted would not be a word.
  if (!program || run.instruction.exec || !run.commands.includes(command)) return undefined;
  if (language === 'c')
    return { title: 'Add "-static"', safety: 'suggestion', edits: [insert(program.span.end, ' -static')] };
  if (language !== 'go') return undefined;
  return { title: 'Add "CGO_ENABLED=0"', safety: 'suggestion', edits: [insert(program.span.start, 'CGO_ENABLED=0 ')] };
}
