// Whether what somebody typed is the command that a step asks for.

/** Blanks between words do not count, nor does a prompt that was copied along. */
export function isSameCommand(typed: string, wanted: string): boolean {
  return plain(typed) === plain(wanted);
}

function plain(command: string): string {
  return command.trim().replace(/^\$ /, '').replaceAll(/\s+/g, ' ');
}
