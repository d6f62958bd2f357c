// What exit codes and signals say (POSIX shells: 126, 127, 128 + signal; docker run: 125).

/** By number, of Linux on x86 and ARM. */
const signals: Readonly<Record<number, string>> = {
  1: 'SIGHUP',
  2: 'SIGINT',
  3: 'SIGQUIT',
  4: 'SIGILL',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  10: 'SIGUSR1',
  11: 'SIGSEGV',
  12: 'SIGUSR2',
  13: 'SIGPIPE',
  14: 'SIGALRM',
  15: 'SIGTERM',
  28: 'SIGWINCH',
  37: 'SIGRTMIN+3',
};

/** Docker tells a number, Podman a name or nothing. */
export function signalName(told: string): string {
  if (told === '') return 'a signal';
  if (!/^\d{1,3}$/.test(told)) return told.startsWith('SIG') ? told : `SIG${told.toUpperCase()}`;
  return signals[Number(told)] ?? `signal ${told}`;
}

/** Empty for a code that means only what its program says. */
export function exitMeaning(exitCode: number): string {
  switch (exitCode) {
    case 0:
      return 'It had done its work.';
    case 125:
      return 'The engine itself failed to run it.';
    case 126:
      return 'The command was found and cannot be run: it is not executable, or a folder.';
    case 127:
      return 'The command was not found in the image.';
    case 137:
      return 'SIGKILL ended it: somebody killed it, it did not stop in time, or it ran out of memory.';
    case 143:
      return 'SIGTERM ended it: it was stopped and did not handle the signal itself.';
    default: {
      const name = exitCode > 128 ? signals[exitCode - 128] : undefined;
      return name === undefined ? '' : `${name} ended it.`;
    }
  }
}
