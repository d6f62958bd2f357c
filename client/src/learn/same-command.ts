// The commands of steps as somebody types them: how they are typed for a learner, and whether what was typed is one of them.
import type { Platform } from './lesson.ts';

/** In Windows PowerShell `curl` is another program; `curl.exe` is the one that is meant, in every shell there. */
export function typedCommand(command: string, platform: Platform): string {
  return platform === 'windows' ? command.replace(/^curl /, 'curl.exe ') : command;
}

/**
 * Blanks between words do not count, nor does a prompt that was copied along, nor what is asked besides: options at the
 * end, or a pager behind a pipe. The longer spellings of Docker's commands are theirs too.
 */
export function isSameCommand(typed: string, wanted: string): boolean {
  const [own, other] = [plain(typed), plain(wanted)];
  return own === other || own.startsWith(`${other} `);
}

function plain(command: string): string {
  return command
    .trim()
    .replaceAll(/\s+/g, ' ')
    .replace(/^\$ /, '')
    .replace(/^sudo /, '')
    .replace(/^(\w+)\.exe /, '$1 ')
    .replace(/^docker container run\b/, 'docker run')
    .replace(/^docker system info\b/, 'docker info')
    .replace(/^(docker \w+) list\b/, '$1 ls');
}
