/** The plan of one service for one platform. */

import type { Reads } from '../project/cells.ts';
import type { Project } from '../project/project.ts';
import type { Sources } from '../project/sources.ts';
import type { Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { isWithin } from '../text/path.ts';
import type { BalenaSettings } from './balena-settings.ts';
import type {
  BuildArgument,
  BuildRequest,
  BuildSecret,
  PlannedBuild,
  PlatformChoice,
  UnbuiltService,
} from './build-plan.ts';
import { chooseDockerfile } from './choose-dockerfile.ts';
import type { Variables } from './compose-values.ts';
import type { ContextCollector } from './contexts.ts';
import { type Naming, tagsOf, tagsOfSingle } from './image-names.ts';
import { nameOf, neededStages } from './needed-stages.ts';
import { shown } from './plan-words.ts';
import { normalPlatform } from './platform-choice.ts';
import type { ServiceBuild } from './service-build.ts';

export interface ServiceRequest {
  readonly request: BuildRequest;
  readonly project: Project;
  readonly settings: BalenaSettings;
  readonly variables: Variables;
  readonly contexts: ContextCollector;
  readonly reads: Reads;
  readonly sources: Sources;
  readonly naming: Omit<Naming, 'suffix'>;
  readonly appName: string;
  /** A Dockerfile that no service is built from. */
  readonly isSingle: boolean;
  readonly for: PlatformChoice;
  readonly suffix: string | undefined;
}

export type PlannedService =
  | { readonly kind: 'planned'; readonly build: PlannedBuild }
  | { readonly kind: 'unbuilt'; readonly unbuilt: UnbuiltService };

export async function planService(service: ServiceBuild, around: ServiceRequest): Promise<PlannedService> {
  const { request, project, settings, reads, sources, contexts } = around;
  const { dialect, root } = project;
  const unbuilt = (kind: UnbuiltService['kind'], because: string): PlannedService => ({
    kind: 'unbuilt',
    unbuilt: { service: service.service, for: around.for.id, kind, because },
  });
  const choice = await chooseDockerfile(
    {
      ...{ builds: service.sources, root, dialect, for: around.for, service: service.service },
      ...{ appName: around.appName, unresolved: service.unresolved },
    },
    reads,
    sources,
  );
  if (choice.kind === 'none') return { kind: 'unbuilt', unbuilt: choice.unbuilt };
  if (dialect === 'balena' && !isWithin(root, choice.context))
    return unbuilt('no-dockerfile', 'Its context lies outside of the project, where balena’s builder sees nothing');
  if (request.target === undefined && service.unresolved.length > 0)
    return unbuilt('unresolved-variable', `Its target depends on ${listOf(service.unresolved)}, which nobody sets`);
  const target = targetOf(choice.file, request.target, service.target);
  if (target === undefined) {
    const wanted = request.target ?? service.target;
    return unbuilt('no-target', `Its Dockerfile has no stage "${wanted}"`);
  }

  const platform = platformFor(service, around);
  const given = await givenArguments(service, around);
  const { stage } = target;
  const needed = stage
    ? neededStages({
        file: choice.file,
        target: stage,
        given: new Map([...given].map(([name, { value }]) => [name, value])),
        platform,
        namedContexts: new Set(service.namedContexts.map(({ name }) => name)),
      })
    : { stages: [], images: [], runs: false, declared: new Set<string>(), open: [] };
  const naming = { ...around.naming, suffix: around.suffix };
  const own = dialect === 'balena' ? await settings.secrets(service.service) : [];
  const secrets = [...(await withFiles(service.secrets, around)), ...own];
  const build: PlannedBuild = {
    id: `${service.service}@${around.for.id}`,
    service: service.service,
    for: around.for.id,
    ...(platform === undefined ? {} : { platform }),
    dockerfile: choice.dockerfile,
    context: contexts.add(choice.context, choice.ignoreFile),
    ...(stage ? { target: { ...nameOf(stage), because: target.because } } : {}),
    stages: needed.stages.map(nameOf),
    runs: needed.runs,
    arguments: [...given].map(([name, it]): BuildArgument => ({ name, ...it, isDeclared: needed.declared.has(name) })),
    openArguments: needed.open,
    secrets,
    ...{ ssh: service.ssh, namedContexts: service.namedContexts, baseImages: needed.images },
    ...{ cacheFrom: service.cacheFrom, cacheTo: service.cacheTo, labels: Object.fromEntries(service.labels) },
    ...{ extraHosts: service.extraHosts, entitlements: service.entitlements },
    ...(service.network === undefined ? {} : { network: service.network }),
    ...(service.shmSize === undefined ? {} : { shmSize: service.shmSize }),
    ...(service.noCache ? { noCache: true } : {}),
    ...(service.pull ? { pull: true } : {}),
    ...(service.privileged ? { privileged: true } : {}),
    tags: around.isSingle ? tagsOfSingle(naming) : tagsOf(service.service, service.image, service.tags, naming),
    after: [],
    warnings: [...choice.warnings, ...warningsOf(service, platform, secrets, around)],
  };
  return { kind: 'planned', build };
}

const listOf = (names: readonly string[]): string => names.map(name => `\${${name}}`).join(', ');

/** Undefined when there is no such stage. A file without stages is built as it is, which fails in the builder's own words. */
function targetOf(
  file: Dockerfile,
  asked: string | undefined,
  written: string | undefined,
): { readonly stage: Stage | undefined; readonly because: 'asked-for' | 'compose' | 'last' } | undefined {
  const name = asked ?? written;
  if (name === undefined || name === '') return { stage: file.stages.at(-1), because: 'last' };
  const stage = file.stage(name);
  return stage && { stage, because: asked === undefined ? 'compose' : 'asked-for' };
}

/** What is asked for; else what Compose says; else what the environment says. */
function platformFor({ platform, platforms }: ServiceBuild, around: ServiceRequest): string | undefined {
  if (around.for.platform !== undefined) return around.for.platform;
  const only = platforms.length === 1 ? platforms[0] : undefined;
  const written = platform ?? only ?? around.variables('DOCKER_DEFAULT_PLATFORM');
  return written === undefined ? undefined : (normalPlatform(written) ?? written);
}

type Given = Map<string, Pick<BuildArgument, 'value' | 'from'>>;

/** The weakest first: Compose, what was asked for, balena's settings. Source: runBuildTask in balena-compose. */
async function givenArguments({ service, args }: ServiceBuild, around: ServiceRequest): Promise<Given> {
  const given: Given = new Map();
  for (const [name, value] of args) {
    const fromOutside = value === undefined ? around.variables(name) : undefined;
    if (value !== undefined) given.set(name, { value, from: 'compose' });
    else if (fromOutside !== undefined) given.set(name, { value: fromOutside, from: 'environment' });
  }
  for (const [name, value] of Object.entries(around.request.arguments ?? {}))
    given.set(name, { value, from: 'asked-for' });
  for (const [name, it] of around.settings.variables(service)) given.set(name, it);
  return given;
}

async function withFiles(
  secrets: readonly BuildSecret[],
  { reads, sources }: ServiceRequest,
): Promise<readonly BuildSecret[]> {
  return Promise.all(
    secrets.map(async (secret): Promise<BuildSecret> => {
      const { source } = secret;
      if (source.kind !== 'file') return secret;
      return { id: secret.id, source: { ...source, isThere: (await sources.entryAt(reads, source.path)) === 'file' } };
    }),
  );
}

function warningsOf(
  service: ServiceBuild,
  platform: string | undefined,
  secrets: readonly BuildSecret[],
  { project, for: choice }: ServiceRequest,
): readonly string[] {
  const warnings: string[] = [];
  if (service.unset.length > 0)
    warnings.push(
      `${listOf(service.unset)} ${service.unset.length === 1 ? 'is' : 'are'} set nowhere and empty therefore`,
    );
  const supported = service.platforms.map(it => normalPlatform(it) ?? it);
  if (supported.length > 0 && platform !== undefined && !supported.includes(platform))
    warnings.push(`Compose builds it for ${supported.join(', ')} only, not for ${platform}`);
  if (supported.length > 1 && platform === undefined)
    warnings.push(
      `Compose builds it for ${supported.join(', ')}; without a choice it is built for the builder’s own platform`,
    );
  const own = service.platform === undefined ? undefined : normalPlatform(service.platform);
  if (choice.platform !== undefined && own !== undefined && own !== choice.platform)
    warnings.push(`Compose asks for ${own}, this build for ${choice.platform}`);
  for (const { id, source } of secrets) {
    if (source.kind === 'file' && !source.isThere)
      warnings.push(`The secret ${id} has no content: ${shown(source.path, project.root)} does not exist`);
    if (source.kind === 'unknown') warnings.push(`The secret ${id} has no content: ${source.because}`);
  }
  if (project.dialect === 'balena' && service.network !== undefined)
    warnings.push('balena’s builder passes over the network of a build');
  return warnings;
}
