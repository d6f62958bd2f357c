// Puts lines on the clipboard and says so where nobody has to answer.
import * as vscode from 'vscode';

/** `what` is `name` or `id`: said when it is one line. */
export async function copyLines(what: string, lines: readonly string[]): Promise<void> {
  const [only] = lines;
  if (only === undefined) return;
  await vscode.env.clipboard.writeText(lines.join('\n'));
  const said = lines.length === 1 ? `${what} ${only}` : `${lines.length} lines`;
  vscode.window.setStatusBarMessage(`Slipway: Copied ${said}`, 5_000);
}
