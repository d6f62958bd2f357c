// Subnets as a person types them. Pure.
import type { NetworkRow } from '../../engine/engine-state.ts';

interface Subnet {
  readonly family: 4 | 6;
  readonly address: bigint;
  readonly prefix: number;
}

/** Undefined for what can be the subnet of a new network. */
export function whatIsWrongWithSubnet(text: string, networks: Iterable<NetworkRow>): string | undefined {
  const subnet = readSubnet(text);
  if (!subnet) return 'A subnet is an address and the length of its prefix, such as 10.5.0.0/24 or fd00:5::/64';
  const bits = subnet.family === 4 ? 32 : 128;
  const first = firstOf(subnet);
  if (first !== subnet.address)
    return `With a prefix of ${subnet.prefix} the subnet begins at ${addressText(first, subnet.family)}/${subnet.prefix}`;
  if (bits - subnet.prefix < 2) return 'There is no room for a container in it: choose a shorter prefix';
  for (const { name, subnets } of networks) {
    const other = subnets.find(it => overlaps(subnet, readSubnet(it)));
    if (other !== undefined) return `The network ${name} has ${other}, which overlaps`;
  }
  return undefined;
}

function readSubnet(text: string): Subnet | undefined {
  const match = /^([\da-fA-F.:]{2,39})\/(\d{1,3})$/.exec(text);
  const [, address = '', length = ''] = match ?? [];
  const family = address.includes(':') ? 6 : 4;
  const value = family === 4 ? ipv4(address) : ipv6(address);
  const prefix = Number(length);
  if (value === undefined || prefix < 1 || prefix > (family === 4 ? 32 : 128)) return undefined;
  return { family, address: value, prefix };
}

function ipv4(text: string): bigint | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every(part => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((sum, part) => (sum << 8n) + BigInt(part), 0n);
}

function ipv6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [left = [], right = []] = halves.map(half => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - right.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const groups = [...left, ...Array.from({ length: missing }, () => '0'), ...right];
  if (!groups.every(group => /^[\da-fA-F]{1,4}$/.test(group))) return undefined;
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

function firstOf({ family, address, prefix }: Subnet): bigint {
  const rest = BigInt((family === 4 ? 32 : 128) - prefix);
  return (address >> rest) << rest;
}

function overlaps(a: Subnet, b: Subnet | undefined): boolean {
  if (b === undefined || a.family !== b.family) return false;
  const prefix = Math.min(a.prefix, b.prefix);
  return firstOf({ ...a, prefix }) === firstOf({ ...b, prefix });
}

function addressText(address: bigint, family: 4 | 6): string {
  if (family === 4) return [24n, 16n, 8n, 0n].map(shift => String((address >> shift) & 255n)).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => ((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  // The zeros at the end, of which a first address has most.
  const text = groups.join(':');
  return text.replace(/(?::0){2,}$/, '::');
}
