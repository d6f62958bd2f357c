/**
 * Files that some program turns into a Dockerfile before they are built: Jinja, Go and jq templates, ERB. What stands in
 * them is no Dockerfile yet, so nothing is known of it. balena's own `Dockerfile.template` is none of these.
 */
import { basename } from '../../text/path.ts';
import type { Dockerfile, Instruction } from './dockerfile.ts';

const marks = ['{{', '{%', '{#', '<%'];
const endings = ['.j2', '.jinja', '.jinja2', '.tmpl', '.gotmpl', '.tpl', '.erb', '.mustache'];

/**
 * What shows that the file is such a template: the mark in place of an instruction or in FROM, or the ending of its name.
 * Undefined for a Dockerfile. Braces in other places mean nothing: `docker inspect --format '{{.Id}}'` is a command.
 */
export function foreignTemplateMark({ instructions }: Dockerfile, path: string): string | undefined {
  for (const instruction of instructions) {
    const text = judgedText(instruction);
    const mark = text === undefined ? undefined : marks.find(it => text.includes(it));
    if (mark !== undefined) return mark;
  }
  const name = basename(path).toLowerCase();
  return endings.find(it => name.endsWith(it));
}

function judgedText({ name, keyword, logical }: Instruction): string | undefined {
  if (name === 'FROM') return logical.text;
  return name === undefined ? keyword.value.slice(0, 2) : undefined;
}

/** As far as the text alone shows it. */
export function isForeignTemplate(file: Dockerfile): boolean {
  return foreignTemplateMark(file, '') !== undefined;
}
