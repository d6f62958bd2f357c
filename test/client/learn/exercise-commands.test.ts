// An exercise that is opened or begun anew: what the learner typed is kept, saved or not, and nothing is written over.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Parts } from '../../../client/src/commands/command.ts';
import { noProgress } from '../../../client/src/learn/progress.ts';
import { curriculum, lesson, step } from './lesson-under-test.ts';

interface Document {
  readonly isDirty: boolean;
  readonly uri: { readonly scheme: string; readonly fsPath: string };
  save(): Promise<void>;
}

const documents: Document[] = [];
const said: string[] = [];
const opened: string[] = [];
let pick = '';

vi.mock('vscode', () => ({
  ViewColumn: { Two: 2, Beside: -2 },
  Uri: { file: (fsPath: string) => ({ fsPath }) },
  window: {
    tabGroups: { all: [] },
    showQuickPick: async (items: readonly { readonly label: string }[]) =>
      items.find(({ label }) => label.endsWith(pick)),
    showInformationMessage: async (message: string) => void said.push(message),
    showTextDocument: async ({ fsPath }: { fsPath: string }) => void opened.push(fsPath),
  },
  workspace: {
    get textDocuments() {
      return documents;
    },
  },
}));

vi.resetModules();
const { openExercise, resetExercise } = await import('../../../client/src/commands/learn/exercise-commands.ts');

const reef = lesson('knots/03', [step('begin', { done: { kind: 'open' } }), step('tie')], {
  exercise: { folder: 'k03-reef', opens: 'rope.txt', repositories: [], containers: [], volumes: [] },
});

describe('An exercise', () => {
  let home = '';
  let completed: string[] = [];
  let left: string[] = [];
  const root = () => join(home, 'slipway-learn');
  const file = (...path: string[]) => join(root(), 'k03-reef', ...path);
  const rope = (folder = 'k03-reef') => readFileSync(join(root(), folder, 'rope.txt'), 'utf8');
  const aside = () => readdirSync(root()).filter(name => name.startsWith('k03-reef.'));
  const parts = () =>
    ({
      ownFile: (...path: string[]) => ({ fsPath: join(home, ...path) }),
      learning: {
        lessons: async () => ({
          curriculum: { ...curriculum, lessons: [reef] },
          progress: { of: () => noProgress, noteOpening: () => undefined },
        }),
        root: { ask: async () => root(), shown: (path: string) => path.slice(home.length + 1) },
        folderOf: async () => ({ path: file(), name: 'k03-reef' }),
        enter: async () => undefined,
        reenter: async () => undefined,
        complete: (_: unknown, { id }: { id: string }) => completed.push(id),
        terminal: { leave: (folder: string) => left.push(folder) },
      },
    }) as unknown as Parts;

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'slipway learn’s '));
    mkdirSync(join(home, 'walkthroughs/knots/03/starter'), { recursive: true });
    writeFileSync(join(home, 'walkthroughs/knots/03/starter/rope.txt'), 'loose\n');
    for (const list of [documents, said, opened]) list.length = 0;
    [completed, left] = [[], []];
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  it('is copied, opened, and so its first step is done, wherever it was opened from', async () => {
    await openExercise.run(parts(), { lesson: 'knots/03' });
    expect(rope()).toBe('loose\n');
    expect(opened).toEqual([file('rope.txt')]);
    expect(completed).toEqual(['begin']);
  });

  it('that is there is gone on with, and dismissing the question changes nothing', async () => {
    await openExercise.run(parts(), { lesson: 'knots/03' });
    writeFileSync(file('rope.txt'), 'tied\n');
    opened.length = 0;
    pick = 'nothing like it';
    await openExercise.run(parts(), { lesson: 'knots/03' });
    expect(opened).toEqual([]);
    pick = 'Go on with it';
    await openExercise.run(parts(), { lesson: 'knots/03' });
    expect(rope()).toBe('tied\n');
    expect(aside()).toEqual([]);
    expect(left).toEqual([]);
  });

  it('is set aside with what is typed and not saved, and the terminal that stands in it is closed', async () => {
    await openExercise.run(parts(), { lesson: 'knots/03' });
    const document = (fsPath: string): Document => ({
      isDirty: true,
      uri: { scheme: 'file', fsPath },
      save: async () => writeFileSync(fsPath, 'half tied\n'),
    });
    const foreign = join(home, 'k03-reef-notes.txt');
    documents.push(document(file('rope.txt')), document(foreign));
    pick = 'Begin anew';
    await resetExercise.run(parts(), { lesson: 'knots/03' });
    expect(rope()).toBe('loose\n');
    const [kept = '', second] = aside();
    expect(second).toBeUndefined();
    expect(rope(kept)).toBe('half tied\n');
    expect(said).toContain(`Your version is kept as slipway-learn/${kept}.`);
    expect(left).toEqual([file()]);
    expect(() => readFileSync(foreign)).toThrow(/ENOENT/);
  });

  it('that cannot be set aside stays as it is, and the message says what to do', async () => {
    await openExercise.run(parts(), { lesson: 'knots/03' });
    // Something that is there and that no system renames.
    const broken = parts();
    Object.assign(broken.learning, { folderOf: async () => ({ path: `${root()}/.`, name: 'k03-reef' }) });
    await expect(resetExercise.run(broken, { lesson: 'knots/03' })).rejects.toThrow(
      /k03-reef cannot be set aside, so nothing was changed: .*Close terminals and programs/s,
    );
  });
});
