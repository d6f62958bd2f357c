// Opens the page of a rule: the one given by a diagnostic or code action, else one the user picks.
import * as vscode from 'vscode';
import type { LanguageServer } from '../language-client.ts';
import type { Command } from './command.ts';

export const openRulePage: Command = {
  id: 'slipway.openRulePage',
  async run({ server, ownFile }, given) {
    const id = typeof given === 'string' ? given : await pick(server);
    if (id === undefined) return;
    // An id is `area/name`; anything else would lead to another file.
    if (!/^[a-z-]+\/[a-z0-9-]+$/.test(id)) throw new Error(`"${id}" is not the name of a rule.`);
    const page = ownFile('server', 'docs', 'rules', `${id}.md`);
    await vscode.commands.executeCommand('markdown.showPreview', page);
  },
};

async function pick(server: LanguageServer): Promise<string | undefined> {
  const rules = server.request('slipway/rules', null);
  const items = rules.then(list => list.map(({ id, aka }) => ({ label: id, description: aka.join(', ') })));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Slipway: Open Rule Page',
    placeHolder: 'Search by name, or by the code another linter has for it',
    matchOnDescription: true,
  });
  return picked?.label;
}
