/** Switching a rule off for a whole project: an edit of its `.slipway.yaml` that keeps every comment. */
import { parseYaml } from '../syntax/yaml/document.ts';
import type { YamlFile } from '../syntax/yaml/node.ts';
import { addEntry, replaceValue } from '../syntax/yaml/yaml-edits.ts';
import { applyEdits, type Edit, insert } from '../text/edit.ts';
import { lineBreakOf } from '../text/line-index.ts';
import { readConfigFile } from './config-file.ts';

/**
 * The edits that set `ruleId: off` under `rules`; undefined where the file is written in a way that must be mended by
 * hand first.
 * @param text the file as it is; undefined when it is to be created
 */
export function setRuleOff(text: string | undefined, ruleId: string): readonly Edit[] | undefined {
  const file = parseYaml(text ?? '');
  if (file.documents.length > 1 || file.problems.length > 0) return undefined;
  const edits = editsOf(file, ruleId);
  if (!edits) return undefined;
  // YAML has more ways to be written than an edit can foresee; one that does not take is not offered.
  const after = applyEdits(file.text, edits);
  return readConfigFile(after).layer.rules?.[ruleId] === 'off' && parseYaml(after).problems.length === 0
    ? edits
    : undefined;
}

function editsOf(file: YamlFile, ruleId: string): readonly Edit[] | undefined {
  const root = file.documents[0]?.root;
  if (!root || (root.kind === 'scalar' && root.value === null)) return atEnd(file.text, ruleId);
  if (root.kind !== 'mapping') return undefined;
  const rules = root.pairs.find(pair => pair.key.source === 'rules')?.value;
  if (!rules) return addEntry(file, root, { key: 'rules', value: { [ruleId]: 'off' } });
  if (rules.kind === 'sequence') return undefined;
  const present = rules.kind === 'mapping' ? rules.pairs.find(pair => pair.key.source === ruleId)?.value : undefined;
  return present ? replaceValue(file, present, 'off') : addEntry(file, rules, { key: ruleId, value: 'off' });
}

/** For a file of nothing but comments. */
function atEnd(text: string, ruleId: string): readonly Edit[] {
  const br = lineBreakOf(text);
  const startsLine = text === '' || text === '\uFEFF' || /[\r\n]$/.test(text);
  return [insert(text.length, `${startsLine ? '' : br}rules:${br}  ${ruleId}: off${br}`)];
}
