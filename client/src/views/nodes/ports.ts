// Published ports in few words.
import type { ContainerRow, PortMapping } from '../../engine/engine-state.ts';
import { code } from './markdown.ts';

/** `8080→80, 53→53/udp +2`; empty when none is published. */
export function portText({ ports }: ContainerRow, most = 3): string {
  const texts = publishedTexts(ports);
  const more = texts.length > most ? ` +${texts.length - most}` : '';
  return `${texts.slice(0, most).join(', ')}${more}`;
}

/** `port 8080, 53 udp`; empty when none is published. */
export function spokenPorts({ ports }: ContainerRow): string {
  const published = distinct(
    ports.flatMap(it =>
      it.published === undefined ? [] : [`${it.published}${it.protocol === 'tcp' ? '' : ` ${it.protocol}`}`],
    ),
  );
  if (published.length === 0) return '';
  return `${published.length === 1 ? 'port' : 'ports'} ${published.slice(0, 3).join(', ')}${published.length > 3 ? ' and more' : ''}`;
}

/** Markdown, one for each mapping, with the address; exposed ones too. */
export function portLines({ ports }: ContainerRow): readonly string[] {
  return distinct(
    ports.map(({ target, protocol, published, address }) =>
      published === undefined
        ? `${code(`${target}/${protocol}`)}, not published`
        : `${code(`${hostOf(address)}${published} → ${target}/${protocol}`)}`,
    ),
  );
}

/** A port is published once for IPv4 and once for IPv6: that is one mapping to a reader. */
function publishedTexts(ports: readonly PortMapping[]): readonly string[] {
  return distinct(
    ports
      .filter(({ published }) => published !== undefined)
      .toSorted((a, b) => (a.published ?? 0) - (b.published ?? 0))
      .map(({ target, protocol, published }) => `${published}→${target}${protocol === 'tcp' ? '' : `/${protocol}`}`),
  );
}

function hostOf(address: string | undefined): string {
  if (address === undefined || address === '') return '';
  return address.includes(':') ? `[${address}]:` : `${address}:`;
}

function distinct(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
