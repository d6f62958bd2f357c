import type { ModelService } from '../../project/compose-model.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { addLimit, hasDeployLimit, servicesWithout } from '../absent-key.ts';
import { type Finding, rule } from '../rule.ts';
import { serviceKeys, suggestion } from '../service-keys.ts';

export const unlimitedPids = rule({
  id: 'compose/unlimited-pids',
  reads: 'compose',
  dialect: 'both',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:221e0658'],
  summary: 'A service may start any number of processes',
  why: 'A service that forks without end fills the process table of the host, and nobody can even log in to stop it.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    pids_limit: -1\n' },
  ],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    pids_limit: 100\n' },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    deploy:\n      resources:\n        limits:\n          pids: 100\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/services/#pids_limit',
    'https://docs.docker.com/reference/compose-file/deploy/#pids',
  ],

  check(compose, project) {
    const { yaml } = compose.file;
    const findings: Finding[] = [];
    for (const { service, entry } of serviceKeys(compose, 'pids_limit')) {
      if (!isUnlimited(service.text('pids_limit')?.known)) continue;
      findings.push({
        at: entry.value.span,
        message: `Service "${service.name}" may start any number of processes and fill the process table of the host; set a number`,
        fixes: () =>
          isShared(yaml, entry.value) ? [] : suggestion('Limit it to 200', replaceValue(yaml, entry.value, '200')),
      });
    }
    const without = servicesWithout(compose, project, hasLimit);
    for (const it of without) {
      findings.push({
        at: it.service.nameSpan,
        message: `Service "${it.service.name}" may start any number of processes and fill the process table of the host; set "pids_limit"`,
        fixes: () => addLimit(compose, it, { key: 'pids_limit', name: 'pids', value: '200' }),
      });
    }
    return findings;
  },
});

function hasLimit(all: ModelService): boolean {
  return all.key('pids_limit') !== undefined || hasDeployLimit(all, 'pids');
}

/** Engines take 0 and every negative number for no limit. */
function isUnlimited(value: string | undefined): boolean {
  return value !== undefined && /^(?:0|-\d{1,9})$/.test(value);
}
