// Fixes are applied whole or not at all, until nothing changes, and never beyond the project.
import { describe, expect, it } from 'vitest';
import type { ReportedFinding } from '../../server/src/analysis/reported-finding.ts';
import type { Analyzer } from '../../server/src/analyzer.ts';
import { fixAll } from '../../server/src/cli/fix.ts';
import { overlayWorkspace } from '../../server/src/cli/overlay-workspace.ts';
import type { Workspace } from '../../server/src/project/workspace.ts';
import type { FileEdit, Fix, FixSafety } from '../../server/src/rules/rule.ts';
import { replace } from '../../server/src/text/edit.ts';
import { span } from '../../server/src/text/span.ts';
import { memoryWorkspace } from '../support/memory-workspace.ts';
import { words } from './sample-report.ts';

/** Says what is wrong with a text; stands for all rules. */
type Check = (text: string, path: string) => readonly ReportedFinding[];

/** Has no cache: every answer is of the text as it is. */
function analyzerOf(
  workspace: Workspace,
  check: Check,
  root = '/p',
): Pick<Analyzer, 'findings' | 'project' | 'changed'> {
  return {
    async findings(path) {
      const read = await workspace.readFile(path);
      const text = read.kind === 'text' ? read.text : '';
      return { path, text, findings: check(text, path) };
    },
    project: async () => ({ root }) as Awaited<ReturnType<Analyzer['project']>>,
    changed: paths => paths,
  };
}

function at(start: number, end: number, ...fixes: readonly Fix[]): ReportedFinding {
  return { at: span(start, end), message: 'm', severity: 'warning', rule: words('compose/a'), fixes };
}

function fix(safety: FixSafety, ...edits: readonly FileEdit[]): Fix {
  return { title: 't', safety, edits };
}

/** Every place where `word` stands, with a fix that writes `by` there. */
function places(text: string, word: string, by: string, safety: FixSafety = 'safe'): ReportedFinding[] {
  return [...text.matchAll(new RegExp(word, 'g'))].map(({ index }) => ({
    ...at(index, index + word.length, fix(safety, replace(span(index, index + word.length), by))),
    message: `"${word}" is wrong`,
  }));
}

async function run(
  files: Readonly<Record<string, string>>,
  check: Check,
  more: { upTo?: FixSafety; root?: string; mayChange?: (path: string) => boolean } = {},
) {
  const disk = memoryWorkspace(files);
  const workspace = overlayWorkspace(disk);
  const whole = analyzerOf(workspace, check, more.root);
  const analyzer = {
    ...whole,
    followedProject: whole.project,
    configure: () => {},
    useShellCheck: () => {},
    isExcluded: async () => false,
  };
  const first = await Promise.all(Object.keys(files).map(path => analyzer.findings(`/p/${path}`)));
  const { upTo = 'safe', mayChange = () => true } = more;
  const result = await fixAll({ analyzer, workspace, kindOf: () => undefined, upTo, mayChange }, first);
  const changed = Object.fromEntries(result.changed.map(it => [it.path, it.after]));
  expect(Object.keys(files).map(path => disk.textAt(path))).toEqual(Object.values(files));
  return { ...result, changed, left: result.files.flatMap(file => file.findings).length };
}

describe('Fixes', () => {
  it('are applied all at once where they do not touch', async () => {
    const result = await run({ f: 'a b a' }, text => places(text, 'a', 'X'));
    expect(result).toMatchObject({ changed: { '/p/f': 'X b X' }, fixes: 2, left: 0 });
  });
  it('that make work for each other settle in further rounds', async () => {
    const result = await run({ f: 'a' }, text => [...places(text, 'a', 'b'), ...places(text, 'b', 'c')]);
    expect(result).toMatchObject({ changed: { '/p/f': 'c' }, fixes: 2, notices: [] });
  });
  it('that overlap wait for the next round, where they may be gone', async () => {
    const result = await run({ f: 'aab' }, text =>
      text.startsWith('aab')
        ? [at(0, 2, fix('safe', replace(span(0, 2), 'X'))), at(1, 3, fix('safe', replace(span(1, 3), 'Y')))]
        : [],
    );
    expect(result).toMatchObject({ changed: { '/p/f': 'Xb' }, fixes: 1 });
  });
  it('that undo each other are not tried twice', async () => {
    const result = await run({ f: 'a' }, text => [...places(text, 'a', 'b'), ...places(text, 'b', 'a')]);
    expect(result).toMatchObject({ fixes: 2, changed: {}, left: 1 });
    expect(result.notices).toEqual([expect.objectContaining({ path: '/p/f', level: 'note' })]);
  });
  it('that do not mend their finding add their lines once', async () => {
    const result = await run({ f: 'a' }, () => [at(0, 1, fix('safe', replace(span(0, 0), 'N')))]);
    expect(result).toMatchObject({ fixes: 1, changed: { '/p/f': 'Na' }, left: 1 });
    expect(result.notices).toHaveLength(1);
  });
  it('that never settle stop after thirty rounds, with a note', async () => {
    const result = await run({ f: '' }, text => [
      { ...at(0, 0, fix('safe', replace(span(0, 0), 'x'))), message: `${text.length} is not enough` },
    ]);
    expect(result).toMatchObject({ fixes: 30, changed: { '/p/f': 'x'.repeat(30) } });
    expect(result.notices).toEqual([expect.objectContaining({ path: undefined, level: 'note' })]);
  });
  it('that change nothing are not applied', async () => {
    expect(await run({ f: 'a' }, text => places(text, 'a', 'a'))).toMatchObject({ changed: {}, fixes: 0, left: 1 });
  });
  it('are applied whole or not at all, over several files', async () => {
    const check: Check = (text, path) =>
      path === '/p/f' && text.startsWith('a')
        ? [at(0, 1, fix('safe', replace(span(0, 1), 'X'), { path: '/p/g', ...replace(span(0, 1), 'Y') }))]
        : places(text, 'z', '');
    expect(await run({ f: 'a', g: 'b' }, check)).toMatchObject({ changed: { '/p/f': 'X', '/p/g': 'Y' }, fixes: 1 });
    const outside = await run({ f: 'a', g: 'b' }, check, { mayChange: path => path !== '/p/g' });
    expect(outside).toMatchObject({ changed: {}, fixes: 0, left: 1 });
  });
  it('never reach a file outside the project', async () => {
    const check: Check = (text, path) =>
      path === '/p/a/f' && text === 'a' ? [at(0, 1, fix('safe', { path: '/p/g', ...replace(span(0, 1), 'Y') }))] : [];
    expect(await run({ 'a/f': 'a', g: 'b' }, check, { root: '/p/a' })).toMatchObject({ changed: {}, fixes: 0 });
  });
  it('create a file that is not there', async () => {
    const check: Check = (text, path) =>
      path === '/p/f' && text === 'a'
        ? [
            at(0, 1, {
              ...fix('safe', replace(span(0, 1), 'b'), { path: '/p/new', ...replace(span(0, 0), 'N') }),
              creates: ['/p/new'],
            }),
          ]
        : [];
    const result = await run({ f: 'a' }, check);
    expect(result.changed).toEqual({ '/p/f': 'b', '/p/new': 'N' });
  });
  it('are ignored when they speak of another text', async () => {
    const result = await run({ f: 'a' }, () => [at(0, 1, fix('safe', replace(span(0, 99), '')))]);
    expect(result).toMatchObject({ changed: {}, fixes: 0 });
  });
  it('that are suggestions wait for --fix=all, which takes the first', async () => {
    const check: Check = text =>
      text === 'a'
        ? [at(0, 1, fix('suggestion', replace(span(0, 1), 'S')), fix('suggestion', replace(span(0, 1), 'T')))]
        : [];
    expect(await run({ f: 'a' }, check)).toMatchObject({ changed: {}, left: 1 });
    expect(await run({ f: 'a' }, check, { upTo: 'suggestion' })).toMatchObject({ changed: { '/p/f': 'S' } });
  });
  it('take the first safe one when only safe ones are wanted', async () => {
    const check: Check = text =>
      text === 'a'
        ? [at(0, 1, fix('suggestion', replace(span(0, 1), 'S')), fix('safe', replace(span(0, 1), 'T')))]
        : [];
    expect(await run({ f: 'a' }, check)).toMatchObject({ changed: { '/p/f': 'T' } });
  });
  it('leave a byte order mark and carriage returns alone', async () => {
    const result = await run({ f: '\uFEFFa\r\nb\r\n' }, text => places(text, 'b', 'c'));
    expect(result.changed['/p/f']).toBe('\uFEFFa\r\nc\r\n');
  });
});

describe('Fixes that make or move files', () => {
  const making = (path: string): Check => {
    const made: Fix = { ...fix('safe', { ...replace(span(0, 0), 'new'), path }), creates: [path] };
    return () => [at(0, 1, made)];
  };
  it('make a file once, though the finding stays', async () => {
    const result = await run({ f: 'a' }, making('/p/g'));
    expect(result).toMatchObject({ changed: { '/p/g': 'new' }, fixes: 1 });
  });
  it('leave a file alone that is there', async () => {
    expect(await run({ f: 'a', g: 'old' }, making('/p/g'))).toMatchObject({ changed: {}, fixes: 0 });
  });
  it('leave a folder alone that is there', async () => {
    expect(await run({ f: 'a', 'g/h': 'old' }, making('/p/g'))).toMatchObject({ changed: {}, fixes: 0 });
  });
  it('make nothing outside the project', async () => {
    expect(await run({ 'a/f': 'a' }, making('/p/g'), { root: '/p/a' })).toMatchObject({ changed: {}, fixes: 0 });
  });
  it('make nothing that they do not say to make', async () => {
    const silent: Check = () => [at(0, 1, fix('safe', { ...replace(span(0, 0), 'new'), path: '/p/g' }))];
    expect(await run({ f: 'a' }, silent)).toMatchObject({ changed: {}, fixes: 0 });
  });
  it('move nothing: that is left to a person', async () => {
    const moving: Check = () => [at(0, 1, { ...fix('suggestion', replace(span(0, 1), 'b')), movesTo: '/p/g' })];
    expect(await run({ f: 'a' }, moving, { upTo: 'suggestion' })).toMatchObject({ changed: {}, left: 1 });
  });
});

describe('A workspace laid over another', () => {
  it('shows the laid text, also in its folder, and leaves the other as it was', async () => {
    const below = memoryWorkspace({ 'a/f': 'old' });
    const workspace = overlayWorkspace(below);
    workspace.lay('/p/a/f', 'new');
    workspace.lay('/p/b/g', 'g');
    expect(await workspace.readFile('/p/a/f')).toEqual({ kind: 'text', text: 'new' });
    expect(await workspace.stat('/p/b')).toBe('folder');
    expect(await workspace.stat('/p/b/g')).toBe('file');
    expect(await workspace.stat('/p/c')).toBe('missing');
    expect(await workspace.readDirectory('/p/a')).toEqual([{ name: 'f', kind: 'file' }]);
    expect(await workspace.readDirectory('/p/b')).toEqual([{ name: 'g', kind: 'file' }]);
    expect(below.textAt('a/f')).toBe('old');
  });
});
