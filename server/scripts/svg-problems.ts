/**
 * What keeps a drawing of ours from looking right in every theme: colours of its own, styles that a strict page does not
 * apply, no size, text too small to read.
 */

/** Values of colour attributes that follow the theme. */
const themed =
  /^(?:none|currentColor|transparent|url\(#[\w-]+\)|var\(--vscode-[\w-]+(?:,\s*var\(--vscode-[\w-]+\))?\))$/;

export function svgProblems(text: string): readonly string[] {
  const problems: string[] = [];
  const root = /<svg\b([^>]*)>/.exec(text)?.[1];
  if (root === undefined) return ['its media is no SVG'];
  const box = /\bviewBox="0 0 (\d+) (\d+)"/.exec(root);
  if (!box) problems.push('the drawing needs viewBox="0 0 WIDTH HEIGHT"');
  else if (Number(box[1]) !== 530)
    problems.push('the drawing is 530 wide (viewBox="0 0 530 HEIGHT"), as VS Code shows it at most');
  if (!/<title>[^<]+<\/title>/.test(text)) problems.push('the drawing needs a <title> in words, as alt says it');
  if (!/\bxmlns="http:\/\/www\.w3\.org\/2000\/svg"/.test(root))
    problems.push('the drawing needs xmlns="http://www.w3.org/2000/svg"');
  if (/<(?:style|script|foreignObject|image|animate\w*|set)\b|\bstyle="|\bclass="|\bon\w+="/.test(text))
    problems.push('a drawing has attributes only: no style, class, script, image, animation');
  for (const [, name = '', value = ''] of text.matchAll(/\b(fill|stroke|stop-color|color)="([^"]*)"/g))
    if (!themed.test(value))
      problems.push(`${name}="${value}" follows no theme: var(--vscode-…), none or currentColor`);
  if (text.includes('--vscode-charts-orange')) problems.push('charts-orange is nearly transparent: take charts-yellow');
  // The initial fill is black, which nobody can read in a dark theme.
  for (const [tag] of text.matchAll(/<(?:text|path|rect|circle|ellipse|polygon|polyline)\b[^>]*>/g))
    if (!/\bfill="/.test(tag)) problems.push(`without fill it is black in every theme: ${tag.slice(0, 70)}`);
  for (const [, size = ''] of text.matchAll(/\bfont-size="(\d+(?:\.\d+)?)"/g))
    if (Number(size) < 14) problems.push(`font-size="${size}" is too small: 14 at least`);
  if (/<text\b/.test(text) && !/\bfont-family="var\(--vscode-(?:editor-)?font-family[^"]*"/.test(text))
    problems.push('its text needs font-family="var(--vscode-font-family)", for code var(--vscode-editor-font-family)');
  return problems;
}
