/** MAINTAINER, which a label has replaced. */
import type { Dockerfile, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import { replace } from '../../text/edit.ts';
import { slice, span } from '../../text/span.ts';
import { keywordCase } from '../dockerfile-edits.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const deprecatedMaintainer = rule({
  id: 'dockerfile/deprecated-maintainer',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['MAINTAINER'] },
  aka: [
    'hadolint:DL4000',
    'buildkit:MaintainerDeprecated',
    'dockerfile-utils:DEPRECATED_MAINTAINER',
    'kics:99614418',
    'checkov:CKV_DOCKER_6',
    'trivy:DS-0022',
  ],
  summary: 'MAINTAINER is used, which is deprecated',
  why: 'MAINTAINER sets the Author field of the image, which hardly any tool shows. The label `org.opencontainers.image.authors` is shown by registries and can be asked for like any other.',
  bad: [
    { Dockerfile: 'FROM debian:12\nMAINTAINER Ada <ada@example.com>\n' },
    { Dockerfile: 'FROM debian:12\nONBUILD MAINTAINER Ada\n' },
  ],
  good: [{ Dockerfile: 'FROM debian:12\nLABEL org.opencontainers.image.authors="Ada <ada@example.com>"\n' }],
  references: [
    'https://docs.docker.com/reference/dockerfile/#maintainer-deprecated',
    'https://docs.docker.com/reference/build-checks/maintainer-deprecated/',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const it of file.instructions) {
      const instruction = it.trigger ?? it;
      if (instruction.name !== 'MAINTAINER') continue;
      const fix = toLabel(file, instruction);
      findings.push({
        at: instruction.keyword.span,
        message: `MAINTAINER is deprecated, and few tools show it; write LABEL ${label}="…"`,
        fixes: fix ? [fix] : [],
      });
    }
    return findings;
  },
});

const label = 'org.opencontainers.image.authors';

/** Undefined for one without a name, in front of the first FROM, where no label may stand, or with a comment inside. */
function toLabel(file: Dockerfile, instruction: Instruction): Fix | undefined {
  const [author] = instruction.arguments;
  const first = file.stages[0]?.from;
  if (!author || !first || instruction.index < first.index) return undefined;
  const at = span(instruction.keyword.span.start, instruction.argumentsSpan.end);
  if (/[\r\n]/.test(slice(file.text, at))) return undefined;
  // MAINTAINER takes its text as it stands; in a label quotes, dollar and the escape character mean something.
  const text = unquoted(author.raw);
  let value = '';
  for (const character of text)
    value += /["$]/.test(character) || character === file.escape ? file.escape + character : character;
  const edits = [replace(at, `${keywordCase(file, 'LABEL')} ${label}="${value}"`)];
  return { title: `Change to "LABEL ${label}=…"`, safety: 'suggestion', edits };
}

/** Without the quotes around the whole. */
function unquoted(text: string): string {
  const quote = text.charAt(0);
  const isQuoted = text.length > 1 && (quote === '"' || quote === "'") && text.indexOf(quote, 1) === text.length - 1;
  return isQuoted ? text.slice(1, -1) : text;
}
