// The HTML of a panel. All it needs is in it: each file that a page of VS Code loads delays its first picture. It may load
// nothing, and runs no script but its own. Knows nothing of VS Code.
import { randomBytes } from 'node:crypto';

export interface PageParts {
  readonly title: string;
  /** The text of its only script. */
  readonly script: string;
  readonly style: string;
  /** Its script may draw pictures it is sent; none when absent. */
  readonly images?: 'as-data';
  /** What its script is told before anything else; client/webview/charts/host.ts reads it. */
  readonly first?: unknown;
}

export function pageOf({ title, script, style, images, first }: PageParts): string {
  const nonce = randomBytes(16).toString('hex');
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'${images ? '; img-src data:' : ''}`;
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <style nonce="${nonce}">${style}</style>
  </head>
  <body>
    ${first === undefined ? '' : `<script type="application/json" id="first">${asData(first)}</script>`}
    <script nonce="${nonce}">${script}</script>
  </body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

/** Without anything that ends a script, or seems to begin another one. */
function asData(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}
