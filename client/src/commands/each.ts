// The same done to several objects of an engine: some at a time, and one message for all that failed.
import { EngineRefused, EngineUnreachable } from '../engine/engine.ts';

/** More at once would only queue up inside the engine. */
const atOnce = 6;

export interface Failure {
  /** Of the object. */
  readonly name: string;
  readonly error: unknown;
}

/** Those that failed. When the engine is not there any more, or the signal says so, the rest is left alone. */
export async function doEach<Row extends { readonly name: string }>(
  rows: readonly Row[],
  work: (row: Row) => Promise<unknown>,
  signal: AbortSignal,
  onDone: (done: number) => void = () => undefined,
): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  const waiting = rows.values();
  let done = 0;
  let isLost = false;
  const worker = async (): Promise<void> => {
    for (const row of waiting) {
      if (signal.aborted || isLost) return;
      try {
        await work(row);
      } catch (error) {
        isLost ||= error instanceof EngineUnreachable;
        failures.push({ name: row.name, error });
      }
      onDone(++done);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return failures;
}

/**
 * One sentence for the user: `Could not stop db: it is gone.` `couldNot` is `Could not stop`. Undefined when nothing
 * failed.
 */
export function failureText(couldNot: string, failures: readonly Failure[], total: number): string | undefined {
  const [first] = failures;
  if (!first) return undefined;
  const unreachable = failures.find(({ error }) => error instanceof EngineUnreachable);
  if (unreachable) return whyOf(unreachable.error);
  if (total === 1) return `${couldNot} ${first.name}: ${whyOf(first.error)}.`;
  const named = failures.slice(0, mostNamed).map(({ name, error }) => `${name}: ${whyOf(error)}`);
  const more = failures.length - named.length;
  const rest = more > 0 ? `; and ${more} more` : '';
  return `${couldNot} ${failures.length} of ${total}. ${named.join('; ')}${rest}.`;
}

/** A message with more of them would not be read. */
const mostNamed = 8;

function whyOf(error: unknown): string {
  if (error instanceof EngineRefused && error.status === 404) return 'it is gone, somebody removed it meanwhile';
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
