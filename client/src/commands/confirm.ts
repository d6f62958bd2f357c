// Asks before something is lost. A list rather than a dialog: what goes is named, each way of doing it is a choice of its
// own, and the first choice, the one that Enter takes, keeps everything.
import * as vscode from 'vscode';

export interface Destruction<Choice> {
  /** `Remove container web?` */
  readonly title: string;
  /** The harmless choice: `Keep it`. */
  readonly keep: string;
  readonly choices: readonly DestructiveChoice<Choice>[];
}

export interface DestructiveChoice<Choice> {
  /** `Remove web and its 2 anonymous volumes` */
  readonly label: string;
  /** What goes with it, and how much: `12 MB written since it was made`. */
  readonly detail?: string;
  readonly value: Choice;
}

/** Undefined when everything is kept. */
export async function confirmDestruction<Choice>({
  title,
  keep,
  choices,
}: Destruction<Choice>): Promise<Choice | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly value?: Choice })[] = [
    { label: keep, iconPath: new vscode.ThemeIcon('shield') },
    ...choices.map(({ label, detail, value }) => ({
      label,
      value,
      iconPath: new vscode.ThemeIcon('trash'),
      ...(detail === undefined ? {} : { detail }),
    })),
  ];
  // What was asked for by mouse must not vanish because the pointer moved on.
  const picked = await vscode.window.showQuickPick(items, { title, ignoreFocusOut: true });
  return picked?.value;
}
