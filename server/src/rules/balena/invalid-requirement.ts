import { architectureOf } from '../../catalog/architecture-names.ts';
import { deviceType, nearestDeviceType } from '../../catalog/device-types.ts';
import type { Project } from '../../project/project.ts';
import { isReadByBalena } from '../../project/read-by-balena.ts';
import { manifestRole } from '../../syntax/balena/manifest-role.ts';
import { isSemverRange } from '../../syntax/semver.ts';
import type { YamlFile, YamlMapping } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { closest } from '../../text/closest.ts';
import { replace } from '../../text/edit.ts';
import { type Span, slice, span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';
import { areOwn, balenaLabelUses } from '../service-labels.ts';

export const invalidRequirement = rule({
  id: 'balena/invalid-requirement',
  reads: 'yaml',
  dialect: 'balena',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service requires something of its device that balena does not know or cannot read',
  why: 'balena refuses the Compose file for a version range or an architecture it cannot read, and a device refuses the release for a kind of requirement it does not know. A device type by another name is met by no device.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  app:\n    build: .\n    labels:\n      io.balena.features.requires.sw.supervisor: latest\n",
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  app:\n    build: .\n    labels:\n      io.balena.features.requires.arch.sw: arm64\n",
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  app:\n    build: .\n    labels:\n      io.balena.features.requires.sw.os: '>=5'\n",
    },
    {
      'Dockerfile.template': 'FROM debian:13\n',
      'contract.yml':
        'type: sw.container\nname: app\nslug: app\nrequires:\n  - type: sw.supervisor\n    version: newest\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  app:\n    build: .\n    labels:\n      io.balena.features.requires.sw.supervisor: '>=14.10 <20'\n      io.balena.features.requires.arch.sw: aarch64\n      io.balena.features.requires.hw.device-type: raspberrypi4-64\n",
    },
    {
      'Dockerfile.template': 'FROM debian:13\n',
      'contract.yml':
        "type: sw.container\nname: app\nslug: app\nrequires:\n  - or:\n      - type: hw.device-type\n        slug: intel-nuc\n      - type: arch.sw\n        slug: aarch64\n  - type: sw.l4t\n    version: '>=32'\n",
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/container-contracts/',
    'https://docs.balena.io/reference/supervisor/docker-compose/#labels',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    if (manifestRole(path) === 'service-contract') {
      const root = file.documents[0]?.root;
      if (root?.kind === 'mapping') inContract(file, root, findings);
      return findings;
    }
    inLabels(path, file, project, findings);
    return findings;
  },
});

const prefix = 'io.balena.features.requires.';

/** What can be required by a label, and how its value is read. */
const kindsOfLabels: ReadonlyMap<string, Kind> = new Map([
  ['sw.supervisor', 'range'],
  ['sw.l4t', 'range'],
  ['sw.balena-os', 'range'],
  ['sw.linux', 'range'],
  ['hw.device-type', 'device-type'],
  ['arch.sw', 'architecture'],
]);

/** The same in contracts, where operating system and kernel have a slug beside their version. */
const kindsOfContracts: ReadonlyMap<string, Kind> = new Map([
  ['sw.supervisor', 'range'],
  ['sw.l4t', 'range'],
  ['sw.os', 'range'],
  ['sw.kernel', 'range'],
  ['hw.device-type', 'device-type'],
  ['arch.sw', 'architecture'],
]);

type Kind = 'range' | 'device-type' | 'architecture';

/** Those that balena's parsers let pass. */
const architectures = ['aarch64', 'rpi', 'amd64', 'armv7hf', 'i386'];

function inLabels(path: string, file: YamlFile, project: Project, findings: Finding[]): void {
  const compose = project.composeFiles.find(it => it.path === path);
  if (!compose) return;
  const uses = balenaLabelUses(compose.file).filter(it => it.name.startsWith(prefix));
  if (uses.length === 0 || !isReadByBalena(compose, project)) return;
  for (const use of uses) {
    const { label, name } = use;
    const kind = kindsOfLabels.get(name.slice(prefix.length));
    if (kind === undefined) {
      const near = closest(name.slice(prefix.length), kindsOfLabels.keys(), it => it);
      findings.push({
        at: label.keySpan,
        message: `Nothing reads the requirement "${name.slice(prefix.length)}", so the service starts on any device; ${near === undefined ? `known are ${[...kindsOfLabels.keys()].join(', ')}` : `did you mean ${near}?`}`,
      });
      continue;
    }
    const value = label.value?.known;
    const wrong = value === undefined ? undefined : wrongValue(kind, value, findings.length);
    if (!label.value || !wrong) continue;
    const { span: at } = label.value;
    findings.push({
      at,
      message: wrong.message,
      ...(wrong.severity && { severity: wrong.severity }),
      fixes: () => (areOwn(compose.file, use) ? valueFix(file, at, value, wrong.meant) : []),
    });
  }
}

interface Wrong {
  readonly message: string;
  readonly severity?: Finding['severity'];
  /** What to write instead; undefined where that cannot be told. */
  readonly meant: string | undefined;
}

/** To look for what was meant takes time, so after many findings it is left. */
const maxSuggestions = 50;

function wrongValue(kind: Kind, value: string, found: number): Wrong | undefined {
  switch (kind) {
    case 'range':
      return isSemverRange(value)
        ? undefined
        : {
            message: `"${value}" is no range of versions such as ">=14.10", so balena refuses the file`,
            meant: undefined,
          };
    case 'architecture': {
      if (architectures.includes(value)) return undefined;
      const balena = value === 'i386-nlp' ? 'i386' : architectureOf(value)?.balena;
      const meant = balena ?? closest(value, architectures, it => it);
      return {
        message: `balena has no architecture "${value}" and refuses the file; ${meant === undefined ? `known are ${architectures.join(', ')}` : `it calls it ${meant}`}`,
        meant,
      };
    }
    case 'device-type': {
      const known = deviceType(value);
      if (known?.slug === value) return undefined;
      const meant = known?.slug ?? (found < maxSuggestions ? nearestDeviceType(value)?.slug : undefined);
      if (known)
        return {
          message: `"${value}" is another name of the device type ${known.slug}, and devices compare only the latter, so none meets this`,
          meant,
        };
      // A new one may be missing in the catalogue.
      return {
        message: `balena knows no device type "${value}", so no device meets this${meant === undefined ? '' : `; did you mean ${meant}?`}`,
        severity: 'warning',
        meant,
      };
    }
  }
}

/** Only the value itself: quotes around it, and the name in front of it in a list, stay. */
function valueFix(file: YamlFile, at: Span, value: string | undefined, meant: string | undefined): readonly Fix[] {
  if (meant === undefined || value === undefined) return [];
  const start = slice(file.text, at).indexOf(value);
  if (start < 0) return [];
  const edits = [replace(span(at.start + start, at.start + start + value.length), meant)];
  return [{ title: `Change to "${meant}"`, safety: 'suggestion', edits }];
}

function inContract(file: YamlFile, root: YamlMapping, findings: Finding[]): void {
  const list = root.entry('requires');
  if (!list || (list.value.kind === 'scalar' && list.value.value === null)) return;
  const add = (at: Span, message: string): void => void findings.push({ at, message });
  if (list.value.kind !== 'sequence') {
    add(list.value.span, '"requires" must be a list, or devices refuse the release');
    return;
  }
  // What is shared through an anchor is read once.
  const lists = new Set<number>();
  const seen = new Set<number>();
  for (const item of list.value.items) {
    if (lists.has(item.span.start)) continue;
    lists.add(item.span.start);
    if (item.kind !== 'mapping') {
      add(item.span, 'A requirement must have a "type", or devices refuse the release');
      continue;
    }
    const either = item.entry('or')?.value;
    for (const it of either?.kind === 'sequence' ? either.items : [item]) {
      if (it.kind !== 'mapping' || seen.has(it.span.start)) continue;
      seen.add(it.span.start);
      inRequirement(file, it, findings);
    }
  }
}

function inRequirement(file: YamlFile, item: YamlMapping, findings: Finding[]): void {
  const type = item.entry('type')?.value;
  if (type?.kind !== 'scalar' || typeof type.value !== 'string') {
    const at = type?.span ?? item.entries[0]?.key.span ?? item.span;
    findings.push({ at, message: 'A requirement must have a "type", or devices refuse the release' });
    return;
  }
  const kind = kindsOfContracts.get(type.source);
  if (kind === undefined) {
    const meant = closest(type.source, kindsOfContracts.keys(), it => it);
    findings.push({
      at: type.span,
      message: `Devices know no requirement of the type "${type.source}" and refuse the release; ${meant === undefined ? `known are ${[...kindsOfContracts.keys()].join(', ')}` : `did you mean ${meant}?`}`,
      fixes: () => (isShared(file, type) ? [] : valueFix(file, type.span, type.source, meant)),
    });
    return;
  }
  const value = item.entry(kind === 'range' ? 'version' : 'slug')?.value;
  if (value?.kind !== 'scalar' || value.value === null) return;
  const wrong = wrongValue(kind, value.source, findings.length);
  if (!wrong) return;
  findings.push({
    at: value.span,
    message: wrong.message
      .replace('balena refuses the file', 'no device meets this')
      .replace(' and refuses the file', ', so no device meets this'),
    ...(wrong.severity && { severity: wrong.severity }),
    fixes: () => (isShared(file, value) ? [] : valueFix(file, value.span, value.source, wrong.meant)),
  });
}
