/**
 * Writes additions into a service of a Compose file and takes a key away in the same edit. Existing keys are merged into:
 * their order, comments, block or flow style and way of writing stay.
 */
import type { ComposeFile } from '../syntax/compose/compose-file.ts';
import type { YamlEntry, YamlFile, YamlMapping, YamlNode } from '../syntax/yaml/node.ts';
import { addEntry, appendItems, type NewValue, removeEntry, replaceValue } from '../syntax/yaml/yaml-edits.ts';
import { type Edit, remove } from '../text/edit.ts';
import { slice, span } from '../text/span.ts';
import { type Addition, type GrantKey, grantKeys } from './grants.ts';

/** The edits; undefined where the place cannot be edited by itself. */
export function replaceByGrants(
  file: YamlFile,
  mapping: YamlMapping,
  removed: YamlEntry,
  additions: readonly Addition[],
): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  const removal = removeEntry(file, mapping, removed);
  if (!removal) return undefined;
  edits.push(...keepingComment(file, removed, removal));
  const added = addGrants(file, mapping, additions);
  return added && [...edits, ...added];
}

/** Writes the additions into the keys they are for; undefined where one of these cannot be edited by itself. */
export function addGrants(
  file: YamlFile,
  mapping: YamlMapping,
  additions: readonly Addition[],
): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const key of grantKeys) {
    const items = additions.filter(it => it.key === key);
    if (items.length === 0) continue;
    const added = addTo(file, mapping, key, items);
    if (!added) return undefined;
    edits.push(...added);
  }
  return edits;
}

/** What the author wrote behind the key is most often why: it stays, on the line that the key leaves. */
function keepingComment(file: YamlFile, removed: YamlEntry, removal: readonly Edit[]): readonly Edit[] {
  const { start, end } = removed.span;
  const [edit] = removal;
  const comment = file.comments.find(({ span: at }) => at.start >= end);
  const isBeside = comment && /^[ \t]*$/.test(file.text.slice(end, comment.span.start));
  const isOnItsLine = edit && /^ *$/.test(file.text.slice(edit.at.start, start));
  if (removal.length !== 1 || edit?.text !== '' || !isBeside || !isOnItsLine) return removal;
  return comment.span.end <= edit.at.end ? [remove(span(start, comment.span.start))] : removal;
}

function addTo(
  file: YamlFile,
  mapping: YamlMapping,
  key: GrantKey,
  items: readonly Addition[],
): readonly Edit[] | undefined {
  const entry = mapping.entry(key);
  if (!entry) return addEntry(file, mapping, { key, value: newValue(key, items) });
  const { value } = entry;
  if (entry.isMerged || value.alias) {
    const whole = wholeValue(file, value, key, items);
    // A key of its own wins over the merged one, so it has to hold all that stood there.
    return whole === undefined || !entry.isMerged ? undefined : addEntry(file, mapping, { key, value: whole });
  }
  if (value.kind === 'sequence')
    return appendItems(
      file,
      value,
      items.map(it => itemText(file, key, it, value)),
    );
  if (value.kind === 'mapping') {
    const edits = items.map(it => addEntry(file, value, { key: it.name, value: scalarText(it.value ?? '') }));
    return edits.every(it => it !== undefined) ? edits.flat() : undefined;
  }
  if (value.value === null) return replaceValue(file, value, newValue(key, items));
  if (key === 'tmpfs') return replaceValue(file, value, [slice(file.text, value.span), ...items.map(it => it.name)]);
  return undefined;
}

function newValue(key: GrantKey, items: readonly Addition[]): NewValue {
  switch (key) {
    case 'shm_size':
    case 'network_mode':
      return items[0]?.name ?? null;
    case 'labels':
    case 'environment':
    case 'sysctls':
      return Object.fromEntries(items.map(it => [it.name, scalarText(it.value ?? '')]));
    default:
      return items.map(it => itemText(undefined, key, it, undefined));
  }
}

function wholeValue(file: YamlFile, value: YamlNode, key: GrantKey, items: readonly Addition[]): NewValue | undefined {
  if (value.kind === 'sequence') {
    return [
      ...value.items.map(item => slice(file.text, item.span)),
      ...items.map(it => itemText(file, key, it, undefined)),
    ];
  }
  if (value.kind !== 'mapping') return undefined;
  const own = value.entries.map(entry => [entry.key.source, slice(file.text, entry.value.span)] as const);
  return Object.fromEntries([...own, ...items.map(it => [it.name, scalarText(it.value ?? '')] as const)]);
}

/** One item of a list, as the items beside it are written. */
function itemText(file: YamlFile | undefined, key: GrantKey, item: Addition, list: YamlNode | undefined): string {
  const beside = list?.kind === 'sequence' && file ? list.items.map(it => slice(file.text, it.span)) : [];
  switch (key) {
    case 'labels':
    case 'environment':
    case 'sysctls':
      return `${item.name}=${item.value ?? ''}`;
    case 'devices':
      // `/dev/x` alone means `/dev/x:/dev/x`.
      return beside.length > 0 && beside.every(text => text.includes(':'))
        ? quotedAs(`${item.name}:${item.name}`, beside)
        : quotedAs(item.name, beside);
    case 'security_opt': {
      const usesEquals = beside.length > 0 && beside.every(text => !text.includes(':'));
      return usesEquals || item.name.includes('=') ? item.name.replace(':', '=') : `'${item.name}'`;
    }
    default:
      return quotedAs(item.name, beside);
  }
}

/** In the quotes of the neighbours, when all of them have the same. */
function quotedAs(text: string, beside: readonly string[]): string {
  const quote = beside[0]?.[0];
  const isQuoted = (quote === '"' || quote === "'") && beside.every(it => it.startsWith(quote));
  return isQuoted ? `${quote}${text}${quote}` : text;
}

/** Values of labels and sysctls are texts, so a number needs quotes. */
function scalarText(value: string): string {
  return /^[\w./=:-]+$/.test(value) && !/^[\d.]+$/.test(value) && !value.endsWith(':')
    ? value
    : `'${value.replaceAll("'", "''")}'`;
}

/**
 * The mapping in which an entry is written, with the entry as it stands there: that of a service, or a fragment at the
 * top level (`x-defaults: &defaults`) which services merge. Undefined when it is written elsewhere.
 */
export function owningMapping(
  file: ComposeFile,
  entry: YamlEntry,
): { readonly mapping: YamlMapping; readonly entry: YamlEntry } | undefined {
  const { start } = entry.key.span;
  for (const places of [file.services.map(it => it.entry), file.root?.pairs ?? []]) {
    for (const { value } of places) {
      if (value.kind !== 'mapping' || value.alias || start < value.span.start || start >= value.span.end) continue;
      const own = value.pairs.find(pair => !pair.isMerged && pair.key.span.start === start);
      if (own) return { mapping: value, entry: own };
    }
  }
  return undefined;
}
