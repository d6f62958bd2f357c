/** What ShellCheck says of the scripts in a Dockerfile. Its answers are handed in with the file; here they become findings. */

import { applyEdits } from '../../text/edit.ts';
import { type FileEdit, type Finding, type Fix, rule } from '../rule.ts';

export const shellcheckFinding = rule({
  id: 'dockerfile/shellcheck-finding',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['hadolint:SC*'],
  summary: 'ShellCheck finds a mistake in the script of a RUN',
  why: 'A script that splits a path in two, goes on after a failed cd or needs another shell builds a broken image, often without a failing build. Found where the program shellcheck can be run.',
  bad: [{ Dockerfile: 'FROM debian:12\nRUN cd /src; make install\n' }],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN cd /src && make install\n' },
    { Dockerfile: 'FROM debian:12\n# hadolint ignore=SC2164\nRUN cd /src; make install\n' },
  ],
  references: ['https://www.shellcheck.net/wiki/', 'https://docs.docker.com/reference/dockerfile/#shell-form'],

  check({ file, shellcheck }): readonly Finding[] {
    const findings: Finding[] = [];
    for (const { at, code, message, severity, edits } of shellcheck?.comments ?? []) {
      const name = `SC${code}`;
      findings.push({
        at,
        message: `${name}: ${message.replace(/\.$/, '')}`,
        severity,
        aka: [`hadolint:${name}`],
        fixes: edits && [fixOf(file.text, name, edits)],
      });
    }
    return findings;
  },
});

/** Longer texts are not repeated in the title. */
const maxShown = 40;

function fixOf(text: string, name: string, edits: readonly FileEdit[]): Fix {
  const start = Math.min(...edits.map(edit => edit.at.start));
  const end = Math.max(...edits.map(edit => edit.at.end));
  const moved = edits.map(edit => ({
    at: { start: edit.at.start - start, end: edit.at.end - start },
    text: edit.text,
  }));
  const after = applyEdits(text.slice(start, end), moved).trim();
  const isShort = after.length > 0 && after.length <= maxShown && !/[\r\n]/.test(after);
  const verb = start === end ? 'Insert' : 'Change to';
  return {
    title: isShort ? `${verb} ${after} (ShellCheck's fix for ${name})` : `Apply ShellCheck's fix for ${name}`,
    safety: 'suggestion',
    edits,
  };
}
