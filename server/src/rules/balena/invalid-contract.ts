import { type DeviceType, deviceType, nearestDeviceType } from '../../catalog/device-types.ts';
import type { Manifest, ManifestText } from '../../syntax/balena/manifest.ts';
import { manifestRole, serviceContractNames } from '../../syntax/balena/manifest-role.ts';
import { isSemver } from '../../syntax/semver.ts';
import type { YamlEntry, YamlMapping, YamlNode } from '../../syntax/yaml/node.ts';
import { closest } from '../../text/closest.ts';
import { basename, dirname, join } from '../../text/path.ts';
import { type Span, span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';

export const invalidContract = rule({
  id: 'balena/invalid-contract',
  reads: 'manifest',
  dialect: 'balena',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A contract of a fleet, block or service lacks a field, or has one that balena cannot use',
  why: 'Without a valid type and version a fleet or block cannot be deployed, and without type, name and slug a service cannot be built. A wrong device type or field is passed over without a word.',
  bad: [
    { 'balena.yml': 'name: app\ntype: sw.app\n' },
    { 'balena.yml': 'name: app\ntype: sw.application\nversion: 1.2\n' },
    { 'balena.yml': 'name: app\ntype: sw.block\ndata:\n  defaultDeviceType: raspberrypi4\n' },
    { 'balena.yml': 'name: app\ntype: sw.block\ndata:\n  supportedDeviceType: [intel-nuc]\n' },
    {
      'balena.yml':
        'name: app\ntype: sw.application\ndata:\n  applicationConfigVariables:\n    - HOST_CONFIG_gpu_mem: 64\n',
    },
  ],
  good: [
    {
      'balena.yml':
        'name: app\ntype: sw.application\nversion: 1.2.0\ndata:\n  defaultDeviceType: raspberrypi4-64\n  supportedDeviceTypes: [raspberrypi4-64, intel-nuc]\n  applicationConfigVariables:\n    - BALENA_HOST_CONFIG_gpu_mem: 64\n',
    },
    { 'balena.yml': 'name: Deploy\non: push\njobs: {}\n' },
  ],
  references: [
    'https://docs.balena.io/learn/deploy/deploy-with-balena-button/',
    'https://docs.balena.io/learn/develop/blocks/',
    'https://docs.balena.io/learn/develop/container-contracts/',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    const root = file.yaml.documents[0]?.root;
    const add: Add = (at, message, severity) => void findings.push({ at, message, ...(severity && { severity }) });
    const role = manifestRole(path);
    if (role === 'service-contract') {
      if (project.dialect !== 'balena' || file.problems.length > 0) return findings;
      const other = serviceContractNames.find(it => it !== basename(path));
      const isSecond = basename(path) !== serviceContractNames[0];
      if (isSecond && other !== undefined && project.entryAt(join(dirname(path), other)) === 'file')
        add(
          topOf(file),
          `There is a ${other} beside this file, and balena stops where a service has two contracts; keep one`,
        );
      if (root?.kind === 'mapping') inServiceContract(file, root, add);
      else
        add(
          topOf(file),
          'The contract of a service must be a mapping with type, name and slug, or balena does not build it',
        );
    } else if (root?.kind === 'mapping' && (role ?? 'contract') === 'contract') {
      inFleetContract(file, root, add);
    }
    return findings;
  },
});

type Add = (at: Span, message: string, severity?: Finding['severity']) => void;

function topOf(file: Manifest): Span {
  return file.root?.entries[0]?.key.span ?? file.yaml.documents[0]?.root?.span ?? span(0, 0);
}

const containerType = 'sw.container';

function inServiceContract(file: Manifest, root: YamlMapping, add: Add): void {
  for (const name of ['type', 'name', 'slug']) {
    const entry = root.entry(name);
    const isThere = entry && !(entry.value.kind === 'scalar' && entry.value.value === null);
    if (!isThere) {
      add(entry?.key.span ?? topOf(file), `The contract of a service needs "${name}", or balena does not build it`);
    } else if (name === 'type' && !(entry.value.kind === 'scalar' && entry.value.value === containerType)) {
      add(
        entry.value.span,
        `The contract of a service must have the type ${containerType}, or balena does not build it`,
      );
    }
  }
}

const types = ['sw.application', 'sw.block'];

const topKeys = [
  'type',
  'name',
  'description',
  'version',
  'slug',
  'joinable',
  'fleetcta',
  'post-provisioning',
  'assets',
  'data',
  'provides',
  'requires',
  'aliases',
  'tags',
  'children',
];
const dataKeys = [
  'defaultDeviceType',
  'supportedDeviceTypes',
  'applicationEnvironmentVariables',
  'applicationConfigVariables',
];

function inFleetContract(file: Manifest, root: YamlMapping, add: Add): void {
  const type = root.entry('type');
  if (!type || (type.value.kind === 'scalar' && type.value.value === null)) {
    add(type?.key.span ?? topOf(file), `A contract needs a type, ${types.join(' or ')}, or balena does not deploy it`);
  } else if (type.value.kind !== 'scalar' || !types.includes(type.value.source)) {
    const written = type.value.kind === 'scalar' ? `"${type.value.source}"` : 'this';
    add(type.value.span, `balena deploys contracts of the types ${types.join(' and ')}, and ${written} is neither`);
  }
  const version = root.entry('version')?.value;
  if (version && isWrongVersion(version))
    add(
      version.span,
      `"${version.kind === 'scalar' ? version.source : '…'}" is no semantic version such as 1.2.0, so balena does not deploy it`,
    );
  unknownKeys(root, topKeys, key => (key.startsWith('build-') ? 'it belongs in .balena/balena.yml' : undefined), add);
  const data = root.entry('data')?.value;
  if (data?.kind !== 'mapping') return;
  unknownKeys(data, dataKeys, () => undefined, add);
  inDeviceTypes(file, add);
  const list = data.entry('supportedDeviceTypes');
  if (list && list.value.kind !== 'sequence')
    add(placeOf(list), '"supportedDeviceTypes" must be a list of device types, else balena passes over it', 'warning');
  inVariables(data.entry('applicationConfigVariables'), 'config', add);
  inVariables(data.entry('applicationEnvironmentVariables'), 'environment', add);
}

/** A number is no text, so `1.2` and `1` are wrong in two ways; an empty value is none. */
function isWrongVersion(version: YamlEntry['value']): boolean {
  if (version.kind !== 'scalar') return true;
  if (version.value === null || version.value === '' || version.value === 0 || version.value === false) return false;
  return typeof version.value !== 'string' || !isSemver(version.value);
}

/** Keys that are compared with the known ones. */
const maxKeys = 1_000;

/** Keys that nobody reads; those of extensions and of nothing alike are left to their author. */
function unknownKeys(
  mapping: YamlMapping,
  known: readonly string[],
  placeFor: (key: string) => string | undefined,
  add: Add,
): void {
  for (const { key } of mapping.entries.slice(0, maxKeys)) {
    const name = key.source;
    if (known.includes(name) || name.startsWith('x-')) continue;
    const place = placeFor(name);
    const meant = closest(name, known, it => it);
    const hint = place ?? (meant === undefined ? undefined : `did you mean ${meant}?`);
    if (hint !== undefined) add(key.span, `Contracts have no "${name}", so balena passes over it; ${hint}`, 'warning');
  }
}

function inDeviceTypes({ defaultDeviceType, supportedDeviceTypes }: Manifest, add: Add): void {
  const all = defaultDeviceType ? [defaultDeviceType, ...supportedDeviceTypes] : supportedDeviceTypes;
  const said = new Set<number>();
  let unknown = 0;
  for (const text of all) {
    if (said.has(text.span.start)) continue;
    said.add(text.span.start);
    const known = deviceType(text.value);
    if (known?.slug === text.value) continue;
    unknown++;
    add(text.span, wrongDeviceType(text, known, unknown <= maxSuggestions), 'warning');
  }
  const known = defaultDeviceType && deviceType(defaultDeviceType.value);
  if (!known) return;
  const isListed = supportedDeviceTypes.some(({ value }) => deviceType(value) === known);
  if (supportedDeviceTypes.length > 0 && !isListed)
    add(
      defaultDeviceType.span,
      `The default "${defaultDeviceType.value}" is not among supportedDeviceTypes`,
      'warning',
    );
  else if (known?.slug === defaultDeviceType.value && known.state === 'discontinued')
    add(
      defaultDeviceType.span,
      `balena no longer supports "${known.slug}" (${known.name}); choose another default for new fleets`,
      'warning',
    );
}

/** To look for what was meant takes time, and a list of nonsense could be long. */
const maxSuggestions = 50;

function wrongDeviceType({ value }: ManifestText, known: DeviceType | undefined, mayGuess: boolean): string {
  if (known) return `"${value}" is another name of the device type ${known.slug}; contracts use the latter`;
  const near = mayGuess ? nearestDeviceType(value) : undefined;
  return `balena knows no device type "${value}"${near ? `; did you mean ${near.slug}?` : ''}`;
}

/** A list of mappings with one name each. */
function inVariables(entry: YamlEntry | undefined, kind: 'config' | 'environment', add: Add): void {
  if (!entry || (entry.value.kind === 'scalar' && entry.value.value === null)) return;
  const key = entry.key.source;
  if (entry.value.kind !== 'sequence') {
    add(placeOf(entry), `"${key}" must be a list with one NAME: value in each item`, 'warning');
    return;
  }
  for (const item of entry.value.items) {
    if (item.kind !== 'mapping' || item.entries.length !== 1) {
      add(beginningOf(item), `Each item of "${key}" must be one NAME: value`, 'warning');
      continue;
    }
    for (const { key: name } of item.entries) {
      const wrong = kind === 'config' ? wrongConfigName(name.source) : wrongEnvironmentName(name.source);
      if (wrong !== undefined) add(name.span, wrong, 'warning');
    }
  }
}

function wrongConfigName(name: string): string | undefined {
  if (/^(?:BALENA|RESIN)_/.test(name)) return undefined;
  return `Configuration variables begin with BALENA_, as in BALENA_HOST_CONFIG_gpu_mem, and "${name}" does not`;
}

function wrongEnvironmentName(name: string): string | undefined {
  if (!/^[A-Za-z_]\w*$/.test(name)) return `"${name}" is no name of a variable: letters, digits and _ only`;
  return undefined;
}

/** A value on one line, or the key of another. */
function placeOf({ key, value }: YamlEntry): Span {
  return value.kind === 'scalar' && value.span.end > value.span.start ? value.span : key.span;
}

function beginningOf(item: YamlNode): Span {
  return (item.kind === 'mapping' ? item.entries[0]?.key.span : undefined) ?? item.span;
}
