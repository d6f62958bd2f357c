/** Something meant as a JSON array that is none, so that it is taken as shell text or as paths. */
import type { Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { replace } from '../../text/edit.ts';
import { slice, span } from '../../text/span.ts';
import { type NearlyArray, readNearlyArray } from '../nearly-json-array.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { isCutOff, writtenInstructions } from '../written-instructions.ts';

export const invalidJsonArray = rule({
  id: 'dockerfile/invalid-json-array',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['bracket'], or: { instructions: ['SHELL', 'HEALTHCHECK'] } },
  aka: [
    'dockerfile-utils:JSON_IN_SINGLE_QUOTES',
    'dockerfile-utils:SHELL_JSON_FORM',
    'dockerfile-utils:SHELL_REQUIRES_ONE',
  ],
  summary: 'What is meant as a JSON array is not valid JSON',
  why: 'The builder then takes the text as it stands, brackets and all: as a shell command, which fails when the container starts, or as the names of files. SHELL it refuses.',
  bad: [
    { Dockerfile: "FROM alpine:3.22\nCMD ['top', '-b']\n" },
    { Dockerfile: 'FROM alpine:3.22\nSHELL /bin/ash -c\n' },
    { Dockerfile: 'FROM alpine:3.22\nSHELL []\n' },
    { Dockerfile: 'FROM alpine:3.22\nENTRYPOINT ["top", "-b",]\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nSHELL ["/bin/ash", "-c"]\nCMD ["top", "-b"]\n' },
    { Dockerfile: 'FROM alpine:3.22\nRUN [ -d /srv ]\n' },
    { Dockerfile: "FROM alpine:3.22\nRUN [ '1' = '1' ]\n" },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#exec-form',
    'https://docs.docker.com/reference/dockerfile/#shell',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const instruction of writtenInstructions(file)) {
      const { name, exec, logical, heredocs } = instruction;
      if (name === 'SHELL') {
        const { argumentsSpan: at } = instruction;
        if (at.start === at.end || (exec && exec.length > 0) || isCutOff(file, instruction)) continue;
        findings.push(shellFinding(file.text, instruction));
        continue;
      }
      if (exec || heredocs.length > 0 || !name || !mayBeArray.has(name)) continue;
      if (name !== 'HEALTHCHECK' && file.text.charCodeAt(logical.toFile(0)) !== BRACKET) continue;
      const start = arrayStart(instruction);
      const array = start < 0 ? undefined : readNearlyArray(logical.text, start);
      if (!array || !isMeant(instruction, array)) continue;
      const effect = pathTakers.has(name) ? 'each word is a path' : 'a shell gets it, brackets and all';
      findings.push({
        aka: array.mistake === 'single quotes' ? ['dockerfile-utils:JSON_IN_SINGLE_QUOTES'] : [],
        at: logical.spanInFile(span(array.start, array.end)),
        message: `This is no JSON array because of ${array.mistake}, so ${effect}; ${adviceFor(array)}`,
        fixes: fixesFor(instruction, array),
      });
    }
    return findings;
  },
});

const BRACKET = 91;

const pathTakers: ReadonlySet<string> = new Set(['ADD', 'COPY', 'VOLUME']);
const mayBeArray: ReadonlySet<string> = new Set([...pathTakers, 'CMD', 'ENTRYPOINT', 'HEALTHCHECK', 'RUN']);

/** Where the array would begin in the logical text; -1 when there is none. */
function arrayStart(instruction: Instruction): number {
  const { text } = instruction.logical;
  if (instruction.name !== 'HEALTHCHECK') return text.startsWith('[') ? 0 : -1;
  const type = instruction.arguments[0]?.raw.toUpperCase() === 'CMD' ? /^\S+\s+(?=\[)/.exec(text) : null;
  return type ? type[0].length : -1;
}

/** `[ … ]` is also a test of the shell: that has words without quotes and no commas. */
function isMeant({ name }: Instruction, { hasQuotes, hasBare, hasComma, elementCount }: NearlyArray): boolean {
  if (!hasBare) return hasQuotes;
  if (name === 'RUN' || name === 'HEALTHCHECK') return false;
  return hasComma || elementCount === 1;
}

function adviceFor({ mistake }: NearlyArray): string {
  switch (mistake) {
    case 'single quotes':
    case 'typographic quotes':
    case 'missing quotes':
      return 'put each word in double quotes';
    case 'a backslash that JSON does not know':
      return 'double the backslashes';
    case 'a comma too many':
      return 'delete it';
    case 'a missing comma':
      return 'put a comma between the words';
  }
}

function fixesFor({ name, logical }: Instruction, { changes, elementCount }: NearlyArray): readonly Fix[] {
  // One path is not enough for COPY and ADD: what is missing is not known.
  if (!changes || (elementCount < 2 && (name === 'COPY' || name === 'ADD'))) return [];
  const edits = changes.map(({ start, end, text }) => {
    // An insertion goes behind the character before it, or else in front of the one behind it.
    const at = end > start ? logical.spanInFile(span(start, end)) : insertionPoint(logical, start);
    return replace(at, text);
  });
  return [{ title: 'Write it as a JSON array', safety: 'suggestion', edits }];
}

function insertionPoint(logical: Instruction['logical'], offset: number) {
  const { end } = logical.spanInFile(span(offset - 1, offset));
  const { start } = logical.spanInFile(span(offset, offset + 1));
  // Both are the same place unless a continuation stands between them; a blank before it ends no word.
  return /\s/.test(logical.text.charAt(offset - 1)) ? span(start, start) : span(end, end);
}

function shellFinding(text: string, instruction: Instruction): Finding {
  const { exec, logical, argumentsSpan: at, arguments: args } = instruction;
  const code = exec ? 'SHELL_REQUIRES_ONE' : 'SHELL_JSON_FORM';
  const base = { at, severity: 'error', aka: [`dockerfile-utils:${code}`] } as const;
  if (exec)
    return { ...base, message: 'SHELL names no program, so the build stops here; write one, as ["/bin/bash", "-c"]' };
  const array = readNearlyArray(logical.text, 0);
  const message = `SHELL wants a JSON array and stops the build without one; write it as ["/bin/bash", "-c"]`;
  if (array) return { ...base, message, fixes: fixesFor(instruction, array) };
  const isPlain = args.every(it => it.value === it.raw && /^[^\s"'`[\],]+$/.test(it.raw));
  if (!isPlain || slice(text, at).includes('\n')) return { ...base, message };
  const words = args.map(it => JSON.stringify(it.value)).join(', ');
  const edits = [replace(at, `[${words}]`)];
  return { ...base, message, fixes: [{ title: 'Write it as a JSON array', safety: 'suggestion', edits }] };
}
