/** A list in `healthcheck.test` that Compose does not take, or that does not do what it looks like. */
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlFile, YamlSequence } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { columnOf, lineBreak, startOfLine } from '../../syntax/yaml/yaml-layout.ts';
import { scalarText } from '../../syntax/yaml/yaml-writing.ts';
import { type Edit, insert } from '../../text/edit.ts';
import { shortened } from '../compose-schema-words.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const invalidHealthcheckTest = rule({
  id: 'compose/invalid-healthcheck-test',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'The list of `healthcheck.test` does not start with CMD, CMD-SHELL or NONE, or CMD is given shell operators',
  why: 'The first item says how the rest is run; without it Compose refuses the file. With CMD no shell runs, so that `||` is handed to the program as a word.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: ["curl", "-f", "http://localhost"]\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test:\n        - curl -f http://localhost || exit 1\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: ["CMD", "curl", "-f", "http://localhost"]\n  api:\n    image: example/api:1\n    healthcheck:\n      test: ["CMD-SHELL", "curl -f http://localhost || exit 1"]\n  old:\n    image: example/old:1\n    healthcheck:\n      test: curl -f http://localhost || exit 1\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    healthcheck:\n      test: ["NONE"]\n' },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#healthcheck'],

  check(compose) {
    const { yaml, services } = compose.file;
    const findings = new FindingsByPlace();
    for (const service of services) {
      const healthcheck = service.key('healthcheck')?.value;
      const test = healthcheck?.kind === 'mapping' ? valueAt(healthcheck, 'test') : undefined;
      const finding = test?.kind === 'sequence' ? findingOf(yaml, test) : undefined;
      if (finding) findings.add(finding);
    }
    return findings.list;
  },
});

const heads: ReadonlySet<string> = new Set(['CMD', 'CMD-SHELL', 'NONE']);
const operators: ReadonlySet<string> = new Set(['||', '&&', '|', ';', '>', '<', '>>', '2>&1', '>/dev/null', '&']);

function findingOf(file: YamlFile, list: YamlSequence): Finding | undefined {
  const words = list.items.map(item => textOf(item)?.known);
  const [head] = words;
  const [first] = list.items;
  if (!first || head === undefined) return undefined;
  if (!heads.has(head)) {
    return {
      at: first.span,
      message: `The list has to start with CMD, CMD-SHELL or NONE, not "${shortened(head)}", so Compose refuses the file; put CMD in front of a program, CMD-SHELL of a shell command`,
      fixes: () => headFixes(file, list, words),
    };
  }
  const at = head === 'CMD' ? words.findIndex(word => word !== undefined && operators.has(word)) : -1;
  const operator = list.items[at];
  if (!operator) return undefined;
  return {
    at: operator.span,
    severity: 'warning',
    message: `CMD runs no shell, so "${words[at]}" is handed to the program as a word; write CMD-SHELL and the command as one text`,
    fixes: () => shellFix(file, list, words.slice(1), 'Run it in a shell with CMD-SHELL'),
  };
}

function headFixes(file: YamlFile, list: YamlSequence, words: readonly (string | undefined)[]): readonly Fix[] {
  const isShell = words.some(word => word !== undefined && operators.has(word)) || /[ |&;<>]/.test(words[0] ?? '');
  if (isShell) return shellFix(file, list, words, 'Run it in a shell with CMD-SHELL');
  const edits = isShared(file, list) ? undefined : insertHead(file, list);
  return edits ? [{ title: 'Insert CMD', safety: 'suggestion', edits }] : [];
}

function insertHead(file: YamlFile, list: YamlSequence): readonly Edit[] | undefined {
  const { text } = file;
  const [first] = list.items;
  if (!first || first.alias || first.tag !== undefined || first.anchor !== undefined) return undefined;
  const { start } = first.span;
  if (list.isFlow) return [insert(start, '"CMD", ')];
  const lineStart = startOfLine(text, start);
  const dash = text.slice(lineStart, start).indexOf('-');
  if (dash < 0 || !/^ *- +$/.test(text.slice(lineStart, start))) return undefined;
  return [insert(lineStart + dash, `- CMD${lineBreak(text)}${' '.repeat(columnOf(text, lineStart + dash))}`)];
}

/** The words as one command of a shell; words that a shell would take apart are quoted. */
function shellFix(
  file: YamlFile,
  list: YamlSequence,
  words: readonly (string | undefined)[],
  title: string,
): readonly Fix[] {
  const hasComment = file.comments.some(it => it.span.start > list.span.start && it.span.end < list.span.end);
  if (hasComment || isShared(file, list) || words.some(word => word === undefined)) return [];
  // What is filled in from variables stays as it is written.
  const written = list.items.slice(-words.length).map(item => (item.kind === 'scalar' ? item.source : ''));
  const command = written.length === 1 ? (written[0] ?? '') : written.map(shellWord).join(' ');
  const edits = replaceValue(file, list, ['"CMD-SHELL"', scalarText(command)]);
  return edits ? [{ title, safety: 'suggestion', edits }] : [];
}

function shellWord(word: string): string {
  if (operators.has(word) || /^[\w./:=@%+,?${}-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", "'\\''")}'`;
}
