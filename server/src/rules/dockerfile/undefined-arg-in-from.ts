/** FROM with a variable that no ARG in front of it declares. */
import type { Dockerfile, VariableReference } from '../../syntax/dockerfile/dockerfile.ts';
import { platformArguments } from '../../syntax/dockerfile/variables.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { insertInstructionBefore, keywordCase } from '../dockerfile-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const undefinedArgInFrom = rule({
  id: 'dockerfile/undefined-arg-in-from',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['variable in FROM'] },
  aka: ['buildkit:UndefinedArgInFrom', 'dockerfile-utils:BASE_NAME_EMPTY'],
  summary: 'FROM uses a variable that no ARG in front of the first FROM declares',
  why: 'FROM sees only the ARGs above the first FROM. Any other variable is empty there, also when it is given with `--build-arg`.',
  bad: [
    { Dockerfile: 'ARG NODE_VERSION=22\nFROM node:$NODE_VERSON\n' },
    { Dockerfile: 'FROM debian:12 AS base\nARG VARIANT=slim\nFROM node:22-${VARIANT}\n' },
    { Dockerfile: 'FROM ${BASE:-}\n' },
  ],
  good: [
    { Dockerfile: 'ARG NODE_VERSION=22\nFROM node:$NODE_VERSION\n' },
    { Dockerfile: 'FROM --platform=$BUILDPLATFORM golang:1.25\n' },
    { Dockerfile: 'FROM ${BASE:-debian:12}\n' },
  ],
  references: [
    'https://docs.docker.com/reference/build-checks/undefined-arg-in-from/',
    'https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    const declared = new Set<string>();
    for (const { pairs } of file.globalArguments) for (const { key } of pairs) declared.add(key.value);
    let guesses = maxGuesses;
    for (const { from, base } of file.stages) {
      if (from.variables.length === 0) continue;
      const reported = new Set<string>();
      for (const reference of from.variables) {
        const name = reference.name.value;
        // In the name behind AS nothing is filled in.
        if (base && reference.span.start >= base.span.end) break;
        if (reference.quoted || declared.has(name) || platformArguments.has(name)) continue;
        if (hasDefault(reference) || reported.has(name)) continue;
        reported.add(name);
        // dockerfile-utils looks only whether nothing is left of the name.
        const leavesNothing = /^(?:\$\w+|\$\{[^}]*\})+$/.test(base?.raw ?? '');
        const meant = guesses-- > 0 ? closest(name, [...declared, ...platformArguments], it => it) : undefined;
        const advice = meant ? `there is an ARG "${meant}"` : 'declare it there';
        findings.push({
          at: reference.span,
          aka: leavesNothing ? undefined : ['buildkit:UndefinedArgInFrom'],
          message: `No ARG above the first FROM declares "${name}", so it is empty here, also with --build-arg; ${advice}`,
          fixes: fixesOf(
            file,
            name,
            meant,
            from.variables.filter(it => it.name.value === name),
          ),
        });
      }
    }
    return findings;
  },
});

/** In a file with more findings than that nobody meant another name each time. */
const maxGuesses = 20;

/** `${x:-default}` with something behind the dash. */
function hasDefault({ modifier, operand }: VariableReference): boolean {
  return (modifier?.value === ':-' || modifier?.value === '-') && operand !== undefined && operand.value !== '';
}

function fixesOf(
  file: Dockerfile,
  name: string,
  meant: string | undefined,
  references: readonly VariableReference[],
): readonly Fix[] {
  const fixes: Fix[] = [];
  if (meant !== undefined) {
    const edits = references.map(it => replace(it.name.span, meant));
    fixes.push({ title: `Change to "${meant}"`, safety: 'suggestion', edits });
  }
  const first = file.stages[0]?.from;
  if (first && first.index >= 0) {
    const line = `${keywordCase(file, 'ARG')} ${name}=`;
    const edits = [insertInstructionBefore(file, first, line)];
    fixes.push({ title: `Insert "ARG ${name}=" above the first FROM`, safety: 'suggestion', edits });
  }
  return fixes;
}
