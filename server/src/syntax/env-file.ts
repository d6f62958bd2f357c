/** `.env` files as Compose reads them: `NAME=value`, `export NAME=value`, `NAME`, quotes and comments. */
import { lineIndex } from '../text/line-index.ts';
import { type Span, span } from '../text/span.ts';

export interface EnvFile {
  readonly text: string;
  readonly variables: readonly EnvVariable[];
}

export interface EnvVariable {
  readonly name: string;
  readonly nameSpan: Span;
  /** Quotes removed; undefined for a name without `=`, which takes its value from the environment. */
  readonly value: string | undefined;
}

export function parseEnvFile(text: string): EnvFile {
  const variables: EnvVariable[] = [];
  const lines = lineIndex(text);
  for (let line = 0; line < lines.lineCount; line++) {
    const { start, end } = lines.lineSpan(line);
    const whole = text.slice(start, end);
    const match = /^[\s\uFEFF]*(?:export\s+)?([A-Za-z_][\w.-]*)\s*(?:([=:])(.*))?$/.exec(whole);
    if (!match?.[1]) continue;
    const at = start + whole.indexOf(match[1]);
    const value = match[2] === undefined ? undefined : unquoted(match[3] ?? '');
    variables.push({ name: match[1], nameSpan: span(at, at + match[1].length), value });
  }
  return { text, variables };
}

/** A quoted value up to its closing quote; an unquoted one up to a comment behind a blank. */
function unquoted(written: string): string {
  const trimmed = written.trim();
  const quote = trimmed[0];
  if (quote === '"' || quote === "'") {
    const end = trimmed.indexOf(quote, 1);
    if (end > 0) return trimmed.slice(1, end);
  }
  const comment = trimmed.search(/\s#/);
  return (comment < 0 ? trimmed : trimmed.slice(0, comment)).trim();
}
