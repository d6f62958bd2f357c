import { expect, it } from 'vitest';
import { inOurWords } from '../../../client/src/engine/dockerode/answers.ts';

it('shows the words of an engine without links, which could run commands', () => {
  const said = Object.assign(new Error('refused'), {
    statusCode: 404,
    json: { message: 'no such image: [look](command:here) [1](x)' },
  });
  expect(inOurWords(said)).toMatchObject({ message: 'no such image: [look] (command:here) [1] (x)', status: 404 });
});
