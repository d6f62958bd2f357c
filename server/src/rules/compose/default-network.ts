import type { ModelService } from '../../project/compose-model.ts';
import { servicesWithout } from '../absent-key.ts';
import { rule } from '../rule.ts';

export const defaultNetwork = rule({
  id: 'compose/default-network',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  aka: ['kics:ce14a68b'],
  summary: 'A service is only in the network that all services share',
  why: 'In the default network every service reaches every other one, so that whoever breaks into the web server talks to the database. Named networks keep apart what has nothing to say to each other.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    networks:\n      - default\n' },
  ],
  good: [
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    networks:\n      - front\n\nnetworks:\n  front:\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    network_mode: none\n' },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/networks/',
    'https://docs.docker.com/compose/how-tos/networking/',
  ],

  check: (compose, project) =>
    servicesWithout(compose, project, hasNetwork).map(({ service }) => ({
      at: service.nameSpan,
      message: `Service "${service.name}" is in the default network only, where every service reaches every other; put it into named networks with those it talks to`,
    })),
});

function hasNetwork(all: ModelService): boolean {
  if (all.key('network_mode')) return true;
  return all.entries('networks').some(({ entry: { value } }) => {
    if (value.kind === 'mapping') return value.entries.some(it => it.key.source !== 'default');
    return (value.kind === 'sequence' ? value.items : [value]).some(
      it => it.kind === 'scalar' && it.value !== null && it.source !== 'default',
    );
  });
}
