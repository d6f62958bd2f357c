/** A service uses a config that no Compose file of the project declares. */
import { rule } from '../rule.ts';
import { undefinedResources } from '../undefined-resource.ts';

export const undefinedConfig = rule({
  id: 'compose/undefined-config',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service uses a config that is not declared at the top level',
  why: 'Compose refuses the whole project: where a config comes from, a file, a variable or a text, has to stand under the top-level `configs`.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    configs:\n      - source: site\n        target: /etc/nginx/conf.d/default.conf\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    configs:\n      - site\n\nconfigs:\n  site:\n    file: ./site.conf\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/configs/'],

  check: (compose, project) => undefinedResources(compose, project, 'configs'),
});
