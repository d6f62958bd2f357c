/** Entries of `volumes` of a service, short and long form, read as compose-go reads them. */
import type { YamlFile, YamlMapping, YamlNode } from '../yaml/node.ts';
import type { Mount, MountKind, TextValue } from './compose-file.ts';
import type { KnownVariables } from './interpolation.ts';
import { type FilledText, fillIn, isTrue, startsUnknown, textOf, textWith, valueAt } from './text-value.ts';

/**
 * One entry of `volumes`; undefined for a missing one. A short entry that does not parse (an empty part, too many
 * colons) is of kind `other` without source and target. Without `variables` only their defaults are known.
 */
export function readMount(file: YamlFile, node: YamlNode, variables?: KnownVariables): Mount | undefined {
  if (node.kind === 'mapping') return longMount(node, variables);
  const text = textOf(node);
  if (text) return shortMount(file, node, text, variables);
  return node.kind === 'scalar' ? undefined : other(node);
}

function other(node: YamlNode): Mount {
  return {
    node,
    span: node.span,
    isLong: false,
    kind: 'other',
    source: undefined,
    target: undefined,
    mode: undefined,
    isReadOnly: false,
  };
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/**
 * `[SOURCE:]TARGET[:OPTION,…]`. A letter before a colon is a Windows drive wherever it stands, so that a named volume
 * needs two characters. https://github.com/compose-spec/compose-go/blob/main/format/volume.go
 */
function shortMount(file: YamlFile, node: YamlNode, value: TextValue, variables: KnownVariables | undefined): Mount {
  const filled = fillIn(file, value, variables);
  const { text } = filled;
  const parts = text.length > 2 ? splitVolume(text) : [{ from: 0, to: text.length }];
  const [first, second, third] = parts;
  if (!first || parts.length > 3 || parts.some(part => part.from === part.to)) return other(node);
  if (!second) {
    const isWhole = startsUnknown(text);
    return {
      ...other(node),
      kind: isWhole ? 'other' : 'anonymous-volume',
      target: isWhole ? undefined : place(filled, first),
    };
  }
  const options = third ? text.slice(third.from, third.to).split(',') : [];
  const lastAccess = options.filter(option => option === 'ro' || option === 'rw').at(-1);
  return {
    node,
    span: node.span,
    isLong: false,
    kind: kindOfSource(text.slice(first.from, first.to)),
    source: place(filled, first),
    target: place(filled, second),
    mode: third && { text: filled.written(third.from, third.to), span: filled.span(third.from, third.to) },
    isReadOnly: lastAccess === 'ro',
  };
}

/** Why a short entry, with its variables filled in, does not parse; undefined when it does. */
export function mountMistake(text: string): 'empty' | 'empty-part' | 'too-many-colons' | undefined {
  if (text === '') return 'empty';
  if (text.length <= 2) return undefined;
  const parts = splitVolume(text);
  if (parts.some(part => part.from === part.to)) return 'empty-part';
  return parts.length > 3 ? 'too-many-colons' : undefined;
}

function place(filled: FilledText, { from, to }: Part): NonNullable<Mount['source']> {
  return { text: filled.written(from, to), span: filled.span(from, to), known: filled.known(from, to) };
}

function splitVolume(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at < text.length && text.charCodeAt(at) !== 58) continue;
    if (at < text.length && at === from + 1 && isLetter(text.charAt(from))) continue;
    parts.push({ from, to: at });
    from = at + 1;
  }
  return parts;
}

function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

function kindOfSource(source: string): MountKind {
  // Whatever the variable holds: a name has no slash, so this can only be meant as a path.
  if (startsUnknown(source)) return source.includes('/') ? 'bind-mount' : 'other';
  return isPath(source) ? 'bind-mount' : 'named-volume';
}

/** Whether Compose takes a mount's source for a path of the host rather than the name of a volume. */
export function isPath(source: string): boolean {
  return /^(?:[./~]|\\\\)/.test(source) || (isLetter(source.charAt(0)) && source.charAt(1) === ':');
}

function longMount(mapping: YamlMapping, variables: KnownVariables | undefined): Mount {
  const part = (key: string): Mount['source'] => {
    const text = textWith(valueAt(mapping, key), variables);
    return text && { text: text.value, span: text.span, known: text.known };
  };
  const source = part('source');
  return {
    node: mapping,
    span: mapping.span,
    isLong: true,
    kind: kindOfType(textOf(valueAt(mapping, 'type'))?.known, source),
    source,
    target: part('target'),
    mode: undefined,
    isReadOnly: isTrue(valueAt(mapping, 'read_only')),
  };
}

function kindOfType(type: string | undefined, source: Mount['source']): MountKind {
  if (type === 'bind') return 'bind-mount';
  if (type === 'tmpfs') return 'tmpfs';
  if (type === 'volume') return source ? 'named-volume' : 'anonymous-volume';
  return 'other';
}
