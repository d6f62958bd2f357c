import { baseImageOf } from '../../project/base-image.ts';
import type { Project } from '../../project/project.ts';
import { finalStages } from '../../project/shipped-stages.ts';
import type { Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { isWindowsStage } from '../../syntax/dockerfile/shell-in-force.ts';
import { startOf } from '../../syntax/dockerfile/start-of.ts';
import { imagePath, workingDirectoryAt } from '../../syntax/dockerfile/working-directory.ts';
import { commandsOf, isShell } from '../../syntax/shell/commands-of.ts';
import { packageUses, programsBehind } from '../../syntax/shell/package-uses.ts';
import { runsOf } from '../../syntax/shell/runs.ts';
import type { ShellWord } from '../../syntax/shell/shell.ts';
import { insert } from '../../text/edit.ts';
import { lineBreakOf } from '../../text/line-index.ts';
import type { Span } from '../../text/span.ts';
import { type Compilation, compilationsOf, mayCompile } from '../compiled-programs.ts';
import { indentationAt, insertAboveComments, keywordCase } from '../dockerfile-edits.ts';
import { type Finding, type Fix, type InProject, rule } from '../rule.ts';

export const buildToolsInFinalStage = rule({
  id: 'dockerfile/build-tools-in-final-stage',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { commands: ['compiler'] },
  summary: 'The image that is shipped holds the compiler its program was built with',
  why: 'Compilers, headers and sources are often many times the size of the program, are never used again, and help an attacker. A second stage takes the program alone.',
  bad: [
    {
      Dockerfile:
        'FROM debian:13\nRUN apt-get update && apt-get install -y gcc libc6-dev\nWORKDIR /app\nCOPY hello.c .\nRUN gcc -o hello hello.c\nCMD ["/app/hello"]\n',
    },
    {
      Dockerfile:
        'FROM golang:1.24-bookworm\nWORKDIR /src\nCOPY . .\nRUN go build -o /server .\nENTRYPOINT ["/server"]\n',
    },
    {
      Dockerfile:
        'FROM maven:3.9-eclipse-temurin-21\nCOPY . /src\nRUN mvn -f /src package\nCMD ["java", "-jar", "/src/target/app.jar"]\n',
    },
  ],
  good: [
    {
      Dockerfile:
        'FROM golang:1.24-bookworm AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /server .\nFROM debian:13-slim\nCOPY --from=build /server /\nENTRYPOINT ["/server"]\n',
    },
    {
      Dockerfile:
        'FROM alpine:3.22\nCOPY hello.c /\nRUN apk add --no-cache --virtual .build gcc musl-dev && gcc -o /hello /hello.c && apk del .build\nCMD ["/hello"]\n',
    },
    {
      Dockerfile: 'FROM debian:13\nRUN apt-get update && apt-get install -y gcc libc6-dev\nCMD ["gcc", "--version"]\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/multi-stage/'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file, path } = dockerfile;
    // What a development container is for.
    if (path.includes('/.devcontainer/')) return findings;
    const stage = file.stages.at(-1);
    if (!stage || !mayCompile(file, stage) || isWindowsStage(file, stage)) return findings;
    // Most files end here: what a stage compiles takes longer to find out.
    const sdk = sdkOf(stage, dockerfile, project);
    const installed = installedCompiler(stage, file);
    if ((!sdk && !installed) || !finalStages(dockerfile, project).includes(stage)) return findings;
    const compilations = compilationsOf(file, stage);
    const tools = sdk && compilations.some(it => sdk.languages.includes(it.language)) ? sdk : installed;
    const [first] = compilations;
    if (!first || first.run.instruction.flags.some(it => it.name.value === 'network')) return findings;
    if (!tools || isToolbox(stage, first)) return findings;
    const fix = splitFix(stage, compilations, dockerfile, project);
    findings.push({
      at: tools.at,
      message: `${tools.name} is shipped with the image although only the build needs it; compile in a stage of its own and copy the result`,
      related: [{ path, at: first.command.words[0]?.span ?? first.command.span, message: 'it is used here' }],
      fixes: fix ? [fix] : [],
    });
    return findings;
  },
});

/** An image to work in, which starts a shell, or one without a program of its own that takes nothing from the context. */
function isToolbox(stage: Stage, { run }: Compilation): boolean {
  const { entrypoint, cmd } = startOf(stage);
  if (!entrypoint && !cmd) {
    return !stage.instructions.some(
      it => it.index < run.instruction.index && (it.name === 'COPY' || it.name === 'ADD'),
    );
  }
  const [command] = commandsOf(entrypoint ?? cmd ?? run.instruction);
  return command !== undefined && isShell(command.name) && command.words.slice(1).every(it => it.value.startsWith('-'));
}

interface Tools {
  readonly at: Span;
  readonly name: string;
}

/** With or without its version, as `nameOf` takes it off. */
const compilerPackage =
  /^(?:build-essential|build-base|base-devel|(?:gcc|g\+\+|clang|gcc-c\+\+|gcc-go|gfortran|gnat)(?:-\d+)?|musl-dev|libc6-dev|libc-dev|make|cmake|rust|rustc|cargo|golang(?:-\d[\d.]*)?(?:-go)?|go|ghc|maven|gradle|(?:default|openjdk-?\d+)-jdk(?:-headless)?|java-[\d.]+-openjdk-devel|@?"?development tools"?)(?:[=~<>].*)?$/i;

/** `gcc=4:14.2.0-1` without its version. */
function nameOf(operand: string): string {
  return operand.replace(/[=~<>].*$/, '');
}

/** Base images that are a tool chain, by the language they compile. */
const sdkImages: ReadonlyMap<string, readonly Compilation['language'][]> = new Map([
  ['golang', ['go']],
  ['rust', ['rust']],
  ['gcc', ['c', 'make']],
  ['maven', ['other']],
  ['gradle', ['other']],
  ['haskell', ['other']],
  ['mcr.microsoft.com/dotnet/sdk', ['other']],
]);

interface Sdk extends Tools {
  readonly languages: readonly Compilation['language'][];
}

/** The base image where it is a tool chain. */
function sdkOf(stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): Sdk | undefined {
  const base = baseImageOf(stage, dockerfile, project);
  if (base.kind !== 'image' || !stage.base) return undefined;
  const name = base.reference.familiarName;
  const languages = sdkImages.get(name);
  return languages && { at: stage.base.span, name, languages };
}

/** The first package that was brought in to compile and is not taken away in the same RUN. */
function installedCompiler(stage: Stage, file: Dockerfile): Tools | undefined {
  for (const { words, isRemoved } of installsIn(stage, file)) {
    const found = isRemoved ? undefined : words.find(it => compilerPackage.test(it.value));
    if (found) return { at: found.span, name: nameOf(found.value) };
  }
  return undefined;
}

interface Install {
  readonly words: readonly ShellWord[];
  /** Packages are taken away again in the same RUN. */
  readonly isRemoved: boolean;
}

/** What package managers, and the script of balena's base images, install in the stage. */
function installsIn(stage: Stage, file: Dockerfile): readonly Install[] {
  const installs: Install[] = [];
  for (const use of packageUses(file)) {
    if (use.run.stage !== stage || use.action !== 'install' || use.run.onbuild) continue;
    if (systemManagers.has(use.manager)) installs.push({ words: use.operands, isRemoved: isRemovedAgain(use) });
  }
  for (const run of runsOf(file)) {
    if (run.stage !== stage || run.onbuild) continue;
    for (const { name, words } of run.programs) {
      if (name === 'install_packages') installs.push({ words: words.slice(1), isRemoved: false });
    }
  }
  return installs;
}

const systemManagers: ReadonlySet<string> = new Set(['apt', 'apk', 'yum', 'dnf', 'zypper']);

const removers: ReadonlySet<string> = new Set(['apt-get', 'apt', 'yum', 'dnf', 'microdnf', 'zypper', 'rpm']);

function isRemovedAgain(use: Parameters<typeof programsBehind>[0]): boolean {
  return programsBehind(use).some(
    ({ name, words }) =>
      (removers.has(name) && words.some(it => /^(?:remove|purge|autoremove|erase|-e)$/.test(it.value))) ||
      (name === 'apk' && words.some(it => it.value === 'del')),
  );
}

/** Instructions that may stand behind the compilation and go to the final stage as they are. */
const movable = new Set(['CMD', 'ENTRYPOINT', 'EXPOSE', 'LABEL', 'STOPSIGNAL', 'VOLUME', 'HEALTHCHECK']);

/**
 * ```
 * FROM debian:13          FROM debian:13 AS build
 * …                       …
 * RUN gcc -o hello …  →   RUN gcc -o hello …
 *                         FROM debian:13
 * CMD ["/app/hello"]      COPY --from=build /app/hello /app/hello
 *                         CMD ["/app/hello"]
 * ```
 * Undefined unless it is one program, of which the path is known, started by CMD or ENTRYPOINT, and nothing else of the
 * stage is needed at run time as far as can be seen.
 */
function splitFix(
  stage: Stage,
  compilations: readonly Compilation[],
  dockerfile: InProject<Dockerfile>,
  project: Project,
): Fix | undefined {
  const { file } = dockerfile;
  const [only, ...more] = compilations;
  const { output } = only ?? {};
  if (!only || more.length > 0 || output === undefined || !output.startsWith('/') || only.language === 'rust')
    return undefined;
  const runtimeBase = runtimeImage(stage, only, dockerfile, project);
  const at = only.run.instruction.index;
  const after = stage.instructions.filter(it => it.index > at);
  const [next] = after;
  const isPlain =
    stage.index === 0 &&
    file.stages.length === 1 &&
    stage.name === undefined &&
    stage.instructions.every(it => (it.index > at ? movable.has(it.name ?? '') : !keptOut.has(it.name ?? '')));
  if (!runtimeBase || !next || !isPlain || programStarted(file, stage) !== output) return undefined;
  // Anything else that is installed beside compilers may be needed at run time.
  const hasOthers = [...installsIn(stage, file)].some(({ words }) => words.some(it => !isBuildOnly(nameOf(it.value))));
  const hasLibraries = packageUses(file).some(
    it => it.run.stage === stage && it.action === 'install' && !systemManagers.has(it.manager) && it.manager !== 'go',
  );
  if (hasOthers || hasLibraries || !stage.base) return undefined;
  const separator = lineBreakOf(file.text) + indentationAt(file.text, next.span.start);
  const folder = workingDirectoryAt(file, stage, next);
  const lines = [
    `${keywordCase(file, 'FROM')} ${runtimeBase}`,
    ...(folder?.startsWith('/') && folder !== '/' ? [`${keywordCase(file, 'WORKDIR')} ${folder}`] : []),
    `${keywordCase(file, 'COPY')} --from=build ${output} ${output}`,
  ];
  const as = stage.from.keyword.value === stage.from.keyword.value.toLowerCase() ? 'as' : 'AS';
  return {
    title: `Split off a final stage on ${runtimeBase}`,
    safety: 'suggestion',
    edits: [insert(stage.base.span.end, ` ${as} build`), insertAboveComments(file, next, lines.join(separator))],
  };
}

/** In front of the compilation these would be lost for the final stage. */
const keptOut = new Set([...movable, 'ENV', 'ARG', 'USER', 'ONBUILD', 'SHELL']);

function isBuildOnly(name: string): boolean {
  return (
    compilerPackage.test(name) ||
    /-dev(?:el)?$/.test(name) ||
    /^(?:git|ca-certificates|curl|wget|pkg-config|pkgconf|autoconf|automake|libtool|upx)$/.test(name)
  );
}

/** The path of the program that CMD or ENTRYPOINT names. */
function programStarted(file: Dockerfile, stage: Stage): string | undefined {
  const { entrypoint, cmd } = startOf(stage);
  const instruction = entrypoint ?? cmd;
  const [command, ...others] = instruction ? commandsOf(instruction) : [];
  const [word] = command?.words ?? [];
  if (!instruction || !word?.isLiteral || others.length > 0 || !word.value.includes('/')) return undefined;
  return imagePath(workingDirectoryAt(file, stage, instruction), word.value);
}

/** The image the program runs on: the one it was built on, or for a Go tool chain the distribution below it. */
function runtimeImage(
  stage: Stage,
  { language }: Compilation,
  dockerfile: InProject<Dockerfile>,
  project: Project,
): string | undefined {
  const base = baseImageOf(stage, dockerfile, project);
  if (language !== 'c' && language !== 'go') return undefined;
  const raw = stage.base?.raw;
  // One of a template is an image of a distribution, whichever the device.
  if (base.kind === 'unknown' && raw?.startsWith('balenalib/')) return raw;
  if (base.kind !== 'image') return undefined;
  const { familiarName, tag } = base.reference;
  if (!sdkImages.has(familiarName)) return raw;
  if (language !== 'go' || !base.isWritten) return undefined;
  const version = /alpine([\d.]*)/.exec(tag?.value ?? '');
  if (version) return `alpine:${version[1] || '3'}`;
  const release = /-(bullseye|bookworm|trixie)$/.exec(tag?.value ?? '')?.[1];
  return release === undefined ? undefined : `debian:${release}-slim`;
}
