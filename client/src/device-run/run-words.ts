// What is said of a device run before it is started: in short for a list, and all of it as a document to read.
import type { DeviceNote, DeviceRun, DeviceService, HostRight } from '../../../server/src/build/device-run.ts';
import { shownValue } from '../../../server/src/build/plan-words.ts';
import { code, fence, text } from '../documents/markdown-text.ts';
import type { PlatformSupport } from '../engine/build/platform-support.ts';
import type { ContainerRow } from '../engine/engine-state.ts';
import type { FoundImage } from './carry-out.ts';
import { rightWords } from './right-words.ts';

/** What is known of the engine that it would run on. */
export interface RunFacts {
  readonly images: readonly FoundImage[];
  /** Undefined where the project runs on whatever the engine has. */
  readonly support: PlatformSupport | undefined;
  /** Containers of an earlier run of the same project, which a start removes. */
  readonly replaces: readonly ContainerRow[];
}

/** `Raspberry Pi 4`, `an aarch64 device`, `a device`. */
export function deviceWords({ for: { device, arch, platform } }: Pick<DeviceRun, 'for'>): string {
  if (device) return device.name;
  const known = arch ?? platform;
  return known === undefined ? 'a device' : `a device with ${known}`;
}

/** One line for what a service gets: `restarts always · port 8080 → 80 · volume data at /data`. */
export function serviceLine(service: DeviceService, { volumes }: Pick<DeviceRun, 'volumes'>): string {
  const written = new Map(volumes.map(it => [it.name, it.written]));
  const parts = [
    service.restart === 'no'
      ? 'never restarts'
      : `restarts ${service.restart === 'always' ? 'always' : service.restart}`,
    networkWords(service),
    ...service.ports.map(({ published, target, protocol }) => {
      const inside = `${target}${protocol === 'udp' ? '/udp' : ''}`;
      return published === undefined ? `port ${inside} at a free one` : `port ${published} → ${inside}`;
    }),
    ...service.mounts.map(({ volume, target }) => `volume ${written.get(volume) ?? volume} at ${target}`),
    ...(service.after.length > 0 ? [`after ${service.after.join(', ')}`] : []),
  ];
  return parts.filter(Boolean).join(' · ');
}

function networkWords({ network }: DeviceService): string {
  switch (network.kind) {
    case 'host':
      return 'on the network of the machine';
    case 'none':
      return 'without network';
    case 'bridge':
      return 'on the engine’s own network';
    case 'service':
      return `on the network of ${network.service}`;
    case 'networks':
      return '';
  }
}

/** Where a service's image comes from: `shop_api:latest`, `busybox, pulled first`. */
export function imageWords(service: DeviceService, images: readonly FoundImage[]): string {
  const found = images.find(it => it.service === service.service);
  const reference = found?.reference ?? service.image.reference;
  if (found?.kind === 'found') return reference;
  if (service.image.origin === 'registry') return `${reference}, pulled first`;
  return `${reference}, ${found?.kind === 'other-platform' ? 'built for another platform' : 'not built yet'}`;
}

/** `main with all devices and all of the kernel; api with the device /dev/i2c-1`. Empty when nobody asks for any. */
export function allRights({ services }: Pick<DeviceRun, 'services'>, given: 'with' | 'without'): string {
  return services
    .filter(({ rights }) => rights.length > 0)
    .map(({ service, rights }) => `${service} ${given} ${rightsWords(rights)}`)
    .join('; ');
}

/** How programs for the device run on the engine; undefined when there is nothing to say. */
export function supportWords({ kind }: PlatformSupport, platform: string): string | undefined {
  switch (kind) {
    case 'native':
    case 'compatible':
      return undefined;
    case 'emulated':
      return `Programs for ${platform} are emulated here, and slower`;
    case 'missing':
      return `This engine has no handler for programs of ${platform}: they will not start`;
    case 'unknown':
      return `This engine does not say whether it runs programs of ${platform}`;
  }
}

export function rightsWords(rights: readonly HostRight[]): string {
  return [...new Set(rights.map(rightWords))].join(', ');
}

/** What weighs most comes first; what is so for every project comes last. */
export function notesOf(run: Pick<DeviceRun, 'notes' | 'services'>): readonly DeviceNote[] {
  const own = run.services.flatMap(({ service, notes }) => notes.map(note => ({ ...note, service })));
  const sorted = (all: readonly DeviceNote[]) => noteKinds.flatMap(kind => all.filter(it => it.kind === kind));
  return [...sorted(own), ...sorted(run.notes)];
}

const noteKinds = ['refused', 'missing', 'differs', 'ignored'] as const;
const noteTitles: Readonly<Record<DeviceNote['kind'], string>> = {
  refused: 'Would not run on a device',
  missing: 'Not there on this machine',
  differs: 'Otherwise than on a device, or than the file says',
  ignored: 'Has no effect',
};

export function deviceRunMarkdown(run: DeviceRun, { images, support }: RunFacts): string {
  const { name, root, volumes, networks, services } = run;
  const lines = [`# ${text(name)} as ${text(deviceWords(run))} would run it`, ''];
  lines.push(
    'What balena’s Supervisor applies on a device, as far as this machine can. Nothing is written into the folder of the project.',
    '',
  );
  const platform = run.for.platform;
  if (platform !== undefined && support)
    lines.push(`${supportWords(support, platform) ?? `This engine runs programs for ${platform} as they are`}.`, '');
  lines.push(
    `Everything made for it bears the label ${code(`io.slipway.device-run=${name}`)} and the folder ${code(root)}.`,
  );
  for (const service of services) lines.push('', ...serviceLines(service, run, images));
  if (volumes.length > 0)
    lines.push('', '## Volumes', '', ...volumes.map(it => `- ${code(it.written)}, here ${code(it.name)}`));
  if (networks.length > 0)
    lines.push(
      '',
      '## Networks',
      '',
      ...networks.map(it => `- ${code(it.name)}${it.isInternal ? ', without a way out' : ''}`),
    );
  for (const kind of noteKinds) {
    const some = notesOf(run).filter(it => it.kind === kind);
    if (some.length === 0) continue;
    lines.push('', `## ${noteTitles[kind]}`, '');
    for (const note of some)
      lines.push(`- ${note.service === undefined ? '' : `**${text(note.service)}**: `}${text(note.text)}`);
  }
  return `${lines.join('\n')}\n`;
}

function serviceLines(service: DeviceService, run: DeviceRun, images: readonly FoundImage[]): readonly string[] {
  const { environment, tmpfs, rights, labels } = service;
  const line = (label: string, value: string): readonly string[] => (value === '' ? [] : [`- ${label}: ${value}`]);
  const variables = Object.entries(environment).map(([key, value]) => `${key}=${shownValue(key, value)}`);
  const own = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return [
    `## ${text(service.service)}`,
    '',
    ...line('Image', code(imageWords(service, images))),
    ...line('Container', code(service.containerName)),
    ...line('Runs', text(serviceLine(service, run))),
    ...line('Command', service.command ? code(service.command.join(' ')) : ''),
    ...line('Entrypoint', service.entrypoint ? code(service.entrypoint.join(' ')) : ''),
    ...line('Rights over the machine', rights.length === 0 ? '' : code(rightsWords(rights))),
    ...line('In memory', Object.keys(tmpfs).map(code).join(', ')),
    ...block('Variables', variables),
    ...block('Labels', own),
  ];
}

function block(title: string, all: readonly string[]): readonly string[] {
  if (all.length === 0) return [];
  return ['', `${title}:`, '', fence(all.map(it => it.replace(/\s+/g, ' ')).join('\n'), 'properties')];
}
