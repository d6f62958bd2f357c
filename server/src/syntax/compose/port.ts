/** Entries of `ports` and `expose`, short and long form, read as compose-go reads them. */

import type { YamlFile, YamlMapping, YamlNode } from '../yaml/node.ts';
import type { ExposedPort, Port, PortRange, TextValue } from './compose-file.ts';
import type { KnownVariables } from './interpolation.ts';
import { fillIn, isUnknown, textOf, textWith, valueAt } from './text-value.ts';

/** One entry of `ports`; undefined for a missing one. Without `variables` only their defaults are known. */
export function readPort(file: YamlFile, node: YamlNode, variables?: KnownVariables): Port | undefined {
  if (node.kind === 'mapping') return longPort(node, variables);
  const text = textOf(node);
  if (text) return shortPort(file, node, text, variables);
  return node.kind === 'scalar' ? undefined : invalidPort(node);
}

function invalidPort(node: YamlNode): Port {
  return {
    node,
    span: node.span,
    isLong: false,
    text: undefined,
    hostIp: undefined,
    published: undefined,
    target: undefined,
    targetSpan: undefined,
    protocol: 'tcp',
    isKnown: true,
    isValid: false,
  };
}

/**
 * `[IP:][HOST[-END]:]TARGET[-END][/PROTOCOL]`. An IPv6 address stands in brackets.
 * https://github.com/docker/go-connections/blob/main/nat/nat.go
 */
function shortPort(file: YamlFile, node: YamlNode, value: TextValue, variables: KnownVariables | undefined): Port {
  const filled = fillIn(file, value, variables);
  const { text } = filled;
  const lastColon = text.lastIndexOf(':');
  const hostColon = lastColon > 0 ? text.lastIndexOf(':', lastColon - 1) : -1;
  const slash = text.indexOf('/', lastColon + 1);
  const targetEnd = slash < 0 ? text.length : slash;
  const secondSlash = slash < 0 ? -1 : text.indexOf('/', slash + 1);
  const targetText = text.slice(lastColon + 1, targetEnd);
  const hostText = lastColon < 0 ? '' : text.slice(hostColon + 1, lastColon);
  const ipText = hostColon < 0 ? '' : text.slice(0, hostColon);
  const protocolText = slash < 0 ? '' : text.slice(slash + 1, secondSlash < 0 ? text.length : secondSlash);

  const target = portRange(targetText);
  const published = portRange(hostText);
  const protocol = (protocolText || 'tcp').toLowerCase();
  const hostIp = stripBrackets(ipText);
  const isValid =
    (isUnknown(targetText) || target !== undefined) &&
    (isUnknown(hostText) || hostText === '' || published !== undefined) &&
    (isUnknown(protocolText) || isProtocol(protocol)) &&
    (isUnknown(ipText) || hostIp === '' || (hostIp !== undefined && isIpAddress(hostIp))) &&
    haveSameLength(published, target) &&
    // A number that is no integer (80.5) is no port, though its digits may look like one.
    (node.kind !== 'scalar' || typeof node.value === 'string' || Number.isInteger(node.value));
  return {
    node,
    span: node.span,
    isLong: false,
    text: value,
    hostIp: hostIp && !isUnknown(hostIp) ? hostIp : undefined,
    published,
    target,
    targetSpan: filled.span(lastColon + 1, targetEnd),
    protocol: isUnknown(protocol) ? 'tcp' : protocol,
    isKnown: !isUnknown(text),
    isValid,
  };
}

function longPort(mapping: YamlMapping, variables: KnownVariables | undefined): Port {
  const text = (key: string): TextValue | undefined => textWith(valueAt(mapping, key), variables);
  const target = text('target');
  const published = text('published');
  const hostIp = text('host_ip');
  const protocol = text('protocol');
  const targetRange = portRange(target?.known ?? '');
  const isTargetUsable =
    target !== undefined && (target.known === undefined || (targetRange !== undefined && isSingle(targetRange)));
  return {
    node: mapping,
    span: mapping.span,
    isLong: true,
    text: undefined,
    hostIp: hostIp?.known || undefined,
    published: portRange(published?.known ?? ''),
    target: targetRange,
    targetSpan: target?.span,
    protocol: (protocol?.known || 'tcp').toLowerCase(),
    isKnown: [target, published, hostIp, protocol].every(part => part === undefined || part.known !== undefined),
    isValid: isTargetUsable,
  };
}

/** One entry of `expose`; undefined for anything but a scalar. */
export function readExposedPort(file: YamlFile, node: YamlNode): ExposedPort | undefined {
  const text = textOf(node);
  if (!text || node.kind !== 'scalar') return undefined;
  const filled = fillIn(file, text);
  const colon = filled.text.lastIndexOf(':');
  const slash = filled.text.indexOf('/', colon + 1);
  const end = slash < 0 ? filled.text.length : slash;
  const protocol = slash < 0 ? '' : filled.text.slice(slash + 1);
  return {
    node,
    span: node.span,
    text,
    range: portRange(filled.text.slice(colon + 1, end)),
    protocol: isProtocol(protocol.toLowerCase()) ? protocol.toLowerCase() : 'tcp',
    hostPart: colon < 0 ? undefined : filled.span(0, colon),
    portSpan: filled.span(colon + 1, filled.text.length),
  };
}

/** `80` or `80-90`; undefined when it is none or beyond 65535. Of `80-90-100` the engine reads the first two. */
function portRange(text: string): PortRange | undefined {
  const [first = '', second] = text.split('-');
  const from = portNumber(first);
  const to = second === undefined ? from : portNumber(second);
  return from === undefined || to === undefined || to < from ? undefined : { from, to };
}

function portNumber(text: string): number | undefined {
  if (text.length === 0 || text.length > 20) return undefined;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 48 || code > 57) return undefined;
  }
  const port = Number(text);
  return port <= 65535 ? port : undefined;
}

function isSingle(range: PortRange): boolean {
  return range.from === range.to;
}

/** A range on the host may serve one port of the container; two ranges must be equally long. */
function haveSameLength(published: PortRange | undefined, target: PortRange | undefined): boolean {
  if (!published || !target || isSingle(target)) return true;
  return published.to - published.from === target.to - target.from;
}

function isProtocol(text: string): boolean {
  return text === 'tcp' || text === 'udp' || text === 'sctp';
}

/** The address without the brackets of IPv6; undefined when it has colons and no brackets, or only one bracket. */
function stripBrackets(text: string): string | undefined {
  if (text.startsWith('[')) return text.endsWith(']') ? text.slice(1, -1) : undefined;
  return text.includes(':') || text.includes(']') ? undefined : text;
}

/** Whether `text` is an IPv4 or IPv6 address without zone, as Go's `net.ParseIP` takes it. */
export function isIpAddress(text: string): boolean {
  return text.includes(':') ? isIpv6(text) : isIpv4(text);
}

function isIpv4(text: string): boolean {
  const parts = text.split('.', 5);
  return parts.length === 4 && parts.every(part => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function isIpv6(text: string): boolean {
  if (text.length > 45) return false;
  const halves = text.split('::');
  if (halves.length > 2) return false;
  const groups = halves.flatMap(half => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1);
  const hasIpv4 = last?.includes('.') === true && !text.endsWith('::');
  if (hasIpv4 && !isIpv4(last)) return false;
  const hex = hasIpv4 ? groups.slice(0, -1) : groups;
  const count = hex.length + (hasIpv4 ? 2 : 0);
  return hex.every(group => /^[\da-fA-F]{1,4}$/.test(group)) && (halves.length === 2 ? count < 8 : count === 8);
}
