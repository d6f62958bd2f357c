// Which shell a container has: tried by running each, because an image need not have any way to look. Free of `vscode`.
import { EngineRefused } from '../../engine/engine.ts';
import type { Sessions } from '../../engine/sessions.ts';

/** In the order in which people like them. `wished` is tried first. */
export function shellsToTry(operatingSystem: string, wished: string): readonly string[] {
  const usual =
    operatingSystem === 'windows' ? ['pwsh', 'powershell', 'cmd'] : ['bash', 'sh', 'ash', '/bin/sh', '/busybox/sh'];
  return wished === '' ? usual : [wished, ...usual.filter(shell => shell !== wished)];
}

/** The first that starts; undefined when none does. Rejects when the container does not run. */
export async function findShell(
  sessions: Pick<Sessions, 'exec'>,
  id: string,
  shells: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  for (const shell of shells) if (await starts(sessions, id, shell, signal)) return shell;
  return undefined;
}

async function starts(
  sessions: Pick<Sessions, 'exec'>,
  id: string,
  shell: string,
  signal: AbortSignal,
): Promise<boolean> {
  const command = shell === 'cmd' ? [shell, '/c', 'exit 0'] : [shell, '-c', 'exit 0'];
  try {
    const session = await sessions.exec(id, { command, signal });
    session.endInput();
    // The code is known once the output was read.
    for await (const _ of session.output);
    return (await session.exitCode) === 0;
  } catch (error) {
    // Some engines refuse to start what is not there (400, 404, 500); 409 says that the container does not run.
    if (error instanceof EngineRefused && error.status !== 409 && !/no such container/i.test(error.message))
      return false;
    throw error;
  }
}
