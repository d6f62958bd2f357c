import { describe, expect, it } from 'vitest';
import type { ReportedFinding } from '../../../server/src/analysis/reported-finding.ts';
import { compatibleEdits, fixAllSafe, quickFixes } from '../../../server/src/features/code-actions.ts';
import type { Fix } from '../../../server/src/rules/rule.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { span } from '../../../server/src/text/span.ts';
import { badWord } from '../../protocol/word-analyzer.ts';

const path = '/p/Dockerfile';

function finding(start: number, end: number, ...fixes: readonly Fix[]): ReportedFinding {
  return { rule: badWord, severity: 'warning', at: span(start, end), message: '', fixes };
}

function fix(start: number, end: number, text: string, safety: Fix['safety'] = 'safe', other?: string): Fix {
  const edit = { at: span(start, end), text, ...(other === undefined ? {} : { path: other }) };
  return { title: text, safety, edits: [edit] };
}

/** Findings of a text in which every `a` should be a `b`, and every `b` a `c`. */
function chain(text: string): readonly ReportedFinding[] {
  return [...text].flatMap((char, i) => {
    if (char === 'a') return [finding(i, i + 1, fix(i, i + 1, 'b'))];
    return char === 'b' ? [finding(i, i + 1, fix(i, i + 1, 'c'))] : [];
  });
}

async function fixed(text: string, findingsOf: (text: string) => readonly ReportedFinding[]): Promise<string> {
  const action = await fixAllSafe({ path, text, findings: findingsOf(text) }, async it => findingsOf(it));
  return action?.does.kind === 'edit' ? applyEdits(text, action.does.edits) : text;
}

describe('Fixing all', () => {
  it('goes on until a fix leaves nothing to fix', async () => {
    expect(await fixed('xaxbx', chain)).toBe('xcxcx');
  });

  it('ends although two fixes undo each other', async () => {
    const flip = (text: string) =>
      [...text].map((char, i) => finding(i, i + 1, fix(i, i + 1, char === 'a' ? 'b' : 'a')));
    expect(await fixed('a', flip)).toBe('a');
  });

  it('leaves a fix that touches the place of another to the next round', async () => {
    const both = (text: string) =>
      text === 'abc' ? [finding(0, 2, fix(0, 2, 'X')), finding(1, 3, fix(1, 3, 'Y'))] : [];
    expect(await fixed('abc', both)).toBe('Xc');
  });

  it('takes the first safe fix and never a suggestion', async () => {
    const only = [finding(0, 1, fix(0, 1, 's', 'suggestion'), fix(0, 1, 't'))];
    expect(await fixed('a', text => (text === 'a' ? only : []))).toBe('t');
    const none = [finding(0, 1, fix(0, 1, 's', 'suggestion'))];
    expect(await fixAllSafe({ path, text: 'a', findings: none }, async () => none)).toBeUndefined();
  });

  it('does not reach into other files', () => {
    const elsewhere = [finding(0, 1, fix(0, 1, 'x', 'safe', '/p/compose.yaml'))];
    expect(compatibleEdits({ path }, elsewhere, 'safe').edits).toEqual([]);
  });
});

describe('Quick fixes', () => {
  const silent = { here: () => undefined, inProject: async () => undefined };

  it('prefer the first safe fix, else the only one, else none', async () => {
    const preferred = async (...fixes: readonly Fix[]) => {
      const offered = await quickFixes(
        { path, text: 'a', findings: [finding(0, 1, ...fixes)] },
        span(0, 0),
        silent,
        async () => [],
      );
      return offered.filter(action => action.isPreferred).map(action => action.title);
    };
    const [s, t, u] = [fix(0, 1, 's', 'suggestion'), fix(0, 1, 't'), fix(0, 1, 'u', 'suggestion')];
    expect(await preferred(s, t)).toEqual(['t']);
    expect(await preferred(s)).toEqual(['s']);
    expect(await preferred(s, u)).toEqual([]);
  });

  it('name a comment once for two findings that it covers', async () => {
    const comment = [{ at: span(0, 0), text: '# x\n' }];
    const offered = await quickFixes(
      { path, text: 'ab', findings: [finding(0, 1), finding(1, 2)] },
      span(0, 2),
      {
        here: () => comment,
        inProject: async () => undefined,
      },
      async () => [],
    );
    expect(offered.map(action => action.title)).toEqual([
      `Ignore ${badWord.id} here`,
      `Learn more about ${badWord.id}`,
    ]);
  });

  it('for all findings of a rule come one after the other where they want the same place', async () => {
    // Every x that stands behind the last bar is a finding; its fix inserts at the same offset.
    const findingsOf = (text: string) =>
      [...text].flatMap((char, i) => (char === 'x' ? [finding(i, i + 1, insertBoth(i))] : []));
    const insertBoth = (i: number): Fix => ({
      title: 'Move',
      safety: 'suggestion',
      edits: [
        { at: span(0, 0), text: 'y' },
        { at: span(i, i + 1), text: '' },
      ],
    });
    const text = '|x|x';
    const offered = await quickFixes({ path, text, findings: findingsOf(text) }, span(1, 1), silent, async it =>
      findingsOf(it),
    );
    const all = offered.find(action => action.title === `Fix all ${badWord.id} in this file`);
    expect(all?.does.kind === 'edit' && applyEdits(text, all.does.edits)).toBe('yy||');
  });

  it('for all findings of a rule end where a fix does not help', async () => {
    const findingsOf = (text: string) =>
      [finding(0, 1, fix(0, 0, 'z', 'suggestion')), finding(1, 2, fix(1, 1, 'z', 'suggestion'))].slice(0, text.length);
    const offered = await quickFixes({ path, text: 'ab', findings: findingsOf('ab') }, span(0, 0), silent, async it =>
      findingsOf(it),
    );
    const all = offered.find(action => action.title === `Fix all ${badWord.id} in this file`);
    expect(all?.does.kind === 'edit' && applyEdits('ab', all.does.edits)).toBe('zazb');
  });
});
