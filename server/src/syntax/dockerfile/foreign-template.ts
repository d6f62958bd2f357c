/**
 * Files that some program turns into a Dockerfile before they are built: Jinja, Go and jq templates, ERB. What stands in
 * them is no Dockerfile yet, so nothing is known of it. balena's own `Dockerfile.template` is none of these.
 */
import { basename } from '../../text/path.ts';
import type { Dockerfile } from './dockerfile.ts';

const marks = ['{{', '{%', '{#', '<%'];
/** In place of an instruction only the end of a longer block shows. */
const marksAndEnds = [...marks, '}}', '%}', '#}', '%>', '-}'];
const endings = ['.j2', '.jinja', '.jinja2', '.tmpl', '.gotmpl', '.tpl', '.erb', '.mustache'];

/**
 * What shows that the file is such a template: the mark in place of an instruction or in FROM, or the ending of its name.
 * Undefined for a Dockerfile. Braces in other places mean nothing: `docker inspect --format '{{.Id}}'` is a command.
 */
export function foreignTemplateMark({ instructions }: Dockerfile, path: string): string | undefined {
  for (const it of instructions) {
    if (it.name !== undefined && it.name !== 'FROM') continue;
    const isFrom = it.name === 'FROM';
    const text = isFrom ? it.logical.text : it.keyword.value.slice(0, 2);
    for (const mark of isFrom ? marks : marksAndEnds) if (text.includes(mark)) return mark;
  }
  const name = basename(path).toLowerCase();
  return endings.find(it => name.endsWith(it));
}

/** As far as the text alone shows it. */
export function isForeignTemplate(file: Dockerfile): boolean {
  return foreignTemplateMark(file, '') !== undefined;
}
