/** Writes SVG as text. Whatever a name holds, it stays text. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

export function tag(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const open = openTag(name, attributes);
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('')}</${name}>`;
}

/** Without its bracket at the end. */
export function openTag(name: string, attributes: Attributes): string {
  let open = `<${name}`;
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) open += ` ${key}="${typeof value === 'number' ? value : escaped(value)}"`;
  return open;
}

export function escaped(text: string): string {
  // Most of what is written is, and a picture has thousands of such texts.
  if (isPlain.test(text)) return text;
  return text
    .replace(unwritable, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** ASCII without what has a meaning in XML. */
const isPlain = /^[ !#-%'-;=?-~]*$/;

// XML has no way to write these, not even as references: https://www.w3.org/TR/xml/#charsets
const unwritable = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
