/** An entry of `environment` that Compose does not take for a variable. */
import type { YamlFile, YamlNode } from '../../syntax/yaml/node.ts';
import { spanInScalar } from '../../syntax/yaml/scalar-span.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { endOfLine } from '../../syntax/yaml/yaml-layout.ts';
import { scalarText } from '../../syntax/yaml/yaml-writing.ts';
import { remove, replace } from '../../text/edit.ts';
import { type Span, span } from '../../text/span.ts';
import { schemaProblems, type WrongValue } from '../compose-schema.ts';
import { actualWords, shortened } from '../compose-schema-words.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const invalidEnvironmentEntry = rule({
  id: 'compose/invalid-environment-entry',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dclint:invalid-schema'],
  summary: 'An entry of `environment` is not KEY, KEY=VALUE or a pair',
  why: 'Compose refuses the file for a list item that is no text, a variable that holds a list or a mapping, and a name that ends with a blank.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - PORT: 8080\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - PORT =8080\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      HOSTS: [a, b]\n' },
  ],
  good: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      - PORT=8080\n      - HOME\n' },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    environment:\n      PORT: 8080\n      HOME:\n' },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#environment'],

  check(compose) {
    const { yaml, services } = compose.file;
    const findings = new FindingsByPlace();
    for (const wrong of schemaProblems(yaml).wrongEntries.environment) {
      findings.add({ at: placeOf(yaml.text, wrong), message: messageOf(wrong), fixes: () => fixesOf(yaml, wrong) });
    }
    for (const service of services) {
      const environment = service.key('environment')?.value;
      if (environment?.kind !== 'sequence') continue;
      for (const item of environment.items) {
        const finding = blankFinding(yaml, item);
        if (finding) findings.add(finding);
      }
    }
    return findings.list;
  },
});

/** The first line of what is wrong. */
function placeOf(text: string, { node, key, isItem }: WrongValue): Span {
  const end = endOfLine(text, node.span.start);
  if (end >= node.span.end && node.span.end > node.span.start) return node.span;
  return key && !isItem ? key.span : span(node.span.start, Math.min(end, node.span.end));
}

function messageOf({ node, key, isItem, because, text }: WrongValue): string {
  const refused = 'so Compose refuses the file';
  if (because === 'repeated') return `"${shortened(text ?? '')}" is listed twice, ${refused}; delete one`;
  if (!isItem) return `The variable "${key?.source}" has to be a text, not ${actualWords(node)}, ${refused}`;
  const pair = onlyPair(node);
  if (pair) return `An item of a list is written ${pair.key}=…, not as a pair, ${refused}; write "=", or drop the dash`;
  return `An item of "environment" has to be a text such as KEY=value, not ${actualWords(node)}, ${refused}`;
}

function onlyPair(node: YamlNode): { readonly key: string; readonly value: string } | undefined {
  const [pair, more] = node.kind === 'mapping' ? node.pairs : [];
  if (!pair || more || pair.key.source === '<<' || pair.value.kind !== 'scalar') return undefined;
  return { key: pair.key.source, value: pair.value.source };
}

function fixesOf(file: YamlFile, { node, isItem }: WrongValue): readonly Fix[] {
  if (!isItem || isShared(file, node)) return [];
  const pair = onlyPair(node);
  if (pair) {
    const text = scalarText(`${pair.key}=${pair.value}`);
    const edits = pair.value.includes('\n') ? undefined : replaceValue(file, node, text);
    return edits ? [{ title: `Write ${pair.key}=…`, safety: 'suggestion', edits }] : [];
  }
  if (node.kind !== 'scalar' || node.value === null) return [];
  return [{ title: 'Quote it', safety: 'suggestion', edits: [replace(node.span, `"${node.source}"`)] }];
}

/** A blank between the name and `=`, or behind a name alone. */
function blankFinding(file: YamlFile, item: YamlNode): Finding | undefined {
  if (item.kind !== 'scalar' || typeof item.value !== 'string') return undefined;
  const { source } = item;
  const equals = source.indexOf('=');
  const name = equals < 0 ? source : source.slice(0, equals);
  const trimmed = name.trimEnd();
  if (trimmed === name || trimmed === '' || trimmed.includes('$')) return undefined;
  const at = spanInScalar(file.text, item, trimmed.length, name.length);
  const isExact = at.end - at.start === name.length - trimmed.length;
  return {
    at: isExact ? at : item.span,
    message: `The name "${shortened(trimmed)}" is followed by a blank, so Compose refuses the file; delete the blank`,
    fixes:
      isExact && !isShared(file, item)
        ? [{ title: 'Delete the blank', safety: 'suggestion', edits: [remove(at)] }]
        : [],
  };
}
