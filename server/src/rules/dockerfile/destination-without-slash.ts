import type { Project } from '../../project/project.ts';
import { isWindowsStage } from '../../syntax/dockerfile/shell-in-force.ts';
import { transferOf, unquotedSpan, withoutQuotes } from '../../syntax/dockerfile/transfer.ts';
import { insert } from '../../text/edit.ts';
import { type Finding, rule } from '../rule.ts';

export const destinationWithoutSlash = rule({
  id: 'dockerfile/destination-without-slash',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'safe',
  since: '0.1.0',
  needs: { instructions: ['COPY', 'ADD'] },
  aka: ['hadolint:DL3021', 'dockerfile-utils:INVALID_DESTINATION', 'kics:6db6e0c2', 'trivy:DS-0011'],
  summary: 'COPY or ADD has several sources and a destination that does not end in a slash',
  why: 'Several files need a folder to go to. The classic builder refuses the instruction; BuildKit takes the destination for a file, unless the base image has such a folder, and writes one source over the other.',
  bad: [
    { Dockerfile: 'FROM alpine:3.22\nCOPY server.js client.js /srv\n' },
    { Dockerfile: 'FROM alpine:3.22\nADD ["server.js", "client.js", "/srv"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM alpine:3.22\nCOPY server.js client.js /srv/\n' },
    { Dockerfile: 'FROM alpine:3.22\nCOPY server.js /srv\n' },
    { Dockerfile: 'FROM alpine:3.22\nARG TARGET=/srv/\nCOPY server.js client.js $TARGET\n' },
    { Dockerfile: 'FROM alpine:3.22\nCOPY <<A <<B /srv\na\nA\nb\nB\n' },
    {
      Dockerfile:
        '# escape=`\nFROM mcr.microsoft.com/windows/nanoserver:ltsc2022\nCOPY server.js client.js C:\\srv\\\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#copy---destination',
    'https://docs.docker.com/reference/dockerfile/#adding-files-from-the-build-context',
  ],

  check({ file }, project) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      for (const { instruction } of stage.lifted) {
        const transfer = transferOf(instruction);
        if (!transfer || transfer.sources.length < 2 || transfer.heredocs > 0) continue;
        const { destination, name } = transfer;
        const path = withoutQuotes(destination.raw);
        if (path.endsWith('/') || path.endsWith('\\') || endsInVariable(path) || isTemplate(instruction.arguments))
          continue;
        // The rest of a path in quotes, which the builder splits at its blanks.
        if (/^["']|["']$/.test(path)) continue;
        const isFolder = path === '.' || path === '..';
        const slash = path.includes('\\') && isWindowsStage(file, stage) ? '\\' : '/';
        const at = unquotedSpan(file.text, destination);
        // A backslash would escape the quote of a JSON string, or what follows.
        const written = slash === '\\' && (instruction.exec || file.escape === '\\') ? '\\\\' : slash;
        findings.push({
          at: destination.span,
          message: `${name} has ${transfer.sources.length} sources, so "${destination.value}" must be a folder and end in "${slash}"; ${consequence(isFolder, project)}`,
          severity: isFolder && project.dialect === 'docker' ? 'hint' : undefined,
          fixes: [{ title: `Append "${slash}"`, safety: 'safe', edits: [insert(at.end, written)] }],
        });
      }
    }
    return findings;
  },
});

function consequence(isFolder: boolean, { dialect }: Project): string {
  if (dialect === 'balena') return "balena's builders refuse it";
  return isFolder
    ? 'BuildKit knows it for one, the classic builder refuses it'
    : 'the classic builder refuses it, and BuildKit writes one file over the other unless that folder is there';
}

/** The variable may bring the slash; a place holder of a template too. */
function endsInVariable(path: string): boolean {
  return /\$\w+$|%%$/.test(path) || (path.endsWith('}') && (path.includes('${') || path.endsWith('}}')));
}

/** `{{ name }}` holds blanks, at which words are split. */
function isTemplate(words: readonly { readonly raw: string }[]): boolean {
  return words.some(({ raw }) => raw.includes('{{') || raw.includes('}}'));
}
