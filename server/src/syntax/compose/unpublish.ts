/** Makes published ports reachable for other services only, or for the machine itself only. */
import { type Edit, insert, remove, replace } from '../../text/edit.ts';
import { slice, span } from '../../text/span.ts';
import type { YamlFile } from '../yaml/node.ts';
import { addEntry, appendItems, removeEntry, removeItem, replaceValue } from '../yaml/yaml-edits.ts';
import type { Port, Service } from './compose-file.ts';

/**
 * Moves the ports from `ports` to `expose`, with their container's part as it is written. `ports` becomes `expose` in
 * its place when all of it goes and there is no `expose` yet. Undefined where that cannot be done by itself.
 */
export function portsToExpose(yaml: YamlFile, service: Service, open: readonly Port[]): readonly Edit[] | undefined {
  const { mapping } = service;
  const entry = service.key('ports');
  const list = entry?.value;
  if (!mapping || !entry || list?.kind !== 'sequence') return undefined;
  const items = open.map(port => ({ port, text: containerPart(yaml, port) }));
  if (items.some(({ text }) => text === undefined)) return undefined;
  const old = service.key('expose');
  const there = new Set(service.expose.map(it => it.text.value));
  const isAll = open.length === list.items.length;

  if (isAll && !old) {
    const edits: Edit[] = [replace(entry.key.span, 'expose')];
    for (const { port, text = '' } of items) {
      const changed = there.has(text) ? removeItem(yaml, list, port.node) : exposeInPlace(yaml, port, text);
      if (!changed) return undefined;
      there.add(text);
      edits.push(...changed);
    }
    return edits;
  }
  const wanted = [...new Set(items.map(({ text = '' }) => text))].filter(text => !there.has(text));
  const written = wanted.map(text =>
    quoted(
      text,
      list.items.some(item => isSingleQuoted(yaml, item.span.start)),
    ),
  );
  const removed = isAll ? removeEntry(yaml, mapping, entry) : removeEach(yaml, service, open);
  const added = !old
    ? addEntry(yaml, mapping, { key: 'expose', value: written })
    : old.value.kind === 'sequence' && !old.isMerged
      ? appendItems(yaml, old.value, written)
      : undefined;
  return removed && added && [...removed, ...added];
}

function removeEach(yaml: YamlFile, service: Service, open: readonly Port[]): readonly Edit[] | undefined {
  const list = service.key('ports')?.value;
  if (list?.kind !== 'sequence') return undefined;
  const edits: Edit[] = [];
  for (const port of open) {
    const removed = removeItem(yaml, list, port.node);
    if (!removed) return undefined;
    edits.push(...removed);
  }
  return edits;
}

/** `1234:80/udp` → `80/udp`. */
function containerPart(yaml: YamlFile, port: Port): string | undefined {
  if (!port.targetSpan) return undefined;
  const target = slice(yaml.text, port.targetSpan);
  if (port.isLong) {
    const number = target.replace(/^["']|["']$/g, '');
    return port.protocol === 'tcp' ? number : `${number}/${port.protocol}`;
  }
  return slice(yaml.text, span(port.targetSpan.start, contentSpan(yaml, port).end));
}

/** The text of a short entry within its quotes. */
function contentSpan(yaml: YamlFile, { span: { start, end } }: Port): { readonly start: number; readonly end: number } {
  const isQuoted = /["']/.test(yaml.text.charAt(start));
  return isQuoted ? span(start + 1, end - 1) : span(start, end);
}

function exposeInPlace(yaml: YamlFile, port: Port, text: string): readonly Edit[] | undefined {
  if (port.isLong) return replaceValue(yaml, port.node, quoted(text, false));
  const { start } = contentSpan(yaml, port);
  return port.targetSpan && (port.targetSpan.start === start ? [] : [remove(span(start, port.targetSpan.start))]);
}

function isSingleQuoted(yaml: YamlFile, offset: number): boolean {
  return yaml.text.charAt(offset) === "'";
}

function quoted(text: string, isSingle: boolean): string {
  return isSingle ? `'${text}'` : `"${text}"`;
}

/** Binds the ports to the loopback address. Undefined where one of them cannot be edited by itself. */
export function limitToLoopback(yaml: YamlFile, open: readonly Port[]): readonly Edit[] | undefined {
  const edits: Edit[] = [];
  for (const port of open) {
    const limited = port.node.kind === 'mapping' ? limitLong(yaml, port) : limitShort(yaml, port);
    if (!limited) return undefined;
    edits.push(...limited);
  }
  return edits;
}

function limitLong(yaml: YamlFile, { node }: Port): readonly Edit[] | undefined {
  if (node.kind !== 'mapping') return undefined;
  const address = node.entry('host_ip');
  const target = node.entry('target');
  if (address) return replaceValue(yaml, address.value, '127.0.0.1');
  return target && addEntry(yaml, node, { key: 'host_ip', value: '127.0.0.1' }, { kind: 'after', entry: target });
}

function limitShort(yaml: YamlFile, port: Port): readonly Edit[] | undefined {
  const { start, end } = contentSpan(yaml, port);
  const text = slice(yaml.text, span(start, end));
  if (port.hostIp !== undefined) {
    // `0.0.0.0:80:80` or `[::]:80:80`: the address goes up to the bracket, or to the first colon.
    const length = text.startsWith('[') ? text.indexOf(']') + 1 : text.indexOf(':');
    return port.text?.isLiteral && length > 0 ? [replace(span(start, start + length), '127.0.0.1')] : undefined;
  }
  const hasHostPort = port.targetSpan !== undefined && port.targetSpan.start > start;
  return [insert(start, hasHostPort ? '127.0.0.1:' : '127.0.0.1::')];
}
