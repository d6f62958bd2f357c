/**
 * Makes the plan of running a project on this machine as balena's Supervisor would on a device: which images, which
 * containers, networks and volumes, and what cannot be so here. Reads files, writes nothing, asks no engine.
 */
import { createCells } from '../project/cells.ts';
import { type ComposeModel, type ModelService, modelOf } from '../project/compose-model.ts';
import type { Project, ProjectComposeFile } from '../project/project.ts';
import { createSources, type Sources } from '../project/sources.ts';
import { textOf, valueAt } from '../syntax/compose/text-value.ts';
import { parseEnvFile } from '../syntax/env-file.ts';
import type { YamlNode } from '../syntax/yaml/node.ts';
import { join } from '../text/path.ts';
import type { BuildPlan, BuildRequest, PlatformChoice, UnbuiltService } from './build-plan.ts';
import { type BuildHost, buildSubject } from './build-project.ts';
import { fillIn, type Variables, variablesOf } from './compose-values.ts';
import type {
  AppIdentity,
  DeviceImage,
  DeviceNetwork,
  DeviceNote,
  DeviceRun,
  DeviceRunAnswer,
  DeviceService,
} from './device-run.ts';
import { deviceService, networkName, volumeName, type WrittenService } from './device-service.ts';
import { digestOf, isMapping, isTrueText, type PlainValue, plainValue, textsOf } from './device-values.ts';
import { withSuffix } from './image-names.ts';
import { planBuilds } from './plan-builds.ts';

export interface DeviceRunRequest extends Pick<BuildRequest, 'path' | 'environment'> {
  /** Slug or alias of a device type, a balena architecture, or a platform; absent for the project's own. */
  readonly platform?: string;
}

/** @throws the signal's reason when it is cancelled */
export async function planDeviceRun(
  { path, platform, environment = {} }: DeviceRunRequest,
  host: BuildHost,
  signal?: AbortSignal,
): Promise<DeviceRunAnswer> {
  const asked = {
    environment,
    contexts: 'skip',
    ...(platform === undefined ? {} : { platforms: [platform] }),
  } as const;
  const first = await planBuilds({ ...asked, path }, host, signal);
  if (first.kind === 'refused') return first;
  const [choice] = first.plan.platforms;
  if (!choice) return { kind: 'refused', message: 'There is no platform to run it for' };
  const app = identityOf(first.plan.root);
  if (first.plan.composeFiles.length === 0)
    return { kind: 'run', run: { ...singleRun(first.plan, choice, app), path } };

  // A Dockerfile leads to the whole project that it is a part of: a service alone lacks those it talks to.
  const compose = await composeOf(path, first.plan, host);
  if (!compose) return { kind: 'refused', message: 'The Compose file of this Dockerfile cannot be read' };
  const answer =
    compose.file.path === path ? first : await planBuilds({ ...asked, path: compose.file.path }, host, signal);
  if (answer.kind === 'refused') return answer;
  const { project, file } = compose;
  const sources = createSources(host.workspace);
  const dotEnv =
    project.dialect === 'docker' ? await sources.text(createCells(), join(file.folder, '.env')) : undefined;
  const variables = variablesOf(environment, dotEnv);
  const run = await composeRun(answer.plan, choice, app, modelOf(file, project), variables, sources);
  return { kind: 'run', run: { ...run, path: file.path } };
}

/** What stands for a fleet: a number like those of balena's cloud, and 32 digits. */
export function identityOf(root: string): AppIdentity {
  const uuid = digestOf(root);
  return { uuid, id: String(1_000_000 + (Number.parseInt(uuid.slice(0, 8), 16) % 9_000_000)) };
}

async function composeOf(
  path: string,
  plan: BuildPlan,
  host: BuildHost,
): Promise<{ readonly project: Project; readonly file: ProjectComposeFile } | undefined> {
  const subject = await buildSubject(path, host);
  if (subject.kind === 'compose') return { project: subject.project, file: subject.compose };
  if (subject.kind === 'nothing') return undefined;
  const { project } = subject;
  const files = project.composeFiles.filter(it => plan.composeFiles.includes(it.path));
  const file = files.find(({ role }) => role === 'main' || role === 'standalone') ?? files[0];
  return file && { project, file };
}

/** The composition balena makes of a project without one. */
function singleRun(plan: BuildPlan, choice: PlatformChoice, app: AppIdentity): Omit<DeviceRun, 'path'> {
  const on = '1';
  const feature = 'io.balena.features.';
  const labels = { 'kernel-modules': on, firmware: on, dbus: on, 'supervisor-api': on, 'balena-api': on };
  const written: WrittenService = {
    name: 'main',
    fromFiles: [],
    values: new Map<string, PlainValue>([
      ['privileged', 'true'],
      ['network_mode', 'host'],
      ['restart', 'always'],
      ['tty', 'true'],
      ['volumes', ['resin-data:/data']],
      ['labels', Object.fromEntries(Object.entries(labels).map(([name, it]) => [`${feature}${name}`, it]))],
    ]),
  };
  const [build] = plan.builds;
  const image = builtImage(build?.tags[0] ?? `${plan.name}:latest`, choice);
  const around = { name: plan.name, app, for: choice, image, platform: build?.platform };
  const { service, volumes } = deviceService(written, around);
  return {
    ...{ name: plan.name, root: plan.root, for: choice, app, services: [service], networks: [] },
    volumes: volumes.map(it => ({ name: volumeName(app, it), written: it })),
    notes: [
      {
        kind: 'differs',
        text: 'balena runs a project without Compose file as one privileged service on the network of the host, with the volume resin-data at /data',
      },
      ...commonNotes,
      ...unbuiltNotes(plan.unbuilt),
    ],
  };
}

async function composeRun(
  plan: BuildPlan,
  choice: PlatformChoice,
  app: AppIdentity,
  model: ComposeModel,
  variables: Variables,
  sources: Sources,
): Promise<Omit<DeviceRun, 'path'>> {
  const out = new Set(plan.unbuilt.filter(({ kind }) => kind === 'inactive').map(({ service }) => service));
  const services: DeviceService[] = [];
  const skipped: DeviceNote[] = [];
  const volumes = new Set<string>();
  const networks = new Set<string>();
  for (const service of model.services.values()) {
    if (out.has(service.name)) continue;
    const written = await writtenService(service, variables, sources);
    const build = plan.builds.find(it => it.service === service.name);
    const [reference] = textsOf(written.values.get('image'));
    const isBuilt = written.values.get('build') !== undefined;
    if (build === undefined && (isBuilt || reference === undefined)) continue;
    const image: DeviceImage = build
      ? builtImage(build.tags[0] ?? service.name, choice)
      : { reference: reference ?? '', others: [], origin: 'registry' };
    // balena drops `platform`: what counts is the device.
    const platform = build?.platform ?? choice.platform;
    const made = deviceService(written, { name: plan.name, app, for: choice, image, platform });
    if (made.skipped !== undefined) {
      skipped.push({ kind: 'differs', service: service.name, text: `skipped, as on the device: ${made.skipped}` });
      continue;
    }
    services.push(made.service);
    for (const it of made.volumes) volumes.add(it);
    for (const it of made.networks) networks.add(it);
  }
  const { ordered, notes } = inOrder(services);
  const failed = plan.unbuilt.filter(({ kind }) => kind !== 'image-only');
  return {
    ...{ name: plan.name, root: plan.root, for: choice, app, services: ordered },
    networks: [...networks].map(it => networkOf(it, model, app, variables)),
    volumes: [...volumes].map(it => ({ name: volumeName(app, it), written: it })),
    notes: [...unbuiltNotes(failed), ...skipped, ...notes, ...commonNotes],
  };
}

const commonNotes: readonly DeviceNote[] = [
  {
    kind: 'differs',
    text: 'BALENA_APP_ID, BALENA_APP_UUID and BALENA_DEVICE_UUID are made of the folder’s path; no fleet and no device has them',
  },
  {
    kind: 'missing',
    text: 'BALENA_HOST_OS_VERSION and BALENA_DEVICE_NAME_AT_INIT are not set, for there is no balenaOS and no device',
  },
  {
    kind: 'missing',
    text: 'nobody reads the lock in /tmp/balena; /tmp/balena and /tmp/resin are empty folders of their own, and end with the container',
  },
];

function unbuiltNotes(unbuilt: readonly UnbuiltService[]): readonly DeviceNote[] {
  return unbuilt.map(({ service, because }) => ({
    ...{ kind: 'missing', service },
    text: `not run: ${because.charAt(0).toLowerCase()}${because.slice(1)}`,
  }));
}

function builtImage(reference: string, { id }: PlatformChoice): DeviceImage {
  return { reference, others: [withSuffix(reference, id)], origin: 'built' };
}

/** Keys whose lists or mappings of several files are put together; of every other the strongest counts. */
const merged = new Set(
  'cap_add cap_drop depends_on devices dns dns_opt dns_search environment extra_hosts group_add labels networks ports security_opt sysctls tmpfs ulimits volumes'.split(
    ' ',
  ),
);

async function writtenService(service: ModelService, variables: Variables, sources: Sources): Promise<WrittenService> {
  const values = new Map<string, PlainValue>();
  const keys = new Set(
    service.definitions.flatMap(it => it.service.mapping?.entries.map(({ key }) => key.source) ?? []),
  );
  for (const key of keys) {
    const entries = service.entries(key).map(({ entry }) => entry.value);
    const value = merged.has(key) ? together(entries, variables) : plainValue(service.key(key)?.entry.value, variables);
    if (value !== undefined || entries.length > 0) values.set(key, value);
  }
  // A name alone takes its value from whoever starts it, as balena's CLI fills it in.
  const environment = values.get('environment');
  if (environment !== undefined) values.set('environment', filledIn(environment, variables));
  return { name: service.name, values, fromFiles: await envFiles(service, variables, sources) };
}

/** The weakest first, so that of two with one name the strongest comes last. */
function together(entries: readonly YamlNode[], variables: Variables): PlainValue {
  const all = entries.toReversed().map(node => plainValue(node, variables));
  if (all.length < 2) return all[0];
  if (all.every(isMapping)) return Object.assign({}, ...all) as PlainValue;
  return all.flatMap(it =>
    isMapping(it)
      ? Object.entries(it).map(([key, value]) => (typeof value === 'string' ? `${key}=${value}` : key))
      : Array.isArray(it)
        ? (it as readonly PlainValue[])
        : [it],
  );
}

function filledIn(value: PlainValue, variables: Variables): PlainValue {
  if (!Array.isArray(value)) return value;
  return (value as readonly PlainValue[]).map(it =>
    typeof it === 'string' && !it.includes('=') && variables(it) !== undefined ? `${it}=${variables(it)}` : it,
  );
}

async function envFiles(
  service: ModelService,
  variables: Variables,
  sources: Sources,
): Promise<readonly (readonly [string, string])[]> {
  const found: (readonly [string, string])[] = [];
  for (const { compose, service: definition } of service.entries('env_file').toReversed()) {
    for (const { path } of definition.envFiles) {
      const filled = fillIn(path.parts, variables);
      if (filled.kind === 'unknown' || filled.value === '') continue;
      const text = await sources.text(createCells(), join(compose.folder, filled.value));
      for (const { name, value } of text === undefined ? [] : parseEnvFile(text).variables)
        if (value !== undefined) found.push([name, value]);
    }
  }
  return found;
}

function networkOf(written: string, model: ComposeModel, app: AppIdentity, variables: Variables): DeviceNetwork {
  const mapping = model.resources('networks').findLast(({ resource }) => resource.name === written)?.resource.mapping;
  const ipam = plainValue(valueAt(mapping, 'ipam'), variables);
  const ranges = isMapping(ipam) ? ipam['config'] : undefined;
  const [range] = Array.isArray(ranges) ? (ranges as readonly PlainValue[]) : [];
  const { subnet, gateway } = isMapping(range) ? range : {};
  return {
    name: networkName(app, written),
    isInternal: isTrueText(textOf(valueAt(mapping, 'internal'))?.known),
    ...(typeof subnet === 'string' ? { subnet } : {}),
    ...(typeof gateway === 'string' && typeof subnet === 'string' ? { gateway } : {}),
  };
}

/** What another needs is started before it, else in the order of the file. */
function inOrder(services: readonly DeviceService[]): {
  readonly ordered: readonly DeviceService[];
  readonly notes: readonly DeviceNote[];
} {
  const ordered: DeviceService[] = [];
  let waiting = services;
  while (waiting.length > 0) {
    const isFree = ({ after, service }: DeviceService): boolean =>
      !waiting.some(other => other.service !== service && after.includes(other.service));
    const free = waiting.filter(isFree);
    if (free.length === 0) {
      const names = waiting.map(({ service }) => service).join(', ');
      const text = `${names} wait for each other, which balena refuses; they are started as they stand`;
      return { ordered: [...ordered, ...waiting], notes: [{ kind: 'refused', text }] };
    }
    ordered.push(...free);
    waiting = waiting.filter(it => !free.includes(it));
  }
  return { ordered, notes: [] };
}
