/** Aliases that contain themselves, or grow without bound. */
import { type Finding, rule } from '../rule.ts';

export const aliasCycle = rule({
  id: 'compose/alias-cycle',
  reads: 'yaml',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A YAML alias contains itself, or the aliases expand to more than any tool reads',
  why: 'Such a value has no end; Compose refuses the file, and nothing of it is built or started.',
  bad: [{ 'compose.yaml': 'services:\n  web: &web\n    image: nginx:1.29\n    labels: *web\n' }],
  good: [
    {
      'compose.yaml':
        'x-labels: &labels\n  team: web\nservices:\n  web:\n    image: nginx:1.29\n    labels: *labels\n  api:\n    image: example/api:1\n    labels: *labels\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/fragments/'],

  check({ file }) {
    const findings: Finding[] = [];
    if (file.problems.length === 0) return findings;
    const told = new Set<string>();
    for (const { code, at, message } of file.problems) {
      // Once the limit is reached, every further alias is over it.
      const kind = message.split('"', 1)[0] ?? message;
      if (code !== 'alias-cycle' || (told.has(kind) && kind.includes('expand'))) continue;
      told.add(kind);
      findings.push({ at, message: `${message}, and Compose refuses such a file; write the value out here` });
    }
    return findings;
  },
});
