/** What the catalogue of base images knows of one reference: whose support has ended, and what to move to. */
import {
  type BaseImageProduct,
  baseImageProducts,
  endedSystems,
  retiredImages,
  type SystemRelease,
  supportCatalogueDate,
} from './base-image-support.ts';

export interface EndedSupport {
  /** `Node.js 16`, `Debian 10 (buster)`, `The image openjdk`; the product first, then the system it stands on. */
  readonly ended: readonly { readonly title: string; readonly date: string }[];
  /** Name and tag to use instead, in the same flavour; undefined when there is none. */
  readonly successor: string | undefined;
}

/** Copies of Docker Hub’s official images under another name. */
const mirrors = /^(?:mirror\.gcr\.io\/(?:library\/)?|public\.ecr\.aws\/docker\/library\/)/;
/** Docker Hub’s own copies for one architecture, which do not have every tag. */
const architectures = /^(?:amd64|arm32v[567]|arm64v8|i386|ppc64le|riscv64|s390x)\//;

/**
 * Undefined for an image whose support goes on, and for one the catalogue does not know.
 * @param name as Docker shows it: `node`, `mcr.microsoft.com/dotnet/sdk`
 */
export function endedSupport(name: string, tag: string): EndedSupport | undefined {
  const hasFolder = name.includes('/');
  const mirror = (hasFolder && mirrors.exec(name)?.[0]) || '';
  const official = hasFolder ? name.slice(mirror.length).replace(architectures, '') : name;
  const retired = retiredOf(official, tag);
  if (retired) {
    const wanted = retiredSuccessor(tag, retired.tags);
    return {
      ended: [{ title: `The image ${retired.image}`, date: retired.ended }],
      successor: wanted && official === name ? `${retired.replacedBy}:${wanted}` : undefined,
    };
  }
  const product = products.get(official);
  const dash = tag.indexOf('-');
  const version = product && versionOf(product, dash < 0 ? tag : tag.slice(0, dash));
  const series = product && version !== undefined ? endedSeries(product, version) : undefined;
  // Most tags are alright; a split would cost as much as to see that.
  const parts = mayNameEndedSystem(tag) ? tag.split('-') : undefined;
  if (!series && !parts) return undefined;
  const isOfficial = product !== undefined || !official.includes('/');
  const system = parts && systemIn(parts, isOfficial ? 'any' : 'well known');
  if (!series && !system) return undefined;
  const ended: Ended[] = series ? [series] : [];
  if (system) ended.push({ title: system.title, date: system.ended });
  const canMove = product && official === name.slice(mirror.length);
  const moved = parts && system ? withSuccessor(parts, system) : tag;
  const wanted = canMove ? successorTag(product, moved, version, series ? 'ended' : 'supported') : undefined;
  return { ended, successor: wanted && `${name}:${wanted}` };
}

function retiredOf(official: string, tag: string): (typeof retiredImages)[number] | undefined {
  for (const it of retiredImages) if (it.image === official && /^\d/.test(tag) && !it.except.test(tag)) return it;
  return undefined;
}

interface Ended {
  readonly title: string;
  readonly date: string;
}

interface Product extends BaseImageProduct {
  readonly series: ReadonlyMap<string, Ended | 'live'>;
  /** The beginnings of series, as `2` of Python 2.7, each with what holds for the newest that it may stand for. */
  readonly beginnings: ReadonlyMap<string, Ended | 'live'>;
  readonly live: readonly string[];
  readonly byName: ReadonlyMap<string, string>;
}

const pairsOf = (text: string): ReadonlyMap<string, string> =>
  new Map(
    text
      .trim()
      .split(/\s+/)
      .map(it => {
        const [key = '', value = ''] = it.split(':');
        return [key, value] as const;
      }),
  );

const products = new Map<string, Product>();
for (const product of baseImageProducts) {
  const dates = [...pairsOf(product.ended)].filter(([, date]) => date <= supportCatalogueDate);
  const live = product.supported.split(' ').filter(it => it !== '');
  const { series, beginnings } = seriesOf(product.title, dates, live);
  const known: Product = { ...product, series, beginnings, live, byName: pairsOf(product.names ?? '') };
  for (const image of product.images) products.set(image, known);
}

function seriesOf(
  title: string,
  dates: readonly (readonly [string, string])[],
  live: readonly string[],
): Pick<Product, 'series' | 'beginnings'> {
  const series = new Map<string, Ended | 'live'>();
  const beginnings = new Map<string, Ended | 'live'>();
  const add = (name: string, date: string | undefined): void => {
    series.set(name, date === undefined ? 'live' : { title: `${title} ${name}`, date });
    for (let end = name.lastIndexOf('.'); end > 0; end = name.lastIndexOf('.', end - 1)) {
      const beginning = name.slice(0, end);
      const other = beginnings.get(beginning);
      if (date === undefined) beginnings.set(beginning, 'live');
      else if (other === undefined || (other !== 'live' && other.date < date))
        beginnings.set(beginning, { title: `${title} ${beginning}`, date });
    }
  };
  for (const name of live) add(name, undefined);
  for (const [name, date] of dates) add(name, date);
  return { series, beginnings };
}

/** Digits, with dots between them, as nearly all that is asked about. */
function isVersion(part: string): boolean {
  let isBehindDigit = false;
  for (let i = 0; i < part.length; i++) {
    const code = part.charCodeAt(i);
    const isDigit = code >= 48 && code <= 57;
    if (!isDigit && (code !== DOT || !isBehindDigit)) return false;
    isBehindDigit = isDigit;
  }
  return isBehindDigit;
}

const DOT = 46;

/** The version at the start of a tag: digits and dots, behind the words `centos` or `stream` of CentOS. */
function versionOf({ byName }: Product, part: string): string | undefined {
  if (isVersion(part)) return part;
  return byName.get(part) ?? /^(?:centos|stream)(\d+(?:\.\d+)*)$/.exec(part)?.[1];
}

function endedSeries(product: Product, version: string): Ended | undefined {
  for (let end = version.length; end > 0; end = version.lastIndexOf('.', end - 1)) {
    const known = product.series.get(version.slice(0, end));
    if (known) return known === 'live' ? undefined : known;
  }
  const known = product.beginnings.get(version);
  return known === 'live' ? undefined : known;
}

interface SystemInTag extends Omit<SystemRelease, 'name'> {
  readonly index: number;
  /** The parts of the tag that name it. */
  readonly length: number;
}

/** Names of Ubuntu’s short-lived releases are words like others: outside official images they mean nothing. */
const wellKnown = new Set(['focal', 'bionic', 'xenial', 'trusty', 'precise']);
const systems = new Map(endedSystems.filter(it => it.ended <= supportCatalogueDate).map(it => [it.name, it]));

function mayNameEndedSystem(tag: string): boolean {
  for (let start = 0; start <= tag.length; ) {
    const dash = tag.indexOf('-', start);
    const end = dash < 0 ? tag.length : dash;
    const first = tag.charCodeAt(start);
    // Names begin with a small letter, and so does `alpine`; nearly all else in a tag is a number.
    if (first >= 97 && first <= 122 && (tag.startsWith('alpine', start) || systems.has(tag.slice(start, end))))
      return true;
    start = end + 1;
  }
  return false;
}

function systemIn(parts: readonly string[], names: 'any' | 'well known'): SystemInTag | undefined {
  for (let index = 0; index < parts.length; index++) {
    const part = parts[index] ?? '';
    const system = systems.get(part);
    if (system && (names === 'any' || system.successor === 'trixie' || wellKnown.has(part))) {
      const { title, ended, successor } = system;
      return { title: `${title} (${part})`, ended, successor, index, length: 1 };
    }
    if (!part.startsWith('alpine')) continue;
    const [, attached] = /^alpine(\d+\.\d+)$/.exec(part) ?? [];
    const next = part === 'alpine' ? /^\d+\.\d+$/.exec(parts[index + 1] ?? '')?.[0] : undefined;
    const series = attached ?? next;
    const known = series && products.get('alpine')?.series.get(series);
    if (known && known !== 'live') {
      const ended = known.date;
      const length = attached ? 1 : 2;
      return { title: `Alpine Linux ${series}`, ended, successor: attached ? 'alpine3.24' : 'alpine', index, length };
    }
  }
  return undefined;
}

/** The parts of a tag with the successor in place of the system. */
function withSuccessor(parts: readonly string[], { index, length, successor }: SystemInTag): string {
  return [...parts.slice(0, index), successor, ...parts.slice(index + length)].join('-');
}

/**
 * The tag of the same flavour as `moved`, in which a newer system stands already where that one has ended: of a newer
 * series where that of `version` has.
 */
function successorTag(
  product: Product,
  moved: string,
  version: string | undefined,
  series: 'ended' | 'supported',
): string | undefined {
  const tags = product.successors;
  if (!tags) return undefined;
  // The day of a build, `buster-20200803-slim`, has none of the successor's.
  const rest = /\d{8}/.test(moved) ? withoutDays(moved) : moved;
  if (version === undefined) return tags.includes(rest) ? rest : undefined;
  const dash = rest.indexOf('-');
  const flavour = dash < 0 ? '' : rest.slice(dash);
  if (series === 'supported') {
    const own = product.live.find(it => version === it || version.startsWith(`${it}.`));
    const wanted = `${own ?? version}${flavour}`;
    return tags.includes(wanted) ? wanted : undefined;
  }
  const numbers = version.split('.').map(Number);
  return successorsOf(product)
    .get(flavour)
    ?.find(it => isNewer(it.numbers, numbers))?.tag;
}

function withoutDays(tag: string): string {
  return tag
    .split('-')
    .filter(it => !/^\d{8}$/.test(it))
    .join('-');
}

/** A tag to move to that begins with a version. */
interface Successor {
  readonly tag: string;
  readonly numbers: readonly number[];
}

const successors = new Map<Product, ReadonlyMap<string, readonly Successor[]>>();

/** By flavour, `-slim`; taken apart when a product is asked about for the first time. */
function successorsOf(product: Product): ReadonlyMap<string, readonly Successor[]> {
  const known = successors.get(product);
  if (known) return known;
  const byFlavour = new Map<string, Successor[]>();
  for (const tag of product.successors ?? []) {
    if (!/^\d/.test(tag)) continue;
    const dash = tag.indexOf('-');
    const end = dash < 0 ? tag.length : dash;
    const others = byFlavour.get(tag.slice(end));
    const successor = { tag, numbers: tag.slice(0, end).split('.').map(Number) };
    if (others) others.push(successor);
    else byFlavour.set(tag.slice(end), [successor]);
  }
  successors.set(product, byFlavour);
  return byFlavour;
}

/** Whether one version, `3.14`, comes behind another, `3.9.1`. */
function isNewer(one: readonly number[], other: readonly number[]): boolean {
  for (let i = 0; i < one.length; i++) {
    const difference = (one[i] ?? 0) - (other[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}

/** `8-jre-slim` → `8-jre`: releases between the ones with long support move to the next of those. */
function retiredSuccessor(tag: string, tags: readonly string[]): string | undefined {
  const [first = '', ...flavours] = tag.split('-');
  const release = Number(/^\d+/.exec(first)?.[0]);
  const next = [8, 11, 17, 21, 25].find(it => it >= release);
  const kept = flavours
    .map(it => (it.startsWith('alpine') ? 'alpine' : it))
    .filter(it => it === 'jre' || it === 'jdk' || it === 'alpine' || /windows|nanoserver|oracle/.test(it));
  return tags.find(it => it === [next, ...kept].join('-'));
}
