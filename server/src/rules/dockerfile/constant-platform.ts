import { synonymsInPlatforms } from '../../catalog/architecture-names.ts';
import type { Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { removeWord } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const constantPlatform = rule({
  id: 'dockerfile/constant-platform',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['platform'] },
  aka: ['hadolint:DL3029', 'buildkit:FromPlatformFlagConstDisallowed', 'kics:b16e8501'],
  summary: 'FROM has a constant in `--platform`',
  why: 'The stage is then built for that one platform whatever is asked for: no image for several platforms comes out of the file, and on other devices it does not run or is emulated.',
  bad: [
    { Dockerfile: 'FROM --platform=linux/amd64 debian:13\n' },
    { Dockerfile: 'FROM --platform=linux/arm64 debian:13 AS build\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:13\n' },
    { Dockerfile: 'FROM --platform=$BUILDPLATFORM debian:13 AS build\n' },
    { Dockerfile: 'FROM --platform=linux/amd64 debian:13 AS build-amd64\n' },
    { Dockerfile: 'FROM --platform=windows/amd64 mcr.microsoft.com/windows/nanoserver:ltsc2025 AS windows\n' },
  ],
  references: ['https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      const { platform } = stage;
      const value = platform?.value?.value;
      if (!platform || value === undefined || !isConstant(value) || isInName(value, stage)) continue;
      const edit = removeWord(file, platform.span);
      findings.push({
        at: platform.span,
        message: `This stage is built for ${value} only, whatever platform is asked for; leave the flag out, or name the stage after the platform`,
        fixes: edit ? [{ title: `Delete "--platform=${value}"`, safety: 'suggestion', edits: [edit] }] : [],
      });
    }
    return findings;
  },
});

/** A platform without variables; what does not look like one stops the build and is not ours to judge. */
function isConstant(value: string): boolean {
  return /^[A-Za-z0-9_.-]+(?:\([^()]*\))?(?:\/[A-Za-z0-9_.-]+){0,2}$/.test(value);
}

/** Names of operating systems that stand alone in a platform; other single words are architectures. */
const systems = new Set(['linux', 'windows', 'darwin', 'freebsd', 'openbsd', 'netbsd', 'wasi']);

/** The stage says in its name which system or architecture it is for, as one of several. */
function isInName(value: string, { name }: Stage): boolean {
  if (!name) return false;
  const [first = '', second] = value
    .toLowerCase()
    .replace(/\(.*\)/, '')
    .split('/');
  const words = second === undefined && !systems.has(first) ? [first] : [first, second ?? ''];
  const stageName = name.value.toLowerCase();
  return words.some(
    word => word !== '' && (stageName.includes(word) || stageName.includes(synonymsInPlatforms.get(word) ?? word)),
  );
}
