/**
 * What compose-go's cases ask for: a “catch” is an error on the key at fault, a “clean” file has no error. The note says
 * how far the peer's test went: `schema` ends before services are compared with each other, `full` is the whole loader.
 */
import type { ReportedFinding } from '../../server/src/analysis/reported-finding.ts';
import { parseYaml } from '../../server/src/syntax/yaml/document.ts';
import type { YamlNode } from '../../server/src/syntax/yaml/node.ts';
import { type Span, span } from '../../server/src/text/span.ts';

export interface ComposeGoCase {
  readonly text: string;
  readonly expect: 'catch' | 'clean';
  readonly note: string;
}

/** Whether the findings are what the peer's own test wants. */
export function agreesWithComposeGo(it: ComposeGoCase, findings: readonly ReportedFinding[]): boolean {
  const errors = findings.filter(({ severity }) => severity === 'error');
  // The files beside a case are not part of it, so what is said of their absence is right and does not count.
  if (it.expect === 'clean') {
    return errors.every(({ rule }) => rule.id.startsWith('project/') || isBeyond(rule.id, it.note));
  }
  const fault = placeOfFault(it);
  return errors.some(({ at }) => !fault || (at.start < fault.end && fault.start < Math.max(at.end, at.start + 1)));
}

/** Checks of the whole project, which a test of level `schema` never reaches; the schema's own tests not even the loader. */
function isBeyond(id: string, note: string): boolean {
  if (note.includes('level=full')) return false;
  if (note.includes('file=schema/') && loaderRules.has(id)) return true;
  if (note.includes('level=graph')) return !id.startsWith('compose/invalid-');
  return projectRules.test(id);
}

const projectRules =
  /^compose\/(?:undefined-|disabled-|dependency-cycle|missing-image-or-build|network-mode-|platform-|limit-|container-name-|duplicate-(?:container|mount|published))/;
const loaderRules: ReadonlySet<string> = new Set(['compose/invalid-secret-or-config']);

/** The node that the peer's message names as far as it can be found; undefined when the message names none. */
function placeOfFault({ text, note }: ComposeGoCase): Span | undefined {
  const path = /error=(?:validating [^:]*: )?((?:services|volumes|networks|configs|secrets)(?:[.[][^\s:]*)?)/.exec(
    note,
  )?.[1];
  if (path === undefined) return undefined;
  let node: YamlNode | undefined = parseYaml(text).documents[0]?.root;
  let place: Span | undefined;
  for (const part of path.replaceAll(/\[(\d+)\]/g, '.$1').split('.')) {
    if (node?.kind === 'mapping') {
      const entry = node.entry(part);
      if (!entry) break;
      place = span(entry.key.span.start, Math.max(entry.span.end, entry.key.span.end));
      node = entry.value;
    } else if (node?.kind === 'sequence') {
      node = node.items[Number(part)];
      if (node) place = node.span;
    } else break;
  }
  return place;
}
