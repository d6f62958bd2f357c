/**
 * Which build arguments and environment variables an instruction sees, and what words with variables come to. Values are
 * those of a build without `--build-arg`; what the base image or the platform decides is not known.
 */

import { rememberLast } from '../../text/remember.ts';
import type { Dockerfile, Instruction, Pair, Stage } from './dockerfile.ts';
import { type Expansion, expandWord, isPlain } from './expand.ts';

/** A variable as it stands at some place. */
export interface Variable {
  readonly name: string;
  readonly kind: 'ARG' | 'ENV';
  /** Where it got this value. */
  readonly pair: Pair;
  readonly instruction: Instruction;
  /** `unset`: an ARG without default. `unknown`: it depends on the platform, or on something else unknown. */
  readonly state: VariableState;
}

export type VariableState =
  | { readonly kind: 'known'; readonly value: string }
  | { readonly kind: 'unset' }
  | { readonly kind: 'unknown'; readonly names: readonly string[] };

export interface VariableScope {
  /** The variable of this name, case matters; undefined when the file sets none that is visible here. */
  find(name: string): Variable | undefined;
  /** Every visible variable, once, in order of first appearance; those of the parent stage first. */
  variables(): readonly Variable[];
  /** Others may be set that the file does not tell: the base image has an environment of its own. */
  readonly isOpen: boolean;
  /** The platform arguments are set without being declared, as for a FROM. */
  readonly seesPlatform: boolean;
  /** The escape character of the file. */
  readonly escape: '\\' | '`';
}

/** ARGs that BuildKit sets itself. A FROM sees them, a stage must declare them; their values depend on the platform. */
export const platformArguments: ReadonlySet<string> = new Set([
  'BUILDPLATFORM',
  'BUILDOS',
  'BUILDOSVERSION',
  'BUILDARCH',
  'BUILDVARIANT',
  'TARGETPLATFORM',
  'TARGETOS',
  'TARGETOSVERSION',
  'TARGETARCH',
  'TARGETVARIANT',
  'TARGETSTAGE',
]);

/**
 * What an instruction at `offset` sees: in a stage what is set in front of it there and in its parent stages; in a FROM
 * and in front of the first one the global ARGs.
 */
export function scopeAt(file: Dockerfile, offset: number): VariableScope {
  return new LayerScope(file, offset, undefined);
}

function layerAt(file: Dockerfile, offset: number): Layer {
  let stage: Stage | undefined;
  let low = 0;
  let high = file.stages.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const candidate = file.stages[middle];
    if (candidate && candidate.span.start <= offset) {
      stage = candidate;
      low = middle + 1;
    } else high = middle - 1;
  }
  const isGlobal = !stage || (stage.from.index >= 0 && offset <= stage.from.span.end);
  const layer = isGlobal ? undefined : layersOf(file)[stage?.index ?? 0];
  return layer ?? globalLayerOf(file);
}

/** What `word` comes to in `scope`: quotes and escapes removed, variables replaced. */
export function expand({ raw }: { readonly raw: string }, scope: VariableScope): Expansion {
  if (isPlain(raw)) return { kind: 'known', value: raw };
  return expandWord(raw, scope.escape, name => {
    const found = scope.find(name);
    if (found) return found.state;
    const isUnknown = scope.isOpen || (scope.seesPlatform && platformArguments.has(name));
    return isUnknown ? { kind: 'unknown', names: [name] } : { kind: 'unset' };
  });
}

/** The variables of one stage, or of the file's head. */
interface Layer {
  readonly parent: Layer | undefined;
  readonly isOpen: boolean;
  /** That of the file's head; undefined for itself. */
  readonly global: Layer | undefined;
  /** In order; a later one of the same name replaces it from its own instruction on. */
  readonly byName: Map<string, LayerVariable[]>;
}

const globalLayerOf = rememberLast((file: Dockerfile): Layer => {
  const layer: Layer = { parent: undefined, isOpen: false, global: undefined, byName: new Map() };
  const values = new Values(file);
  for (const argument of file.globalArguments) addVariables(values, layer, argument);
  return layer;
});

/** Those of the stages by their index. For many files nobody asks. */
const layersOf = rememberLast((file: Dockerfile): readonly Layer[] => {
  const global = globalLayerOf(file);
  const values = new Values(file);
  const stages: Layer[] = [];
  for (const stage of file.stages) {
    const parent = stage.parent && stages[stage.parent.index];
    const isOpen = parent ? parent.isOpen : stage.base?.value !== 'scratch';
    const layer: Layer = { parent, isOpen, global, byName: new Map() };
    stages.push(layer);
    // The triggers of the stage below run first.
    for (const { instruction, onbuild } of stage.parent?.lifted ?? []) {
      if (onbuild) addVariables(values, layer, instruction);
    }
    for (const instruction of stage.instructions) addVariables(values, layer, instruction);
  }
  return stages;
});

function addVariables(values: Values, layer: Layer, instruction: Instruction): void {
  const { name: kind } = instruction;
  if (kind !== 'ARG' && kind !== 'ENV') return;
  for (const pair of instruction.pairs) {
    const variable = new LayerVariable(kind, pair, instruction, layer, values);
    const earlier = layer.byName.get(variable.name);
    if (earlier) earlier.push(variable);
    else layer.byName.set(variable.name, [variable]);
    values.add(variable);
  }
}

/** What the variables of a file come to. Most files are only asked which there are. */
class Values {
  readonly #file: Dockerfile;
  readonly #all: LayerVariable[] = [];
  #count = 0;

  constructor(file: Dockerfile) {
    this.#file = file;
  }

  add(variable: LayerVariable): void {
    this.#all.push(variable);
  }

  /** All at once and in order, so that a chain of references needs no recursion. */
  workOut(): void {
    while (this.#count < this.#all.length) this.#all[this.#count++]?.workOut(this.#file);
  }
}

class LayerVariable implements Variable {
  readonly name: string;
  readonly kind: 'ARG' | 'ENV';
  readonly pair: Pair;
  readonly instruction: Instruction;
  readonly #layer: Layer;
  readonly #values: Values;
  #state: VariableState | undefined;

  constructor(kind: 'ARG' | 'ENV', pair: Pair, instruction: Instruction, layer: Layer, values: Values) {
    this.name = pair.key.value;
    this.kind = kind;
    this.pair = pair;
    this.instruction = instruction;
    this.#layer = layer;
    this.#values = values;
  }

  get state(): VariableState {
    if (!this.#state) this.#values.workOut();
    return this.#state ?? { kind: 'unset' };
  }

  /** BuildKit expands all pairs of an instruction before it sets the first. */
  workOut(file: Dockerfile): void {
    const { name, kind, pair } = this;
    const scope = new LayerScope(file, this.instruction.span.start, this.#layer);
    if (pair.value) this.#state = expand(pair.value, scope);
    else if (kind === 'ENV') this.#state = { kind: 'unknown', names: [name] };
    else this.#state = inherited(name, this.#layer.global) ?? scope.find(name)?.state ?? withoutDefault(name);
  }
}

/** An ARG without default takes the value of the global one. */
function inherited(name: string, global: Layer | undefined): VariableState | undefined {
  const state = global?.byName.get(name)?.at(-1)?.state;
  return state?.kind === 'unset' ? undefined : state;
}

/** `ARG TARGETARCH` has its value from the platform. */
function withoutDefault(name: string): VariableState {
  return platformArguments.has(name) ? { kind: 'unknown', names: [name] } : { kind: 'unset' };
}

/**
 * A class, for one is made wherever somebody asks what a word comes to. Its layer is looked for when a variable is: most
 * words hold none.
 */
class LayerScope implements VariableScope {
  readonly escape: '\\' | '`';
  readonly #file: Dockerfile;
  readonly #offset: number;
  #known: Layer | undefined;

  constructor(file: Dockerfile, offset: number, layer: Layer | undefined) {
    this.escape = file.escape;
    this.#file = file;
    this.#offset = offset;
    this.#known = layer;
  }

  get #layer(): Layer {
    this.#known ??= layerAt(this.#file, this.#offset);
    return this.#known;
  }

  get isOpen(): boolean {
    return this.#layer.isOpen;
  }

  get seesPlatform(): boolean {
    return this.#layer.global === undefined;
  }

  find(name: string): Variable | undefined {
    const layer = this.#layer;
    const own = latestBefore(layer.byName.get(name), this.#offset);
    if (own) return own;
    for (let at = layer.parent; at; at = at.parent) {
      const found = at.byName.get(name)?.at(-1);
      if (found) return found;
    }
    return undefined;
  }

  variables(): readonly Variable[] {
    const layers: Layer[] = [];
    const own = this.#layer;
    for (let at: Layer | undefined = own; at; at = at.parent) layers.push(at);
    const found = new Map<string, Variable>();
    for (const layer of layers.reverse()) {
      for (const [name, all] of layer.byName) {
        const variable = layer === own ? latestBefore(all, this.#offset) : all.at(-1);
        if (variable) found.set(name, variable);
      }
    }
    return [...found.values()];
  }
}

/** The last variable set by an instruction that ends before `offset`. */
function latestBefore(variables: readonly Variable[] | undefined, offset: number): Variable | undefined {
  if (!variables) return undefined;
  let low = 0;
  let high = variables.length - 1;
  let found: Variable | undefined;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const candidate = variables[middle];
    if (candidate && candidate.instruction.span.end < offset) {
      found = candidate;
      low = middle + 1;
    } else high = middle - 1;
  }
  return found;
}
