/** An instruction with a variable that nothing in front of it sets. */
import { baseImageOf, buildArgumentsOf, rootImageOf } from '../../project/base-image.ts';
import type { Project } from '../../project/project.ts';
import type {
  Dockerfile,
  Instruction,
  InstructionName,
  Pair,
  Stage,
  VariableReference,
} from '../../syntax/dockerfile/dockerfile.ts';
import { isWindowsStage } from '../../syntax/dockerfile/shell-in-force.ts';
import { stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { platformArguments, scopeAt, type VariableScope } from '../../syntax/dockerfile/variables.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { rememberLast } from '../../text/remember.ts';
import { contains } from '../../text/span.ts';
import { insertInstructionBefore, keywordCase } from '../dockerfile-edits.ts';
import { type Finding, type Fix, type InProject, rule } from '../rule.ts';

export const undefinedVariable = rule({
  id: 'dockerfile/undefined-variable',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['variable'] },
  aka: ['buildkit:UndefinedVar'],
  summary: 'An instruction uses a variable that nothing in front of it sets',
  why: 'The builder puts nothing in its place and goes on, so that paths and values come out wrong without a word. Where the base image may set the variable itself, this is a hint.',
  bad: [
    { Dockerfile: 'FROM debian:12\nARG CONFIG_DIR=/etc/acme\nCOPY acme.conf $CONFIG_DIRS/\n' },
    { Dockerfile: 'ARG VERSION=1\nFROM debian:12\nLABEL org.opencontainers.image.version=$VERSION\n' },
    { Dockerfile: 'FROM scratch\nCOPY app-$TARGETARCH /app\n' },
    { Dockerfile: 'FROM scratch\nCOPY app $APP_HOME/\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nARG CONFIG_DIR\nCOPY acme.conf ${CONFIG_DIR}/\n' },
    { Dockerfile: 'FROM debian:12 AS base\nENV ROOT=/srv\nFROM base\nWORKDIR $ROOT/web\n' },
    { Dockerfile: 'FROM debian:12\nENV PATH=/opt/bin:$PATH HINT="\\$HOME" PROXY=$http_proxy\n' },
    { Dockerfile: 'FROM debian:12\nUSER ${APP_USER:-www-data}\nRUN echo $ANYTHING\n' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/undefined-var/',
    'https://docs.docker.com/reference/dockerfile/#environment-replacement',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    let guesses = maxGuesses;
    for (const stage of dockerfile.file.stages) {
      if (stage.from.index < 0) continue;
      for (const instruction of stage.instructions) {
        const { name: keyword } = instruction;
        // Most are RUNs, and the variables of a script are read only when somebody asks.
        if (keyword === 'RUN' || !keyword || !expanding.has(keyword) || instruction.variables.length === 0) continue;
        for (const { name, references } of undefinedIn(instruction, dockerfile.file)) {
          const cause = causeOf(
            name,
            stage,
            instruction,
            dockerfile,
            project,
            guesses-- > 0 ? 'with a guess' : 'without',
          );
          const [first] = references;
          if (!cause || !first) continue;
          const fixes = () => fixesOf(dockerfile.file, instruction, name, references, cause);
          const { message, severity } = wordsOf(name, cause);
          findings.push({ at: first.span, message, severity, fixes });
        }
      }
    }
    return findings;
  },
});

/** The instructions in which the builder itself fills in variables. */
const expanding: ReadonlySet<InstructionName> = new Set<InstructionName>([
  'ADD',
  'ARG',
  'COPY',
  'ENV',
  'EXPOSE',
  'LABEL',
  'STOPSIGNAL',
  'USER',
  'VOLUME',
  'WORKDIR',
]);

/**
 * Set without being declared: the proxies by the builder, PATH by it too where the image has none.
 * https://docs.docker.com/reference/dockerfile/#predefined-args
 */
const predefined: ReadonlySet<string> = new Set(
  ['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY']
    .flatMap(it => [it, it.toLowerCase()])
    .concat('PATH'),
);

/** In a file with more findings than that nobody meant another name each time. */
const maxGuesses = 20;

interface Undefined {
  readonly name: string;
  /** At least one. */
  readonly references: readonly VariableReference[];
}

function undefinedIn(instruction: Instruction, file: Dockerfile): readonly Undefined[] {
  const scope = scopeAt(file, instruction.span.start);
  let byName: Map<string, VariableReference[]> | undefined;
  for (const reference of expandedReferences(instruction)) {
    const name = reference.name.value;
    if (isDigit(name.charCodeAt(0)) || scope.find(name) || predefined.has(name)) continue;
    byName ??= new Map();
    const others = byName.get(name);
    if (others) others.push(reference);
    else byName.set(name, [reference]);
  }
  if (!byName) return [];
  const found: Undefined[] = [];
  const pairs = new Map<string, Pair[]>();
  for (const pair of instruction.name === 'ENV' ? instruction.pairs : []) {
    const others = pairs.get(pair.key.value);
    if (others) others.push(pair);
    else pairs.set(pair.key.value, [pair]);
  }
  for (const [name, references] of byName) {
    // `ENV A=1 B=$A` is a mistake of its own kind, of which `self-referencing-env` speaks.
    const isSetElsewhere = pairs.get(name)?.some(it => references.some(use => !contains(it.span, use.span)));
    if (!isSetElsewhere) found.push({ name, references });
  }
  return found;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** The references that are replaced and have nothing to fall back on; none within one that says what to do without it. */
function expandedReferences({ variables, flags, name }: Instruction): readonly VariableReference[] {
  const from = name === 'COPY' && flags.length > 0 ? flags.find(it => it.name.value === 'from') : undefined;
  const found: VariableReference[] = [];
  let skipTo = 0;
  for (const reference of variables) {
    const { span: at, modifier, quoted } = reference;
    if (quoted || at.start < skipTo || (from && contains(from.span, at))) continue;
    switch (modifier?.value) {
      case ':-':
      case '-':
        break;
      case ':+':
      case '+':
      case ':?':
      case '?':
        skipTo = at.end;
        break;
      default:
        found.push(reference);
    }
  }
  return found;
}

/** Why the variable is empty, as far as the file tells. */
type Cause =
  | { readonly kind: 'misspelt'; readonly meant: string }
  | { readonly kind: 'only in front of FROM' | 'of the platform' | 'given but not declared' | 'set further down' }
  | { readonly kind: 'not set' }
  | { readonly kind: 'not set, unless by the base image' };

/** Undefined where a stage that may be the base sets it. */
function causeOf(
  name: string,
  stage: Stage,
  instruction: Instruction,
  dockerfile: InProject<Dockerfile>,
  project: Project,
  effort: 'with a guess' | 'without',
): Cause | undefined {
  const { file, path } = dockerfile;
  if (platformArguments.has(name)) return { kind: 'of the platform' };
  if (mayComeFromStage(name, stage, dockerfile, project)) return undefined;
  if (globalNames(file).has(name)) return { kind: 'only in front of FROM' };
  if ((lastPlaces(stage).get(name) ?? 0) > instruction.index) return { kind: 'set further down' };
  if (buildArgumentsOf(path, project).has(name)) return { kind: 'given but not declared' };
  const meant = effort === 'with a guess' ? nearName(name, scopeAt(file, instruction.span.start)) : undefined;
  // Windows compares names without case.
  if (meant?.toLowerCase() === name.toLowerCase() && isWindowsStage(file, stage)) return undefined;
  if (meant !== undefined) return { kind: 'misspelt', meant };
  const isScratch = rootImageOf(stage, dockerfile, project).kind === 'scratch';
  return { kind: isScratch ? 'not set' : 'not set, unless by the base image' };
}

/** The names that the ARGs in front of the first FROM declare. */
const globalNames = rememberLast(({ globalArguments }: Dockerfile): ReadonlySet<string> => {
  const names = new Set<string>();
  for (const { pairs } of globalArguments) for (const { key } of pairs) names.add(key.value);
  return names;
});

/** The names that ARG and ENV of the stage set, with the number of the last instruction that does. */
const lastPlaces = rememberLast(({ instructions }: Stage): ReadonlyMap<string, number> => {
  const places = new Map<string, number>();
  for (const { name, pairs, index } of instructions) {
    if (name === 'ARG' || name === 'ENV') for (const pair of pairs) places.set(pair.key.value, index);
  }
  return places;
});

/** Names that differ in their numbers, as JAVA8_HOME and JAVA11_HOME, and short ones are different on purpose. */
function nearName(name: string, scope: VariableScope): string | undefined {
  const meant = closest(name, scope.variables(), it => it.name)?.name;
  if (meant?.toLowerCase() === name.toLowerCase()) return meant;
  const digits = (text: string): string => text.replace(/\D/g, '');
  if (meant !== undefined && name.length > 3 && digits(meant) === digits(name)) return meant;
  // GOPATH is no slip of the finger.
  return name.length === 4 ? closest(name, ['PATH'], it => it) : undefined;
}

/** FROM names a stage by a variable, or perhaps does, and that stage or one below it sets the name. */
function mayComeFromStage(name: string, stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): boolean {
  const bottom = stageChain(stage)[0] ?? stage;
  if (!bottom.base?.raw.includes('$')) return false;
  const base = baseImageOf(bottom, dockerfile, project);
  const candidates =
    base.kind === 'stage'
      ? stageChain(base.stage)
      : base.kind === 'unknown'
        ? dockerfile.file.stages.slice(0, bottom.index)
        : [];
  return candidates.some(it => it.instructions.some(instruction => setsName(instruction, name)));
}

function setsName({ name: instructionName, pairs }: Instruction, name: string): boolean {
  return (instructionName === 'ARG' || instructionName === 'ENV') && pairs.some(it => it.key.value === name);
}

function wordsOf(name: string, cause: Cause): Pick<Finding, 'message' | 'severity'> {
  switch (cause.kind) {
    case 'misspelt':
      return { message: `Nothing sets "${name}", so it comes out empty; there is a variable "${cause.meant}"` };
    case 'only in front of FROM':
      return {
        message: `An ARG in front of FROM serves FROM only, so "${name}" comes out empty here; repeat "ARG ${name}" in this stage`,
      };
    case 'of the platform':
      return {
        message: `A stage sees "${name}" only after it has declared it, so it comes out empty here; insert "ARG ${name}"`,
      };
    case 'given but not declared':
      return {
        message: `The Compose file gives "${name}", but the stage does not declare it, so it comes out empty here; insert "ARG ${name}"`,
      };
    case 'set further down':
      return { message: `"${name}" is set further down only, so it comes out empty here; declare it above this line` };
    case 'not set':
      return { message: `Nothing sets "${name}", so it comes out empty; declare it with ARG or ENV` };
    case 'not set, unless by the base image':
      return {
        severity: 'hint',
        message: `Nothing in this file sets "${name}", so it comes out empty unless the base image sets it; declare it with ARG or ENV, or write \${${name}:-…}`,
      };
  }
}

function fixesOf(
  file: Dockerfile,
  instruction: Instruction,
  name: string,
  references: readonly VariableReference[],
  cause: Cause,
): readonly Fix[] {
  const insertion: Fix = {
    title: `Insert "ARG ${name}"`,
    safety: 'suggestion',
    edits: [insertInstructionBefore(file, instruction, `${keywordCase(file, 'ARG')} ${name}`)],
  };
  if (cause.kind === 'misspelt') {
    const edits = references.map(it => replace(it.name.span, cause.meant));
    return [{ title: `Change to "${cause.meant}"`, safety: 'suggestion', edits }, insertion];
  }
  // `ENV X=a:$X` adds to what the base image has: an ARG would not mean that.
  return setsName(instruction, name) ? [] : [insertion];
}
