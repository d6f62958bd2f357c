// Asks before something is lost. A list rather than a dialog: what goes is named, each way of doing it is a choice of its
// own, and the first choice, the one that Enter takes, keeps everything.
import * as vscode from 'vscode';

export interface Destruction<Choice> {
  /** `Remove container web?` */
  readonly title: string;
  /** The harmless choice: `Keep it`. */
  readonly keep: string;
  readonly choices: readonly DestructiveChoice<Choice>[];
  /** What is lost whichever choice is made, in a few words. */
  readonly loses?: string;
  /** What goes, one by one, where the title cannot name it all; listed below the choices. */
  readonly goes?: readonly GoingObject[];
}

export interface GoingObject {
  readonly name: string;
  /** `running`, `12 MB` */
  readonly about?: string;
}

export interface DestructiveChoice<Choice> {
  /** `Remove web and its 2 anonymous volumes` */
  readonly label: string;
  /** What goes with it, and how much: `12 MB written since it was made`. */
  readonly detail?: string;
  /** Name of a codicon, for what changes something rather than removing it; `trash` when absent. */
  readonly icon?: string;
  readonly value: Choice;
}

/** Undefined when everything is kept. */
export async function confirmDestruction<Choice>({
  title,
  keep,
  choices,
  goes = [],
  loses,
}: Destruction<Choice>): Promise<Choice | undefined> {
  const items: readonly Item<Choice>[] = [
    { label: keep, iconPath: new vscode.ThemeIcon('shield') },
    ...choices.map(({ label, detail, icon = 'trash', value }) => ({
      label,
      value,
      iconPath: new vscode.ThemeIcon(icon),
      ...(detail === undefined ? {} : { detail }),
    })),
    ...(goes.length > 0 ? [{ label: 'what goes', kind: vscode.QuickPickItemKind.Separator }] : []),
    ...goes.map(({ name, about }) => ({
      label: name,
      isListed: true,
      ...(about === undefined ? {} : { description: about }),
    })),
  ];
  // What was asked for by mouse must not vanish because the pointer moved on.
  const options = { title, ignoreFocusOut: true, ...(loses === undefined ? {} : { placeHolder: loses }) };
  for (;;) {
    const picked = await vscode.window.showQuickPick(items, options);
    // What goes is there to be read: picking it decides nothing.
    if (!picked?.isListed) return picked?.value;
  }
}

interface Item<Choice> extends vscode.QuickPickItem {
  readonly value?: Choice;
  readonly isListed?: boolean;
}
