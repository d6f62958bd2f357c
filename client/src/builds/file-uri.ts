// A path of a plan as an address of VS Code.
import { Uri } from 'vscode';

/** `/a/b` and `c:/a/b` are on a disk, `scheme://authority/a/b` elsewhere. */
export function fileUri(path: string): Uri {
  return /^[a-zA-Z][a-zA-Z0-9+.-]+:\/\//.test(path) ? Uri.parse(path, true) : Uri.file(path);
}
