/** STOPSIGNAL with something that is no signal. */
import type { Dockerfile, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { expand, scopeAt } from '../../syntax/dockerfile/variables.ts';
import { closest } from '../../text/closest.ts';
import { type Finding, rule } from '../rule.ts';
import { isCutOff, rewriteWord, writtenInstructions } from '../written-instructions.ts';

export const invalidStopSignal = rule({
  id: 'dockerfile/invalid-stop-signal',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['STOPSIGNAL'] },
  aka: ['dockerfile-utils:INVALID_SIGNAL'],
  summary: 'STOPSIGNAL names no signal',
  why: 'The builder refuses what is neither a number nor the name of a Linux signal.',
  bad: [{ Dockerfile: 'FROM alpine:3.22\nSTOPSIGNAL SIGTREM\n' }, { Dockerfile: 'FROM scratch\nSTOPSIGNAL $SIGNAL\n' }],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nSTOPSIGNAL quit\n' },
    { Dockerfile: 'FROM alpine:3.22\nSTOPSIGNAL SIGRTMIN+3\n' },
    { Dockerfile: 'FROM alpine:3.22\nSTOPSIGNAL 9\n' },
    { Dockerfile: 'FROM alpine:3.22\nARG SIGNAL\nSTOPSIGNAL ${SIGNAL}\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#stopsignal',
    'https://man7.org/linux/man-pages/man7/signal.7.html',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const instruction of writtenInstructions(file)) {
      if (instruction.name !== 'STOPSIGNAL') continue;
      const found = findingOf(file, instruction);
      if (found) findings.push(found);
    }
    return findings;
  },
});

/** Names without SIG that BuildKit takes on Linux; those counted from RTMIN and RTMAX come besides. */
const names =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX'.split(
    ' ',
  );
const known = new Set(names);

function isSignal(written: string): boolean {
  if (/^\d+$/.test(written)) return Number(written) > 0;
  const name = written.toUpperCase().replace(/^SIG/, '');
  return known.has(name) || /^RT(?:MIN\+(?:[1-9]|1[0-5])|MAX-(?:[1-9]|1[0-4]))$/.test(name);
}

function findingOf(file: Dockerfile, instruction: Instruction): Finding | undefined {
  const [word] = instruction.arguments;
  if (!word || isCutOff(file, instruction) || word.raw.includes('%%')) return undefined;
  if (word.raw.includes('$')) return variableFinding(file, instruction);
  // Several words: extra-argument speaks, and judges nothing about the first.
  const [written = ''] = word.value.split(/\s/);
  if (isSignal(written)) return undefined;
  const nearest = closest(written.toUpperCase().replace(/^SIG/, ''), names, it => it);
  const edit = nearest && rewriteWord(file, word, `SIG${nearest}`);
  return {
    at: word.span,
    message: `"${word.value}" is no signal, so the build stops here; ${nearest ? `did you mean SIG${nearest}?` : 'write a name such as SIGTERM, or its number'}`,
    fixes: nearest && edit ? [{ title: `Change to "SIG${nearest}"`, safety: 'suggestion', edits: [edit] }] : [],
  };
}

/** A value with variables is judged only where one of them is not declared. */
function variableFinding(file: Dockerfile, { arguments: args, variables, span }: Instruction): Finding | undefined {
  const [word] = args;
  if (!word) return undefined;
  const scope = scopeAt(file, span.start);
  const undeclared = variables.find(it => it.modifier === undefined && !scope.find(it.name.value));
  if (variables.length > 0 && !undeclared) {
    // With a default, as `${SIGNAL:-TERM}`, what it comes to may be known without a declaration.
    const isDeclared = variables.some(it => scope.find(it.name.value));
    const expansion = isDeclared ? undefined : expand(word, scope);
    if (expansion?.kind !== 'known' || isSignal(expansion.value)) return undefined;
    return { at: word.span, message: `"${expansion.value}" is no signal, so the build stops here` };
  }
  const what = undeclared ? `$${undeclared.name.value} is not declared in this file` : 'The variable is not finished';
  return {
    at: word.span,
    message: `${what}, so that STOPSIGNAL names no signal; declare it with ARG or ENV, or write the signal`,
    // The base image may set it.
    severity: undeclared && scope.isOpen ? 'hint' : undefined,
  };
}
