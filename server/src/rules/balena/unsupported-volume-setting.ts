/** A setting of a named volume that balena does not support. */
import { balenaReaders } from '../../project/balena-readers.ts';
import type { Resource } from '../../syntax/compose/compose-file.ts';
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlMapping } from '../../syntax/yaml/node.ts';
import type { Span } from '../../text/span.ts';
import { sayParsers, whichOf } from '../balena-words.ts';
import { type Finding, rule } from '../rule.ts';

export const unsupportedVolumeSetting = rule({
  id: 'balena/unsupported-volume-setting',
  reads: 'compose',
  dialect: 'balena',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A named volume has a driver, is external, or is a bind mount in disguise',
  why: 'Volumes of a release are local ones that the Supervisor makes itself. Options that bind a path of the host pass the parsers, but give the service what bind mounts are forbidden for.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    volumes:\n      - store:/data\nvolumes:\n  store:\n    driver: nfs\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    volumes:\n      - store:/data\nvolumes:\n  store:\n    external: true\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    volumes:\n      - store:/data\nvolumes:\n  store:\n    driver_opts:\n      type: none\n      o: bind\n      device: /mnt/data\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    volumes:\n      - store:/data\nvolumes:\n  store:\n    driver: local\n    driver_opts:\n      type: tmpfs\n      device: tmpfs\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/reference/supervisor/docker-compose/',
    'https://docs.balena.io/learn/develop/multicontainer/#named-volumes',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const volume of compose.file.volumes) {
      const { mapping } = volume;
      if (!mapping) continue;
      const rejected = rejectedSetting(volume, mapping);
      const bind = bindOption(mapping);
      if (!rejected && !bind) continue;
      const readers = balenaReaders(compose, project);
      if (!readers) return [];
      const by = whichOf(readers, { cli: true, builder: false });
      if (rejected && by) findings.push({ at: rejected.at, message: `${sayParsers(by, 'rejects')} ${rejected.what}` });
      if (!bind) continue;
      const message = `This makes the volume "${volume.name}" a bind mount in disguise: what lies there belongs to the host and may change with its system; use a plain volume`;
      findings.push({ at: bind, severity: 'warning', message });
    }
    return findings;
  },
});

function rejectedSetting(
  { name, isExternal }: Resource,
  mapping: YamlMapping,
): { readonly at: Span; readonly what: string } | undefined {
  const external = mapping.entry('external');
  if (external && isExternal) {
    return { at: external.key.span, what: `the external volume "${name}"; a release makes its volumes itself` };
  }
  const driver = textOf(valueAt(mapping, 'driver'));
  if (!driver?.known || driver.known === 'local' || driver.known === 'default') return undefined;
  return { at: driver.span, what: `the volume driver "${driver.known}"; only local is there` };
}

/** The place of `bind` among the mount options of a local volume. */
function bindOption(mapping: YamlMapping): Span | undefined {
  const options = valueAt(mapping, 'driver_opts');
  if (options?.kind !== 'mapping') return undefined;
  const o = textOf(valueAt(options, 'o'));
  return o?.known?.split(',').some(it => it.trim() === 'bind' || it.trim() === 'rbind') ? o.span : undefined;
}
