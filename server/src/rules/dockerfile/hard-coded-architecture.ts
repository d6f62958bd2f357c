import { type ArchitectureNames, architectureOf, architecturesIn } from '../../catalog/architecture-names.ts';
import type { Project } from '../../project/project.ts';
import { builderSuffix } from '../../syntax/balena/template.ts';
import type { Dockerfile, Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { scopeAt } from '../../syntax/dockerfile/variables.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { replace } from '../../text/edit.ts';
import { type Span, slice, span } from '../../text/span.ts';
import { type BuiltFor, builtFor, mayBeBuiltForSome, runsOn, stagesBuiltFor } from '../built-for.ts';
import { insertInstructionBefore, keywordCase } from '../dockerfile-edits.ts';
import { type FileEdit, type Finding, type Fix, type InProject, rule } from '../rule.ts';

export const hardCodedArchitecture = rule({
  id: 'dockerfile/hard-coded-architecture',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A download, path or compiler setting names one architecture in a file that is built for others, too',
  why: 'The build goes through, and on the other devices or platforms the program does not start (“exec format error”), or the path is not there.',
  bad: [
    {
      Dockerfile:
        'FROM debian:13\nARG TARGETARCH\nRUN echo "$TARGETARCH"\nRUN curl -fsSLO https://example.org/tool-linux-amd64.tar.gz\n',
    },
    {
      'Dockerfile.template':
        'FROM balenalib/%%BALENA_ARCH%%-debian:bookworm\nADD https://example.org/tool-aarch64 /usr/bin/tool\n',
    },
    {
      Dockerfile:
        'FROM debian:13 AS build\nFROM debian:13\nCOPY --from=build /usr/lib/x86_64-linux-gnu/libz.so.1 /usr/lib/\n',
      'compose.yaml': 'services:\n  app:\n    build:\n      context: .\n      platforms: [linux/amd64, linux/arm64]\n',
    },
    { Dockerfile: 'FROM arm64v8/debian:13\nADD https://example.org/tool-linux-amd64 /usr/bin/tool\n' },
    { Dockerfile: 'FROM --platform=$BUILDPLATFORM golang:1.27 AS build\nENV GOARCH=amd64\nRUN go build -o /app .\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\nRUN curl -fsSLO https://example.org/tool-linux-amd64.tar.gz\n' },
    {
      'Dockerfile.amd64':
        'FROM debian:13\nARG TARGETARCH\nRUN curl -fsSLO https://example.org/tool-linux-amd64.tar.gz\n',
    },
    {
      Dockerfile:
        'FROM debian:13\nARG TARGETARCH\nRUN case "$TARGETARCH" in amd64) curl -fsSLO https://example.org/tool-x86_64 ;; esac\n',
    },
    {
      Dockerfile:
        'FROM debian:13\nARG TARGETARCH\nRUN curl -fsSLO https://example.org/tool-linux-${TARGETARCH}.tar.gz\n',
    },
    {
      Dockerfile:
        'FROM --platform=$BUILDPLATFORM debian:13 AS tool-amd64\nRUN curl -fsSLO https://example.org/tool-linux-amd64.tar.gz\n',
    },
  ],
  references: [
    'https://docs.docker.com/build/building/multi-platform/',
    'https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope',
    'https://docs.balena.io/learn/develop/dockerfile/',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    const { file } = dockerfile;
    if (!mayBeBuiltForSome(dockerfile, project)) return findings;
    let ofFile: BuiltFor | undefined;
    let ofStages: ReturnType<typeof stagesBuiltFor> | undefined;
    for (const place of placesIn(file)) {
      const { where, names, what } = place;
      ofStages ??= stagesBuiltFor(dockerfile, project);
      const ofStage = ofStages.get(where.stage);
      // A compiler on one architecture that is told another one builds for that on purpose.
      if (ofStage?.kind === 'one' && what === 'this setting') continue;
      ofFile ??= builtFor(dockerfile, project);
      const own = ofStage ?? ofFile;
      if (own.kind === 'unknown' || (own.kind === 'one' && runsOn(own.architecture, names))) continue;
      findings.push(finding(place, own, dockerfile, project));
    }
    return findings;
  },
});

const mayName = /amd64|x86|x64|i[356]86|aarch64|arm64|armhf|armv|arm32|ppc64|s390x|riscv64/i;
const armName = /arm(?:hf|v|32)/i;

/** Each name has one of these numbers in it, or is one of ARM's: to look for them is much faster than for all names. */
function mayNameOne(text: string): boolean {
  const hasNumber = text.includes('64') || text.includes('86') || text.includes('390');
  return (hasNumber || armName.test(text)) && mayName.test(text);
}

interface Where {
  readonly stage: Stage;
  /** The instruction, or the ONBUILD it stands in. */
  readonly instruction: Instruction;
  /** What would be replaced by the shell: the word stands in a RUN and not in single quotes. */
  readonly isForShell: boolean;
  readonly isExpanded: boolean;
}

/** One word that names an architecture. */
interface Place {
  readonly where: Where;
  readonly at: Span;
  readonly word: string;
  readonly names: ArchitectureNames;
  readonly what: 'this URL' | 'this path' | 'this setting';
}

function placesIn(file: Dockerfile): readonly Place[] {
  const places: Place[] = [];
  addFromInstructions(places, file);
  addFromRuns(places, file);
  return places;
}

/** ADD of a URL, COPY of a library's folder, ENV of the Go compiler's target. */
function addFromInstructions(places: Place[], file: Dockerfile): void {
  for (const stage of file.stages) {
    for (const { instruction: it, onbuild } of stage.lifted) {
      if (it.name !== 'ADD' && it.name !== 'COPY' && it.name !== 'ENV') continue;
      const instruction = onbuild ?? it;
      if (it.name === 'ADD' || it.name === 'COPY') {
        const where: Where = { stage, instruction, isForShell: false, isExpanded: true };
        for (const { raw, span: at } of it.arguments.slice(0, -1)) {
          const isUrl = it.name === 'ADD' && raw.includes('://');
          const found = isUrl ? inUrl(raw) : inPath(raw);
          if (found && slice(file.text, at) === raw) places.push(placeIn(at.start, found, isUrl, where));
        }
      } else {
        for (const { key, value } of it.pairs) {
          const names = value && settings.has(key.value) ? settingOf(key.value, value.value) : undefined;
          if (!value || !names) continue;
          const isExpanded = slice(file.text, value.span) === value.value;
          const where: Where = { stage, instruction, isForShell: false, isExpanded };
          places.push({ where, at: value.span, word: value.value, names, what: 'this setting' });
        }
      }
    }
  }
}

/** A RUN that asks for the architecture knows several. */
const asksForIt =
  /\$\{?\w*ARCH|uname|print-arch|dpkg-architecture|\$\(arch\)|`arch`|TARGETPLATFORM|TARGETVARIANT|%%(?:BALENA|RESIN)_(?:ARCH|MACHINE)/;

function addFromRuns(places: Place[], file: Dockerfile): void {
  for (const run of runsOf(file)) {
    const text = slice(file.text, run.instruction.span);
    if (!mayNameOne(text) || asksForIt.test(text)) continue;
    for (const command of run.commands) {
      if (command.within.includes('if') || command.within.includes('case') || isOnlyText(command)) continue;
      addFromCommand(places, file, run, command);
    }
  }
}

/** It writes its words somewhere instead of using them. */
function isOnlyText({ name }: ShellCommand): boolean {
  return /^(?:echo|printf|cat|sed|grep|awk|test|\[|dpkg)$/.test(name);
}

function addFromCommand(places: Place[], file: Dockerfile, run: Run, command: ShellCommand): void {
  const { stage, instruction, onbuild, shell } = run;
  const hasShell = !instruction.exec && shell.language === 'posix';
  const where = (isOpen: boolean): Where => {
    return { stage, instruction: onbuild ?? instruction, isForShell: isOpen, isExpanded: isOpen };
  };
  for (const { raw, at } of settingsIn(command)) {
    const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(raw) ?? [];
    const names = settings.has(name) ? settingOf(name, value) : undefined;
    if (!names || slice(file.text, at) !== raw) continue;
    const valueSpan = span(at.start + name.length + 1, at.end);
    places.push({ where: where(hasShell), at: valueSpan, word: value, names, what: 'this setting' });
  }
  const words = [...command.words.slice(1), ...command.assignments.map(it => it.value)];
  for (const { raw, span: at } of words) {
    const isUrl = raw.includes('://');
    const found = isUrl ? inUrl(raw) : inPath(raw);
    if (!found || slice(file.text, at) !== raw) continue;
    places.push(placeIn(at.start, found, isUrl, where(hasShell && !raw.includes("'"))));
  }
}

/** `NAME=value` in front of a command, and among the words of `export` and `env`. */
function settingsIn({
  name,
  words,
  assignments,
}: ShellCommand): readonly { readonly raw: string; readonly at: Span }[] {
  const own = assignments.map(it => ({ raw: `${it.name}=${it.value.raw}`, at: it.span }));
  if (name !== 'export' && name !== 'env') return own;
  return [...own, ...words.slice(1).map(it => ({ raw: it.raw, at: it.span }))];
}

/** In a word that starts at `start`. */
function placeIn(start: number, { word, index, names }: Named, isUrl: boolean, where: Where): Place {
  const at = span(start + index, start + index + word.length);
  return { where, at, word, names, what: isUrl ? 'this URL' : 'this path' };
}

type Named = ReturnType<typeof architecturesIn>[number];

/** The architecture that the path of a URL names, if it is one only and the file is for Linux. */
function inUrl(raw: string): Named | undefined {
  const pathStart = raw.indexOf('/', raw.indexOf('://') + 3);
  if (pathStart < 0 || /windows|win32|win64|darwin|macos|osx|freebsd/i.test(raw)) return undefined;
  const found = architecturesIn(raw).filter(it => it.index > pathStart);
  const [first] = found;
  return first && found.every(it => it.names === first.names) ? found.at(-1) : undefined;
}

const triplet = /\/(x86_64|aarch64|i386|powerpc64le|riscv64|s390x)-linux-(?:gnu|musl)(?:\/|$)/;

/** The architecture of a folder such as `/usr/lib/x86_64-linux-gnu`. */
function inPath(raw: string): Named | undefined {
  const match = raw.includes('-linux-') ? triplet.exec(raw) : null;
  const word = match?.[1];
  const names = word === undefined ? undefined : architectureOf(word.replace('powerpc', 'ppc'));
  return match && word && names ? { names, word, index: match.index + 1 } : undefined;
}

/** Variables that tell a compiler what to build for. */
const settings = new Set(['GOARCH', 'CARGO_BUILD_TARGET']);

function settingOf(name: string, value: string): ArchitectureNames | undefined {
  if (/[$%]/.test(value)) return undefined;
  return architectureOf(name === 'GOARCH' ? value : (value.split('-')[0] ?? ''));
}

function finding(
  place: Place,
  target: Exclude<BuiltFor, { kind: 'unknown' }>,
  dockerfile: InProject<Dockerfile>,
  project: Project,
): Finding {
  const { at, word, what } = place;
  const where =
    target.kind === 'several'
      ? `the file is built for several platforms (${target.why})`
      : `the file is built for ${target.architecture.balena ?? target.architecture.id} (${target.why})`;
  return {
    at,
    message: `"${word}" is fixed in ${what}, but ${where}; take the architecture from the build`,
    fixes: () => fixesFor(place, dockerfile, project),
  };
}

function fixesFor(place: Place, dockerfile: InProject<Dockerfile>, project: Project): readonly Fix[] {
  const { word, names, at } = place;
  const { isForShell, isExpanded } = place.where;
  const fixes: Fix[] = [];
  const isTemplate = project.dialect === 'balena' && builderSuffix(dockerfile.path) !== undefined;
  if (isTemplate && word === names.balena) {
    fixes.push(replaceBy('%%BALENA_ARCH%%', [replace(at, '%%BALENA_ARCH%%')]));
  }
  if (project.dialect === 'docker' && isExpanded && word === names.docker) {
    const edits = withArgument(place, dockerfile.file);
    if (edits) fixes.push(edits);
  }
  if (isForShell && word === names.kernel && place.what !== 'this setting') {
    fixes.push(replaceBy('$(uname -m)', [replace(at, '$(uname -m)')]));
  }
  return fixes;
}

function replaceBy(text: string, edits: readonly FileEdit[]): Fix {
  return { title: `Change to "${text}"`, safety: 'suggestion', edits };
}

/** `${TARGETARCH}`, declared in front; what runs on the builder's own platform is fetched for that one. */
function withArgument({ where, at, what }: Place, file: Dockerfile): Fix | undefined {
  const { stage, instruction } = where;
  const [oldest] = stageChain(stage);
  const isOnBuilder = /BUILDPLATFORM/.test(oldest?.platform?.value?.value ?? '');
  const name = isOnBuilder && what !== 'this setting' ? 'BUILDARCH' : 'TARGETARCH';
  const edit = replace(at, `\${${name}}`);
  // What a trigger sees is declared in another file.
  if (instruction.trigger) return undefined;
  if (scopeAt(file, instruction.span.start).find(name)) return replaceBy(`\${${name}}`, [edit]);
  const argument = insertInstructionBefore(file, instruction, `${keywordCase(file, 'ARG')} ${name}`);
  return replaceBy(`\${${name}}`, [argument, edit]);
}
