/** Variables of balena's Dockerfile templates. They are replaced in the raw text before the builder reads it. */
import type { TemplateVariable } from './dockerfile.ts';

const PERCENT = 37;
const HASH = 35;
const UNDERSCORE = 95;

/**
 * Every `%%NAME%%` in order, NAME being an upper-case letter and one or more upper-case letters or underscores: what
 * balena's builder replaces. It drops comments that start in column 0 first, and no others.
 */
export function templateVariablesOf(text: string): TemplateVariable[] {
  const found: TemplateVariable[] = [];
  let lineStart = 0;
  let lineEnd = -1;
  let at = text.indexOf('%%');
  while (at >= 0) {
    let end = at + 2;
    while (isNameCharacter(text.charCodeAt(end))) end++;
    const isName = end - at > 3 && text.charCodeAt(at + 2) !== UNDERSCORE;
    if (!isName || text.charCodeAt(end) !== PERCENT || text.charCodeAt(end + 1) !== PERCENT) {
      // After `%%%` the last two may begin a name; after `%%NAME` the search goes on behind it.
      at = text.indexOf('%%', end > at + 2 ? end : at + 1);
      continue;
    }
    if (at > lineEnd) {
      lineStart = text.lastIndexOf('\n', at) + 1;
      lineEnd = text.indexOf('\n', at);
      if (lineEnd < 0) lineEnd = text.length;
    }
    if (text.charCodeAt(lineStart) === HASH) {
      at = text.indexOf('%%', lineEnd);
      continue;
    }
    found.push({
      span: { start: at, end: end + 2 },
      name: { span: { start: at + 2, end }, value: text.slice(at + 2, end) },
    });
    at = text.indexOf('%%', end + 2);
  }
  return found;
}

function isNameCharacter(code: number): boolean {
  return (code >= 65 && code <= 90) || code === UNDERSCORE;
}
