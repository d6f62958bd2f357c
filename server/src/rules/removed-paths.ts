/** Which folders the commands of a RUN empty or delete, so that rules know what is not left behind. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import type { Run } from '../syntax/shell/runs.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { valuesOf } from './shell-values.ts';

/** Whether one of `commands`, which stand in `run`, deletes the folder, all in it, or a folder it stands in. */
export function deletes(commands: readonly ShellCommand[], run: Run, file: Dockerfile, isFolder: PathTest): boolean {
  for (const command of commands) {
    const { name, words } = command;
    const isDeletion =
      name === 'rm' ||
      name === 'unlink' ||
      (name === 'find' && words.some(({ value }) => value === '-delete' || value === 'rm'));
    if (isDeletion && namesFolder(command, run, file, isFolder)) return true;
  }
  return false;
}

export type PathTest = (path: string) => boolean;

/** The folder itself, one above it but the root, or the whole contents of either. */
export function folderTest(...folders: readonly string[]): PathTest {
  return path => {
    const plain = withoutContents(path);
    return plain !== '' && folders.some(folder => folder.startsWith(plain) && isWholePart(folder, plain.length));
  };
}

const SLASH = 47;

function isWholePart(path: string, end: number): boolean {
  return end === path.length || path.charCodeAt(end) === SLASH;
}

/** `/a/*`, `/a/.` and `/a/` as `/a`. */
function withoutContents(path: string): string {
  return '/*.}'.includes(path.charAt(path.length - 1))
    ? path.replace(/(?:\/|\/\.?\*+|\/\*[_.]\*|\/\{\*,\.\*\}|\/\.)$/, '').replace(/\/$/, '')
    : path;
}

function namesFolder({ words }: ShellCommand, run: Run, file: Dockerfile, isFolder: PathTest): boolean {
  for (let i = 1; i < words.length; i++) {
    const word = words[i];
    if (!word || word.value.startsWith('-')) continue;
    const { value } = word;
    if (!word.raw.includes('$')) {
      if (value.includes('{') ? braces(value).some(isFolder) : isFolder(value)) return true;
      continue;
    }
    const values = valuesOf(word, run, file) ?? [value];
    if (values.some(it => braces(it).some(isFolder))) return true;
  }
  return false;
}

/** `/var/cache/{dnf,yum}/*` as two paths; more than one pair of braces stays as written. */
function braces(path: string): readonly string[] {
  const open = path.indexOf('{');
  const close = path.indexOf('}', open);
  if (open < 0 || close < 0 || path.indexOf('{', open + 1) >= 0) return [path];
  const choices = path.slice(open + 1, close).split(',');
  return choices.map(choice => path.slice(0, open) + choice + path.slice(close + 1));
}
