/** Any text at all: suppressions and configuration never throw, and keep what they promise. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkConfigFile, readConfigFile } from '../../server/src/analysis/config-file.ts';
import { parseAlone } from '../../server/src/analysis/parsed-file.ts';
import { setRuleOff } from '../../server/src/analysis/rule-switch.ts';
import { suppressHere } from '../../server/src/analysis/suppress-here.ts';
import { suppressionsOf } from '../../server/src/analysis/suppressions.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { contains, span } from '../../server/src/text/span.ts';

const comments = [
  '# slipway ignore=a/b',
  '# slipway ignore-file=all',
  '# hadolint stage ignore=DL1',
  '# check=skip=all',
  '# dclint disable-line',
  '# kics-scan ignore-block',
];
const dockerfileText = fc
  .array(fc.constantFrom('FROM a AS b', '\n', '\r\n', 'RUN x', ' \\\n', '<<E\n', '\nE\n', '\uFEFF', ' ', ...comments))
  .map(parts => parts.join(''));
const yamlText = fc
  .array(
    fc.constantFrom(
      'a:',
      ' b',
      '\n',
      '\r\n',
      '  ',
      '- ',
      '|\n',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&x ',
      '*x',
      "'",
      '"',
      ...comments,
    ),
  )
  .map(parts => parts.join(''));
const configText = fc
  .array(
    fc.constantFrom(
      'rules:',
      'a/b: off',
      'dialect: ',
      'docker',
      'exclude:',
      '\n',
      '\r\n',
      '  ',
      '- ',
      '{',
      '}',
      ',',
      '# c',
      '*x',
    ),
  )
  .map(parts => parts.join(''));

it.each([
  ['Dockerfile', dockerfileText],
  ['compose.yaml', yamlText],
  ['balena.yml', yamlText],
  ['.dockerignore', dockerfileText],
])('%s: a comment can be written anywhere', (name, texts) => {
  fc.assert(
    fc.property(texts, fc.nat(), (text, n) => {
      const at = n % (text.length + 1);
      const before = parseAlone(`/p/${name}`, fileKind(name), text);
      if (!before) throw new Error(name);
      suppressionsOf(before).suppress({ id: 'a/b', aka: ['hadolint:DL1'] }, span(at, at));
      const edits = suppressHere(before, 'a/b', span(at, at));
      expect(edits).not.toEqual([]);
      for (const edit of edits) expect(contains(span(0, text.length), edit.at)).toBe(true);
      const after = parseAlone(`/p/${name}`, fileKind(name), applyEdits(text, edits));
      expect(after?.kind).toBe(before.kind);
    }),
  );
});

it('a configuration of any text is read, and every fix of it mends what it is offered for', () => {
  fc.assert(
    fc.property(configText, text => {
      for (const { at, message, fixes } of checkConfigFile(text)) {
        expect(contains(span(0, text.length), at)).toBe(true);
        for (const { edits } of fixes ?? []) {
          // A key that is known now may show that its value is wrong, which is another mistake.
          const left = checkConfigFile(applyEdits(text, edits));
          expect(left.filter(it => it.at.start === at.start && it.message === message)).toEqual([]);
        }
      }
    }),
  );
});

it('a rule switched off is off, and all else stays', () => {
  fc.assert(
    fc.property(configText, text => {
      const edits = setRuleOff(text, 'a/b');
      if (!edits) return;
      const { layer } = readConfigFile(text);
      expect(readConfigFile(applyEdits(text, edits)).layer).toEqual({
        ...layer,
        rules: { ...layer.rules, 'a/b': 'off' },
      });
      expect(setRuleOff(applyEdits(text, edits), 'a/b')?.map(edit => edit.text)).toEqual(['off']);
    }),
    { numRuns: 500 },
  );
});
