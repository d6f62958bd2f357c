// The life of a container: what is told of it, what it means and what comes next.
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../../client/src/engine/listing.ts';
import { exitMeaning, signalName } from '../../../client/src/life-cycle/exit-meaning.ts';
import { beginStory, type LifeStory, withEvent, withState } from '../../../client/src/life-cycle/life-story.ts';
import { type RestartPolicy, restartPolicyOf, whatComesNext } from '../../../client/src/life-cycle/what-comes-next.ts';

const event = (action: string, attributes: EngineEvent['attributes'] = {}, at = 1): EngineEvent => ({
  ...{ type: 'container', id: 'c', action, attributes, at },
});
const story = (...events: readonly EngineEvent[]): LifeStory =>
  events.reduce(withEvent, beginStory({ status: 'created', createdAt: 0 }, []));

describe('The story of a container', () => {
  it('is told by its events, each with what it means', () => {
    const told = story(
      event('start'),
      event('exec_start: sh'),
      event('pause'),
      event('unpause'),
      event('health_status: unhealthy'),
      event('kill', { signal: '15' }),
      event('kill', { signal: '9' }),
      event('die', { exitCode: '137' }),
      event('destroy'),
    );
    expect(told.state).toBe('gone');
    expect(told.starts).toBe(1);
    expect(told.moments.map(({ text, isBad }) => `${text}${isBad ? ' !' : ''}`)).toEqual([
      'Created',
      'Started',
      'Paused',
      'Unpaused',
      'Became unhealthy !',
      'Was sent SIGTERM',
      'Was sent SIGKILL',
      'Ended with exit code 137 !',
      'Removed',
    ]);
    expect(told.moments.find(({ kind }) => kind === 'ended')?.detail).toContain('did not stop in time');
  });

  it('begins with what the engine remembers, and says what is so now', () => {
    const past = [event('create', {}, 5), event('start', {}, 6), event('die', { exitCode: '3' }, 7)];
    const told = beginStory({ status: 'restarting', exitCode: 3, createdAt: 5 }, past);
    expect(told.moments.map(({ kind }) => kind)).toEqual(['created', 'started', 'ended']);
    expect(told.state).toBe('restarting');
  });

  it('knows of its making where the engine has forgotten that', () => {
    const told = beginStory({ status: 'running', createdAt: 5 }, [event('start', {}, 6)]);
    expect(told.moments.map(({ kind, at }) => [kind, at])).toEqual([
      ['created', 5],
      ['started', 6],
    ]);
    expect(beginStory(undefined, []).state).toBe('gone');
  });

  it('keeps its last moments only', () => {
    let told = story();
    for (let i = 0; i < 1000; i++) told = withEvent(told, event('start', {}, i));
    expect(told.moments).toHaveLength(200);
    expect(told.starts).toBe(1000);
  });

  it('is the same object while nothing is new', () => {
    const told = story(event('start'));
    expect(withState(told, 'running')).toBe(told);
    expect(withEvent(told, event('exec_die', { exitCode: '1' }))).toBe(told);
    expect(withState(told, 'exited', 2)).toMatchObject({ state: 'exited', exitCode: 2 });
  });
});

describe('What comes next', () => {
  const policy = (name: RestartPolicy['name'], most = 0, used = 0): RestartPolicy => ({
    ...{ name, most, used, removesItself: false },
  });
  const failed = story(event('start'), event('die', { exitCode: '1' }));
  const done = story(event('start'), event('die', { exitCode: '0' }));
  const stopped = story(event('start'), event('kill', { signal: '15' }), event('die', { exitCode: '143' }));
  const running = story(event('start'));

  it.each<[string, LifeStory, RestartPolicy, RegExp]>([
    ['nothing of itself', failed, policy('no'), /stays as it is.*no restart policy/],
    ['a restart', failed, policy('always'), /^The engine starts it again \(always\)/],
    ['a restart after success, too', done, policy('unless-stopped'), /^The engine starts it again/],
    ['no restart, because it was stopped', stopped, policy('unless-stopped'), /even when the engine starts anew/],
    ['no restart before the engine starts anew', stopped, policy('always'), /or the engine itself starts anew/],
    ['a restart on failure', failed, policy('on-failure', 3, 1), /attempt 2 of 3/],
    ['no restart after success', done, policy('on-failure', 3), /Exit code 0 is no failure/],
    ['no restart after the last attempt', failed, policy('on-failure', 3, 3), /has tried 3 times and gives up/],
    ['a restart after what runs', running, policy('on-failure', 2, 1), /at most 2 times, 1 used/],
    ['its removal', running, { ...policy('no'), removesItself: true }, /it is removed/],
    ['a thaw', story(event('start'), event('pause')), policy('always'), /until somebody unpauses it/],
    ['an attempt', withState(failed, 'restarting'), policy('always'), /doubles with each failure/],
  ])('is %s', (_what, told, rule, expected) => {
    expect(whatComesNext(told, rule)).toMatch(expected);
  });

  it('is read from what the engine says of the container', () => {
    const RestartPolicy = { Name: 'on-failure', MaximumRetryCount: 4 };
    expect(restartPolicyOf({ RestartCount: 2, HostConfig: { AutoRemove: false, RestartPolicy } })).toEqual({
      ...{ name: 'on-failure', most: 4, used: 2, removesItself: false },
    });
    expect(restartPolicyOf({}).name).toBe('no');
  });
});

describe('Signals and exit codes', () => {
  it('are named', () => {
    expect(['15', '9', '64', 'term', ''].map(signalName)).toEqual([
      ...['SIGTERM', 'SIGKILL', 'signal 64', 'SIGTERM', 'a signal'],
    ]);
    expect([0, 1, 127, 139, 200].map(exitMeaning)).toEqual([
      'It had done its work.',
      '',
      'The command was not found in the image.',
      'SIGSEGV ended it.',
      '',
    ]);
  });
});
