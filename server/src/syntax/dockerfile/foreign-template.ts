/**
 * Files that some program turns into a Dockerfile before they are built: Jinja, Go and jq templates, ERB. What stands in
 * them is no Dockerfile yet, so nothing is known of it. balena's own `Dockerfile.template` is none of these.
 */
import type { Dockerfile } from './dockerfile.ts';

const marks = ['{{', '{%', '{#', '<%'];
/** In place of an instruction only the end of a longer block shows. */
const marksAndEnds = [...marks, '}}', '%}', '#}', '%>', '-}'];
const ending = /\.(?:j2|jinja2?|tmpl|gotmpl|tpl|erb|mustache)$/i;

/**
 * What shows that the file is such a template: the mark in place of an instruction or in FROM, or the ending of its name.
 * Undefined for a Dockerfile. Braces in other places mean nothing: `docker inspect --format '{{.Id}}'` is a command.
 */
export function foreignTemplateMark({ instructions }: Dockerfile, path: string): string | undefined {
  for (const it of instructions) {
    if (it.name !== undefined && it.name !== 'FROM') continue;
    const isFrom = it.name === 'FROM';
    const text = isFrom ? it.logical.text : it.keyword.value.slice(0, 2);
    // The braces of a variable at most, as nearly all have.
    if (isFrom && !text.includes('<') && !text.includes('{')) continue;
    for (const mark of isFrom ? marks : marksAndEnds) if (text.includes(mark)) return mark;
  }
  return ending.exec(path)?.[0].toLowerCase();
}

/** As far as the text alone shows it. */
export function isForeignTemplate(file: Dockerfile): boolean {
  return foreignTemplateMark(file, '') !== undefined;
}
