// Markdown of tooltips. Names, labels and commands come from anywhere: what is written here shows them as they are, never
// as links, HTML or icons.

/** Longer texts end in `…`: a tooltip is no document. */
const longest = 300;

/** The text itself, in Markdown: no character of it means anything. */
export function escaped(text: string): string {
  return oneLine(text).replaceAll(/[!-/:-@[-`{-~]/g, '\\$&');
}

/** As code; undefined for nothing, which Markdown cannot show as code. */
export function code(text: string): string {
  const shown = oneLine(text);
  if (shown.trim() === '') return '(empty)';
  const longestRun = Math.max(0, ...[...shown.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longestRun + 1);
  const space = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${space}${shown}${space}${fence}`;
}

/** A line of a tooltip: `**Image** …`; nothing when there is nothing to say. `value` is Markdown. */
export function fact(name: string, value: string | undefined): readonly string[] {
  return value === undefined || value === '' ? [] : [`**${name}** ${value}`];
}

/** A line with a list below it; nothing when it is empty. `values` are Markdown. */
export function list(name: string, values: readonly string[], most = 12): readonly string[] {
  if (values.length === 0) return [];
  if (values.length === 1) return fact(name, values[0]);
  const more = values.length > most ? [`- and ${values.length - most} more`] : [];
  return [[`**${name}**`, ...values.slice(0, most).map(value => `- ${value}`), ...more].join('\n')];
}

/** Paragraphs. */
export function tooltip(...lines: readonly (readonly string[])[]): string {
  return lines.flat().join('\n\n');
}

/** `2026-03-01 14:05`, in local time. */
export function moment(ms: number): string {
  const date = new Date(ms);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** Without line breaks and other control characters, those that turn the direction of writing included. */
function oneLine(text: string): string {
  const line = text.replaceAll(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ');
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
