import { describe, expect, it } from 'vitest';
import { commandContributions } from '../../../client/src/contributions/index.ts';
import { views, welcomes } from '../../../client/src/contributions/views.ts';
import { viewIds } from '../../../client/src/views/tree-node.ts';

type Keys = Readonly<Record<string, string | boolean>>;

/** As much of VS Code's grammar of conditions as ours need: `||` of `&&` of `key`, `!key`, `key == value`. */
function holds(when: string, keys: Keys): boolean {
  return when.split(' || ').some(all =>
    all.split(' && ').every(term => {
      const [, not = '', key = '', value] = /^(!?)([\w:]+)(?: == (\S+))?$/.exec(term) ?? [];
      if (key === '') throw new Error(`This test does not read "${term}"`);
      const is = keys[key];
      return value === undefined ? Boolean(is) !== (not === '!') : is === value;
    }),
  );
}

const shown = (view: string, keys: Keys) => welcomes.filter(it => it.view === view && holds(it.when, keys));

const reasons = ['not-running', 'permission-denied', 'host-unknown', 'tls', 'ssh', 'incompatible', 'timeout', 'other'];

describe('Exactly one text is in an empty view', () => {
  it.each(views.map(({ id }) => id))('%s', view => {
    const area = view.slice('slipway.'.length);
    const filtered = `slipway:${area}Filtered`;
    const situations: readonly Keys[] = [
      {},
      { 'slipway:engine': 'idle' },
      { 'slipway:engine': 'connecting' },
      { 'slipway:engine': 'restricted' },
      { 'slipway:engine': 'connected' },
      { 'slipway:engine': 'connected', [filtered]: true },
      { 'slipway:engine': 'connected', 'slipway:danglingHidden': true },
      { 'slipway:engine': 'connected', 'slipway:danglingHidden': true, [filtered]: true },
    ];
    for (const keys of situations) expect(shown(view, keys), JSON.stringify(keys)).toHaveLength(1);
  });

  it.each(reasons)('of containers, when the engine cannot be reached: %s', reason => {
    for (const isLinux of [true, false]) {
      const keys = { 'slipway:engine': 'unreachable', 'slipway:engineFailure': reason, isLinux };
      const [only, ...others] = shown(viewIds.containers, keys);
      expect(others).toEqual([]);
      expect(only?.contents).toContain('[Try Again](command:slipway.engine.refresh)');
      expect(only?.contents).toContain('[Select Engine…](command:slipway.engine.select)');
      expect(only?.contents).toContain('[Show Log](command:slipway.showLog)');
    }
  });

  it.each(views.slice(1).map(({ id }) => id))('of %s, in a few words, when the engine cannot be reached', view => {
    for (const reason of reasons) {
      const [only, ...others] = shown(view, { 'slipway:engine': 'unreachable', 'slipway:engineFailure': reason });
      expect(others).toEqual([]);
      const [why, ...buttons] = only?.contents.split('\n') ?? [];
      expect(why).toMatch(/^.{10,60}\.$/);
      expect(buttons).toEqual([
        '[Try Again](command:slipway.engine.refresh)',
        '[Select Engine…](command:slipway.engine.select)',
      ]);
    }
  });
});

describe('What the views say when they are empty', () => {
  it('leads to commands that there are', () => {
    const ids = new Set(commandContributions.map(({ id }) => id));
    const links = welcomes.flatMap(({ contents }) => [...contents.matchAll(/\]\(command:([\w.]+)\)/g)]);
    expect(links.length).toBeGreaterThan(20);
    for (const [, command = ''] of links)
      expect(ids.has(command) || command.startsWith('workbench.'), command).toBe(true);
  });

  it('has no Markdown but links, because nothing else is drawn', () => {
    for (const { contents } of welcomes) expect(contents).not.toMatch(/[`*]/);
  });
});
