/**
 * Makes the plan of a build: for each service and platform what is built from which file with what, before anything runs.
 * Reads through the project model and the workspace that are handed in, writes nothing, asks no engine.
 */
import type { DeviceType } from '../catalog/device-types.ts';
import { createCells, type Reads } from '../project/cells.ts';
import { modelOf } from '../project/compose-model.ts';
import { type BuildSource, contextFolder, wantedDockerfile } from '../project/dockerfile-of.ts';
import type { Dialect, Project, ProjectComposeFile } from '../project/project.ts';
import { createSources, type Sources } from '../project/sources.ts';
import { parseCompose } from '../syntax/compose/parse-compose.ts';
import { basename, join, relative } from '../text/path.ts';
import { type BalenaSettings, balenaSettings } from './balena-settings.ts';
import { buildOrder } from './build-order.ts';
import type {
  BuildPlan,
  BuildRequest,
  PlanAnswer,
  PlannedBuild,
  PlatformChoice,
  UnbuiltService,
} from './build-plan.ts';
import { type BuildHost, type BuildSubject, buildSubject } from './build-project.ts';
import { fillIn, type Variables, variablesOf } from './compose-values.ts';
import { contextCollector } from './contexts.ts';
import { folderName, projectNameOf } from './image-names.ts';
import { linkBuilds } from './link-builds.ts';
import { planService } from './plan-service.ts';
import { choiceOfDevice, defaultPlatform, platformChoice } from './platform-choice.ts';
import { type ServiceBuild, serviceBuilds } from './service-build.ts';

/** @throws the signal's reason when it is cancelled */
export async function planBuilds(request: BuildRequest, host: BuildHost, signal?: AbortSignal): Promise<PlanAnswer> {
  const subject = await buildSubject(request.path, host);
  signal?.throwIfAborted();
  if (subject.kind === 'nothing') return refused(subject.because);
  const { project } = subject;
  const platforms = platformsOf(request, project.dialect, project.device);
  if (platforms.kind === 'refused') return platforms;

  // Cells of its own: a plan is made once, of the files as they are now.
  const cells = createCells();
  const sources = createSources(host.workspace);
  const { variables, appName } = await surroundings(request, subject, cells, sources);
  const wanted = wantedServices(request, subject, variables);
  if (wanted.kind === 'refused') return wanted;

  const settings = await settingsOf(project, cells, sources);
  const contexts = contextCollector({ project, request, settings, host, reads: cells, sources, signal });
  const builds: PlannedBuild[] = [];
  const unbuilt: UnbuiltService[] = [...wanted.unbuilt];
  const around = {
    request,
    project,
    settings,
    variables,
    contexts,
    reads: cells,
    sources,
    naming: naming({ ...request, name: appName }, project.dialect),
    appName,
    isSingle: wanted.compose === undefined,
  };
  for (const service of wanted.services) {
    const refusals: UnbuiltService[] = [];
    for (const platform of platforms.choices) {
      signal?.throwIfAborted();
      const suffix = platforms.choices.length > 1 && request.severalPlatforms !== 'one-image' ? platform.id : undefined;
      const planned = await planService(service, { ...around, for: platform, suffix });
      if (planned.kind === 'planned') builds.push(planned.build);
      else refusals.push(planned.unbuilt);
    }
    unbuilt.push(...withoutRepeats(refusals, platforms.choices.length));
  }
  if (builds.length === 0 && unbuilt.length === 0) return refused('No service of this file is built');

  const linked = linkBuilds(builds, new Map(wanted.services.map(it => [it.service, it.dependsOn])));
  const order = buildOrder(linked);
  const evidence = project.dialectEvidence?.reason;
  const plan: BuildPlan = {
    name: around.naming.project,
    root: project.root,
    dialect: project.dialect,
    ...(evidence === undefined ? {} : { dialectReason: evidence }),
    composeFiles: wanted.compose ? modelOf(wanted.compose, project).files.map(({ path }) => path) : [],
    platforms: platforms.choices,
    builds: linked,
    unbuilt,
    contexts: await contexts.all(),
    steps: order.steps,
    warnings: [...(project.dialect === 'balena' ? settings.warnings : []), ...fileWarnings(subject), ...order.warnings],
  };
  return { kind: 'plan', plan };
}

interface Refused {
  readonly kind: 'refused';
  readonly message: string;
}
const refused = (message: string): Refused => ({ kind: 'refused', message });

type Platforms = { readonly kind: 'known'; readonly choices: readonly PlatformChoice[] } | Refused;

function platformsOf(request: BuildRequest, dialect: Dialect, device: DeviceType | undefined): Platforms {
  const choices = new Map<string, PlatformChoice>();
  for (const word of request.platforms ?? []) {
    const answer = platformChoice(word);
    if (answer.kind === 'unknown') return refused(answer.message);
    choices.set(answer.choice.id, answer.choice);
  }
  if (choices.size > 0) return { kind: 'known', choices: [...choices.values()] };
  if (device) return { kind: 'known', choices: [choiceOfDevice(device)] };
  if (dialect === 'docker') return { kind: 'known', choices: [defaultPlatform] };
  return refused('balena builds for a device type, and none is chosen: name one, or set the fleet’s in balena.yml');
}

interface Surroundings {
  readonly variables: Variables;
  /** The project's name as balena's templates see it. */
  readonly appName: string;
}

async function surroundings(
  request: BuildRequest,
  subject: Exclude<BuildSubject, { readonly kind: 'nothing' }>,
  reads: Reads,
  sources: Sources,
): Promise<Surroundings> {
  const { environment = {}, name } = request;
  const { project } = subject;
  const folder = subject.kind === 'compose' ? subject.compose.folder : project.root;
  const isDocker = project.dialect === 'docker';
  // balena's CLI sees its own environment and no `.env`.
  const dotEnv = isDocker ? await sources.text(reads, join(folder, '.env')) : undefined;
  const given = variablesOf(environment, dotEnv);
  // The Dockerfile of a service belongs to the service's Compose file.
  const wanted = wantedServices(request, subject, given);
  const compose = wanted.kind === 'known' ? wanted.compose : undefined;
  const appName = name ?? (compose ? nameOfCompose(compose, project.dialect, given) : nameOfSingle(subject));
  const { project: projectName } = naming({ name: appName }, project.dialect);
  // Compose tells the files their project's name.
  const variables: Variables = it => (isDocker && it === 'COMPOSE_PROJECT_NAME' ? projectName : given(it));
  return { variables, appName };
}

function nameOfCompose({ file, folder }: ProjectComposeFile, dialect: Dialect, variables: Variables): string {
  if (dialect === 'balena') return folderName(folder);
  const written = fillIn(file.projectName?.parts ?? [], variables);
  return variables('COMPOSE_PROJECT_NAME') || (written.kind === 'known' && written.value) || folderName(folder);
}

/** What balena's CLI is told to build is called after the folder, too: others of a project would take each other's name. */
function nameOfSingle(subject: Exclude<BuildSubject, { readonly kind: 'nothing' }>): string {
  return folderName(subject.kind === 'dockerfile' ? subject.context : subject.project.root);
}

function naming(
  { name, tag = 'latest', registry = '' }: Pick<BuildRequest, 'tag' | 'registry'> & { readonly name: string },
  dialect: Dialect,
) {
  const prefix = registry === '' ? '' : `${registry.replace(/\/$/, '')}/`;
  return { prefix, project: projectNameOf(name, dialect), dialect, tag };
}

type Wanted =
  | {
      readonly kind: 'known';
      readonly services: readonly ServiceBuild[];
      readonly unbuilt: readonly UnbuiltService[];
      /** Absent for a Dockerfile without a service. */
      readonly compose?: ProjectComposeFile;
    }
  | Refused;

function wantedServices(
  request: BuildRequest,
  subject: Exclude<BuildSubject, { readonly kind: 'nothing' }>,
  variables: Variables,
): Wanted {
  const { project } = subject;
  if (subject.kind === 'dockerfile') {
    const compose = project.composeFiles.find(({ role }) => role === 'main' || role === 'standalone');
    const all = compose ? serviceBuilds(compose, project, variables) : [];
    // Whatever the device, for which another variant of the file may count.
    const own = all.filter(({ sources }) => isBuiltFrom(sources, subject.wanted));
    const chosen = own.filter(it => request.services === undefined || request.services.includes(it.service));
    if (compose && chosen.length > 0) return { kind: 'known', services: chosen, unbuilt: [], compose };
    const [name] = request.services ?? [];
    if (name !== undefined) return refused(`No service "${name}" is built from this file`);
    return { kind: 'known', services: singleService(subject), unbuilt: [] };
  }
  const all = serviceBuilds(subject.compose, project, variables);
  const unknown = request.services?.find(name => !all.some(it => it.service === name));
  if (unknown !== undefined) {
    const names = all.map(it => it.service).join(', ');
    return refused(`There is no service "${unknown}"${names === '' ? '' : `; there are ${names}`}`);
  }
  const chosen = all.filter(it => request.services === undefined || request.services.includes(it.service));
  const unbuilt: UnbuiltService[] = [];
  const services = chosen.filter(it => {
    const because = whyNot(it, request, project.dialect, variables);
    if (because) unbuilt.push({ service: it.service, ...because });
    return because === undefined;
  });
  return { kind: 'known', services, unbuilt, compose: subject.compose };
}

function whyNot(
  { sources, profiles }: ServiceBuild,
  { services }: BuildRequest,
  dialect: Dialect,
  variables: Variables,
): Pick<UnbuiltService, 'kind' | 'because'> | undefined {
  if (sources.length === 0) return { kind: 'image-only', because: 'It has an image and no build' };
  if (dialect === 'balena' || profiles.length === 0 || services !== undefined) return undefined;
  const active = (variables('COMPOSE_PROFILES') ?? '').split(',').map(it => it.trim());
  if (active.includes('*') || profiles.some(it => active.includes(it))) return undefined;
  return { kind: 'inactive', because: `Its profiles are not active: ${profiles.join(', ')}` };
}

function isBuiltFrom(sources: readonly BuildSource[], wanted: string): boolean {
  const context = sources.length > 0 ? contextFolder(sources) : undefined;
  return context !== undefined && wantedDockerfile(sources, context) === wanted;
}

/** A Dockerfile by itself, as the service it would be. */
function singleService({
  project,
  wanted,
  context,
}: Extract<BuildSubject, { readonly kind: 'dockerfile' }>): readonly ServiceBuild[] {
  const name = relative(context, wanted);
  // The short way to a service with all its parts is the file that would describe it.
  const dockerfile = name === 'Dockerfile' ? '' : `\n      dockerfile: ${JSON.stringify(name.replaceAll('$', '$$$$'))}`;
  const file = parseCompose(`services:\n  main:\n    build:\n      context: .${dockerfile}\n`);
  const compose = { path: join(context, 'compose.yaml'), file, role: 'standalone', folder: context } as const;
  return serviceBuilds(compose, project, () => undefined);
}

async function settingsOf(project: Project, reads: Reads, sources: Sources): Promise<BalenaSettings> {
  if (project.dialect === 'balena') return balenaSettings(reads, sources, project.root);
  return { folders: [], warnings: [], variables: () => new Map(), secrets: async () => [] };
}

/** One entry for what is so on every platform. */
function withoutRepeats(refusals: readonly UnbuiltService[], platforms: number): readonly UnbuiltService[] {
  const [first] = refusals;
  if (!first) return [];
  const isAlways =
    refusals.length === platforms && refusals.every(it => it.kind === first.kind && it.because === first.because);
  if (!isAlways) return refusals;
  const { for: _, ...rest } = first;
  return [rest];
}

function fileWarnings(subject: Exclude<BuildSubject, { readonly kind: 'nothing' }>): readonly string[] {
  const { project } = subject;
  if (project.dialect !== 'balena' || subject.kind !== 'compose') return [];
  const name = basename(subject.compose.path);
  if (/^docker-compose\.ya?ml$/.test(name) || subject.compose.role !== 'main') return [];
  return [`balena’s CLI looks for docker-compose.yml only, and does not find ${name}`];
}
