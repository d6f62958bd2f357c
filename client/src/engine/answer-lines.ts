// Lines of an answer that the engine sends bit by bit: one JSON text each.

/** What does not end before that is no answer of an engine; characters. */
const longestLine = 64 * 1024 * 1024;

/** The lines that are not empty. Rejects when the connection breaks before the end. */
export async function* answerLines(answer: NodeJS.ReadableStream): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of answer) {
    const [first = '', ...more] = (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })).split(
      '\n',
    );
    rest += first;
    for (const begun of more) {
      if (rest.trim() !== '') yield rest;
      rest = begun;
    }
    if (rest.length > longestLine) throw new Error('The container engine sends a line that does not end');
  }
  if (rest.trim() !== '') yield rest;
}
