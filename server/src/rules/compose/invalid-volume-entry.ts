/** A short mount that Compose cannot take apart. */

import { mountMistake } from '../../syntax/compose/mount.ts';
import { fillIn, isUnknown, textOf } from '../../syntax/compose/text-value.ts';
import type { YamlFile, YamlNode } from '../../syntax/yaml/node.ts';
import { schemaProblems } from '../compose-schema.ts';
import { actualWords, shortened } from '../compose-schema-words.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { rule } from '../rule.ts';

export const invalidVolumeEntry = rule({
  id: 'compose/invalid-volume-entry',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A short mount has an empty part, too many colons or an unknown option',
  why: 'Compose refuses a file with an entry of `volumes` that is not `[SOURCE:]TARGET[:OPTIONS]`. Options it does not know are dropped without a word.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./html::ro\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./html:/html:/more:ro\n' },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    volumes:\n      - ./html:/html:ro,z\n      - /cache\n      - C:\\data:/data\n      - ${SOURCE}:/more:${MODE:-rw}\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#volumes'],

  check(compose) {
    const { yaml, services } = compose.file;
    const findings = new FindingsByPlace();
    for (const { node } of schemaProblems(yaml).wrongEntries.volumes) {
      const message = `A mount has to be a text or a mapping, not ${actualWords(node)}, so Compose refuses the file`;
      findings.add({ at: node.span, message });
    }
    for (const service of services) {
      if (!service.key('volumes')) continue;
      for (const { node, mode, isLong, target } of service.mounts) {
        if (isLong) continue;
        const mistake = target ? undefined : mistakeOf(yaml, node);
        if (mistake !== undefined) findings.add({ at: node.span, message: mistake });
        if (!mode || mode.text.includes('$')) continue;
        const unknown = mode.text.split(',').find(it => !options.has(it));
        if (unknown === undefined) continue;
        const message = `Compose knows no mount option "${shortened(unknown)}" and drops it; write ro, rw, z, Z, nocopy or a propagation`;
        findings.add({ at: mode.span, message, severity: 'warning' });
      }
    }
    return findings.list;
  },
});

/** Those Compose acts on, and those older engines had, which it may drop without harm. */
const options: ReadonlySet<string> = new Set([
  ...['ro', 'rw', 'z', 'Z', 'nocopy', 'rprivate', 'private', 'rshared', 'shared', 'rslave', 'slave'],
  ...['cached', 'delegated', 'consistent', 'U', 'O', 'exec', 'noexec', 'suid', 'nosuid', 'dev', 'nodev', 'idmap'],
]);

function mistakeOf(file: YamlFile, item: YamlNode): string | undefined {
  const text = textOf(item);
  if (!text || typeof text.node.value !== 'string') return undefined;
  const filled = fillIn(file, text).text;
  if (isUnknown(filled)) return undefined;
  const what = `"${shortened(text.value)}" is no mount, so Compose refuses the file`;
  switch (mountMistake(filled)) {
    case 'empty':
      return 'An empty text is no mount, so Compose refuses the file; delete the item';
    case 'empty-part':
      return `${what}: nothing stands before, between or behind its colons; write [SOURCE:]TARGET[:OPTIONS]`;
    case 'too-many-colons':
      return `${what}: it has too many colons; write [SOURCE:]TARGET[:OPTIONS], or the long form`;
    case undefined:
      return undefined;
  }
}
