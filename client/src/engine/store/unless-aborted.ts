// Waits for an answer only as long as somebody wants it.

/** The answer, unless the signal or the time comes first: then whatever becomes of it is passed over. */
export async function unlessAborted<T>(
  answer: Promise<T>,
  signal: AbortSignal,
  limit?: { readonly ms: number; readonly error: () => Error },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let giveUp: () => void = () => undefined;
  const given = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(signal.reason);
    signal.addEventListener('abort', giveUp);
    if (signal.aborted) giveUp();
    if (limit !== undefined) timer = setTimeout(() => reject(limit.error()), limit.ms);
  });
  try {
    return await Promise.race([answer, given]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
