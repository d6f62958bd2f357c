/** Declares volumes, networks and the like at the top level of a Compose file, where the file keeps such sections. */
import { type Edit, insert } from '../../text/edit.ts';
import { span } from '../../text/span.ts';
import type { YamlEntry, YamlFile, YamlMapping } from '../yaml/node.ts';
import { addEntry, type NewValue, replaceValue, type Where } from '../yaml/yaml-edits.ts';
import { endOfLine, isBlankText, lineBreak, nextLine, startOfLine } from '../yaml/yaml-layout.ts';
import { scalarText } from '../yaml/yaml-writing.ts';
import type { ComposeFile } from './compose-file.ts';

/** Where a new section goes in a file that has no section of that kind: both are right, they are customs. */
export type SectionPlace = 'before-services' | 'end';

export type Section = 'volumes' | 'networks' | 'secrets' | 'configs' | 'models';

/** A name and what is declared under it; null for no options. */
export interface NewResource {
  readonly name: string;
  readonly value: NewValue;
}

/** The edits that declare the volumes, without options, in the order given; see `declareResources`. */
export function declareVolumes(
  compose: ComposeFile,
  names: readonly string[],
  place: SectionPlace,
): readonly Edit[] | undefined {
  const volumes = names.map(name => ({ name, value: null }));
  return declareResources(compose, 'volumes', volumes, place);
}

/**
 * The edits that declare the resources, in the order given. A section that is there is extended; a new one stands beside
 * its like. Undefined where the section cannot be edited by itself.
 */
export function declareResources(
  compose: ComposeFile,
  key: Section,
  resources: readonly NewResource[],
  place: SectionPlace,
): readonly Edit[] | undefined {
  const { root, yaml } = compose;
  if (!root) return undefined;
  const section = root.entry(key);
  if (!section) return addSection(yaml, root, key, resources, place);
  if (section.isMerged || section.value.kind === 'sequence') return undefined;
  if (section.value.kind === 'scalar' || section.value.pairs.length === 0) {
    const isEmpty = section.value.kind === 'mapping' || section.value.value === null;
    return isEmpty ? replaceValue(yaml, section.value, valuesFor(resources)) : undefined;
  }
  const edits: Edit[] = [];
  for (const { name, value } of resources) {
    const added = addEntry(yaml, section.value, { key: scalarText(name), value });
    if (!added) return undefined;
    edits.push(...added);
  }
  return joined(edits);
}

function valuesFor(resources: readonly NewResource[]): NewValue {
  return Object.fromEntries(resources.map(({ name, value }) => [scalarText(name), value]));
}

function addSection(
  yaml: YamlFile,
  root: YamlMapping,
  key: Section,
  resources: readonly NewResource[],
  place: SectionPlace,
): readonly Edit[] | undefined {
  const where = sectionPlace(root, place);
  const edits = addEntry(yaml, root, { key, value: valuesFor(resources) }, where);
  const [edit, ...others] = edits ?? [];
  if (!edit || others.length > 0 || root.isFlow) return edits;
  const eol = lineBreak(yaml.text);
  if (!hasBlankLines(yaml.text, root, place)) return [edit];
  return where.kind === 'start'
    ? [{ ...edit, text: edit.text + eol }]
    : [behindIndentedComments(yaml, { ...edit, text: eol + edit.text })];
}

function sectionPlace(root: YamlMapping, place: SectionPlace): Where {
  const resources = root.pairs.filter(pair =>
    ['volumes', 'networks', 'secrets', 'configs', 'models'].includes(pair.key.source),
  );
  const last = resources.at(-1);
  if (last) return { kind: 'after', entry: last };
  const services = root.pairs.findIndex(pair => pair.key.source === 'services');
  if (place === 'end' || services < 0) return { kind: 'end' };
  const before: YamlEntry | undefined = root.pairs[services - 1];
  return before ? { kind: 'after', entry: before } : { kind: 'start' };
}

/** Whether the file sets its sections apart by blank lines; a file with one section gets one before what is appended. */
function hasBlankLines(text: string, root: YamlMapping, place: SectionPlace): boolean {
  const { pairs } = root;
  if (pairs.length < 2) return place === 'end';
  let blank = 0;
  for (const [i, pair] of pairs.entries()) {
    const before = pairs[i - 1];
    if (before && /\n[ \t]*\r?\n/.test(text.slice(before.span.end, pair.key.span.start))) blank++;
  }
  return blank * 2 >= pairs.length - 1;
}

/** Comments that are indented still belong to the section before: the new one goes behind them. */
function behindIndentedComments(yaml: YamlFile, edit: Edit): Edit {
  const { text } = yaml;
  let at = edit.at.start;
  if (at !== startOfLine(text, at)) return edit;
  for (let line = at; line < text.length; ) {
    const end = endOfLine(text, line);
    const next = nextLine(text, end);
    const isBlank = isBlankText(text, span(line, end));
    if (!isBlank && !/^[ \t]+#/.test(text.slice(line, end))) break;
    if (!isBlank) {
      if (next === end) return edit;
      at = next;
    }
    line = next > line ? next : text.length;
  }
  return insert(at, edit.text);
}

/** Insertions at one offset as a single one, so that they do not count as conflicting with each other. */
function joined(edits: readonly Edit[]): readonly Edit[] {
  const result: Edit[] = [];
  for (const edit of edits) {
    const same = result.findIndex(
      other => other.at.start === edit.at.start && other.at.end === edit.at.start && edit.at.end === edit.at.start,
    );
    const other = result[same];
    if (other) result[same] = { at: other.at, text: other.text + edit.text };
    else result.push(edit);
  }
  return result;
}
