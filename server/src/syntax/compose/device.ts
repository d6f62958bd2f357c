/** Entries of `devices`, short and long form. */
import type { YamlFile, YamlNode } from '../yaml/node.ts';
import type { Device } from './compose-file.ts';
import { fillIn, textOf, valueAt } from './text-value.ts';

/**
 * One entry of `devices`: `SOURCE[:TARGET[:PERMISSIONS]]` or a mapping; undefined for anything else. An entry with more
 * parts, which Compose refuses, and a CDI name (`vendor.com/gpu=all`) are a source as a whole.
 */
export function readDevice(file: YamlFile, node: YamlNode): Device | undefined {
  if (node.kind === 'mapping') {
    const [source, target, permissions] = ['source', 'target', 'permissions'].map(key => textOf(valueAt(node, key)));
    return {
      node,
      span: node.span,
      source: source?.known ?? source?.value ?? '',
      target: target?.known ?? target?.value,
      permissions: permissions?.known ?? permissions?.value,
      isLiteral: [source, target, permissions].every(part => part === undefined || part.isLiteral),
    };
  }
  const text = textOf(node);
  if (!text) return undefined;
  const filled = fillIn(file, text);
  const parts: string[] = [];
  let from = 0;
  for (const part of filled.text.split(':')) {
    parts.push(filled.known(from, from + part.length) ?? filled.written(from, from + part.length));
    from += part.length + 1;
  }
  const isWhole = parts.length > 3;
  return {
    node,
    span: node.span,
    source: isWhole ? text.value : (parts[0] ?? ''),
    target: isWhole ? undefined : parts[1] || undefined,
    permissions: isWhole ? undefined : parts[2] || undefined,
    isLiteral: text.isLiteral,
  };
}
