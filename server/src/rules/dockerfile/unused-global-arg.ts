/** An ARG in front of the first FROM that nothing uses. */

import type { Dockerfile, Instruction, Pair, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { slice, span } from '../../text/span.ts';
import { isForTheBuilder } from '../builder-arguments.ts';
import { insertInstructionAfter, keywordCase, removeInstruction, removeWord } from '../dockerfile-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const unusedGlobalArg = rule({
  id: 'dockerfile/unused-global-arg',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['ARG'] },
  summary: 'An ARG in front of the first FROM has no effect',
  why: 'Such an ARG serves the FROM lines, and stages that declare its name again. When neither happens its default and every `--build-arg` of that name are lost without a word.',
  bad: [
    { Dockerfile: 'ARG APP_VERSION=1.4\nFROM debian:12\nRUN fetch-app "$APP_VERSION"\n' },
    { Dockerfile: 'ARG DEBIAN=12 REGION=eu\nFROM debian:$DEBIAN\n' },
  ],
  good: [
    { Dockerfile: 'ARG DEBIAN=12\nFROM debian:$DEBIAN\n' },
    { Dockerfile: 'ARG APP_VERSION=1.4\nFROM debian:12\nARG APP_VERSION\nRUN fetch-app "$APP_VERSION"\n' },
    { Dockerfile: 'ARG MAJOR=12\nARG TAG=$MAJOR-slim\nFROM debian:$TAG\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact'],

  check({ file }) {
    const findings: Finding[] = [];
    if (file.globalArguments.length === 0 || file.stages.length === 0) return findings;
    const used = usedNames(file);
    for (const argument of file.globalArguments) {
      for (const pair of argument.pairs) {
        const name = pair.key.value;
        if (name === '' || used.has(name) || isForTheBuilder(name)) continue;
        const users = file.stages.filter(stage => usesName(stage, name));
        const where = users.length > 0 ? 'in the stage that uses it' : 'where it is needed';
        findings.push({
          at: pair.key.span,
          message: `"${name}" has no effect: no FROM uses it and no stage declares it again; repeat "ARG ${name}" ${where}, or delete it`,
          fixes: fixesOf(file, argument, pair, users),
        });
      }
    }
    return findings;
  },
});

/** Names that a FROM, another global ARG or a flag uses, or a stage declares. */
function usedNames({ text, globalArguments, stages }: Dockerfile): ReadonlySet<string> {
  const names = new Set<string>();
  const use = ({ variables }: Instruction): void => {
    for (const { name } of variables) names.add(name.value);
  };
  for (const argument of globalArguments) use(argument);
  for (const { from, instructions } of stages) {
    use(from);
    for (const it of instructions) {
      const instruction = it.trigger ?? it;
      if (instruction.name === 'ARG') for (const { key } of instruction.pairs) names.add(key.value);
      // That the builder fills in nothing in `--from=$X` is another matter.
      else if (instruction.flags.length > 0) {
        const { keyword, argumentsSpan } = instruction;
        // The variables of a script need not be read for flags that hold none.
        if (!slice(text, span(keyword.span.end, argumentsSpan.start)).includes('$')) continue;
        for (const { name, span: at } of instruction.variables)
          if (at.start < argumentsSpan.start) names.add(name.value);
      }
    }
  }
  return names;
}

/** Whether something of the stage looks for a variable of this name, a heredoc included. */
function usesName({ instructions }: Stage, name: string): boolean {
  return instructions.some(
    ({ variables, heredocs }) =>
      variables.some(it => it.name.value === name) ||
      heredocs.some(it => it.content.includes(`$${name}`) || it.content.includes(`\${${name}`)),
  );
}

function fixesOf(file: Dockerfile, argument: Instruction, pair: Pair, users: readonly Stage[]): readonly Fix[] {
  const fixes: Fix[] = [];
  const name = pair.key.value;
  // A stage built on another one that uses the name has it from there.
  const stages = users.filter(stage => !stageChain(stage).some(it => it !== stage && users.includes(it)));
  if (stages.length > 0) {
    const line = `${keywordCase(file, 'ARG')} ${name}`;
    const edits = stages.map(stage => insertInstructionAfter(file, stage.from, line));
    fixes.push({ title: `Declare "${name}" in the stage that uses it`, safety: 'suggestion', edits });
  }
  const deletion = argument.pairs.length === 1 ? removeInstruction(file, argument) : removeWord(file, pair.span);
  if (deletion) fixes.push({ title: `Delete "${name}"`, safety: 'suggestion', edits: [deletion] });
  return fixes;
}
