/** Values of a Compose file with every `${…}` filled in, as plain data, and the amounts and command lines among them. */

import { parseInterpolation } from '../syntax/compose/interpolation.ts';
import type { YamlNode } from '../syntax/yaml/node.ts';
import { memoryAmount } from '../text/memory-amount.ts';
import { fillIn, type Variables } from './compose-values.ts';
import type { PublishedPort } from './device-run.ts';

/** A number and a boolean are texts as written; null is undefined. What demands a variable nobody sets is an empty text. */
export type PlainValue = string | undefined | readonly PlainValue[] | PlainMapping;
export interface PlainMapping {
  readonly [key: string]: PlainValue;
}

export function plainValue(node: YamlNode | undefined, variables: Variables): PlainValue {
  switch (node?.kind) {
    case undefined:
      return undefined;
    case 'scalar': {
      if (node.value === null) return undefined;
      const filled = fillIn(parseInterpolation(node.source), variables);
      return filled.kind === 'known' ? filled.value : '';
    }
    case 'sequence':
      return node.items.map(item => plainValue(item, variables));
    case 'mapping':
      return Object.fromEntries(
        node.entries
          .filter(({ value }) => value.tag !== '!reset')
          .map(({ key, value }) => [key.source, plainValue(value, variables)]),
      );
  }
}

export function isMapping(value: PlainValue): value is PlainMapping {
  return typeof value === 'object' && !Array.isArray(value);
}

/** The texts of a list; a text alone is a list of one. */
export function textsOf(value: PlainValue): readonly string[] {
  if (typeof value === 'string') return [value];
  return Array.isArray(value) ? value.filter(it => typeof it === 'string') : [];
}

/** `KEY=value` items or `KEY: value` pairs; undefined for a key alone. */
export function pairsOf(value: PlainValue): readonly (readonly [string, string | undefined])[] {
  if (isMapping(value))
    return Object.entries(value).map(([key, it]) => [key, typeof it === 'string' ? it : undefined] as const);
  return textsOf(value).map(text => {
    const at = text.indexOf('=');
    return at < 0 ? ([text, undefined] as const) : ([text.slice(0, at), text.slice(at + 1)] as const);
  });
}

export function isTrueText(value: PlainValue): boolean {
  return typeof value === 'string' && ['true', 'yes', 'on', 'y', '1'].includes(value.toLowerCase());
}

export function numberOf(value: PlainValue): number | undefined {
  if (typeof value !== 'string' || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

/** In bytes; undefined for what is no amount. */
export function bytesOf(value: PlainValue): number | undefined {
  return typeof value === 'string' ? memoryAmount(value) : undefined;
}

const secondsIn: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  μs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** `1m30s`, in seconds; a number alone are seconds. Undefined for what is no span of time. */
export function secondsOf(value: PlainValue): number | undefined {
  if (typeof value !== 'string') return undefined;
  if (/^\d{1,12}(?:\.\d{1,9})?$/.test(value)) return Number(value);
  const amount = /(\d{1,15}(?:\.\d{1,9})?)(ns|us|µs|μs|ms|s|m|h|d|w)/y;
  let seconds = 0;
  for (let match = amount.exec(value); match; match = amount.exec(value)) {
    seconds += Number(match[1]) * (secondsIn[match[2] ?? 's'] ?? 1);
    if (amount.lastIndex === value.length) return seconds;
  }
  return undefined;
}

/** A command line as words: a list as it is, a text taken apart as a shell does, quotes and backslashes only. */
export function wordsOf(value: PlainValue): readonly string[] | undefined {
  if (value === undefined || isMapping(value)) return undefined;
  if (typeof value !== 'string') return textsOf(value);
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < value.length; i++) {
    const character = value.charAt(i);
    if (quote === "'" && character !== "'") word += character;
    else if (character === '\\' && (quote === '' || /^["\\$`]$/.test(value.charAt(i + 1))))
      word = `${word ?? ''}${value.charAt(++i)}`;
    else if (character === quote) quote = '';
    else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (quote === '' && /\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = `${word ?? ''}${character}`;
  }
  if (word !== undefined) words.push(word);
  return words;
}

/** More than a range of all ports has: what is written cannot be meant. */
const mostPorts = 65_535;

/** `[ip:][host[-end]:]container[-end][/protocol]`, or the long form; empty for what is no port. */
export function portsOf(value: PlainValue): readonly PublishedPort[] {
  if (isMapping(value)) {
    const { target, published, protocol, host_ip: ip } = value;
    const written = `${typeof published === 'string' ? `${published}:` : ''}${textsOf(target)[0] ?? ''}`;
    const ports = portsOf(`${written}/${textsOf(protocol)[0] ?? 'tcp'}`);
    return typeof ip === 'string' ? ports.map(port => ({ ...port, address: ip })) : ports;
  }
  if (typeof value !== 'string') return [];
  const short =
    /^(?:(\[[0-9a-fA-F:.]{2,45}\]|[0-9.]{7,15}):)?(?:([0-9]{0,5}(?:-[0-9]{1,5})?):)?([0-9]{1,5}(?:-[0-9]{1,5})?)(?:\/(tcp|udp))?$/i;
  const [, ip, host = '', inside = '', protocol = 'tcp'] = short.exec(value.trim()) ?? [];
  const [from, to] = rangeOf(inside);
  const [hostFrom, hostTo] = host === '' ? [undefined, undefined] : rangeOf(host);
  if (from === undefined || to === undefined || to - from >= mostPorts) return [];
  if (hostFrom !== undefined && hostTo !== undefined && hostTo - hostFrom < to - from) return [];
  const rest = {
    protocol: protocol.toLowerCase() === 'udp' ? ('udp' as const) : ('tcp' as const),
    ...(ip === undefined ? {} : { address: ip.replace(/^\[|\]$/g, '') }),
  };
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    target: from + i,
    ...rest,
    ...(hostFrom === undefined ? {} : { published: hostFrom + i }),
  }));
}

function rangeOf(text: string): readonly [number, number] | readonly [undefined, undefined] {
  const [first = '', last = first] = text.split('-');
  const [from, to] = [Number(first), Number(last)];
  const isRange = first !== '' && from >= 1 && to >= from && to <= 65_535;
  return isRange ? [from, to] : [undefined, undefined];
}

/** 32 hexadecimal digits that are always the same for a text (FNV-1a, four times over). */
export function digestOf(text: string): string {
  let digits = '';
  for (let round = 0; round < 4; round++) {
    let hash = (0x811c9dc5 ^ (round * 0x9e3779b1)) >>> 0;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0;
    digits += hash.toString(16).padStart(8, '0');
  }
  return digits;
}
