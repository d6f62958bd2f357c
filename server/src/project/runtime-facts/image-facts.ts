/** Facts from the Dockerfile of a service: base image, variables, packages, what is run while it is built. */

import type { Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { commandsOf } from '../../syntax/shell/commands-of.ts';
import { type ImageContents, repositoryOf } from './image-contents.ts';
import { pathFacts } from './origin.ts';
import { installedBy } from './package-facts.ts';
import { type FactWeight, fact, type RuntimeFact } from './runtime-fact.ts';
import { runsOf, shownCommand } from './shell-facts.ts';

/** `name` is how messages call the Dockerfile at `path`. */
export function imageFacts(contents: ImageContents, path: string, name: string): readonly RuntimeFact[] {
  const facts: RuntimeFact[] = [];
  if (contents.base) {
    const repository = repositoryOf(contents.base.reference);
    const tagged = contents.base.reference.split('@', 1)[0] ?? repository;
    const at = contents.chain[0]?.base?.span ?? contents.base.from.span;
    const base = { weight: 'installed', path, at, isConditional: false } as const;
    facts.push(fact({ kind: 'image', name: repository, tagged }, base, `${name} is based on ${repository}`));
  }
  const source = { contents, path, name };
  for (const stage of contents.chain) addStageFacts(facts, stage, source, 'installed');
  for (const stage of contents.copied) addPackages(facts, stage, source, 'installed');
  for (const stage of contents.others) addPackages(facts, stage, source, 'build-stage');
  return facts;
}

interface Source {
  readonly contents: ImageContents;
  readonly path: string;
  readonly name: string;
}

function addStageFacts(facts: RuntimeFact[], stage: Stage, source: Source, weight: FactWeight): void {
  addPackages(facts, stage, source, weight);
  for (const instruction of stage.instructions) {
    if (instruction.name === 'RUN') continue;
    const { path } = source;
    const base = { weight, path, at: instruction.span, isConditional: false };
    switch (instruction.name) {
      case 'ENV':
        for (const { key, value: word, span: at } of instruction.pairs) {
          const { value: name } = key;
          const value = source.contents.expand(word?.value ?? '');
          const known = value.includes('$') ? undefined : value;
          const phrase = `${source.name} sets ${name}${value === '' || value.length > 24 ? '' : `=${value}`}`;
          const base = { weight, path, at, isConditional: false };
          facts.push(fact({ kind: 'environment', name, value: known }, base, phrase));
          if (value.includes('/')) facts.push(...pathFacts(value, base, source.name));
        }
        break;
      case 'STOPSIGNAL': {
        const name = instruction.arguments[0]?.value ?? '';
        facts.push(fact({ kind: 'stop-signal', name }, base, `${source.name} stops it with ${name}`));
        break;
      }
      case 'USER': {
        const name = source.contents.expand(instruction.arguments[0]?.value ?? '');
        facts.push(fact({ kind: 'user', name }, base, `${source.name} runs it as ${name}`));
        break;
      }
      case 'COPY':
      case 'ADD': {
        const name = (instruction.exec ?? instruction.arguments).at(-1)?.value ?? '';
        if (name.startsWith('/etc/udev/'))
          facts.push(fact({ kind: 'path', name }, base, `${source.name} brings udev rules`));
        break;
      }
      default:
        break;
    }
  }
}

/** What the RUNs of a stage install, and their other commands. */
function addPackages(facts: RuntimeFact[], stage: Stage, source: Source, weight: FactWeight): void {
  for (const it of stage.instructions) if (it.name === 'RUN') addRunFacts(facts, it, source, weight);
}

function addRunFacts(facts: RuntimeFact[], instruction: Instruction, source: Source, weight: FactWeight): void {
  const local = new Map<string, string>();
  for (const command of commandsOf(instruction)) {
    for (const { name, value } of command.assignments) local.set(name, value.value);
    for (const run of runsOf(command)) {
      const base = { weight, path: source.path, at: run.at, isConditional: run.isConditional };
      const words = run.words.some(it => it.includes('$'))
        ? run.words.flatMap(word => expandedWords(word, source, local))
        : run.words;
      const installed = installedBy(words);
      for (const { manager, name } of installed)
        facts.push(fact({ kind: 'package', manager, name }, base, `${source.name} installs ${name}`));
      if (installed.length > 0) continue;
      const phrase = (): string => `${source.name} ${buildWords(words)} while it is built`;
      facts.push(fact({ kind: 'build-command', words }, base, phrase));
    }
  }
}

/** An unquoted `$PACKAGES` becomes as many words as its value has. */
function expandedWords(word: string, { contents }: Source, local: ReadonlyMap<string, string>): readonly string[] {
  if (!word.includes('$')) return [word];
  const own = /^\$\{?(\w+)\}?$/.exec(word)?.[1];
  const value = (own === undefined ? undefined : local.get(own)) ?? contents.expand(word);
  return value === word ? [word] : value.split(/\s+/).filter(Boolean);
}

function buildWords(words: readonly string[]): string {
  const address = words.find(word => word.includes('://'));
  const name = address?.split(/[?#]/, 1)[0]?.replace(/^.*\//, '');
  return name ? `fetches ${name}` : `runs ${shownCommand(words)}`;
}
