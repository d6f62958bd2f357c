// The commands of steps as somebody types them: how they are typed for a learner, and whether what was typed is one of them.
import type { Platform } from './lesson.ts';

/** In Windows PowerShell `curl` is another program; `curl.exe` is the one that is meant, in every shell there. */
export function typedCommand(command: string, platform: Platform): string {
  return platform === 'windows' ? command.replace(/^curl /, 'curl.exe ') : command;
}

/** Blanks between words do not count, nor does a prompt that was copied along. */
export function isSameCommand(typed: string, wanted: string): boolean {
  return plain(typed) === plain(wanted);
}

function plain(command: string): string {
  return command
    .trim()
    .replace(/^\$ /, '')
    .replace(/^(\w+)\.exe /, '$1 ')
    .replaceAll(/\s+/g, ' ');
}
