/** The editor's requests for plans: URIs in, answers of the planner out. */
import { expect, test } from 'vitest';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { answerBuildPlan, answerBuildTargets, type BuildRequestsHost } from '../../server/src/lsp/build-requests.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';
import { listerOf } from './memory-lister.ts';

function hostOf(environment: BuildRequestsHost['environment'] = {}) {
  const workspace = memoryWorkspace({
    'compose.yaml': 'services:\n  a: { build: { context: ., args: [A] } }\n',
    Dockerfile: 'FROM scratch\nARG A\n',
  });
  const analyzer = createAnalyzer(workspace, defaultConfig);
  const looked: string[] = [];
  const host: BuildRequestsHost = {
    ...{ analyzer, workspace, environment, lister: listerOf('/p', { Dockerfile: 12, link: 'link' }) },
    lookAgain: async path => {
      looked.push(path);
      analyzer.changed(workspace.paths);
    },
  };
  return { host, workspace, looked };
}
const { signal } = new AbortController();

test('a plan is made of the files as they are now, with the server’s environment', async () => {
  const { host, workspace, looked } = hostOf({ A: 'set' });
  const params = { uri: 'file:///p/compose.yaml', contexts: 'walk' } as const;
  const planned = async () => {
    const answer = await answerBuildPlan(params, host, signal);
    return answer.kind === 'plan' ? answer.plan : undefined;
  };
  const plan = await planned();
  expect(plan?.builds).toMatchObject([{ service: 'a', arguments: [{ name: 'A', value: 'set' }] }]);
  expect(plan?.contexts).toMatchObject([{ contents: { files: 1, bytes: 12, links: 1 } }]);
  workspace.write('compose.yaml', 'services:\n  b: { build: . }\n');
  expect((await planned())?.builds).toMatchObject([{ service: 'b' }]);
  expect(looked).toEqual(['/p/compose.yaml', '/p/compose.yaml']);
});

test('what can be built is told', async () => {
  const answer = await answerBuildTargets({ uri: 'file:///p' }, hostOf().host, signal);
  expect(answer).toMatchObject({ kind: 'targets', targets: { root: '/p', services: [{ name: 'a' }] } });
});

test('an old revision of a file is nothing to build', async () => {
  const { host } = hostOf();
  const uri = 'git:/p/Dockerfile?ref=HEAD';
  expect(await answerBuildTargets({ uri }, host, signal)).toMatchObject({ kind: 'refused' });
  expect(await answerBuildPlan({ uri }, host, signal)).toMatchObject({ kind: 'refused' });
});
