/** Which node each alias stands for, and what is wrong between aliases, anchors and keys. */
import { maxYamlAliases, maxYamlExpandedNodes, maxYamlProblems } from '../../text/limits.ts';
import type { Problem } from '../../text/problem.ts';
import type { Span } from '../../text/span.ts';
import type { YamlProblemCode } from './node.ts';
import type { WrittenAlias, WrittenNode, WrittenPair } from './written-node.ts';

/** The node an alias stands for; an alias that is unknown, cyclic or over the limit is absent. */
export type AliasTargets = ReadonlyMap<WrittenAlias, WrittenNode>;

interface Anchored {
  readonly node: WrittenNode;
  /** How much walking the node costs once aliases are followed; undefined while its content is being walked. */
  weight: { readonly nodes: number; readonly aliases: number } | undefined;
}

/**
 * Finds what each alias stands for, in one walk over the nodes as written, and reports repeated keys on the way. The
 * weight of an anchored node is known before its aliases are met (an anchor comes first), so that the size of the
 * expanded file is known without expanding it.
 */
export function resolveAliases(
  roots: readonly (WrittenNode | undefined)[],
  problems: Problem<YamlProblemCode>[],
): AliasTargets {
  const targets = new Map<WrittenAlias, WrittenNode>();
  let anchors = new Map<string, Anchored>();
  /** What following all aliases adds to the file. */
  let added = { nodes: 0, aliases: 0 };
  /** Met so far in the walk, those of followed aliases counted each time. */
  let nodes = 0;
  let aliases = 0;

  function report(code: YamlProblemCode, at: Span, message: string): void {
    if (problems.length < maxYamlProblems) problems.push({ code, at, message });
  }

  function walk(node: WrittenNode): void {
    if (node.kind === 'alias') {
      follow(node);
      return;
    }
    if (node.anchor === undefined) {
      walkInside(node);
      return;
    }
    // Entered before its content is walked: an alias inside then finds it unfinished.
    const anchored: Anchored = { node, weight: undefined };
    anchors.set(node.anchor, anchored);
    const before = { nodes, aliases };
    walkInside(node);
    anchored.weight = { nodes: nodes - before.nodes, aliases: aliases - before.aliases };
  }

  function walkInside(node: Exclude<WrittenNode, WrittenAlias>): void {
    nodes++;
    if (node.kind === 'mapping') {
      if (node.pairs.length > 1) reportRepeatedKeys(node.pairs);
      for (const { key, value } of node.pairs) {
        if (key) walk(key);
        if (value) walk(value);
      }
    } else if (node.kind === 'sequence') {
      for (const item of node.items) walk(item);
    }
  }

  function follow(alias: WrittenAlias): void {
    const { name, span: at } = alias;
    const target = anchors.get(name);
    const weight = target?.weight;
    if (target && weight) {
      const next = { nodes: added.nodes + weight.nodes, aliases: added.aliases + weight.aliases + 1 };
      if (next.nodes <= maxYamlExpandedNodes && next.aliases <= maxYamlAliases) {
        added = next;
        nodes += weight.nodes;
        aliases += weight.aliases + 1;
        targets.set(alias, target.node);
        return;
      }
    }
    nodes++;
    if (!target) report('unknown-alias', at, `No anchor "&${name}" stands before this alias`);
    else if (!weight) report('alias-cycle', at, `The alias "*${name}" contains itself`);
    else report('alias-cycle', at, `The aliases of this file expand to too much; "*${name}" is not followed`);
  }

  function reportRepeatedKeys(pairs: readonly WrittenPair[]): void {
    const isSmall = pairs.length <= fewPairs;
    const seen = isSmall ? undefined : new Set<string>();
    for (const [i, { key }] of pairs.entries()) {
      if (key?.kind !== 'scalar' || key.source === '<<') continue;
      const isRepeated = seen ? seen.has(key.source) : isAmong(pairs, i, key.source);
      if (isRepeated) report('duplicate-key', key.span, `The key "${key.source}" is repeated in this mapping`);
      seen?.add(key.source);
    }
  }

  for (const root of roots) {
    anchors = new Map();
    if (root) walk(root);
  }
  return targets;
}

/** Up to here looking at each pair is quicker than filling a set. */
const fewPairs = 8;

function isAmong(pairs: readonly WrittenPair[], before: number, source: string): boolean {
  for (let i = 0; i < before; i++) {
    const key = pairs[i]?.key;
    if (key?.kind === 'scalar' && key.source === source) return true;
  }
  return false;
}
