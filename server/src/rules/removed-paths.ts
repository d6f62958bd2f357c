/** Which folders the commands of a RUN empty or delete, so that rules know what is not left behind. */
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import type { Run } from '../syntax/shell/runs.ts';
import type { ShellCommand } from '../syntax/shell/shell.ts';
import { valuesOf } from './shell-values.ts';

/** Whether one of `commands`, which stand in `run`, deletes the folder, all in it, or a folder it stands in. */
export function deletes(commands: readonly ShellCommand[], run: Run, file: Dockerfile, isFolder: PathTest): boolean {
  return commands.some(command => {
    if (command.name === 'rm' || command.name === 'unlink') return pathsOf(command, run, file).some(isFolder);
    if (command.name !== 'find') return false;
    const ends = command.words.some(({ value }) => value === '-delete' || value === 'rm');
    return ends && pathsOf(command, run, file).some(isFolder);
  });
}

export type PathTest = (path: string) => boolean;

/** The folder itself, one above it but the root, or the whole contents of either. */
export function folderTest(...folders: readonly string[]): PathTest {
  return path => {
    const plain = path.replace(/(?:\/|\/\.?\*+|\/\*[_.]\*|\/\{\*,\.\*\}|\/\.)$/, '').replace(/\/$/, '');
    return plain !== '' && folders.some(folder => folder === plain || folder.startsWith(`${plain}/`));
  };
}

function pathsOf({ words }: ShellCommand, run: Run, file: Dockerfile): readonly string[] {
  return words.slice(1).flatMap(word => {
    if (word.value.startsWith('-')) return [];
    const values = word.raw.includes('$') ? (valuesOf(word, run, file) ?? [word.value]) : [word.value];
    return values.flatMap(braces);
  });
}

/** `/var/cache/{dnf,yum}/*` as two paths; more than one pair of braces stays as written. */
function braces(path: string): readonly string[] {
  const open = path.indexOf('{');
  const close = path.indexOf('}', open);
  if (open < 0 || close < 0 || path.indexOf('{', open + 1) >= 0) return [path];
  const choices = path.slice(open + 1, close).split(',');
  return choices.map(choice => path.slice(0, open) + choice + path.slice(close + 1));
}
