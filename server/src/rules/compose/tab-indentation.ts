/** A tab in the indentation of a YAML line, where YAML allows only blanks. */
import { parseYaml } from '../../syntax/yaml/document.ts';
import type { YamlFile, YamlNode } from '../../syntax/yaml/node.ts';
import { applyEdits, type Edit, replace } from '../../text/edit.ts';
import { lineIndex } from '../../text/line-index.ts';
import { type Span, span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const tabIndentation = rule({
  id: 'compose/tab-indentation',
  reads: 'yaml',
  dialect: 'both',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  aka: ['dclint:invalid-yaml'],
  summary: 'A line of YAML is indented with a tab',
  why: 'YAML allows only blanks there, because a tab is as wide as each editor likes; the whole file is refused (“found character that cannot start any token”).',
  bad: [{ 'compose.yaml': 'services:\n  web:\n\timage: nginx:1.29\n' }],
  good: [{ 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29 \t# a tab\n    command: "echo \t"\n' }],
  references: ['https://yaml.org/spec/1.2.2/#61-indentation-spaces'],

  check({ file }) {
    const findings: Finding[] = [];
    if (file.problems.length === 0) return findings;
    const places = new Map(file.problems.filter(it => it.code === 'tab-indentation').map(it => [it.at.start, it.at]));
    if (places.size === 0) return findings;
    // One line alone seldom makes the file YAML again, so the fix is about all of them.
    const fixes = fixesFor(file);
    for (const at of places.values()) {
      const tabs = at.end - at.start === 1 ? 'a tab' : 'tabs';
      findings.push({
        at,
        message: `This line is indented with ${tabs}, which YAML does not allow; use blanks`,
        fixes,
      });
    }
    return findings;
  },
});

/**
 * Two blanks for each tab in the indentation of the lines; four where two would put a line beside the key it stands
 * under. Only when that makes the file YAML; in texts of several lines tabs stay.
 */
function fixesFor(file: YamlFile): readonly Fix[] {
  for (const blanks of ['  ', '    ']) {
    const all = tabsOf(file.text).map(at => replace(at, blanks.repeat(at.end - at.start)));
    const text = applyEdits(file.text, all);
    const spaced = parseYaml(text);
    if (spaced.problems.length > 0 || hasStrayLine(text, file.text)) continue;
    const texts = spaced.documents.flatMap(({ root }) => (root ? longTexts(root) : []));
    const edits = outsideOf(texts, all);
    const isWhole = edits.length === all.length || parseYaml(applyEdits(file.text, edits)).problems.length === 0;
    if (!isWhole || edits.length === 0) continue;
    return [{ title: 'Replace the tabs in the indentation by blanks', safety: 'safe', edits }];
  }
  return [];
}

/** Whether a line that had a tab follows an opening `key:` without being further in: it would leave its parent. */
function hasStrayLine(text: string, before: string): boolean {
  const linesBefore = before.split('\n');
  let opening: number | undefined;
  for (const [i, line] of text.split('\n').entries()) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const column = line.length - line.trimStart().length;
    const least = content.startsWith('- ') ? column : column - 1;
    if (opening !== undefined && line !== linesBefore[i] && least < opening) return true;
    opening = content.endsWith(':') ? column : undefined;
  }
  return false;
}

/** The runs of tabs in the white space that starts a line, on lines that hold more than white space. */
function tabsOf(text: string): readonly Span[] {
  const lines = lineIndex(text);
  const found: Span[] = [];
  for (let i = 0; i < lines.lineCount; i++) {
    const { start, end } = lines.lineSpan(i);
    const runs: Span[] = [];
    let at = start;
    while (at < end && (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9)) {
      const from = at;
      while (text.charCodeAt(at) === 9) at++;
      if (at > from) runs.push(span(from, at));
      else at++;
    }
    if (at < end) found.push(...runs);
  }
  return found;
}

/** The places of scalars that take several lines, from the end of their first one. */
function longTexts(node: YamlNode): readonly Span[] {
  const found: Span[] = [];
  const open = [node];
  for (let it = open.pop(); it; it = open.pop()) {
    if (it.alias) continue;
    if (it.kind === 'scalar') {
      if (it.style !== 'plain') found.push(it.span);
    } else if (it.kind === 'sequence') open.push(...it.items);
    else for (const pair of it.pairs) open.push(pair.key, pair.value);
  }
  return found.sort((a, b) => a.start - b.start);
}

/** The edits whose result does not lie in one of the places; both are in order, the places speak of the text after all edits. */
function outsideOf(places: readonly Span[], edits: readonly Edit[]): readonly Edit[] {
  const outside: Edit[] = [];
  let grown = 0;
  let next = 0;
  for (const edit of edits) {
    const at = edit.at.start + grown;
    grown += edit.text.length - (edit.at.end - edit.at.start);
    while ((places[next]?.end ?? Number.POSITIVE_INFINITY) <= at) next++;
    const place = places[next];
    if (!place || at <= place.start) outside.push(edit);
  }
  return outside;
}
