/** FROM with something that cannot be read as an image reference. */
import type { Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { type ImageReference, parseImageReference, type ReferencePart } from '../../syntax/image-reference.ts';
import { replace } from '../../text/edit.ts';
import { type Span, span } from '../../text/span.ts';
import { isBrokenConstant, judgeBaseName } from '../base-name.ts';
import { type Finding, rule } from '../rule.ts';

export const invalidImageReference = rule({
  id: 'dockerfile/invalid-image-reference',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  aka: ['dockerfile-utils:INVALID_REFERENCE_FORMAT'],
  summary: 'FROM names something that cannot be an image',
  why: 'The build stops before its first instruction. Repositories are written in lower case; a tag holds letters, digits, `_`, `.` and `-`; a digest is an algorithm with its hexadecimal sum.',
  bad: [
    { Dockerfile: 'FROM Debian:12\n' },
    { Dockerfile: 'FROM debian:\n' },
    { Dockerfile: 'FROM ghcr.io/acme/tool:v1+linux\n' },
    { Dockerfile: 'FROM debian@sha256:12\n' },
    { Dockerfile: 'FROM https://registry.example.com/tool\n' },
  ],
  good: [
    { Dockerfile: 'FROM registry.example.com:5000/acme/tool:v1_linux\n' },
    { Dockerfile: 'ARG TAG\nFROM debian:$TAG\n' },
    { 'Dockerfile.template': 'FROM balenalib/%%BALENA_MACHINE_NAME%%-Debian\n' },
    { Dockerfile: 'FROM debian:12 AS Base\nFROM Base\n' },
  ],
  references: [
    'https://docs.docker.com/reference/dockerfile/#from',
    'https://github.com/distribution/reference/blob/main/reference.go',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const stage of dockerfile.file.stages) {
      const judged = judgeBaseName(stage, dockerfile, project);
      if (judged.kind === 'broken') findings.push(findingOf(stage, judged.reference, judged.text, judged.isWritten));
    }
    return findings;
  },
});

function findingOf(stage: Stage, reference: ImageReference, text: string, isWritten: boolean): Finding {
  const base = stage.base?.span ?? stage.from.span;
  const place = (part: Span): Span => (isWritten ? span(base.start + part.start, base.start + part.end) : base);
  const { repository, tag, digest } = reference;
  if (digest && isBrokenConstant(digest.value, 'digest')) {
    const at = place(digest.value === '' ? span(digest.span.start - 1, digest.span.end) : digest.span);
    const what = digest.value === '' ? 'The digest behind "@" is missing' : `"${digest.value}" is no digest`;
    return { at, message: `${what}, so the build stops here; write sha256: and its 64 hexadecimal digits` };
  }
  const name = text.slice(0, repository.span.end);
  if (tag && isBrokenConstant(tag.value, 'tag')) return tagFinding(tag, place);
  const lower = repository.value.toLowerCase();
  const lowered = text.slice(0, repository.span.start) + lower;
  if (lower !== repository.value && parseImageReference(lowered).isValid) {
    return {
      at: place(repository.span),
      message: `"${repository.value}" is no repository, for they are written in lower case: the build stops here; write "${lower}"`,
      fixes: isWritten
        ? [{ title: `Change to "${lower}"`, safety: 'suggestion', edits: [replace(place(repository.span), lower)] }]
        : [],
    };
  }
  return {
    at: place(span(0, repository.span.end)),
    message: `"${name}" cannot be an image, so the build stops here; write registry/repository:tag in lower case`,
  };
}

function tagFinding(tag: ReferencePart, place: (part: Span) => Span): Finding {
  if (tag.value === '') {
    return {
      at: place(span(tag.span.start - 1, tag.span.end)),
      message: 'The tag behind ":" is missing, so the build stops here; write it, or drop the colon',
    };
  }
  return {
    at: place(tag.span),
    message: `"${tag.value}" is no tag, so the build stops here; a tag has up to 128 letters, digits, "_", "." and "-", the first no "." or "-"`,
  };
}
