/** Which spellings in a text show that it uses a service by its name, and which only look like it. */
import { describe, expect, it } from 'vitest';
import { hostMention } from '../../server/src/project/service-mentions.ts';
import { processorTime } from '../support/processor-time.ts';

describe('hostMention', () => {
  it.each([
    ["fetch('http://backend:1234/data')", 'http://backend:1234'],
    ['proxy_pass http://backend/;', 'http://backend'],
    ['upstream api { server backend:1234; }', 'backend:1234'],
    ['amqp://me:secret@backend', 'backend'],
    ['amqp://me:secret@backend:1234/x', 'backend:1234'],
    ['my-backend:1234 and then backend:1234', 'backend:1234'],
    ['tcp://backend', 'tcp://backend'],
  ])('%s', (text, words) => {
    const mention = hostMention(text, 'backend', [1234]);
    expect(mention?.words).toBe(words);
    expect(mention && text.slice(mention.at.start, mention.at.end)).toBe(words);
  });

  it.each([
    'backend',
    'the backend: 1234 items',
    'http://backend:80/',
    'backend:12345',
    'http://backend.example.com/',
    'https://example.com/backend:x',
    'my-backend:1234',
    'backend-two:1234',
    '//backend/ is a comment',
    'me@backend',
  ])('not %s', text => {
    expect(hostMention(text, 'backend', [1234])).toBeUndefined();
  });

  it('takes time in proportion to the text', async () => {
    const text = 'http://backend.x @backend- '.repeat(20_000);
    expect(hostMention(text, 'backend', [1234])).toBeUndefined();
    expect(await processorTime(2_000, () => hostMention(text, 'backend', [1234]))).toBeLessThan(2_000);
  });
});
