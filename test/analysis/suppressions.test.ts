import { describe, expect, it } from 'vitest';
import type { ParsedFile } from '../../server/src/analysis/parsed-file.ts';
import { parseAlone } from '../../server/src/analysis/parsed-file.ts';
import { suppressHere } from '../../server/src/analysis/suppress-here.ts';
import { suppressionsOf } from '../../server/src/analysis/suppressions.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { applyEdits } from '../../server/src/text/edit.ts';
import { lineIndex } from '../../server/src/text/line-index.ts';
import { span } from '../../server/src/text/span.ts';

const dockerfile = (text: string) => parsed('/p/Dockerfile', text);
const compose = (text: string) => parsed('/p/compose.yaml', text);
const manifest = (text: string) => parsed('/p/balena.yml', text);
const ignoreFile = (text: string) => parsed('/p/.dockerignore', text);

function parsed(path: string, text: string): ParsedFile {
  const file = parseAlone(path, fileKind(path), text);
  if (!file) throw new Error(`${path} is no file of ours`);
  return file;
}

const untagged = {
  id: 'dockerfile/untagged-base-image',
  aka: ['hadolint:DL3006', 'checkov:CKV_DOCKER_7', 'trivy:DS-0001', 'kics:9efb0b2d'],
};
const casing = {
  id: 'dockerfile/inconsistent-instruction-casing',
  aka: ['buildkit:ConsistentInstructionCasing', 'dockerfile-utils:CASING_INSTRUCTION'],
};
const privileged = { id: 'compose/privileged-service', aka: ['kics:ae5b6871', 'dclint:no-privileged'] };
const own = { id: 'dockerfile/relative-workdir' };

/** The one-based lines on which the comments of a file suppress a rule that would speak at their first letter. */
function linesSuppressed(parsed: ParsedFile, text: string, rule: { id: string; aka?: readonly string[] }): number[] {
  const lines = lineIndex(text);
  const suppressions = suppressionsOf(parsed);
  return Array.from({ length: lines.lineCount }, (_, line) => line)
    .filter(line => {
      const { start, end } = lines.lineSpan(line);
      const at = start + text.slice(start, end).search(/\S|$/);
      return suppressions.suppress(rule, span(at, at)) && !/^\s*(#|$)/.test(text.slice(start, end));
    })
    .map(line => line + 1);
}

describe('in a Dockerfile', () => {
  it.each<[string, string, { id: string; aka?: readonly string[] }, number[]]>([
    ['ours, by rule', '# slipway ignore=dockerfile/untagged-base-image\nFROM a\nFROM b\n', untagged, [2]],
    ['ours, by a peer’s code', '# slipway ignore=DL3006 we build it\nFROM a\nFROM b\n', untagged, [2]],
    ['ours, by a peer’s code with its name', '# slipway ignore=hadolint:dl3006\nFROM a\n', untagged, [2]],
    ['ours, several', '# slipway ignore=x/y, DL3006 , z\nFROM a\n', untagged, [2]],
    ['a reason that looks like a code', '# slipway ignore=x/y reason, DL3006\nFROM a\n', untagged, []],
    ['ours, whole file', 'FROM a\n# slipway ignore-file=DL3006\nFROM b\n', untagged, [1, 3]],
    ['ours, all rules', 'FROM a\n# slipway ignore-file=all\nWORKDIR b\n', own, [1, 3]],
    ['another rule', '# slipway ignore=dockerfile/other\nFROM a\n', untagged, []],
    ['other comments in between', '# slipway ignore=DL3006\n# why\nFROM a\nFROM b\n', untagged, [3]],
    ['a blank line in between', '# slipway ignore=DL3006\n\nFROM a\n', untagged, []],
    [
      'a whole continued instruction',
      '# slipway ignore=dockerfile/relative-workdir\nRUN a \\\n  b\nRUN c\n',
      own,
      [2, 3],
    ],
    [
      'inside a continued instruction',
      'RUN a \\\n  # slipway ignore=dockerfile/relative-workdir\n  b \\\n  c\n',
      own,
      [3],
    ],
    ['hadolint, one instruction', '# hadolint ignore=DL3006,SC1035 # why\nFROM a\nFROM b\n', untagged, [2]],
    ['hadolint, stage', 'FROM a\n# hadolint stage ignore=DL3006\nFROM b\nRUN x\nFROM c\n', untagged, [3, 4]],
    ['hadolint, file', 'FROM a\n# hadolint global ignore=DL3006\nFROM b\n', untagged, [1, 3]],
    ['hadolint, a code we do not have', '# hadolint ignore=DL9999\nFROM a\n', untagged, []],
    ['hadolint does not know other tools’ codes', '# hadolint ignore=CKV_DOCKER_7\nFROM a\n', untagged, []],
    ['BuildKit directive', '# check=skip=A,ConsistentInstructionCasing;error=true\nFROM a\nrun x\n', casing, [2, 3]],
    ['BuildKit directive, all of its rules', '# check=error=true;skip=all\nFROM a\nrun x\n', casing, [2, 3]],
    ['BuildKit has no say in rules it does not have', '# check=skip=all\nFROM a\n', untagged, []],
    [
      'BuildKit, one instruction',
      'FROM a\n# check=skip=ConsistentInstructionCasing // why, B\nrun x\nrun y\n',
      casing,
      [3],
    ],
    ['dockerfile-utils', 'FROM a\n# dockerfile-utils: ignore\nrun x\nrun y\n', casing, [3]],
    ['dockerfile-utils, a rule it does not have', '# dockerfile-utils: ignore\nFROM a\n', untagged, []],
    ['checkov', 'FROM a\n#checkov:skip=CKV_DOCKER_3,CKV_DOCKER_7: not ours\n', untagged, [1]],
    ['checkov under another name', '# bridgecrew:skip=CKV_DOCKER_7\nFROM a\n', untagged, [2]],
    ['trivy', '# trivy:ignore:AVD-DS-0001 trivy:ignore:DS-9\nFROM a\nFROM b\n', untagged, [2]],
    ['KICS, file', '# kics-scan ignore\nFROM a\nFROM b\n', untagged, [2, 3]],
    ['KICS, file, but not at the top', 'FROM a\n# kics-scan ignore\nFROM b\n', untagged, []],
    ['KICS, by query', '# kics-scan disable=9efb0b2d-0000-4000-8000-000000000000\nFROM a\n', untagged, [2]],
    ['KICS, all but this query', '# kics-scan enable=9efb0b2d\nFROM a\n', untagged, []],
    ['KICS, all but another query', '# kics-scan enable=11111111\nFROM a\n', untagged, [2]],
    ['KICS, line', '# kics-scan ignore-line\nFROM a\nRUN x\n', untagged, [2]],
    ['KICS, block of a FROM', 'FROM a\n# kics-scan ignore-block\nFROM b\nRUN x\nFROM c\n', untagged, [3, 4]],
    ['inside a heredoc there are no comments', 'FROM a\nRUN <<E\n# slipway ignore-file=all\nE\nWORKDIR b\n', own, []],
  ])('%s', (_, text, rule, lines) => {
    expect(linesSuppressed(dockerfile(text), text, rule)).toEqual(lines);
    const crlf = text.replaceAll('\n', '\r\n');
    expect(linesSuppressed(dockerfile(crlf), crlf, rule)).toEqual(lines);
  });
});

describe('in a Compose file', () => {
  it.each<[string, string, number[]]>([
    [
      'line above',
      'services:\n  a:\n    # slipway ignore=compose/privileged-service\n    privileged: true\n    x: 1\n',
      [4],
    ],
    ['same line', 'services:\n  a:\n    privileged: true # slipway ignore=ae5b6871 old kernel\n    x: 1\n', [3]],
    [
      'above a mapping: its key only',
      'services:\n  # slipway ignore=compose/privileged-service\n  a:\n    x: 1\n',
      [3],
    ],
    [
      'above a flow collection over several lines',
      'services:\n  a:\n    # slipway ignore=compose/privileged-service\n    x: [1,\n      2]\n    y: 1\n',
      [4, 5],
    ],
    ['whole file', '# slipway ignore-file=compose/privileged-service\na: 1\nb: 2\n', [2, 3]],
    ['dclint, line', 'a: 1\nb: 2 # dclint disable-line no-privileged other\nc: 3\n', [2]],
    ['dclint, line before', 'a: 1\n# dclint disable-line\nb: 2\nc: 3\n', [3]],
    ['dclint, first line', '# dclint disable no-privileged\na: 1\nb: 2\n', [2, 3]],
    ['dclint, not the first line', 'a: 1\n# dclint disable\nb: 2\n', []],
    ['dclint, another rule', '# dclint disable no-build\na: 1\n', []],
    ['dclint, file', 'a: 1\n# dclint disable-file\nb: 2\n', [1, 3]],
    ['KICS, block', 'a:\n  b: 1\n# kics-scan ignore-block\nc:\n  d:\n    - e\nf: 1\n', [4, 5, 6]],
    ['in a block of text there are no comments', 'a: |\n  # slipway ignore-file=all\nb: 1\n', []],
  ])('%s', (_, text, lines) => {
    expect(linesSuppressed(compose(text), text, privileged)).toEqual(lines);
  });
});

// Quadratic work on this many would take minutes rather than the fraction of a second it takes.
it('reads a file of nothing but comments in linear time', { timeout: 10_000 }, () => {
  const text = `FROM a\n${'# slipway ignore=x/y\n'.repeat(15_000)}RUN b \\\n${'# slipway ignore=x/y\n'.repeat(10_000)} c\n`;
  expect(suppressionsOf(dockerfile(text)).suppress({ id: 'x/y' }, span(text.length - 2, text.length - 2))).toBe(true);
});

describe('"suppress here" writes a comment that suppresses', () => {
  it.each<[string, (text: string) => ParsedFile, string, string]>([
    ['an instruction', dockerfile, 'FROM a\nRUN <|>x\n', 'FROM a\n# slipway ignore=a/b\nRUN x\n'],
    ['a later line of one', dockerfile, 'RUN a \\\n  && <|>b\n', '# slipway ignore=a/b\nRUN a \\\n  && b\n'],
    ['a heredoc', dockerfile, 'RUN <<E\n<|>x\nE\n', '# slipway ignore=a/b\nRUN <<E\nx\nE\n'],
    ['CRLF', dockerfile, 'FROM a\r\nRUN <|>x\r\n', 'FROM a\r\n# slipway ignore=a/b\r\nRUN x\r\n'],
    ['a byte order mark', dockerfile, '\uFEFF<|>FROM a\n', '\uFEFF# slipway ignore=a/b\nFROM a\n'],
    ['directives', dockerfile, '# syntax=x\n<|>FROM a\n', '# syntax=x\n# slipway ignore=a/b\nFROM a\n'],
    [
      'a directive',
      dockerfile,
      '# syntax=x\n# es<|>cape=y\nFROM a\n',
      '# syntax=x\n# escape=y\n# slipway ignore-file=a/b\nFROM a\n',
    ],
    ['an empty file', dockerfile, '<|>', '# slipway ignore-file=a/b\n'],
    [
      'another of our comments',
      dockerfile,
      '# slipway ignore=c/d why\nR<|>UN x\n',
      '# slipway ignore=c/d,a/b why\nRUN x\n',
    ],
    [
      'an entry',
      compose,
      'services:\n  a:\n    privileged: <|>true\n',
      'services:\n  a:\n    # slipway ignore=a/b\n    privileged: true\n',
    ],
    ['an item', compose, 'a:\n  - x\n  - <|>y\n', 'a:\n  - x\n  # slipway ignore=a/b\n  - y\n'],
    ['a pair in an item', compose, 'a:\n  - b: 1\n    c: <|>2\n', 'a:\n  - b: 1\n    # slipway ignore=a/b\n    c: 2\n'],
    ['a flow collection', compose, 'a: [x,\n  <|>y]\n', '# slipway ignore=a/b\na: [x,\n  y]\n'],
    ['a block of text', compose, 'a:\n  b: |\n    c\n    <|>d\n', 'a:\n  # slipway ignore=a/b\n  b: |\n    c\n    d\n'],
    ['a manifest', manifest, 'name: a\ntype: <|>b\n', 'name: a\n# slipway ignore=a/b\ntype: b\n'],
    ['an ignore file', ignoreFile, 'a\n<|>b\n', 'a\n# slipway ignore=a/b\nb\n'],
    ['the dash of an item', compose, 'a:\n  - x\n <|> - y\n', 'a:\n  - x\n  # slipway ignore=a/b\n  - y\n'],
    ['one flow mapping', compose, '{ a: <|>1 }\n', '# slipway ignore-file=a/b\n{ a: 1 }\n'],
  ])('%s', (_, parse, marked, after) => {
    const offset = marked.indexOf('<|>');
    const text = marked.replace('<|>', '');
    const edits = suppressHere(parse(text), 'a/b', span(offset, offset));
    expect(applyEdits(text, edits)).toBe(after);
    const moved = offset + after.length - text.length;
    expect(suppressionsOf(parse(text)).suppress({ id: 'a/b' }, span(offset, offset))).toBe(false);
    expect(suppressionsOf(parse(after)).suppress({ id: 'a/b' }, span(moved, moved))).toBe(true);
  });
});
