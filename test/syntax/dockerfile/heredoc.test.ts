/** Heredocs: which `<<` begin one, and which lines belong to it. */
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { one } from './one.ts';

describe('heredocs', () => {
  it('take the lines up to their name', () => {
    const { file, it: last, at } = one('RUN <<EOF\n a\n# b\nEOF\nRUN c\n');
    const [run] = file.instructions;
    const [heredoc] = run?.heredocs ?? [];
    expect([heredoc?.name.value, heredoc?.content, at(heredoc?.body), at(heredoc?.terminator)]).toEqual([
      'EOF',
      ' a\n# b\n',
      ' a\n# b\n',
      'EOF',
    ]);
    expect(at(run?.span)).toBe('RUN <<EOF\n a\n# b\nEOF');
    expect(run?.logical.text).toBe('<<EOF');
    expect(file.comments).toEqual([]);
    expect(at(last.span)).toBe('RUN c');
  });

  it('follow one another', () => {
    const { it: copy } = one('COPY <<A <<-"B C" /x/\na\nA\n\tb\n\tB C\n');
    expect(copy.heredocs.map(it => [it.name.value, it.content, it.quoted, it.stripsTabs])).toEqual([
      ['A', 'a\n', false, false],
      ['B C', '\tb\n', true, true],
    ]);
  });

  it.each([
    ['RUN <<EOF', ['EOF']],
    ['RUN << EOF cat', ['EOF']],
    ['RUN 3<<-EOF cat', ['EOF']],
    ["RUN <<'E'OF", ['EOF']],
    ['RUN cat <<EOF>x', ['EOF>x']],
    ['ADD <<E /x', ['E']],
    ['ONBUILD RUN <<E', ['E']],
    ['RUN cat<<EOF', []],
    ['RUN cat <<<EOF', []],
    ['RUN "<<EOF"', []],
    ['RUN echo \\<<EOF', []],
    ['RUN <<', []],
    ["RUN <<''", []],
    ['RUN <<-', []],
    ['CMD <<EOF', []],
    ['ENV a=<<EOF', []],
    ['COPY ["<<EOF", "b"]', []],
    // BuildKit ignores the heredocs of a line it cannot read as shell words.
    ['RUN cat <<EOF "open', []],
    ['RUN cat <<EOF ${x^^}', []],
    ['RUN cat <<EOF ${x:-y} "${z%a}" ${u/v/w}', ['EOF']],
  ])('of %j', (text, expected) => {
    const { it: instruction } = one(text);
    expect((instruction.trigger ?? instruction).heredocs.map(it => it.name.value)).toEqual(expected);
  });

  it('without an end take the rest of the file and are reported', () => {
    const { file, it: run, at } = one('RUN <<EOF\na\n EOF\n');
    expect([run.heredocs[0]?.terminator, run.heredocs[0]?.content]).toEqual([undefined, 'a\n EOF\n']);
    expect(file.problems.map(it => [it.code, at(it.at)])).toEqual([['unterminated-heredoc', '<<EOF']]);
    expect(run.span.end).toBe(file.text.length);
  });

  it('work with CRLF and at the end of the file', () => {
    const [run] = parseDockerfile('RUN <<EOF\r\na\r\nEOF\r\nRUN b').instructions;
    expect(run?.heredocs[0]?.content).toBe('a\r\n');
    expect(one('RUN <<E\nE').it.heredocs[0]?.content).toBe('');
  });

  it('read the backslash as escape whatever the directive says', () => {
    const { it: run } = one('# escape=`\nRUN <<E\\ F x `\n y\nE F\n');
    expect(run.heredocs.map(it => it.name.value)).toEqual(['E F']);
  });
});
