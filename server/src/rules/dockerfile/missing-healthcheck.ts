import { finalStages } from '../../project/shipped-stages.ts';
import { lastNamedInChain } from '../../syntax/dockerfile/stage-chain.ts';
import { type Finding, rule } from '../rule.ts';

export const missingHealthcheck = rule({
  id: 'dockerfile/missing-healthcheck',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  aka: ['hadolint:DL3057', 'kics:b03a748a', 'checkov:CKV_DOCKER_2', 'trivy:DS-0026'],
  summary: 'The final stage has no HEALTHCHECK',
  why: 'A program that hangs still runs. Only a health check tells the engine and the services that wait for it that it does not work any more.',
  bad: [
    { Dockerfile: 'FROM nginx:1.30\nCOPY site /usr/share/nginx/html\n' },
    { Dockerfile: 'FROM nginx:1.30 AS base\nHEALTHCHECK CMD ["true"]\nFROM nginx:1.30\n' },
  ],
  good: [
    { Dockerfile: 'FROM nginx:1.30\nHEALTHCHECK CMD ["curl", "-f", "http://localhost/"]\n' },
    { Dockerfile: 'FROM nginx:1.30 AS base\nHEALTHCHECK CMD ["true"]\nFROM base\n' },
    { Dockerfile: 'FROM debian:13\nHEALTHCHECK NONE\n' },
    {
      Dockerfile: 'FROM nginx:1.30\n',
      'compose.yaml': 'services:\n  web:\n    build: .\n    healthcheck: { test: [CMD, "true"] }\n',
    },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#healthcheck'],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const stage of finalStages(dockerfile, project)) {
      if (!stage.base || lastNamedInChain(stage, 'HEALTHCHECK')) continue;
      const services = project.servicesBuiltFrom(dockerfile.path);
      const isChecked = ({ definitions }: (typeof services)[number]) =>
        definitions.some(({ service }) => service.key('healthcheck'));
      if (services.length > 0 && services.every(isChecked)) continue;
      findings.push({
        at: stage.base.span,
        message:
          'Nobody can tell whether what runs from this image still works; add a HEALTHCHECK, or HEALTHCHECK NONE to say that none is wanted',
      });
    }
    return findings;
  },
});
