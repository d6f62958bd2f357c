/** Switching a rule off for a whole project: an edit of its `.slipway.yaml` that keeps every comment. */
import { parseYaml } from '../syntax/yaml/document.ts';
import type { YamlMapping } from '../syntax/yaml/node.ts';
import { type Edit, insert, replace } from '../text/edit.ts';
import { lineBreakOf, lineIndex } from '../text/line-index.ts';
import { slice, span } from '../text/span.ts';

/**
 * The edits that set `ruleId: off` under `rules`; undefined where the file is written in a way that must be mended by
 * hand first.
 * @param text the file as it is; undefined when it is to be created
 */
export function setRuleOff(text: string | undefined, ruleId: string): readonly Edit[] | undefined {
  const before = text ?? '';
  const yaml = parseYaml(before);
  const root = yaml.documents[0]?.root;
  if (yaml.documents.length > 1 || yaml.problems.length > 0) return undefined;
  const br = lineBreakOf(before);
  const line = `${ruleId}: off`;
  if (root?.kind === 'sequence' || (root?.kind === 'scalar' && root.value !== null)) return undefined;
  if (root?.kind === 'mapping' && root.isFlow) return undefined;

  const entry = root?.kind === 'mapping' ? root.pairs.find(pair => pair.key.source === 'rules') : undefined;
  if (!entry) {
    const startsLine = before === '' || before === '\uFEFF' || /[\r\n]$/.test(before);
    return [insert(before.length, `${startsLine ? '' : br}rules:${br}  ${line}${br}`)];
  }
  const rules = entry.value;
  if (rules.alias) return undefined;
  if (rules.kind === 'scalar' && rules.value === null) return [insert(entry.key.span.end + 1, `${br}  ${line}`)];
  if (rules.kind !== 'mapping') return undefined;

  const present = rules.pairs.find(pair => pair.key.source === ruleId)?.value;
  if (present) {
    if (present.alias || present.kind !== 'scalar') return undefined;
    return [replace(present.span, present.span.start === present.span.end ? ' off' : 'off')];
  }
  return addTo(rules);

  function addTo(mapping: YamlMapping): readonly Edit[] {
    const last = mapping.pairs.at(-1);
    if (mapping.isFlow || !last) return [insert(last?.span.end ?? mapping.span.start + 1, last ? `, ${line}` : line)];
    const lines = lineIndex(before);
    const first = mapping.pairs[0] ?? last;
    const keyStart = first.key.span.start;
    const indentation = slice(before, span(lines.lineSpan(lines.positionAt(keyStart).line).start, keyStart));
    const end = lines.lineSpan(lines.positionAt(last.span.end).line).end;
    return [insert(end, `${br}${indentation}${line}`)];
  }
}
