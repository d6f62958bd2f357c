/**
 * Places and fixes, with the real program: however a RUN is broken over lines, a marker's finding stands on exactly the
 * marker, and its fix written into the file gives the script that the fix gives in the script.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createShellCheckAnswers } from '../../../server/src/analysis/shellcheck-answers.ts';
import { checkedScripts } from '../../../server/src/shellcheck/checked-scripts.ts';
import { embeddedScripts } from '../../../server/src/shellcheck/embedded-scripts.ts';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { applyEdits } from '../../../server/src/text/edit.ts';
import { hasShellCheck, program } from './program.ts';

const marker = '$MARKER';

/** What may stand between two words of a RUN; `~` is the escape character, `¶` a line break. */
const gaps = [
  ' ',
  '\t',
  ' ~¶',
  ' ~ \t¶\t',
  ' ~¶  # a comment with $MARKER and "¶ ',
  ' ~¶# one¶\t# two¶    ',
  ' ~¶¶ ',
  '~¶ ',
] as const;
const words = ['a', '"b c"', "'d'", '😀', '"$(e)"', 'ä\tö', marker, `x${marker}y`, '~¶', '$~¶MARKER'] as const;

interface Sample {
  readonly file: string;
  /** Where the markers stand, continuations inside them included. */
  readonly markers: readonly { readonly start: number; readonly end: number }[];
}

type Form = 'run' | 'onbuild' | 'heredoc' | 'tab-heredoc' | 'fed' | 'beside a heredoc';

const sample = fc
  .record({
    escape: fc.constantFrom('\\', '`'),
    lineBreak: fc.constantFrom('\n', '\r\n'),
    form: fc.constantFrom<Form>('run', 'onbuild', 'heredoc', 'tab-heredoc', 'fed', 'beside a heredoc'),
    parts: fc.array(fc.tuple(fc.constantFrom(...gaps), fc.constantFrom(...words)), { minLength: 1, maxLength: 8 }),
    before: fc.constantFrom('', '# 😀\n', 'ARG x=1\nENV y="~¶ z"\n'),
  })
  .map(({ escape: escapeCharacter, lineBreak, form, parts, before }): Sample => {
    const isBody = form === 'heredoc' || form === 'tab-heredoc' || form === 'fed';
    // In a body nothing continues a line but the shell's own backslash, so words stand on their lines there.
    const plain = (text: string) => (isBody ? text.replaceAll(/~[ \t]*¶(?:[ \t]*#[^¶]*¶)*/g, '') : text);
    const body = ['echo', ...parts.map(([gap, word]) => plain(gap) + plain(word))].join(' ').replaceAll('¶', ' ');
    const line = ['echo', ...parts.map(([gap, word]) => gap + word)].join('').replace(/(?:[ \t]*~[ \t]*¶)+$/, '');
    const instruction = {
      run: `RUN --mount=type=tmpfs,target=/t ${line}`,
      onbuild: `ONBUILD RUN ${line}`,
      heredoc: `RUN <<EOF¶${body}¶  ${body}¶EOF`,
      'tab-heredoc': `RUN <<-EOF¶\t\t${body}¶\t${body}¶\tEOF`,
      fed: `RUN bash <<'EOF'¶${body}¶EOF`,
      'beside a heredoc': `RUN cat <<EOF > /f && ${line}¶text¶EOF`,
    }[form];
    const text = `# escape=${escapeCharacter}¶FROM debian:12¶${before.replaceAll('\n', '¶')}${instruction}¶RUN true¶`;
    const file = text.replaceAll('~', escapeCharacter).replaceAll('¶', lineBreak);
    const start = file.indexOf(instruction.slice(0, 3), file.indexOf('FROM'));
    return { file, markers: markersIn(file, start) };
  });

/** Found apart from the code under test: by what a reader of the file would call the variable, comments left out. */
function markersIn(file: string, from: number): Sample['markers'] {
  const found = file.slice(from).matchAll(/^[ \t]*#[^\r\n]*$|\$(?:[\\`]\r?\n)?MARKERy?/gm);
  return [...found]
    .filter(([text]) => text.includes('MARKER') && !text.trimStart().startsWith('#'))
    .map(match => ({ start: from + match.index, end: from + match.index + match[0].length }));
}

describe.skipIf(!hasShellCheck)('Places and fixes (need ShellCheck)', () => {
  it('are exact in every form, with continuations, comments, tabs, CRLF and letters beyond 16 bits', async () => {
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(sample, async ({ file: text, markers }) => {
        const file = parseDockerfile(text);
        const answers = createShellCheckAnswers();
        await answers.ask(program, checkedScripts(file, answers.known).unanswered);
        const { comments, unanswered } = checkedScripts(file, answers.known);
        expect(unanswered).toEqual([]);
        const splits = comments.filter(it => it.code === 2086).sort((a, b) => a.at.start - b.at.start);
        expect(splits.map(it => it.at)).toEqual(markers);

        for (const [i, split] of splits.entries()) {
          if (!split.edits) throw new Error(`no fix at ${split.at.start}`);
          const fixed = embeddedScripts(parseDockerfile(applyEdits(text, split.edits))).map(it => it.text.text);
          expect(fixed).toEqual(
            quoted(
              embeddedScripts(file).map(it => it.text.text),
              i,
            ),
          );
          seen++;
        }
      }),
      { numRuns: 60 },
    );
    expect(seen).toBeGreaterThan(60);
  });

  it('lie on both sides of a continuation', async () => {
    const file = parseDockerfile('FROM debian:12\nRUN echo `l\\\ns` \\\n  && x=$(pwd)\n');
    const answers = createShellCheckAnswers();
    await answers.ask(program, checkedScripts(file, answers.known).unanswered);
    const { comments } = checkedScripts(file, answers.known);
    const backticks = comments.find(it => it.code === 2006);
    expect(backticks?.at).toEqual({ start: 24, end: 30 });
    expect(applyEdits(file.text, backticks?.edits ?? [])).toBe(
      'FROM debian:12\nRUN echo $(l\\\ns) \\\n  && x=$(pwd)\n',
    );
  });
});

/**
 * The scripts with the marker number `index` in double quotes, as ShellCheck writes them. All markers stand in one script;
 * a body that a shell reads stands in the script around it as well.
 */
function quoted(scripts: readonly string[], index: number): readonly string[] {
  return scripts.map(script => {
    let left = index;
    return script.replaceAll(/\$MARKERy?/g, found => (left-- === 0 ? `"${found}"` : found));
  });
}
