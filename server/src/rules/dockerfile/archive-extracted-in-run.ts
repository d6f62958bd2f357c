import type { Argument, Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import {
  isArchiveName,
  isTarName,
  type Transfer,
  transferOf,
  withoutQuotes,
} from '../../syntax/dockerfile/transfer.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { type Finding, rule } from '../rule.ts';
import { runsByStage } from '../runs-by-stage.ts';

const unpackers = new Set(
  'unzip gunzip bunzip2 unxz unlzma uncompress unzstd unrar zcat gzcat bzcat xzcat zstdcat'.split(' '),
);
/** They pack as well: their options tell. */
const mayUnpack = new Set('tar bsdtar gtar 7z 7za 7zr gzip bzip2 xz lzma zstd pigz pbzip2'.split(' '));

export const archiveExtractedInRun = rule({
  id: 'dockerfile/archive-extracted-in-run',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['COPY'], programs: [...unpackers, ...mayUnpack] },
  aka: ['hadolint:DL3010'],
  summary: 'An archive is copied into the image and unpacked by a later RUN',
  why: 'The archive stays in the layer that brought it, even when it is deleted afterwards. ADD unpacks a tar archive of the build context without storing it.',
  bad: [
    {
      Dockerfile: 'FROM debian:12\nCOPY app.tar.gz /tmp/\nRUN tar -xzf /tmp/app.tar.gz -C /opt && rm /tmp/app.tar.gz\n',
    },
    { Dockerfile: 'FROM debian:12\nCOPY site-1.2.zip /tmp/site.zip\nRUN cd /srv && unzip -q /tmp/site.zip\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nADD app.tar.gz /opt/\n' },
    { Dockerfile: 'FROM debian:12\nCOPY app.tar.gz /srv/download/\nRUN tar -czf /srv/download/etc.tar.gz /etc\n' },
    { Dockerfile: 'FROM debian:12 AS a\nCOPY app.tar.gz /tmp/\nFROM debian:12\nRUN tar -xzf /tmp/app.tar.gz\n' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],

  check({ path, file }, project) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      const archives = archivesOf(stage);
      if (archives.length === 0) continue;
      const unpackings = unpackingsOf(file, stage);
      for (const { transfer, source } of archives) {
        const unpacking = unpackings
          .get(nameOf(source, transfer))
          ?.find(it => it.span.start > transfer.instruction.span.start);
        if (!unpacking) continue;
        const name = baseName(withoutQuotes(source.raw));
        const mount = project.dialect === 'docker' ? 'mount it into that RUN instead' : 'unpack it in a build stage';
        findings.push({
          at: source.span,
          message: `"${name}" is unpacked by a later RUN, but stays in the layer this makes; ${isTarName(name) ? 'let ADD unpack it' : mount}`,
          related: [{ path, at: unpacking.span, message: 'it is unpacked here' }],
        });
      }
    }
    return findings;
  },
});

/** Archives of one stage that are looked at. */
const maxArchives = 50;

interface CopiedArchive {
  readonly transfer: Transfer;
  readonly source: Argument;
}

/** The last letters that the ending of an archive may have, which most words do not end in. */
const lastLetters = new Set('rz2ptaRZPTA"\''.split(''));

function mayBeArchive({ raw }: Argument): boolean {
  return lastLetters.has(raw.charAt(raw.length - 1)) && raw.includes('.');
}

function archivesOf(stage: Stage): readonly CopiedArchive[] {
  const found: CopiedArchive[] = [];
  for (const { instruction } of stage.lifted) {
    if (instruction.name !== 'COPY' || !instruction.arguments.some(mayBeArchive)) continue;
    const transfer = transferOf(instruction);
    // ADD cannot take from another stage.
    if (!transfer || transfer.from) continue;
    for (const source of transfer.sources) {
      if (isArchiveName(withoutQuotes(source.raw))) found.push({ transfer, source });
      if (found.length === maxArchives) return found;
    }
  }
  return found;
}

/** What the archive is called in the image. */
function nameOf(source: Argument, { destination }: Transfer): string {
  const given = baseName(withoutQuotes(destination.raw));
  return isArchiveName(given) ? given : baseName(withoutQuotes(source.raw));
}

function baseName(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  return path.slice(cut + 1).replace(/["']$/, '');
}

/** The commands of the stage's RUNs that take files apart, by what these are called without their folders. */
function unpackingsOf(file: Dockerfile, stage: Stage): ReadonlyMap<string, readonly ShellCommand[]> {
  const found = new Map<string, ShellCommand[]>();
  for (const run of runsByStage(file).get(stage) ?? []) {
    for (const command of run.programs) {
      if (!isUnpacker(command)) continue;
      const input = command.redirections.filter(it => it.operator === '<').map(it => it.target);
      for (const { value, raw } of [...command.words.slice(1), ...input]) {
        for (const text of new Set([value, raw])) {
          const name = baseName(text.slice(text.indexOf('=') + 1));
          const own = found.get(name) ?? [];
          own.push(command);
          found.set(name, own);
        }
      }
    }
  }
  return found;
}

function isUnpacker({ name, words }: ShellCommand): boolean {
  if (unpackers.has(name)) return true;
  if (!mayUnpack.has(name)) return false;
  const first = words[1]?.value ?? '';
  const options = words.slice(1).map(it => it.value);
  if (name === 'tar' || name === 'bsdtar' || name === 'gtar') {
    const isOldStyle = /^[A-Za-z]*x[A-Za-z]*$/.test(first);
    return isOldStyle || options.some(it => /^-[A-Za-z]*x/.test(it) || it === '--extract' || it === '--get');
  }
  if (name === '7z' || name === '7za' || name === '7zr') return first === 'x' || first === 'e';
  return options.some(it => /^-[A-Za-z0-9]*d/.test(it) || /^--(?:decompress|uncompress)$/.test(it));
}
