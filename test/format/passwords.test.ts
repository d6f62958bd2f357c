// What stands in a file of passwords is in no format's output; what is wrong with it is.
import { expect, it } from 'vitest';
import { formatGithub } from '../../server/src/cli/format-github.ts';
import { formatJson } from '../../server/src/cli/format-json.ts';
import { formatSarif } from '../../server/src/cli/format-sarif.ts';
import { formatText } from '../../server/src/cli/format-text.ts';
import { finding, report } from './sample-report.ts';

it('The passwords of registries stay out of reports', async () => {
  const text = '{\n"ghcr.io": {"password": "hunter2", "user": "ann"}}\n';
  const made = await report({
    '/p/boats/.balena/registry-secrets.json': { text, findings: [finding(text, '"user"', 'There is no "user"')] },
  });
  const outputs = [
    formatText(made, { paint: (_, it) => it, width: 100 }),
    formatJson(made),
    formatSarif(made, '0.1.0'),
    formatGithub(made, undefined),
  ];
  for (const output of outputs) {
    expect(output).toContain('registry-secrets.json');
    expect(output).toContain('There is no');
    expect(output).not.toContain('hunter2');
  }
});
