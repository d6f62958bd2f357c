/** An entry of `extra_hosts` without address, or with a host name that cannot be one. */
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlNode } from '../../syntax/yaml/node.ts';
import { schemaProblems } from '../compose-schema.ts';
import { actualWords, shortened } from '../compose-schema-words.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { rule } from '../rule.ts';

export const invalidExtraHost = rule({
  id: 'compose/invalid-extra-host',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'An entry of `extra_hosts` has no address or no usable host name',
  why: 'Each entry becomes a line of /etc/hosts, which needs a name and an address; Compose refuses the file without them.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    extra_hosts:\n      - db.example.com\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    extra_hosts:\n      "db:5432": 10.0.0.2\n' },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    extra_hosts:\n      - host.docker.internal:host-gateway\n      - db=10.0.0.2\n      - six:[::1]\n      - ${HOST_ENTRY}\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    extra_hosts:\n      db: [10.0.0.2, 10.0.0.3]\n' },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#extra_hosts'],

  check(compose) {
    const findings = new FindingsByPlace();
    const add = (node: YamlNode, message: string): void => {
      findings.add({ at: node.span, message });
    };
    for (const { node, because } of schemaProblems(compose.file.yaml).wrongEntries.extra_hosts) {
      const what =
        because === 'repeated' ? 'This entry is listed twice' : `An address has to be a text, not ${actualWords(node)}`;
      add(node, `${what}, so Compose refuses the file`);
    }
    for (const service of compose.file.services) {
      const build = service.key('build')?.value;
      const ofBuild = build?.kind === 'mapping' ? valueAt(build, 'extra_hosts') : undefined;
      for (const hosts of [service.key('extra_hosts')?.value, ofBuild]) {
        if (hosts?.kind === 'sequence') {
          for (const item of hosts.items) {
            const mistake = mistakeOf(item);
            if (mistake !== undefined) add(item, mistake);
          }
        } else if (hosts?.kind === 'mapping') {
          for (const { key } of hosts.entries) {
            if (isBadHost(key.source)) add(key, badHost(key.source));
          }
        }
      }
    }
    return findings.list;
  },
});

function mistakeOf(item: YamlNode): string | undefined {
  const known = item.kind === 'scalar' && typeof item.value === 'string' ? textOf(item)?.known : undefined;
  if (known === undefined) return undefined;
  const separator = known.includes('=') ? '=' : ':';
  const at = known.indexOf(separator);
  if (at < 0) {
    return `"${shortened(known)}" has no address, so Compose refuses the file; write ${shortened(known) || 'HOST'}=ADDRESS`;
  }
  const host = known.slice(0, at);
  return isBadHost(host) ? badHost(host) : undefined;
}

/** As compose-go checks it: nothing more than that it can be told from the address. */
function isBadHost(host: string): boolean {
  return host === '' || host.includes(':') || host.includes('=');
}

function badHost(host: string): string {
  const what = host === '' ? 'The host name is missing' : `"${shortened(host)}" is no host name`;
  return `${what}, so Compose refuses the file; write HOST=ADDRESS`;
}
