import { type Finding, rule } from '../rule.ts';
import { serviceKeys } from '../service-keys.ts';

export const cgroupParent = rule({
  id: 'compose/cgroup-parent',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  aka: ['kics:4d9f44c6'],
  summary: 'A service is put into a control group of its own choice',
  why: 'A container under another parent escapes the limits that the engine sets on its own control group and shares those of whatever else lives there.',
  bad: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    cgroup_parent: m-executor-abcd\n' }],
  good: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    mem_limit: 256m\n' }],
  references: ['https://docs.docker.com/reference/compose-file/services/#cgroup_parent'],

  check(compose) {
    const findings: Finding[] = [];
    for (const { service, entry } of serviceKeys(compose, 'cgroup_parent')) {
      if (entry.value.kind !== 'scalar' || entry.value.value === null) continue;
      findings.push({
        at: entry.span,
        message: `Service "${service.name}" leaves the control group of the engine, and with it the limits that hold for all containers; set limits on the service instead`,
      });
    }
    return findings;
  },
});
