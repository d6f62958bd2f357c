/**
 * What a fix must leave as it is, judged by the texts before and after alone: comments, and in YAML every value, key and
 * alias outside the edits, as it is written and where it stands.
 */
import { type FileKind, fileKind } from '../../server/src/project/file-kind.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parse.ts';
import { parseYaml } from '../../server/src/syntax/yaml/document.ts';
import type { YamlNode, YamlScalar } from '../../server/src/syntax/yaml/node.ts';
import type { Edit } from '../../server/src/text/edit.ts';
import { lineIndex } from '../../server/src/text/line-index.ts';
import type { Span } from '../../server/src/text/span.ts';

/** One file that a fix changes. */
export interface ChangedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly edits: readonly Edit[];
}

/**
 * Comments that are no longer there. Those that suppress findings do not count, nor one behind an entry of YAML that is
 * deleted with its line: it speaks of that entry.
 */
export function lostComments({ path, before, after, edits }: ChangedFile): readonly string[] {
  const kind = fileKind(path);
  const left = commentsIn(kind, after).map(({ text }) => text);
  return commentsIn(kind, before)
    .filter(({ text, at }) => {
      const index = left.indexOf(text);
      if (index >= 0) left.splice(index, 1);
      return index < 0 && !/^#?\s*(?:slipway|hadolint|check=|dockerfile-utils)/.test(text) && !isDeletedBehind(at);
    })
    .map(({ text }) => text);

  function isDeletedBehind(at: Span): boolean {
    if (!isYaml(kind)) return false;
    const lineStart = before.lastIndexOf('\n', at.start - 1) + 1;
    return (
      before.slice(lineStart, at.start).trim() !== '' &&
      edits.some(edit => edit.text === '' && edit.at.start <= at.start && edit.at.end >= at.end)
    );
  }
}

function isYaml(kind: FileKind | undefined): boolean {
  return kind === 'compose' || kind === 'manifest' || kind === 'config';
}

function commentsIn(kind: FileKind | undefined, text: string): readonly { readonly text: string; readonly at: Span }[] {
  if (kind === 'dockerfile') return parseDockerfile(text).comments.map(it => ({ text: it.text, at: it.span }));
  if (isYaml(kind)) return parseYaml(text).comments.map(it => ({ text: it.text, at: it.span }));
  const lines = lineIndex(text);
  return Array.from({ length: lines.lineCount }, (_, line) => lines.lineSpan(line))
    .map(at => ({ text: text.slice(at.start, at.end), at }))
    .filter(it => it.text.trimStart().startsWith('#'));
}

/**
 * The first value, key or alias of a YAML file that no edit touches, and that reads otherwise after the fix: another
 * text, style, tag or anchor, or it belongs to another key. Undefined when there is none.
 */
export function changedOutside({ path, before, after, edits }: ChangedFile): string | undefined {
  if (!isYaml(fileKind(path)) || parseYaml(before).problems.length > 0) return undefined;
  const sorted = [...edits].sort((a, b) => a.at.start - b.at.start);
  const isTouched = (at: Span): boolean => sorted.some(edit => edit.at.start <= at.end && edit.at.end >= at.start);
  const moved = (offset: number): number =>
    sorted.reduce((to, { at, text }) => (at.end <= offset ? to + text.length - (at.end - at.start) : to), offset);
  const now = new Map(leavesIn(after).map(leaf => [leaf.at.start, leaf]));
  for (const { at, says, keys } of leavesIn(before)) {
    // A value that is not there has no place of its own.
    if (isTouched(at) || at.start === at.end) continue;
    const leaf = now.get(moved(at.start));
    if (leaf?.says !== says) return `${says} reads ${leaf?.says ?? 'as nothing'}`;
    const isSamePlace =
      keys.length === leaf.keys.length &&
      keys.every((key, i) => (key < 0 ? leaf.keys[i] === key : moved(key) === leaf.keys[i]));
    const isInTouched = keys.some(key => key >= 0 && isTouched({ start: key, end: key }));
    if (!isSamePlace && !isInTouched) return `${says} belongs to another key`;
  }
  return undefined;
}

interface Leaf {
  readonly at: Span;
  readonly says: string;
  /** Where the keys around it stand, from outside; -1 for a list. */
  readonly keys: readonly number[];
}

/** Every key, scalar and alias as written, those of merge keys once. */
function leavesIn(text: string): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const add = ({ alias, span, style, tag, anchor, source }: YamlScalar, keys: readonly number[]): void => {
    leaves.push({
      at: alias ?? span,
      says: alias ? text.slice(alias.start, alias.end) : JSON.stringify([style, tag, anchor, source]),
      keys,
    });
  };
  const walk = (node: YamlNode, keys: readonly number[]): void => {
    if (node.kind === 'scalar') add(node, keys);
    else if (node.alias) leaves.push({ at: node.alias, says: text.slice(node.alias.start, node.alias.end), keys });
    else if (node.kind === 'sequence') for (const item of node.items) walk(item, [...keys, -1]);
    else
      for (const { key, value } of node.pairs) {
        add(key, keys);
        walk(value, [...keys, (key.alias ?? key.span).start]);
      }
  };
  for (const { root } of parseYaml(text).documents) if (root) walk(root, []);
  return leaves;
}
