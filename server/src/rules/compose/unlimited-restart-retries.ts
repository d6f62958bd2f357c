import { isShared } from '../../syntax/yaml/shared-node.ts';
import { replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { type Finding, rule } from '../rule.ts';
import { serviceKeys, suggestion } from '../service-keys.ts';

export const unlimitedRestartRetries = rule({
  id: 'compose/unlimited-restart-retries',
  reads: 'compose',
  dialect: 'docker',
  severity: 'off',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['kics:2fc99041'],
  summary: 'A service that fails is started again without end',
  why: 'A service that cannot start is tried for ever, filling the log and hiding the failure from whoever watches. A count makes it stop and be seen.',
  bad: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    restart: on-failure\n' }],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    restart: on-failure:5\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    restart: unless-stopped\n' },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#restart'],

  check(compose) {
    const { yaml } = compose.file;
    const findings: Finding[] = [];
    for (const { service, entry } of serviceKeys(compose, 'restart')) {
      if (service.text('restart')?.known !== 'on-failure') continue;
      findings.push({
        at: entry.value.span,
        message: `Service "${service.name}" is started again without end when it fails; give a number of attempts, as in on-failure:5`,
        fixes: () =>
          isShared(yaml, entry.value)
            ? []
            : suggestion('Change to on-failure:5', replaceValue(yaml, entry.value, 'on-failure:5')),
      });
    }
    return findings;
  },
});
