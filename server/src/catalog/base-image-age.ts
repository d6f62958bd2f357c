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

/** Where copies of Docker Hub’s official images are kept under another name. */
const mirrors = ['mirror.gcr.io/library/', 'mirror.gcr.io/', 'public.ecr.aws/docker/library/'];
/** The folders of Docker Hub’s own copies for one architecture, which do not have every tag. */
const architectures = new Set('amd64 arm32v5 arm32v6 arm32v7 arm64v8 i386 ppc64le riscv64 s390x'.split(' '));

/**
 * Undefined for an image whose support goes on, and for one the catalogue does not know.
 * @param name as Docker shows it: `node`, `mcr.microsoft.com/dotnet/sdk`
 */
export function endedSupport(name: string, tag: string): EndedSupport | undefined {
  const hasFolder = name.includes('/');
  const original = hasFolder ? withoutMirror(name) : name;
  const official = hasFolder ? withoutArchitecture(original) : name;
  const product = products.get(official);
  const retired = product?.retired;
  if (retired && /^\d/.test(tag) && !retired.except.test(tag)) {
    const wanted = retiredSuccessor(tag, retired.tags);
    return {
      ended: [{ title: `The image ${retired.image}`, date: retired.ended }],
      successor: wanted && official === name ? `${retired.replacedBy}:${wanted}` : undefined,
    };
  }
  const version = product && versionOf(product, tag);
  const series = product && version !== undefined ? endedSeries(product, version) : undefined;
  const isOfficial = product !== undefined || !hasFolder || !official.includes('/');
  const system = systemIn(tag, isOfficial ? 'any' : 'well known');
  if (!series && !system) return undefined;
  const ended: Ended[] = series ? [series] : [];
  if (system) ended.push({ title: system.title, date: system.ended });
  const canMove = product && official === original;
  const moved = system ? tag.slice(0, system.start) + system.successor + tag.slice(system.end) : tag;
  const wanted = canMove ? successorTag(product, moved, version, series ? 'ended' : 'supported') : undefined;
  return { ended, successor: wanted && `${name}:${wanted}` };
}

function withoutMirror(name: string): string {
  const mirror = mirrors.find(it => name.startsWith(it));
  return mirror ? name.slice(mirror.length) : name;
}

function withoutArchitecture(name: string): string {
  const slash = name.indexOf('/');
  return architectures.has(name.slice(0, slash)) ? name.slice(slash + 1) : name;
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
  /** How many numbers the longest names of series have. */
  readonly numbers: number;
  readonly retired: (typeof retiredImages)[number] | undefined;
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
for (const product of baseImageProducts) addProduct(product, undefined);
for (const retired of retiredImages)
  addProduct({ images: [retired.image], title: retired.image, ended: '', supported: '' }, retired);

function addProduct(product: BaseImageProduct, retired: Product['retired']): void {
  const dates = [...pairsOf(product.ended)].filter(([, date]) => date <= supportCatalogueDate);
  const live = product.supported.split(' ').filter(it => it !== '');
  const { series, beginnings } = seriesOf(product.title, dates, live);
  const numbers = Math.max(...[...series.keys()].map(it => it.split('.').length));
  const byName = pairsOf(product.names ?? '');
  const known: Product = { ...product, series, beginnings, live, byName, numbers, retired };
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
function versionOf({ byName }: Product, tag: string): string | undefined {
  const part = tag.slice(0, partEnd(tag, 0));
  if (isVersion(part)) return part;
  const named = byName.get(part);
  if (named !== undefined || !(part.startsWith('centos') || part.startsWith('stream'))) return named;
  const version = part.slice('centos'.length);
  return isVersion(version) ? version : undefined;
}

/** Where the part of a tag that begins at `start` ends: at the next dash. */
function partEnd(tag: string, start: number): number {
  const dash = tag.indexOf('-', start);
  return dash < 0 ? tag.length : dash;
}

function endedSeries(product: Product, version: string): Ended | undefined {
  for (let end = numbersEnd(version, product.numbers); end > 0; end = version.lastIndexOf('.', end - 1)) {
    const known = product.series.get(version.slice(0, end));
    if (known) return known === 'live' ? undefined : known;
  }
  const known = product.beginnings.get(version);
  return known === 'live' ? undefined : known;
}

/** Where the first `count` numbers of a version end. */
function numbersEnd(version: string, count: number): number {
  let end = -1;
  for (let i = 0; i < count; i++) {
    end = version.indexOf('.', end + 1);
    if (end < 0) return version.length;
  }
  return end;
}

interface SystemInTag extends Omit<SystemRelease, 'name'> {
  /** Where the tag names it. */
  readonly start: number;
  readonly end: number;
}

/** Names of Ubuntu’s short-lived releases are words like others: outside official images they mean nothing. */
const wellKnown = new Set(['focal', 'bionic', 'xenial', 'trusty', 'precise']);
const systems = new Map(endedSystems.filter(it => it.ended <= supportCatalogueDate).map(it => [it.name, it]));

/** The first system that a part of the tag names. */
function systemIn(tag: string, names: 'any' | 'well known'): SystemInTag | undefined {
  for (let start = 0, end = 0; start < tag.length; start = end + 1) {
    end = partEnd(tag, start);
    const first = tag.charCodeAt(start);
    // Names begin with a small letter; nearly all else in a tag is a number.
    if (first < 97 || first > 122) continue;
    const found = tag.startsWith('alpine', start) ? alpineIn(tag, start, end) : releaseIn(tag, start, end, names);
    if (found) return found;
  }
  return undefined;
}

function releaseIn(tag: string, start: number, end: number, names: 'any' | 'well known'): SystemInTag | undefined {
  const name = tag.slice(start, end);
  const system = systems.get(name);
  if (!system || (names === 'well known' && system.successor !== 'trixie' && !wellKnown.has(name))) return undefined;
  const { title, ended, successor } = system;
  return { title: `${title} (${name})`, ended, successor, start, end };
}

/** `alpine3.9`, and `alpine-3.9`, of which the part between `start` and `end` is only the first. */
function alpineIn(tag: string, start: number, end: number): SystemInTag | undefined {
  const nameEnd = start + 'alpine'.length;
  const isApart = nameEnd === end;
  if (end === tag.length && isApart) return undefined;
  const seriesStart = isApart ? end + 1 : nameEnd;
  const seriesEnd = isApart ? partEnd(tag, seriesStart) : end;
  const series = tag.slice(seriesStart, seriesEnd);
  const known = products.get('alpine')?.series.get(series);
  if (!known || known === 'live') return undefined;
  const successor = isApart ? 'alpine' : 'alpine3.24';
  return { title: `Alpine Linux ${series}`, ended: known.date, successor, start, end: seriesEnd };
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
  const flavour = rest.slice(partEnd(rest, 0));
  if (series === 'supported') {
    const own = product.live.find(it => version.startsWith(it) && isNumberEnd(version, it.length));
    const wanted = `${own ?? version}${flavour}`;
    return tags.includes(wanted) ? wanted : undefined;
  }
  const numbers = numbersOf(version);
  return successorsOf(product)
    .get(flavour)
    ?.find(it => isNewer(it.numbers, numbers))?.tag;
}

function isNumberEnd(version: string, at: number): boolean {
  return at === version.length || version.charCodeAt(at) === DOT;
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
    const end = partEnd(tag, 0);
    const others = byFlavour.get(tag.slice(end));
    const successor = { tag, numbers: numbersOf(tag.slice(0, end)) };
    if (others) others.push(successor);
    else byFlavour.set(tag.slice(end), [successor]);
  }
  successors.set(product, byFlavour);
  return byFlavour;
}

/** `3.14` → 3, 14 */
function numbersOf(version: string): readonly number[] {
  const numbers: number[] = [];
  let number = 0;
  for (let i = 0; i < version.length; i++) {
    const code = version.charCodeAt(i);
    if (code === DOT) numbers.push(number);
    number = code === DOT ? 0 : number * 10 + code - 48;
  }
  numbers.push(number);
  return numbers;
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
