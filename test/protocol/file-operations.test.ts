// Fixes that make or move files, in the protocol's words; never over something that is there.
import { describe, expect, it } from 'vitest';
import type { WorkspaceEdit } from 'vscode-languageserver';
import type { ReportedFinding } from '../../server/src/analysis/reported-finding.ts';
import { quickFixes } from '../../server/src/features/code-actions.ts';
import { codeActions, type ProtoContext } from '../../server/src/lsp/to-proto.ts';
import type { Fix } from '../../server/src/rules/rule.ts';
import { insert } from '../../server/src/text/edit.ts';
import { span } from '../../server/src/text/span.ts';
import { words } from '../format/sample-report.ts';

const making: Fix = {
  title: 'Make g',
  safety: 'suggestion',
  edits: [insert(0, '# '), { ...insert(0, 'new\n'), path: '/p/g' }],
  creates: ['/p/g'],
};
const moving: Fix = { title: 'Move to g', safety: 'suggestion', edits: [insert(0, '# ')], movesTo: '/p/g' };

/** The edit an editor gets for the fix of the file `/p/f`, among these other files. */
async function editOf(
  fix: Fix,
  others: Readonly<Record<string, string>>,
  client: Partial<ProtoContext['client']> = {},
): Promise<WorkspaceEdit | undefined> {
  const finding: ReportedFinding = {
    at: span(0, 1),
    message: 'm',
    severity: 'warning',
    rule: words('compose/a'),
    fixes: [fix],
  };
  const file = { path: '/p/f', text: 'a\n', findings: [finding] };
  const silencing = { here: () => undefined, inProject: async () => undefined };
  const offered = await quickFixes(file, finding.at, silencing, async () => []);
  const ctx: ProtoContext = {
    uri: path => `file://${path}`,
    version: () => null,
    text: async path => others[path],
    rulePage: () => undefined,
    client: {
      relatedInformation: true,
      tags: true,
      codeDescription: true,
      documentChanges: true,
      createFiles: true,
      renameFiles: true,
      isPreferred: true,
      opensRulePages: false,
      opensLessons: false,
      ...client,
    },
  };
  const [action] = await codeActions(file, offered, ctx);
  return action?.edit;
}

describe('A fix that makes a file', () => {
  it('creates it without options, so that the editor refuses one that appeared meanwhile, then fills it', async () => {
    expect((await editOf(making, {}))?.documentChanges).toMatchObject([
      { kind: 'create', uri: 'file:///p/g' },
      { textDocument: { uri: 'file:///p/f' }, edits: [{ newText: '# ' }] },
      { textDocument: { uri: 'file:///p/g', version: null }, edits: [{ newText: 'new\n' }] },
    ]);
    expect((await editOf(making, {}))?.documentChanges?.[0]).not.toHaveProperty('options');
  });
  it('is not offered where the file is there, even empty', async () => {
    expect(await editOf(making, { '/p/g': '' })).toBeUndefined();
  });
  it('is not offered to an editor that cannot make files', async () => {
    expect(await editOf(making, {}, { createFiles: false })).toBeUndefined();
  });
});

describe('A fix that moves its file', () => {
  it('edits it first, then moves it', async () => {
    expect((await editOf(moving, {}))?.documentChanges).toMatchObject([
      { textDocument: { uri: 'file:///p/f' }, edits: [{ newText: '# ' }] },
      { kind: 'rename', oldUri: 'file:///p/f', newUri: 'file:///p/g' },
    ]);
  });
  it('is not offered where something is in the way', async () => {
    expect(await editOf(moving, { '/p/g': 'b' })).toBeUndefined();
  });
  it('is not offered to an editor that cannot move files', async () => {
    expect(await editOf(moving, {}, { renameFiles: false })).toBeUndefined();
  });
});
