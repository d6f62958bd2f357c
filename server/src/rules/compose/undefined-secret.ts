/** A service uses a secret that no Compose file of the project declares. */
import { rule } from '../rule.ts';
import { undefinedResources } from '../undefined-resource.ts';

export const undefinedSecret = rule({
  id: 'compose/undefined-secret',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service or its build uses a secret that is not declared at the top level',
  why: 'Compose refuses the whole project: where a secret comes from, a file or a variable, has to stand under the top-level `secrets`.',
  bad: [
    {
      'compose.yaml': 'services:\n  db:\n    image: postgres:17\n    secrets:\n      - db-password\n',
    },
    {
      'compose.yaml':
        'services:\n  app:\n    build:\n      context: .\n      secrets:\n        - source: npm-tokn\n          target: npmrc\n\nsecrets:\n  npm-token:\n    environment: NPM_TOKEN\n',
      Dockerfile: 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    secrets:\n      - db-password\n\nsecrets:\n  db-password:\n    file: ./db-password.txt\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/secrets/'],

  check: (compose, project) => undefinedResources(compose, project, 'secrets'),
});
