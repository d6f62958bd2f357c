/** The answers our examples and fixtures rest on are those of the program. `UPDATE=1` writes them anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { recordedAnswers } from '../../../server/scripts/recorded-shellcheck.ts';
import { shellcheckFinding } from '../../../server/src/rules/dockerfile/shellcheck-finding.ts';
import { embeddedScripts } from '../../../server/src/shellcheck/embedded-scripts.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { readFixtures } from '../../support/fixture.ts';
import { hasShellCheck, outputOf } from './program.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');
const isUpdate = process.env['UPDATE'] === '1';

function dockerfiles(): readonly string[] {
  const markdown = readFileSync(join(root, 'test/rules', `${shellcheckFinding.id}.md`), 'utf8');
  const fixtures = readFixtures(markdown).flatMap(test => test.files.map(file => file.text));
  const examples = [...shellcheckFinding.bad, ...shellcheckFinding.good].flatMap(files => Object.values(files));
  return [...examples, ...fixtures];
}

const scripts = [
  ...new Set(dockerfiles().flatMap(text => embeddedScripts(parseDockerfile(text)).map(it => it.text.text))),
];

describe.skipIf(!hasShellCheck)('Recorded answers (need ShellCheck)', () => {
  it('are what the program says of the same scripts', async () => {
    const said = await outputOf(scripts);
    if (isUpdate) {
      const answers = scripts.map((script, i) => ({ script, comments: said[i] ?? [] }));
      writeFileSync(join(root, 'server/scripts/shellcheck-answers.json'), `${JSON.stringify(answers, undefined, 2)}\n`);
      return;
    }
    // A newer program may say more, and in other words.
    const places = (comments: readonly unknown[]) =>
      comments.map(comment => JSON.stringify({ ...Object(comment), message: '' }));
    for (const { script, comments } of recordedAnswers) {
      expect(places(said[scripts.indexOf(script)] ?? [])).toEqual(expect.arrayContaining(places(comments)));
    }
  });
});

it.skipIf(isUpdate)('There is an answer for every script of the examples and fixtures', () => {
  expect(recordedAnswers.map(it => it.script)).toEqual(scripts);
});
