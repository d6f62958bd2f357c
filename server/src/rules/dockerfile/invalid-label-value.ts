import { isSpdxExpression } from '../../catalog/spdx-licenses.ts';
import type { LabelKind } from '../../project/project.ts';
import { isVariable, labelsOf } from '../labels.ts';
import { type Finding, rule } from '../rule.ts';

export const invalidLabelValue = rule({
  id: 'dockerfile/invalid-label-value',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['LABEL'] },
  aka: [
    'hadolint:DL3052',
    'hadolint:DL3053',
    'hadolint:DL3054',
    'hadolint:DL3055',
    'hadolint:DL3056',
    'hadolint:DL3058',
  ],
  summary: 'The value of a label is not of the kind its key asks for',
  why: 'Registries and inventories read these labels by machine: a date, licence or address they cannot parse is lost.',
  bad: [
    { Dockerfile: 'FROM debian:13\nLABEL org.opencontainers.image.created="yesterday"\n' },
    { Dockerfile: 'FROM debian:13\nLABEL org.opencontainers.image.licenses="Apache 2"\n' },
    kindExample('url', 'www.example.org'),
    kindExample('hash', 'main'),
    kindExample('semver', 'v1'),
    kindExample('email', 'Ada'),
  ],
  good: [
    {
      Dockerfile:
        'FROM debian:13\nLABEL org.opencontainers.image.created="2026-11-01T12:00:00Z" org.opencontainers.image.licenses="MIT OR Apache-2.0"\n',
    },
    { Dockerfile: 'FROM debian:13\nARG DATE\nLABEL org.opencontainers.image.created=$DATE\n' },
    kindExample('url', 'https://example.org/docs'),
    kindExample('rfc3339', '2026-11-01T12:00:00+01:00'),
    kindExample('hash', '4f2e9c1'),
    kindExample('semver', '2.1.0-rc.1'),
    kindExample('email', 'ada@example.org'),
    kindExample('text', ''),
  ],
  references: [
    'https://specs.opencontainers.org/image-spec/annotations/#pre-defined-annotation-keys',
    'https://docs.docker.com/reference/dockerfile/#label',
  ],

  check({ file }, { settings }) {
    const findings: Finding[] = [];
    // To look a key up that the file names takes long, and most settings have none.
    const hasOwnLabels = Object.keys(settings.labels).length > 0;
    for (const { pair } of labelsOf(file)) {
      const { key, value } = pair;
      const isOwn = hasOwnLabels && Object.hasOwn(settings.labels, key.value);
      const kind = isOwn ? settings.labels[key.value] : standardKind(key.value);
      // About an empty one, empty-label speaks.
      if (kind === undefined || !value || value.value === '' || isVariable(value.raw)) continue;
      if (isOfKind[kind](value.value)) continue;
      findings.push({
        at: value.span,
        message: `The label "${key.value}" has to be ${wordsFor[kind]}; nobody can read "${short(value.value)}" as one`,
      });
    }
    return findings;
  },
});

function kindExample(kind: LabelKind, value: string): Readonly<Record<string, string>> {
  return {
    Dockerfile: `FROM debian:13\nLABEL about="${value}"\n`,
    '.slipway.yaml': `dockerfile:\n  labels: { about: ${kind} }\n`,
  };
}

/** The keys of the OCI image specification whose kind it fixes. */
const standard: ReadonlyMap<string, LabelKind> = new Map([
  ['org.opencontainers.image.created', 'rfc3339'],
  ['org.opencontainers.image.url', 'url'],
  ['org.opencontainers.image.documentation', 'url'],
  ['org.opencontainers.image.source', 'url'],
  ['org.opencontainers.image.licenses', 'spdx'],
]);

function standardKind(key: string): LabelKind | undefined {
  return key.startsWith('org.') ? standard.get(key) : undefined;
}

const wordsFor: Readonly<Record<LabelKind, string>> = {
  text: 'a text',
  url: 'a URL with its scheme',
  rfc3339: 'a date as 2026-11-01T12:00:00Z (RFC 3339)',
  spdx: 'an SPDX licence expression',
  hash: 'the hash of a Git commit',
  semver: 'a semantic version',
  email: 'an e-mail address',
};

const isOfKind: Readonly<Record<LabelKind, (value: string) => boolean>> = {
  text: () => true,
  url: value => /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^\s/]\S*$/.test(value),
  rfc3339: isDate,
  spdx: isSpdxExpression,
  hash: value => /^[0-9a-fA-F]{7,64}$/.test(value),
  semver: isSemanticVersion,
  email: value => {
    const [name = '', domain = '', ...more] = value.split('@');
    return more.length === 0 && name !== '' && !/[\s<>:/,]/.test(name) && domain.split('.').every(isHostLabel);
  },
};

/** One part of a domain; letters of any alphabet. */
function isHostLabel(label: string): boolean {
  return /^[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u.test(label);
}

/** `date-time` of RFC 3339, a blank allowed for the T. */
function isDate(value: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:[Zz]|[+-](\d\d):(\d\d))$/.exec(value);
  if (!parts) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, offsetHour = 0, offsetMinute = 0] = parts
    .slice(1)
    .map(it => Number(it ?? 0));
  const isDay = month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
  return isDay && hour <= 23 && minute <= 59 && second <= 60 && offsetHour <= 23 && offsetMinute <= 59;
}

/** As https://semver.org says: three numbers without leading zeros, then `-` and `+` parts. */
function isSemanticVersion(value: string): boolean {
  const parts = /^(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+([0-9A-Za-z.-]+))?$/.exec(value);
  if (!parts) return false;
  const [, major, minor, patch, pre, build] = parts;
  const hasLeadingZero = (it: string) => /^0\d+$/.test(it);
  if ([major, minor, patch].some(it => hasLeadingZero(it ?? ''))) return false;
  const isFilled = (it: string | undefined) => it === undefined || it.split('.').every(word => word !== '');
  return isFilled(pre) && isFilled(build) && !(pre ?? '').split('.').some(hasLeadingZero);
}

function short(value: string): string {
  return value.length <= 40 ? value : `${value.slice(0, 39)}…`;
}
