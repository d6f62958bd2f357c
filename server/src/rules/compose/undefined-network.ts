/** A service uses a network that no Compose file of the project declares. */
import { rule } from '../rule.ts';
import { undefinedResources } from '../undefined-resource.ts';

export const undefinedNetwork = rule({
  id: 'compose/undefined-network',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service joins a network that is not declared at the top level',
  why: 'Compose refuses the whole project: every network except `default` has to be listed under the top-level `networks` before services can meet in it.',
  bad: [
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    networks:\n      - front\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    networks:\n      bakend:\n        aliases: [www]\n\nnetworks:\n  backend:\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    networks:\n      - default\n      - front\n\nnetworks:\n  front:\n',
    },
    {
      'compose.yaml':
        'include:\n  - shared.yaml\nservices:\n  web:\n    image: nginx:1.29\n    networks:\n      - front\n',
      'shared.yaml': 'networks:\n  front:\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/networks/'],

  check: (compose, project) => undefinedResources(compose, project, 'networks'),
});
