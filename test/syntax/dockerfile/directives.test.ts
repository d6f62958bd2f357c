/** Parser directives stand at the very top and nowhere else. */
import { describe, expect, it } from 'vitest';
import { parseDockerfile } from '../../../server/src/syntax/dockerfile/parse.ts';
import { slice } from '../../../server/src/text/span.ts';

function directives(text: string): string[] {
  return parseDockerfile(text).directives.map(it => `${it.name.value}=${it.value.value}`);
}

describe('parser directives', () => {
  it.each([
    ['# syntax=docker/dockerfile:1\n# check=skip=all\nFROM a', ['syntax=docker/dockerfile:1', 'check=skip=all']],
    ['#syntax = x y \t\r\nFROM a', ['syntax=x y']],
    ['  # Escape=`\nFROM a', ['Escape=`']],
    ['\ufeff# syntax=x\nFROM a', ['syntax=x']],
    ['# escape=`\n# escape=\\\nFROM a', ['escape=`', 'escape=\\']],
    ['#!/usr/bin/env docker\n# syntax=x\nFROM a', ['syntax=x']],
    ['\n# syntax=x\nFROM a', []],
    ['# a comment\n# syntax=x\nFROM a', []],
    ['# unknown=x\n# syntax=x\nFROM a', []],
    ['FROM a\n# syntax=x', []],
    ['# syntax=\nFROM a', []],
    ['# syntax', []],
  ])('%j', (text, expected) => {
    expect(directives(text)).toEqual(expected);
  });

  it('are no comments', () => {
    const file = parseDockerfile('# syntax=x\n# c\nFROM a');
    expect(file.comments.map(it => it.text)).toEqual(['c']);
  });

  it('have spans for name and value', () => {
    const text = '#  syntax =  x  \n';
    const [it] = parseDockerfile(text).directives;
    expect([it?.span, it?.name.span, it?.value.span].map(span => span && slice(text, span))).toEqual([
      '#  syntax =  x  ',
      'syntax',
      'x',
    ]);
  });

  it.each([
    ['# escape=`\nFROM a', '`'],
    ['# escape=\\\nFROM a', '\\'],
    ['# escape=x\nFROM a', '\\'],
    ['#!x\n# escape=`\nFROM a', '\\'],
    ['FROM a\n# escape=`', '\\'],
  ])('%j sets the escape character', (text, expected) => {
    expect(parseDockerfile(text).escape).toBe(expected);
  });
});
