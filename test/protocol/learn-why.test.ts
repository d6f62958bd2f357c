import { afterEach, expect, it } from 'vitest';
import type { CodeAction } from 'vscode-languageserver';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { type ConnectedClient, connect, uri } from './connected-client.ts';

const opened: ConnectedClient[] = [];

afterEach(() => {
  for (const client of opened.splice(0)) client.dispose();
});

async function learnWhy(commands: readonly string[]): Promise<readonly CodeAction[]> {
  const client = await connect({ createAnalyzer, initializationOptions: { commands } });
  opened.push(client);
  await client.open('Dockerfile', 'FROM debian\nCMD ["date"]\n');
  const offered: CodeAction[] = await client.connection.sendRequest('textDocument/codeAction', {
    textDocument: { uri: uri('Dockerfile') },
    range: { start: { line: 0, character: 6 }, end: { line: 0, character: 6 } },
    context: { diagnostics: [] },
  });
  return offered.filter(({ title }) => title.startsWith('Learn why'));
}

it('Learn why opens the lesson that teaches the rule, in whatever file it speaks', async () => {
  expect(await learnWhy(['slipway.learn.openLesson'])).toMatchObject([
    {
      title: 'Learn why: FROM, COPY, RUN, CMD',
      command: { command: 'slipway.learn.openLesson', arguments: [{ lesson: 'docker/04-dockerfiles' }] },
      diagnostics: [{ code: 'dockerfile/untagged-base-image' }],
    },
  ]);
});

it('A client without lessons is offered none', async () => {
  expect(await learnWhy([])).toEqual([]);
});
