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
  let ofName = answers.get(name);
  const known = ofName?.get(tag);
  if (known) return known === 'goes on' ? undefined : known;
  const found = findEndedSupport(name, tag);
  if (answerCount >= maxAnswers) return found;
  answerCount++;
  if (!ofName) {
    ofName = new Map();
    answers.set(name, ofName);
  }
  ofName.set(tag, found ?? 'goes on');
  return found;
}

/** Of images that were asked about, by name and tag: at every keystroke they are the same few. */
const answers = new Map<string, Map<string, EndedSupport | 'goes on'>>();
let answerCount = 0;
const maxAnswers = 1000;

function findEndedSupport(name: string, tag: string): EndedSupport | undefined {
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
  const version = product && endedSeries(product, dash < 0 ? tag : tag.slice(0, dash));
  // Most tags are alright; a split would cost as much as to see that.
  if (!version && !mayNameEndedSystem(tag)) return undefined;
  const parts = tag.split('-');
  const isOfficial = product !== undefined || !official.includes('/');
  const system = systemIn(parts, isOfficial ? 'any' : 'well known');
  if (!version && !system) return undefined;
  const ended = [...(version ? [version] : []), ...(system ? [{ title: system.title, date: system.ended }] : [])];
  const canMove = product && official === name.slice(mirror.length);
  const wanted = canMove ? successorTag(product, parts, version ? 'ended' : 'supported', system) : undefined;
  return { ended, successor: wanted && `${name}:${wanted}` };
}

function retiredOf(official: string, tag: string): (typeof retiredImages)[number] | undefined {
  for (const it of retiredImages) if (it.image === official && /^\d/.test(tag) && !it.except.test(tag)) return it;
  return undefined;
}

interface Product extends BaseImageProduct {
  readonly dates: ReadonlyMap<string, string>;
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
  const dates = new Map([...pairsOf(product.ended)].filter(([, date]) => date <= supportCatalogueDate));
  const live = product.supported.split(' ').filter(it => it !== '');
  const known: Product = { ...product, dates, live, byName: pairsOf(product.names ?? '') };
  for (const image of product.images) products.set(image, known);
}

/** Digits and nothing else, as nearly all that is asked about. */
function isNumber(part: string): boolean {
  for (let i = 0; i < part.length; i++) if (part.charCodeAt(i) < 48 || part.charCodeAt(i) > 57) return false;
  return part !== '';
}

/** The version at the start of a tag: digits and dots, behind the words `centos` or `stream` of CentOS. */
function versionOf({ byName }: Product, part: string): string | undefined {
  if (isNumber(part)) return part;
  return byName.get(part) ?? /^(?:centos|stream)?(\d+(?:\.\d+)*)$/.exec(part)?.[1];
}

function endedSeries(product: Product, part: string): { title: string; date: string } | undefined {
  const version = versionOf(product, part);
  if (version === undefined) return undefined;
  for (let end = version.length; end > 0; end = version.lastIndexOf('.', end - 1)) {
    const series = version.slice(0, end);
    const date = product.dates.get(series);
    if (date) return { title: `${product.title} ${series}`, date };
    if (product.live.includes(series)) return undefined;
  }
  // Shorter than a series, as `2` for Python 2.7: it stands for the newest of them.
  const isPartOf = (series: string) => series.startsWith(`${version}.`);
  if (product.live.some(isPartOf)) return undefined;
  const dates = [...product.dates].filter(([series]) => isPartOf(series)).map(([, date]) => date);
  const date = dates.sort().at(-1);
  return date === undefined ? undefined : { title: `${product.title} ${version}`, date };
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
      return { ...system, title: `${system.title} (${part})`, index, length: 1 };
    }
    if (!part.startsWith('alpine')) continue;
    const [, attached] = /^alpine(\d+\.\d+)$/.exec(part) ?? [];
    const next = part === 'alpine' ? /^\d+\.\d+$/.exec(parts[index + 1] ?? '')?.[0] : undefined;
    const series = attached ?? next;
    const ended = series && products.get('alpine')?.dates.get(series);
    if (ended) {
      const length = attached ? 1 : 2;
      return { title: `Alpine Linux ${series}`, ended, successor: attached ? 'alpine3.24' : 'alpine', index, length };
    }
  }
  return undefined;
}

/** The tag of the same flavour: a newer series where this one has ended, a newer system where that one has. */
function successorTag(
  product: Product,
  parts: readonly string[],
  series: 'ended' | 'supported',
  system: SystemInTag | undefined,
): string | undefined {
  const tags = product.successors;
  if (!tags) return undefined;
  const moved = system
    ? [...parts.slice(0, system.index), system.successor, ...parts.slice(system.index + system.length)]
    : parts;
  // The day of a build, `buster-20200803-slim`, has none of the successor's.
  const rest = moved.filter(it => !/^\d{8}$/.test(it)).join('-');
  const version = versionOf(product, parts[0] ?? '');
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
