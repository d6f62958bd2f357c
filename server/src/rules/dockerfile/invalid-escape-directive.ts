/** `# escape=` with anything but a backslash or a backtick. */
import { replace } from '../../text/edit.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

const characters = [
  { text: '\\', name: 'a backslash' },
  { text: '`', name: 'a backtick' },
] as const;

export const invalidEscapeDirective = rule({
  id: 'dockerfile/invalid-escape-directive',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['directive'] },
  aka: ['dockerfile-utils:INVALID_ESCAPE_DIRECTIVE'],
  summary: 'The escape directive is neither a backslash nor a backtick',
  why: 'The builder knows these two escape characters only and refuses the file. A backtick leaves the backslash to Windows paths.',
  bad: [{ Dockerfile: '# escape=^\nFROM alpine:3.22\n' }],
  good: [
    { Dockerfile: '# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\n' },
    { Dockerfile: '# escape=\\\nFROM alpine:3.22\n' },
    { Dockerfile: '# About the image.\n# escape=^\nFROM alpine:3.22\n' },
  ],
  references: ['https://docs.docker.com/reference/dockerfile/#escape'],

  check({ file }) {
    const findings: Finding[] = [];
    // Below a line `#!…` the builder does not look for this directive.
    if (file.comments[0] && file.directives[0] && file.comments[0].span.start < file.directives[0].span.start)
      return findings;
    for (const { name, value } of file.directives) {
      if (name.value.toLowerCase() !== 'escape' || characters.some(it => it.text === value.value)) continue;
      findings.push({
        at: value.span,
        message: `"${value.value}" cannot be the escape character, so the file is refused; use a backslash or a backtick`,
        fixes: characters
          .filter(it => isPossible(file.text, it.text))
          .map(
            (it): Fix => ({
              title: `Change to ${it.name}`,
              safety: 'suggestion',
              edits: [replace(value.span, it.text)],
            }),
          ),
      });
    }
    return findings;
  },
});

/** The character that lines end with in this file has to stay the one that continues them. */
function isPossible(text: string, character: string): boolean {
  const other = character === '`' ? /\\[ \t]*\r?\n/ : /`[ \t]*\r?\n/;
  const own = character === '`' ? /`[ \t]*\r?\n/ : /\\[ \t]*\r?\n/;
  return own.test(text) || !other.test(text);
}
