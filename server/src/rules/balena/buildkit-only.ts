import { isBuiltByBalena, isOtherTemplate } from '../../project/built-by-balena.ts';
import type { Dockerfile, Instruction } from '../../syntax/dockerfile/dockerfile.ts';
import type { Span } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';

export const buildkitOnly = rule({
  id: 'balena/buildkit-only',
  reads: 'dockerfile',
  dialect: 'balena',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  needs: { has: ['directive', 'flag', 'heredoc'] },
  summary: 'A Dockerfile for balena uses what only BuildKit can do',
  why: 'balena’s builders and devices build with balenaEngine, which has no BuildKit: it refuses such flags and reads the lines of a heredoc as instructions. A `# syntax=` line is passed over.',
  bad: [
    { 'Dockerfile.template': 'FROM debian:13\nRUN <<EOF\necho a\nEOF\n' },
    { 'Dockerfile.template': 'FROM debian:13\nRUN --mount=type=cache,target=/root/.cache pip install x\n' },
    { 'Dockerfile.template': 'FROM debian:13\nCOPY --link . /app\n' },
  ],
  good: [
    { 'Dockerfile.template': 'FROM --platform=linux/arm64 debian:13\nCOPY --chown=app:app . /app\n' },
    { 'Dockerfile.template': 'FROM debian:13\nRUN cat > /motd\n' },
    {
      'balena.yml': 'type: sw.application\n',
      'Dockerfile.template': 'FROM debian:13\n',
      'tools/Dockerfile': 'FROM debian:13\nRUN --mount=type=cache,target=/root/.cache pip install x\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/dockerfile/',
    'https://docs.docker.com/build/buildkit/',
    'https://github.com/balena-os/balena-engine',
  ],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    const places = placesIn(file);
    if (places.length === 0 || !isBuiltByBalena(path, project) || isOtherTemplate({ path, file }, project))
      return findings;
    for (const { at, what, isIgnored } of places) {
      findings.push(
        isIgnored
          ? {
              at,
              severity: 'hint',
              message: 'balena’s builders have no BuildKit and pass over this line, so nothing it would bring is there',
            }
          : { at, message: `${what} needs BuildKit, which balena’s builders do not have, so the build stops here` },
      );
    }
    return findings;
  },
});

interface Place {
  readonly at: Span;
  readonly what: string;
  /** It changes nothing instead of stopping the build. */
  readonly isIgnored: boolean;
}

function placesIn(file: Dockerfile): readonly Place[] {
  const places: Place[] = [];
  for (const { name, span: at } of file.directives) {
    if (name.value.toLowerCase() === 'syntax') places.push({ at, what: 'A # syntax line', isIgnored: true });
  }
  for (const instruction of file.instructions) inInstruction(instruction.trigger ?? instruction, places);
  return places;
}

const flags: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['RUN', new Set(['mount', 'network', 'security', 'device'])],
  ['COPY', new Set(['link', 'parents', 'chmod', 'exclude'])],
  ['ADD', new Set(['link', 'chmod', 'exclude', 'checksum', 'keep-git-dir', 'unpack'])],
]);

function inInstruction({ name, flags: written, heredocs }: Instruction, places: Place[]): void {
  if (name !== 'RUN' && name !== 'COPY' && name !== 'ADD') return;
  for (const flag of written) {
    if (flags.get(name)?.has(flag.name.value))
      places.push({ at: flag.span, what: `${name} --${flag.name.value}`, isIgnored: false });
  }
  const [heredoc] = heredocs;
  if (heredoc) places.push({ at: heredoc.span, what: 'A heredoc', isIgnored: false });
}
