/** People who write images for a living leave little to say: at default severities a file of theirs gets one warning at most. */
import { expect, it } from 'vitest';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { findingsOf } from '../support/check.ts';
import { corpusProjects, hasCorpus } from '../support/corpus.ts';

it.skipIf(!hasCorpus)(
  'An official image’s Dockerfile gets at most one warning or error on average',
  { timeout: 60_000 },
  async () => {
    const official = corpusProjects().filter(({ name }) => name.startsWith('dockerfiles/docker-library__'));
    let files = 0;
    const counts = new Map<string, number>();
    for (const project of official) {
      for (const { path, findings } of await findingsOf(project.files)) {
        if (fileKind(path) !== 'dockerfile') continue;
        files++;
        for (const { rule, severity } of findings) {
          if (severity !== 'hint') counts.set(rule.id, (counts.get(rule.id) ?? 0) + 1);
        }
      }
    }
    const total = [...counts.values()].reduce((sum, it) => sum + it, 0);
    const most = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 8);
    expect(files).toBeGreaterThan(50);
    expect(total / files, `${total} in ${files} files: ${JSON.stringify(most)}`).toBeLessThanOrEqual(1);
  },
);
