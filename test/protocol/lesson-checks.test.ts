import { afterEach, expect, it } from 'vitest';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import type { LessonChecksResult } from '../../server/src/lsp/custom-requests.ts';
import { exerciseFiles } from '../lessons/exercise-folders.ts';
import { lessonFacts } from '../lessons/facts-under-test.ts';
import { type ConnectedClient, connect } from './connected-client.ts';

const opened: ConnectedClient[] = [];

afterEach(() => {
  for (const client of opened.splice(0)) client.dispose();
});

async function judge(lesson: string, files: Readonly<Record<string, string>>): Promise<LessonChecksResult> {
  const client = await connect({ createAnalyzer, files });
  opened.push(client);
  return client.connection.sendRequest('slipway/lessonChecks', {
    ...{ lesson, folder: 'file:///p' },
    facts: lessonFacts({ files }),
  });
}

it('Checks are judged by the facts, and by what the analyzer finds where a check asks', async () => {
  const answers = await judge('docker/12-review', exerciseFiles('docker/12-review', 'starter'));
  expect(answers.map(({ id }) => id)).toEqual(['d12.clean', 'd12.image', 'd12.run', 'd12.tidy']);
  expect(answers[0]?.result).toMatchObject({
    kind: 'unmet',
    hints: [
      expect.stringMatching(/^9 findings left, first: "node" has no tag/),
      expect.stringMatching(/^Dockerfile line 1: /),
    ],
  });
  const [solved] = await judge('docker/12-review', exerciseFiles('docker/12-review', 'solution'));
  expect(solved?.result).toEqual({ kind: 'met' });
});

it('A lesson without checks has no answers', async () => {
  expect(await judge('docker/99-unknown', {})).toEqual([]);
});
