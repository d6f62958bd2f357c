// What somebody wants built: what a link, a lens, a task or a list of choices says, before the planner has made a plan of
// it. Free of `vscode`.
import type { BuildPlan, PlannedBuild, PlatformChoice } from '../../../server/src/build/build-plan.ts';
import { shown } from '../../../server/src/build/plan-words.ts';
import type { BuildPlanParams } from '../../../server/src/lsp/custom-requests.ts';

export interface BuildWish {
  /** Of a Dockerfile, a Compose file or a folder. */
  readonly uri: string;
  /** As the planner takes them; empty for the project's own device, or whatever the builder builds by itself. */
  readonly platforms: readonly string[];
  /** All of them when absent. */
  readonly services?: readonly string[];
  /** A stage; the one that Compose names, or the last, when absent. */
  readonly target?: string;
  readonly tag?: string;
  /** Several platforms under one name, as one image that is pushed. */
  readonly severalPlatforms?: 'one-image';
  /** In front of names that Compose does not give: `registry.example/team`. */
  readonly registry?: string;
  readonly arguments?: Readonly<Record<string, string>>;
  /** Build arguments whose values are asked for each time, for they are remembered nowhere. */
  readonly ask?: readonly string[];
}

/** What is known of a wish before anybody was asked; services that are an empty list are all of them. */
export type PartialWish = Partial<Omit<BuildWish, 'uri' | 'ask'>>;

/** What a command was handed, by whomever: what is not of the right kind counts as not said. */
export function partialWish(given: unknown): PartialWish {
  if (typeof given !== 'object' || given === null) return {};
  const { platforms, services, target, tag, severalPlatforms, registry, ...more } = given as Readonly<
    Record<string, unknown>
  >;
  const { arguments: values } = more;
  return {
    ...(isList(platforms) ? { platforms } : {}),
    ...(isList(services) ? { services } : {}),
    ...(isWord(target) ? { target } : {}),
    ...(isWord(tag) ? { tag } : {}),
    ...(severalPlatforms === 'one-image' ? { severalPlatforms } : {}),
    ...(isWord(registry) ? { registry } : {}),
    ...(isRecord(values) ? { arguments: values } : {}),
  };
}

/** A registry, perhaps with a port, and parts of a name behind it; empty for none. */
export function isRegistryName(text: string): boolean {
  return /^(?:[a-z0-9][a-z0-9._-]*(?::\d{1,5})?(?:\/[a-z0-9][a-z0-9._-]*)*)?$/.test(text);
}

export function planParams(wish: BuildWish): BuildPlanParams {
  const { platforms, services = [], ask: _asked, ...rest } = wish;
  return {
    ...rest,
    ...(platforms.length > 0 ? { platforms } : {}),
    ...(services.length > 0 ? { services } : {}),
    contexts: 'skip',
  };
}

/** What is built and for what: `shop for Raspberry Pi 4`, `api of shop, stage test, for linux/arm64 and linux/amd64`. */
export function titleOf(plan: BuildPlan): string {
  const what = subjectOf(plan);
  const end = devicesWords(plan.platforms);
  return end === '' ? what : `${what}${what.includes(', stage ') ? ',' : ''} for ${end}`;
}

/** What is built: `shop`, `api of shop, stage test`. */
export function subjectOf({ name, root, builds, composeFiles }: BuildPlan): string {
  const services = [...new Set(builds.map(it => it.service))];
  const [only] = builds;
  const stage = only && services.length === 1 ? askedStage(only) : '';
  if (composeFiles.length > 0) return `${services.length === 1 ? `${services[0]} of ${name}` : name}${stage}`;
  const file = only?.dockerfile.path === undefined ? '' : shown(only.dockerfile.path, root);
  // The project is not called after a Dockerfile somewhere below.
  return `${file.includes('/') ? file : name}${stage}`;
}

function askedStage({ target }: PlannedBuild): string {
  return target?.because === 'asked-for' ? `, stage ${target.name ?? target.index}` : '';
}

/** Empty for whatever the builder builds by itself. */
export function devicesWords(platforms: readonly PlatformChoice[]): string {
  const words = platforms.flatMap(it => it.device?.name ?? it.platform ?? []);
  const last = words.at(-1) ?? '';
  if (words.length <= 1) return last;
  if (words.length > 3) return `${words.length} platforms`;
  return `${words.slice(0, -1).join(', ')} and ${last}`;
}

/** What was not built of what was wanted, in one sentence; undefined when it was all, or only images of others are left. */
export function unbuiltWords({ unbuilt }: Pick<BuildPlan, 'unbuilt'>): string | undefined {
  const told = unbuilt.filter(({ kind }) => kind !== 'image-only' && kind !== 'inactive');
  if (told.length === 0) return undefined;
  return told.map(({ service, because }) => `${service}: ${lowerFirst(because)}`).join('; ');
}

/** Why there is nothing to build at all, in one sentence. */
export function nothingToBuild({ unbuilt }: Pick<BuildPlan, 'unbuilt'>): string {
  const why = unbuilt.map(({ service, because }) => `${service}: ${lowerFirst(because)}`).join('; ');
  return why === '' ? 'There is nothing to build here' : `Nothing of it can be built: ${why}`;
}

function lowerFirst(words: string): string {
  // An abbreviation stays as it is.
  return /^[A-Z][a-z]/.test(words) ? words.charAt(0).toLowerCase() + words.slice(1) : words;
}

function isList(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(it => typeof it === 'string');
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isRecord(value: unknown): value is Readonly<Record<string, string>> {
  return typeof value === 'object' && value !== null && Object.values(value).every(it => typeof it === 'string');
}
