/** What a service's labels ask of balena's Supervisor, and how much of it an engine without one can give. */
import { balenaLabel, currentLabelName, isLabelOn, reservedBalenaLabels } from '../catalog/balena-labels.ts';
import { deviceType } from '../catalog/device-types.ts';
import type { PlatformChoice } from './build-plan.ts';
import type { DeviceNote, HostRight, VolumeMount } from './device-run.ts';

export interface LabelEffects {
  /** With the old spelling `io.resin.` put right, as the Supervisor does. */
  readonly labels: Readonly<Record<string, string>>;
  readonly rights: readonly HostRight[];
  /** Volumes by the name the project would give them. */
  readonly volumes: readonly (Omit<VolumeMount, 'volume'> & { readonly written: string })[];
  readonly environment: Readonly<Record<string, string>>;
  readonly notes: readonly DeviceNote[];
  /** Why the device skips the service: it is optional, and a requirement is not met. A clause; absent when it runs. */
  readonly skipped?: string;
}

const feature = 'io.balena.features.';
const mount = (source: string, target = source, isReadOnly = false): HostRight => ({
  kind: 'mount',
  ...{ source, target, isReadOnly },
});

/** Of the switches that open something of the host. The engine's socket is at its usual place on this machine. */
const opened: Readonly<Record<string, readonly HostRight[]>> = {
  dbus: [mount('/run/dbus', '/host/run/dbus')],
  'kernel-modules': [mount('/lib/modules')],
  firmware: [mount('/lib/firmware')],
  sysfs: [mount('/sys')],
  procfs: [mount('/proc')],
  'journal-logs': [
    mount('/var/log/journal', '/var/log/journal', true),
    mount('/run/log/journal', '/run/log/journal', true),
    mount('/etc/machine-id', '/etc/machine-id', true),
  ],
  'balena-socket': [
    mount('/var/run/docker.sock', '/host/run/balena-engine.sock'),
    mount('/var/run/docker.sock', '/var/run/docker.sock'),
    mount('/var/run/docker.sock', '/var/run/balena.sock'),
  ],
  gpu: [{ kind: 'gpu' }],
};

const absent: Readonly<Record<string, string>> = {
  'supervisor-api': 'there is no Supervisor here: BALENA_SUPERVISOR_ADDRESS and its key are not set',
  'balena-api': 'there is no device’s key here: BALENA_API_KEY and BALENA_API_URL are not set',
  'host-os.board-rev': 'there is no board here: BALENA_HOST_OS_BOARD_REV and BALENA_HOST_OS_BUILD are not set',
};

/** Names the host is not what the names mean on a device: what is opened is the engine's machine. */
const otherThere: Readonly<Record<string, string>> = {
  dbus: 'the D-Bus of the engine’s machine is opened, not that of a device',
  'balena-socket': 'the engine that runs this is opened, with all its containers',
  sysfs: 'the hardware below /sys is that of the engine’s machine',
  procfs: 'the processes are those of the engine’s machine',
  'kernel-modules': 'the modules are those of the engine’s machine and its kernel',
  firmware: 'the firmware is that of the engine’s machine',
  'journal-logs': 'the journal is that of the engine’s machine',
};

export function labelEffects(
  written: Readonly<Record<string, string>>,
  { device, arch }: Pick<PlatformChoice, 'device' | 'arch'>,
): LabelEffects {
  const labels = normalised(written);
  const rights: HostRight[] = [];
  const volumes: LabelEffects['volumes'][number][] = [];
  const environment: Record<string, string> = {};
  const notes: DeviceNote[] = [];
  const note = (kind: DeviceNote['kind'], name: string, text: string): void => {
    notes.push({ kind, text: `${name}: ${text}` });
  };
  for (const [name, value] of Object.entries(labels)) {
    if (!name.startsWith('io.balena.')) continue;
    const known = balenaLabel(name);
    if (reservedBalenaLabels.includes(name)) note('ignored', name, 'the Supervisor sets it itself');
    else if (!known) note('ignored', name, 'nothing reads this label');
    else if (known.value === 'switch' && !isLabelOn(value))
      note('ignored', name, `"${value}" does not switch it on; write 1, true or on`);
    else if (name.startsWith('io.balena.update.')) note('ignored', name, 'there are no updates here');
    else if (name.startsWith(`${feature}requires.`)) requirement(name, value);
    else openFeature(name.slice(feature.length), name);
  }
  const unmet = notes.find(({ kind }) => kind === 'refused');
  const isOptional = isLabelOn(labels[`${feature}optional`] ?? '');
  return {
    ...{ labels, rights, volumes, environment, notes },
    ...(unmet && isOptional ? { skipped: unmet.text } : {}),
  };

  function openFeature(which: string, name: string): void {
    rights.push(...(opened[which] ?? []));
    if (otherThere[which] !== undefined) note('differs', name, otherThere[which]);
    if (absent[which] !== undefined) note('missing', name, absent[which]);
    if (which === 'balena-socket') environment['DOCKER_HOST'] = 'unix:///host/run/balena-engine.sock';
    if (which === 'extra-firmware')
      volumes.push({ written: 'extra-firmware', target: '/extra-firmware', isReadOnly: false });
  }

  function requirement(name: string, value: string): void {
    const what = name.slice(`${feature}requires.`.length);
    if (what === 'arch.sw') {
      if (arch !== undefined && arch !== value) note('refused', name, `it asks for ${value}, and this is for ${arch}`);
    } else if (what === 'hw.device-type') {
      const meant = deviceType(value)?.slug ?? value;
      if (device && meant !== device.slug)
        note('refused', name, `it asks for ${value}, and this is for ${device.slug}`);
    } else note('missing', name, `whether a device meets ${value} is not known here`);
  }
}

/** A twin in the new spelling wins. */
function normalised(written: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, value] of Object.entries(written)) {
    const current = currentLabelName(name);
    if (current === name || !Object.hasOwn(written, current)) found[current] = value;
  }
  return found;
}
