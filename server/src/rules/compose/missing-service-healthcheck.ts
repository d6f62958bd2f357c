import type { ModelService } from '../../project/compose-model.ts';
import type { Project } from '../../project/project.ts';
import type { Service } from '../../syntax/compose/compose-file.ts';
import { isTrue, textsOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlEntry, YamlNode } from '../../syntax/yaml/node.ts';
import { servicesWithout } from '../absent-key.ts';
import { type Finding, rule } from '../rule.ts';
import { serviceKeys } from '../service-keys.ts';

export const missingServiceHealthcheck = rule({
  id: 'compose/missing-service-healthcheck',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  aka: ['kics:698ed579'],
  summary: 'Nothing checks whether a service still works',
  why: 'A process that hangs is still running. Only a health check shows it, and only with one can other services wait until this one is ready.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      disable: true\n' },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost"]\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    build: .\n',
      Dockerfile: 'FROM nginx:1.29\nHEALTHCHECK CMD ["curl", "-f", "http://localhost"]\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#healthcheck',
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const { service, entry } of serviceKeys(compose, 'healthcheck')) {
      const off = disabledBy(entry.value);
      if (!off) continue;
      findings.push({
        at: off.span,
        message: `The health check of "${service.name}" is switched off, so nobody notices when it hangs; give it a test that fits`,
      });
    }
    for (const { service } of servicesWithout(compose, project, hasCheck)) {
      if (isCheckedByImage(service, project)) continue;
      findings.push({
        at: service.nameSpan,
        message: `Service "${service.name}" has no health check, so nobody notices when it hangs, and nothing can wait until it is ready; add "healthcheck"`,
      });
    }
    return findings;
  },
});

function hasCheck(all: ModelService): boolean {
  return all.key('healthcheck') !== undefined;
}

/** The key that switches the check off; undefined when none does. */
function disabledBy(healthcheck: YamlNode): YamlEntry | undefined {
  if (healthcheck.kind !== 'mapping') return undefined;
  if (isTrue(valueAt(healthcheck, 'disable'))) return healthcheck.entry('disable');
  return textsOf(valueAt(healthcheck, 'test'))[0]?.known === 'NONE' ? healthcheck.entry('test') : undefined;
}

function isCheckedByImage(service: Service, project: Project): boolean {
  const whole = project.serviceOf(service);
  const built = whole && project.dockerfileOf(whole);
  if (built?.kind !== 'found' && built?.kind !== 'inline') return false;
  return built.file.instructions.some(it => it.name === 'HEALTHCHECK');
}
