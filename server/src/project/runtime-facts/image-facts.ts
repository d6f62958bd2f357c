/** Facts from the Dockerfile of a service: base image, variables, packages, what is run while it is built. */

import type { Instruction, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { commandsOf } from '../../syntax/shell/commands-of.ts';
import type { Span } from '../../text/span.ts';
import { type ImageContents, repositoryOf } from './image-contents.ts';
import { pathFacts } from './origin.ts';
import { installedBy } from './package-facts.ts';
import type { FactBase, FactWeight, RuntimeFact } from './runtime-fact.ts';
import { runsOf, shownCommand } from './shell-facts.ts';

/** `name` is how messages call the Dockerfile at `path`. */
export function imageFacts(contents: ImageContents, path: string, name: string): readonly RuntimeFact[] {
  const facts: RuntimeFact[] = [];
  if (contents.base) {
    const repository = repositoryOf(contents.base.reference);
    facts.push({
      kind: 'image',
      name: repository,
      tagged: contents.base.reference.split('@', 1)[0] ?? repository,
      weight: 'installed',
      path,
      at: contents.chain[0]?.base?.span ?? contents.base.from.span,
      isConditional: false,
      phrase: `${name} is based on ${repository}`,
    });
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
    const { span: at } = instruction;
    const isConditional = false;
    switch (instruction.name) {
      case 'ENV':
        for (const { key, value: word, span: at } of instruction.pairs) {
          const { value: name } = key;
          const value = source.contents.expand(word?.value ?? '');
          const known = value.includes('$') ? undefined : value;
          const phrase = `${source.name} sets ${name}${value === '' || value.length > 24 ? '' : `=${value}`}`;
          facts.push({ weight, path, at, isConditional, kind: 'environment', name, value: known, phrase });
          if (value.includes('/')) facts.push(...pathFacts(value, { weight, path, at, isConditional }, source.name));
        }
        break;
      case 'STOPSIGNAL': {
        const name = instruction.arguments[0]?.value ?? '';
        const phrase = `${source.name} stops it with ${name}`;
        facts.push({ weight, path, at, isConditional, kind: 'stop-signal', name, phrase });
        break;
      }
      case 'USER': {
        const name = source.contents.expand(instruction.arguments[0]?.value ?? '');
        const phrase = `${source.name} runs it as ${name}`;
        facts.push({ weight, path, at, isConditional, kind: 'user', name, phrase });
        break;
      }
      case 'COPY':
      case 'ADD': {
        const name = (instruction.exec ?? instruction.arguments).at(-1)?.value ?? '';
        if (name.startsWith('/etc/udev/')) {
          const phrase = `${source.name} brings udev rules`;
          facts.push({ weight, path, at, isConditional, kind: 'path', name, phrase });
        }
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
      const { path } = source;
      const { at, isConditional } = run;
      const words = run.words.some(it => it.includes('$'))
        ? run.words.flatMap(word => expandedWords(word, source, local))
        : run.words;
      const installed = installedBy(words);
      for (const { manager, name } of installed) {
        const phrase = `${source.name} installs ${name}`;
        facts.push({ weight, path, at, isConditional, kind: 'package', manager, name, phrase });
      }
      if (installed.length === 0) facts.push(new BuildCommand(words, { weight, path, at, isConditional }, source.name));
    }
  }
}

/** A command whose phrase is put together when a message shows it, as of hardly one of them. */
class BuildCommand {
  readonly kind = 'build-command';
  readonly words: readonly string[];
  readonly weight: FactWeight;
  readonly path: string;
  readonly at: Span;
  readonly isConditional: boolean;
  readonly #source: string;

  constructor(words: readonly string[], base: FactBase, source: string) {
    this.words = words;
    this.weight = base.weight;
    this.path = base.path;
    this.at = base.at;
    this.isConditional = base.isConditional;
    this.#source = source;
  }

  get phrase(): string {
    return `${this.#source} ${buildWords(this.words)} while it is built`;
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
