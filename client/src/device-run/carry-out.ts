// Starts and ends device runs on an engine. Touches nothing that does not bear our label: a name that is taken is told,
// never taken over. What a start that fails has made is taken away again.
import type { DeviceRun, DeviceService, HostRight } from '../../../server/src/build/device-run.ts';
import { verifyPlatform } from '../engine/build/platform-support.ts';
import { type ContainerEngine, EngineRefused } from '../engine/engine.ts';
import type { ContainerRow, NetworkRow, VolumeRow } from '../engine/engine-state.ts';
import type { ImageDetails } from '../engine/images.ts';
import { containerConfig, endpoint, folderLabel, ownLabels, runLabel } from './container-config.ts';
import { missingRights } from './right-words.ts';

/** What a service runs, as far as the engine has it. */
export type FoundImage =
  | { readonly kind: 'found'; readonly service: string; readonly imageId: string; readonly reference: string }
  | { readonly kind: 'missing'; readonly service: string; readonly reference: string }
  /** `message` is a sentence. */
  | { readonly kind: 'other-platform'; readonly service: string; readonly reference: string; readonly message: string };

/** Of several names the first whose image is of the platform counts. */
export async function findImages(engine: ContainerEngine, run: DeviceRun): Promise<readonly FoundImage[]> {
  return Promise.all(run.services.map(service => findImage(engine, service)));
}

async function findImage(
  { images }: ContainerEngine,
  { service, image, platform }: DeviceService,
): Promise<FoundImage> {
  let other: FoundImage | undefined;
  for (const reference of [image.reference, ...image.others]) {
    const details = await images.inspect(reference).catch(unlessGone);
    if (!details) continue;
    const check = platform === undefined ? { kind: 'matches' as const } : verifyPlatform(platform, platformOf(details));
    if (check.kind === 'matches') return { kind: 'found', service, imageId: details.Id, reference };
    // Of an image for several platforms the engine tells one; it takes the right one by the name.
    if (image.origin === 'registry' && isIndex(details))
      return { kind: 'found', service, imageId: reference, reference };
    other ??= { kind: 'other-platform', service, reference, message: check.message };
  }
  return other ?? { kind: 'missing', service, reference: image.reference };
}

function isIndex({ Descriptor: described }: ImageDetails): boolean {
  const { mediaType } = (described ?? {}) as { readonly mediaType?: unknown };
  return typeof mediaType === 'string' && /index|manifest\.list/.test(mediaType);
}

function platformOf({ Os = '', Architecture = '', Variant = '' }: ImageDetails) {
  return { os: Os, architecture: Architecture, variant: Variant };
}

export interface StartRun {
  readonly images: ReadonlyMap<string, string>;
  /** `none`: nothing of the services' rights over the machine is given. */
  readonly rights: 'all' | 'none';
  /** Containers of a run before that may go. A start that finds others rejects. */
  readonly replaces: readonly ContainerRow[];
  readonly signal: AbortSignal;
  readonly report?: (message: string) => void;
}

export interface StartedService {
  readonly service: string;
  readonly containerId: string;
  /** Wanted and not there on this machine. */
  readonly missing: readonly HostRight[];
}

/** A run of the same project that is there already is replaced; its named volumes stay. Rejects with what is in the way. */
export async function startDeviceRun(
  engine: ContainerEngine,
  run: DeviceRun,
  { images, rights, replaces, signal, report = () => undefined }: StartRun,
): Promise<readonly StartedService[]> {
  const before = await deviceRunOf(engine, run);
  if (before.containers.some(({ id }) => !replaces.some(it => it.id === id)))
    throw new Error(`${run.name} was started anew meanwhile. Stop it first, or start it again.`);
  await refuseClashes(engine, run);
  signal.throwIfAborted();
  await removeContainers(engine, before.containers);
  await removeNetworks(engine, before.networks);
  const undo: (() => Promise<unknown>)[] = [];
  try {
    const labels = ownLabels(run);
    const known = new Set(before.volumes.map(({ name }) => name));
    for (const { name } of run.volumes.filter(it => !known.has(it.name))) {
      await engine.volumes.create({ name, labels });
      undo.push(() => engine.volumes.remove(name));
    }
    for (const { name, isInternal, subnet, gateway } of run.networks) {
      signal.throwIfAborted();
      const range = { ...(subnet === undefined ? {} : { subnet }), ...(gateway === undefined ? {} : { gateway }) };
      const { id } = await engine.networks.create({ name, isInternal, labels, ...range });
      undo.push(() => engine.networks.remove(id));
    }
    const started: StartedService[] = [];
    const containers = new Map<string, string>();
    for (const service of run.services) {
      signal.throwIfAborted();
      report(service.service);
      const imageId = images.get(service.service);
      if (imageId === undefined) throw new Error(`${service.service} has no image.`);
      const one = await startService(engine, run, service, { imageId, rights, containers });
      undo.push(() => engine.containers.remove(one.containerId, { force: true, volumes: true }));
      containers.set(service.service, one.containerId);
      started.push(one);
    }
    return started;
  } catch (error) {
    for (const step of undo.toReversed()) await step().catch(() => undefined);
    throw error;
  }
}

interface StartService {
  readonly imageId: string;
  readonly rights: 'all' | 'none';
  readonly containers: ReadonlyMap<string, string>;
}

/** Tried again without the devices and folders that the engine says it does not have. */
async function startService(
  engine: ContainerEngine,
  run: DeviceRun,
  service: DeviceService,
  { imageId, rights, containers }: StartService,
): Promise<StartedService> {
  let given = rights === 'all' ? service.rights : [];
  const missing: HostRight[] = [];
  for (;;) {
    try {
      const config = containerConfig(run, service, { imageId, rights: given, containers });
      const containerId = await createAndStart(engine, service, config);
      return { service: service.service, containerId, missing };
    } catch (error) {
      if (!(error instanceof EngineRefused)) throw error;
      const lacking = missingRights(error.message, given);
      if (lacking.length === 0) throw error;
      missing.push(...lacking);
      given = given.filter(it => !lacking.includes(it));
    }
  }
}

async function createAndStart(
  { containers, networks }: ContainerEngine,
  { containerName, network, platform }: DeviceService,
  config: Readonly<Record<string, unknown>>,
): Promise<string> {
  const id = await containers.create({
    name: containerName,
    config,
    ...(platform === undefined ? {} : { platform }),
  });
  try {
    // Engines before API 1.44 take one network at the start.
    const more = network.kind === 'networks' ? network.memberships.slice(1) : [];
    for (const membership of more) await networks.connect(membership.network, id, endpoint(membership));
    await containers.start(id);
    return id;
  } catch (error) {
    await containers.remove(id, { force: true, volumes: true }).catch(() => undefined);
    throw error;
  }
}

async function refuseClashes({ listing }: ContainerEngine, run: DeviceRun): Promise<void> {
  const isOurs = ({ labels }: { readonly labels: Readonly<Record<string, string>> }) => isOf(labels, run);
  const [containers, volumes, networks] = await Promise.all([
    listing.containers(),
    listing.volumes(),
    listing.networks(),
  ]);
  const kinds = [
    { kind: 'container', wanted: run.services.map(it => it.containerName), there: containers },
    { kind: 'volume', wanted: run.volumes.map(it => it.name), there: volumes },
    { kind: 'network', wanted: run.networks.map(it => it.name), there: networks },
  ];
  for (const { kind, wanted, there } of kinds) {
    const other = there.find(it => wanted.includes(it.name) && !isOurs(it));
    if (!other) continue;
    const folder = other.labels[folderLabel];
    const what =
      folder === undefined
        ? `Slipway did not make it, so it is left alone. Remove or rename it, then try again`
        : `it belongs to the device run of ${folder}. Stop that one first`;
    throw new Error(`A ${kind} called ${other.name} is there already: ${what}.`);
  }
}

/** What there is of a device run on an engine. */
export interface DeviceRunThere {
  /** Of the project. */
  readonly name: string;
  readonly root: string;
  readonly containers: readonly ContainerRow[];
  readonly networks: readonly NetworkRow[];
  readonly volumes: readonly VolumeRow[];
}

/** By name. Those of which only volumes are left count, too. */
export async function deviceRuns({ listing }: ContainerEngine): Promise<readonly DeviceRunThere[]> {
  const [containers, networks, volumes] = await Promise.all([
    listing.containers(),
    listing.networks(),
    listing.volumes(),
  ]);
  const keys = new Map<string, Pick<DeviceRunThere, 'name' | 'root'>>();
  for (const { labels } of [...containers, ...networks, ...volumes]) {
    const [name, root = ''] = [labels[runLabel], labels[folderLabel]];
    if (name !== undefined) keys.set(`${name}\n${root}`, { name, root });
  }
  const runs = [...keys.values()].map(key => ({
    ...key,
    containers: containers.filter(({ labels }) => isOf(labels, key)),
    networks: networks.filter(({ labels }) => isOf(labels, key)),
    volumes: volumes.filter(({ labels }) => isOf(labels, key)),
  }));
  return runs.sort((a, b) => a.name.localeCompare(b.name) || a.root.localeCompare(b.root));
}

/** Nothing of it where there is none. */
export async function deviceRunOf(
  engine: ContainerEngine,
  { name, root }: Pick<DeviceRun, 'name' | 'root'>,
): Promise<DeviceRunThere> {
  const found = (await deviceRuns(engine)).find(it => it.name === name && it.root === root);
  return found ?? { name, root, containers: [], networks: [], volumes: [] };
}

/** Containers and networks go; volumes only when asked for. Looked for anew, so that nothing is left over. */
export async function stopDeviceRun(
  engine: ContainerEngine,
  run: Pick<DeviceRunThere, 'name' | 'root'>,
  { volumes, signal }: { readonly volumes: 'keep' | 'remove'; readonly signal?: AbortSignal },
): Promise<void> {
  const there = await deviceRunOf(engine, run);
  signal?.throwIfAborted();
  await removeContainers(engine, there.containers);
  signal?.throwIfAborted();
  await removeNetworks(engine, there.networks);
  if (volumes === 'keep') return;
  signal?.throwIfAborted();
  for (const volume of there.volumes) await engine.volumes.remove(volume.name).catch(unlessGone);
}

/** Stopped as the Supervisor stops them, with the time each has been given for it. */
async function removeContainers({ containers }: ContainerEngine, rows: readonly ContainerRow[]): Promise<void> {
  await Promise.all(
    rows.map(async ({ id, status }) => {
      if (status === 'running' || status === 'restarting') await containers.stop(id).catch(unlessGone);
      await containers.remove(id, { force: true, volumes: true }).catch(unlessGone);
    }),
  );
}

async function removeNetworks({ networks }: ContainerEngine, rows: readonly NetworkRow[]): Promise<void> {
  for (const { id } of rows) await networks.remove(id).catch(unlessGone);
}

function isOf(labels: Readonly<Record<string, string>>, { name, root }: Pick<DeviceRun, 'name' | 'root'>): boolean {
  return labels[runLabel] === name && labels[folderLabel] === root;
}

function unlessGone(error: unknown): undefined {
  if (error instanceof EngineRefused && error.status === 404) return undefined;
  throw error;
}
