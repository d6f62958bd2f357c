import type { ProjectComposeFile } from '../../project/project.ts';
import { isTrue, textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlEntry } from '../../syntax/yaml/node.ts';
import { basename, dirname } from '../../text/path.ts';
import { rememberLast } from '../../text/remember.ts';
import { type Finding, rule } from '../rule.ts';
import { serviceKeys } from '../service-keys.ts';

export const ignoredDeployKey = rule({
  id: 'compose/ignored-deploy-key',
  reads: 'compose',
  dialect: 'docker',
  severity: 'hint',
  fix: 'none',
  since: '0.1.0',
  summary: 'A key of deploy means something to Swarm only',
  why: '`docker compose up` follows replicas, resources and the restart policy of `deploy`, and passes over placement, updates, rollbacks and the mode without a word. Silent in files that show signs of `docker stack deploy`.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    build: .\n    deploy:\n      replicas: 2\n      update_config:\n        order: start-first\n',
      Dockerfile: 'FROM nginx:1.29\n',
    },
    {
      'compose.yaml':
        'services:\n  agent:\n    image: example/agent:1\n    restart: always\n    deploy:\n      mode: global\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    build: .\n    deploy:\n      replicas: 2\n      resources:\n        limits:\n          memory: 256M\n',
      Dockerfile: 'FROM nginx:1.29\n',
    },
    {
      'docker-stack.yml':
        'services:\n  web:\n    image: nginx:1.29\n    restart: always\n    deploy:\n      placement:\n        constraints:\n          - node.role == worker\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    restart: always\n    deploy:\n      mode: global\n    networks:\n      - mesh\nnetworks:\n  mesh:\n    driver: overlay\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/deploy/',
    'https://docs.docker.com/engine/swarm/stack-deploy/',
  ],

  check(compose) {
    const findings: Finding[] = [];
    for (const { entry } of serviceKeys(compose, 'deploy')) {
      if (entry.value.kind !== 'mapping') continue;
      for (const inner of entry.value.entries) {
        if (!isForSwarm(inner) || !isForComposeUp(compose)) continue;
        findings.push({
          at: inner.key.span,
          message: `Only Swarm reads "${inner.key.source}"${shownValue(inner)}; "docker compose up" passes over it, so do not count on it here`,
        });
      }
    }
    return findings;
  },
});

const swarmKeys = new Set(['placement', 'update_config', 'rollback_config', 'endpoint_mode']);

function isForSwarm({ key, value }: YamlEntry): boolean {
  if (key.source === 'mode') return textOf(value)?.known?.startsWith('global') === true;
  return swarmKeys.has(key.source) && value.tag !== '!reset' && !(value.kind === 'scalar' && value.value === null);
}

function shownValue({ key, value }: YamlEntry): string {
  return key.source === 'mode' ? `: ${textOf(value)?.known ?? ''}` : '';
}

/** What only `docker compose` minds; `docker stack deploy` passes over it or refuses it. */
const composeKeys = ['build', 'container_name', 'privileged', 'profiles', 'extends', 'network_mode', 'links'];

/** Whether the file is for `docker compose up`: that reads it by default, and nothing in it speaks of Swarm. */
const isForComposeUp: (compose: ProjectComposeFile) => boolean = rememberLast(({ path, file, role }) => {
  if (/stack|swarm/i.test(basename(path)) || /(?:^|[/_-])swarm(?:[/_-]|$)/i.test(dirname(path))) return false;
  if (file.yaml.comments.some(({ text }) => /swarm|docker stack|stack deploy/i.test(text))) return false;
  if (file.networks.some(it => textOf(valueAt(it.mapping, 'driver'))?.value === 'overlay')) return false;
  if (file.networks.some(it => isTrue(valueAt(it.mapping, 'attachable')))) return false;
  if ([...file.secrets, ...file.configs].some(it => it.isExternal)) return false;
  return role !== 'standalone' || file.services.some(service => composeKeys.some(key => service.key(key)));
});
