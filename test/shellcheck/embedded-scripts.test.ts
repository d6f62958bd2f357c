import { describe, expect, it } from 'vitest';
import { placeComments } from '../../server/src/shellcheck/comment-places.ts';
import { embeddedScripts } from '../../server/src/shellcheck/embedded-scripts.ts';
import { judge } from '../../server/src/shellcheck/judgement.ts';
import { readOutput, type ShellCheckComment } from '../../server/src/shellcheck/read-output.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parse.ts';
import { applyEdits } from '../../server/src/text/edit.ts';

/** The scripts without our lines in front: interpreter, then the rest. */
function scriptsOf(...lines: readonly string[]): readonly string[] {
  return embeddedScripts(parseDockerfile(lines.join('\n'))).map(it =>
    it.text.text.replace(/^#!\/bin\/(.*)\n((?:#.*\n)*)export .*\n/, '$2$1: '),
  );
}

/** The names that a script may rely on, without those of every RUN. */
function namesOf(...lines: readonly string[]): readonly (readonly string[])[] {
  return embeddedScripts(parseDockerfile(lines.join('\n'))).map(({ text }) =>
    (/^export (.*)$/m.exec(text.text)?.[1] ?? '')
      .split(' ')
      .map(it => it.replace(/=x$/, ''))
      .filter(it => !/_proxy$/i.test(it)),
  );
}

describe('The scripts of a Dockerfile', () => {
  it('are RUNs in shell form, also behind ONBUILD, without flags, continuations and comments', () => {
    expect(
      scriptsOf(
        'FROM debian:12',
        'RUN ["exec", "form"]',
        'RUN --mount=type=cache,target=/c a \\',
        '  # comment',
        '  b',
        'ONBUILD RUN c',
        'CMD d',
        'ONBUILD CMD e',
      ),
    ).toEqual(['dash: a   b\n', 'dash: c\n']);
  });

  it.each([
    ['["/bin/bash", "-c"]', 'bash'],
    ['["/bin/bash", "-o", "pipefail", "-c"]', 'bash'],
    ['["/bin/bash", "-euo", "pipefail", "-c"]', 'bash -e'],
    ['["/bin/sh", "-o", "errexit", "-c"]', 'dash -e'],
    ['["bash", "-lc"]', 'bash'],
    ['["conda", "run", "-n", "base", "/bin/bash", "-c"]', 'bash'],
    ['["/usr/bin/env", "ksh", "-c"]', 'ksh'],
    ['["/bin/ash", "-eo", "pipefail", "-c"]', 'dash -e'],
    ['["/bin/busybox", "sh", "-c"]', 'dash'],
  ])('are read by the shell of SHELL %s', (shell, program) => {
    expect(scriptsOf('FROM debian:12', `SHELL ${shell}`, 'RUN a')).toEqual([`${program}: a\n`]);
  });

  it.each([
    'SHELL ["powershell", "-Command"]',
    'SHELL ["C:\\\\Windows\\\\System32\\\\cmd.exe", "/S", "/C"]',
    'SHELL ["pwsh", "-c"]',
    'SHELL ["/bin/zsh", "-c"]',
    'SHELL ["/usr/bin/fish", "-c"]',
    'SHELL ["/usr/bin/python3", "-c"]',
    '# hadolint shell=powershell',
  ])('are none where another program reads them: %s', line => {
    expect(scriptsOf('FROM debian:12', line, 'RUN a')).toEqual([]);
  });

  it.each([
    ['FROM mcr.microsoft.com/windows/servercore:ltsc2022', 'RUN dir'],
    ['FROM mcr.microsoft.com/dotnet/framework/sdk:4.8', 'RUN dir'],
    ['FROM --platform=windows/amd64 golang:1.25', 'RUN dir'],
    ['# escape=`', 'FROM mcr.microsoft.com/powershell:latest', 'RUN dir'],
    ['ARG WINDOWS', 'FROM $WINDOWS', 'RUN dir', 'SHELL ["cmd", "/c"]'],
  ])('are none in an image of Windows: %s', (...lines) => {
    expect(scriptsOf(...lines)).toEqual([]);
  });

  it('are there with the escape character of Windows in a Linux image', () => {
    expect(scriptsOf('# escape=`', 'FROM alpine:3.22', 'RUN a `', '  b')).toEqual(['dash: a   b\n']);
  });

  it('inherit the shell of their parent stage, and a stage of its own begins anew', () => {
    expect(
      scriptsOf(
        'FROM debian:12 AS base',
        'SHELL ["/bin/bash", "-c"]',
        'RUN a',
        'FROM base',
        'RUN b',
        'FROM debian:12',
        'RUN c',
        'ONBUILD SHELL ["/bin/bash", "-c"]',
        'ONBUILD RUN d',
        'RUN e',
      ),
    ).toEqual(['bash: a\n', 'bash: b\n', 'dash: c\n', 'bash: d\n', 'dash: e\n']);
  });

  it('are none in templates of other programs', () => {
    expect(scriptsOf('FROM {{ image }}', 'RUN a')).toEqual([]);
    expect(scriptsOf('FROM debian:12', 'RUN a; \\', '{{ if x then ( -}}', '  b')).toEqual([]);
    expect(scriptsOf('FROM debian:12', 'RUN make {{ target }}')).toEqual([]);
    expect(scriptsOf('FROM debian:12', "RUN go list -f '{{.Dir}}'", 'RUN echo %%BALENA_ARCH%%')).toHaveLength(2);
  });

  it('are the bodies of heredocs, without tabs that the builder drops and without carriage returns', () => {
    expect(scriptsOf('FROM debian:12', 'RUN <<-EOF', '\t\ta', '\t b\r', '\tEOF')).toEqual(['dash: a\n b\n']);
    expect(scriptsOf('FROM debian:12', 'RUN <<EOF', '\ta', 'EOF')).toEqual(['dash: \ta\n']);
  });

  it('have the interpreter that a heredoc names, and are none when that is no shell', () => {
    const run = (...body: readonly string[]) => scriptsOf('FROM debian:12', 'RUN <<EOF', ...body, 'EOF');
    expect(run('#!/usr/bin/env -S bash -e', 'a')).toEqual(['bash -e: a\n']);
    expect(run('#!/bin/sh -eu', 'a')).toEqual(['dash -e: a\n']);
    expect(run('#!/usr/bin/env python3', 'a')).toEqual([]);
    expect(run('#!/usr/bin/perl', 'a')).toEqual([]);
    expect(run('# no interpreter', 'a')).toEqual(['dash: # no interpreter\na\n']);
    // BuildKit starts the script itself, whatever SHELL is.
    expect(
      scriptsOf('FROM debian:12', 'SHELL ["pwsh", "-c"]', 'RUN <<EOF', '#!/bin/bash', 'a', 'EOF', 'RUN b'),
    ).toEqual(['bash: a\n']);
  });

  it('are the bodies that a shell reads, as long as nothing is expanded in them before', () => {
    const fed = (line: string, ...body: readonly string[]) =>
      scriptsOf('FROM debian:12', `RUN ${line}`, ...body, 'EOF').slice(1);
    expect(fed("bash -e <<'EOF'", 'a $b')).toEqual(['bash -e: a $b\n']);
    expect(fed('bash <<EOF', 'a')).toEqual(['bash: a\n']);
    expect(fed('bash <<EOF', 'a $b')).toEqual([]);
    expect(fed("python3 <<'EOF'", 'a')).toEqual([]);
    expect(fed("bash -c 'cat' <<'EOF'", 'a')).toEqual([]);
    expect(fed("cat <<'EOF' > /etc/x", 'a')).toEqual([]);
  });

  it('keep heredocs beside other words, so that their commands are whole', () => {
    expect(scriptsOf('FROM debian:12', 'RUN cat <<A - <<-B', 'x', 'A', '\ty', '\tB')).toEqual([
      'dash: cat <<A - <<-B\nx\nA\n\ty\n\tB\n',
    ]);
  });

  it('are left out while a heredoc has no end', () => {
    expect(scriptsOf('FROM debian:12', 'RUN cat <<A', 'x')).toEqual([]);
  });

  it('are told of directives at the top of a body, where ours stand in front', () => {
    expect(scriptsOf('FROM debian:12', 'RUN <<EOF', '# shellcheck disable=SC2086,SC2046', 'a', 'EOF')[0]).toMatch(
      /^# shellcheck disable=SC2086,SC2046\ndash: # shellcheck/,
    );
  });
});

describe('The variables of a script', () => {
  it('are those of its stage and its parents, set before it', () => {
    expect(
      namesOf(
        'ARG early',
        'FROM debian:12 AS base',
        'ENV a=1 b=2',
        'RUN x',
        'ARG c',
        'FROM base',
        'ENV d e',
        'RUN x',
        'ENV f=1',
        'FROM debian:12',
        'RUN x',
      ),
    ).toEqual([['a', 'b'], ['a', 'b', 'c', 'd'], []]);
  });
  it('include those of triggers, and no name that a shell could not set', () => {
    expect(namesOf('FROM debian:12', 'ONBUILD ARG v', 'ENV IFS=, a.b=1 "c d"=1', 'ONBUILD RUN x')).toEqual([['v']]);
  });
});

describe('Comments of the program', () => {
  const file = parseDockerfile('FROM debian:12\nRUN a \\\n# c\n  b c\n');
  const [script] = embeddedScripts(file);
  const lines = script?.text.text.split('\n') ?? [];
  const line = lines.indexOf('a   b c') + 1;
  const comment = (place: Partial<ShellCheckComment>): ShellCheckComment => ({
    line,
    column: 1,
    endLine: line,
    endColumn: 2,
    code: 2000,
    level: 'info',
    message: 'm',
    fix: undefined,
    ...place,
  });
  const placed = (place: Partial<ShellCheckComment>) =>
    script ? placeComments(script, [comment(place)], '\\')[0] : undefined;
  const shown = (place: Partial<ShellCheckComment>) => {
    const at = placed(place)?.at;
    return at && file.text.slice(at.start, at.end);
  };

  it('stand where the script came from', () => {
    expect(shown({ column: 5, endColumn: 6 })).toBe('b');
    expect(shown({ column: 1, endColumn: 6 })).toBe('a \\\n# c\n  b');
  });
  it('about a point are about the character there, or the last one before the end', () => {
    expect(shown({ column: 5, endColumn: 5 })).toBe('b');
    expect(shown({ column: 8, endColumn: 8 })).toBe('c');
    expect(shown({ line: line + 1, endLine: line + 1, column: 1, endColumn: 1 })).toBe('c');
    expect(shown({ line: line + 7, endLine: line + 9, column: 90, endColumn: 99 })).toBe('c');
  });
  it('about our own lines are left out', () => {
    expect(placed({ line: 1, endLine: 1 })).toBeUndefined();
    expect(placed({ line: 2, endLine: 2 })).toBeUndefined();
  });
  it('lose a fix that would write over what is not theirs, or that the file would read otherwise', () => {
    const fixed = (column: number, endColumn: number, replacement: string) => {
      const edits = placed({ fix: [{ line, endLine: line, column, endColumn, replacement }] })?.edits;
      return edits && applyEdits(file.text, edits);
    };
    expect(fixed(7, 8, 'd')).toBe('FROM debian:12\nRUN a \\\n# c\n  b d\n');
    expect(fixed(1, 6, 'd'), 'over a comment').toBeUndefined();
    expect(fixed(7, 8, 'd\ne'), 'a line break').toBeUndefined();
    expect(fixed(7, 8, 'd\\'), 'a continuation').toBeUndefined();
  });
});

describe('readOutput', () => {
  const whole = { file: '0.sh', line: 1, endLine: 1, column: 1, endColumn: 2, level: 'info', code: 2086, message: 'm' };
  it('takes what has the shape of json1', () => {
    const fix = { replacements: [{ line: 1, endLine: 1, column: 1, endColumn: 1, replacement: '"', precedence: 7 }] };
    const byFile = readOutput(
      JSON.stringify({
        comments: [
          { ...whole, fix },
          { ...whole, file: '1.sh', fix: null },
        ],
      }),
    );
    expect([...(byFile ?? [])].map(([name, all]) => [name, all.map(it => it.fix?.length)])).toEqual([
      ['0.sh', [1]],
      ['1.sh', [undefined]],
    ]);
  });
  it.each(['', '{', '[]', 'null', '{"comments":7}', 'shellcheck: unknown option'])('gives %j up', output => {
    expect(readOutput(output)).toBeUndefined();
  });
  it.each([
    { ...whole, level: 'loud' },
    { ...whole, line: 0 },
    { ...whole, column: '1' },
    { ...whole, code: undefined },
    { ...whole, file: 3 },
    null,
  ])('leaves out %j', raw => {
    expect([...(readOutput(JSON.stringify({ comments: [raw] })) ?? [])]).toEqual([]);
  });
  it('takes no half fix', () => {
    const fix = { replacements: [{ line: 1, endLine: 1, column: 1, endColumn: 1, replacement: '"' }, { line: 1 }] };
    expect(readOutput(JSON.stringify({ comments: [{ ...whole, fix }] }))?.get('0.sh')?.[0]?.fix).toBeUndefined();
  });
});

describe('A comment counts', () => {
  const of = (
    code: number,
    level: ShellCheckComment['level'],
    more: { dialect?: 'sh' | 'ash' | 'dash'; text?: string; marked?: string } = {},
  ) => judge({ code, level }, { dialect: 'dash', text: '', marked: '', ...more });
  it.each([
    [2164, 'warning', {}, 'warning'],
    [1073, 'error', {}, 'warning'],
    [2086, 'info', { marked: '$DIR' }, 'hint'],
    [2086, 'info', { marked: '${BUILD_DEPS}' }, 'silent'],
    [2006, 'style', {}, 'hint'],
    [2148, 'error', {}, 'silent'],
    [1091, 'info', {}, 'silent'],
    [1017, 'error', {}, 'silent'],
    [2154, 'warning', { text: 'echo $x' }, 'warning'],
    [2154, 'warning', { text: 'find . -name $x' }, 'warning'],
    [2154, 'warning', { text: '. /etc/os-release; echo $x' }, 'silent'],
    [2154, 'warning', { text: 'cd /x && . ./env; echo $x' }, 'silent'],
    [2154, 'warning', { text: 'eval "$(ssh-agent)"; echo $x' }, 'silent'],
    [3010, 'warning', { dialect: 'dash' }, 'warning'],
    [3010, 'warning', { dialect: 'ash' }, 'silent'],
    [3030, 'warning', { dialect: 'ash' }, 'warning'],
    [3010, 'warning', { dialect: 'sh' }, 'hint'],
    [2046, 'warning', { marked: '$(find .)' }, 'warning'],
    [2046, 'warning', { marked: '$(nproc)' }, 'silent'],
    [2046, 'warning', { marked: '$(test "$A" = b && echo --c)' }, 'silent'],
    [2283, 'error', { marked: '=2775' }, 'silent'],
  ] as const)('SC%i, %s, %j: %s', (code, level, more, judged) => {
    expect(of(code, level, more)).toBe(judged);
  });
});
