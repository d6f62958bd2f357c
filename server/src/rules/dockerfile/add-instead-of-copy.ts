import {
  isArchiveName,
  isRemoteSource,
  isVariablePath,
  transferOf,
  withoutQuotes,
} from '../../syntax/dockerfile/transfer.ts';
import { replace } from '../../text/edit.ts';
import { slice } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const addInsteadOfCopy = rule({
  id: 'dockerfile/add-instead-of-copy',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'safe',
  since: '0.1.0',
  needs: { instructions: ['ADD'] },
  aka: ['hadolint:DL3020', 'kics:9513a694', 'checkov:CKV_DOCKER_4', 'trivy:DS-0005'],
  summary: 'ADD is used where COPY does the same',
  why: 'ADD also fetches addresses and unpacks archives, so that a reader must look twice at what it does. COPY only copies.',
  bad: [
    { Dockerfile: 'FROM node:22\nWORKDIR /app\nADD package.json ./\n' },
    { Dockerfile: 'FROM node:22\nONBUILD ADD ["my app", "/srv/"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM node:22\nCOPY package.json /srv/\n' },
    { Dockerfile: 'FROM scratch\nADD rootfs.tar.xz /\n' },
    { Dockerfile: 'FROM node:22\nADD https://example.com/data.json /srv/\n' },
    { Dockerfile: 'FROM node:22\nADD git@github.com:moby/buildkit.git#v0.23.0 /srv/\n' },
    { Dockerfile: 'FROM node:22\nARG BUNDLE\nADD $BUNDLE /srv/\n' },
    { Dockerfile: 'FROM node:22\nADD --unpack=true bundle /srv/\n' },
    { Dockerfile: 'FROM node:22\nADD <<EOF /srv/motd\nhello\nEOF\n' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#add-or-copy',
    'https://docs.docker.com/reference/dockerfile/#add',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      for (const { instruction } of stage.lifted) {
        if (instruction.name !== 'ADD') continue;
        const transfer = transferOf(instruction);
        if (!transfer || transfer.heredocs > 0 || !transfer.sources.every(it => isPlainPath(withoutQuotes(it.raw))))
          continue;
        if (instruction.flags.some(it => ownFlags.has(it.name.value))) continue;
        const { keyword } = instruction;
        const fix: Fix = {
          title: `Change to "${copyLike(keyword.value)}"`,
          safety: 'safe',
          edits: [replace(keyword.span, copyLike(keyword.value))],
        };
        findings.push({
          at: keyword.span,
          message:
            'ADD would also fetch addresses and unpack archives, and here it only copies; use COPY, which does nothing else',
          fixes: slice(file.text, keyword.span) === keyword.value ? [fix] : [],
        });
      }
    }
    return findings;
  },
});

/** Flags that only ADD has. */
const ownFlags = new Set(['checksum', 'keep-git-dir', 'unpack']);

/** A path of the context that is no archive; one that ends in a wild card may match one. */
function isPlainPath(path: string): boolean {
  return !(
    isVariablePath(path) ||
    // What was meant as a JSON array and is none.
    path.startsWith('[') ||
    isRemoteSource(path) ||
    isArchiveName(path) ||
    /[*?\]]$/.test(path) ||
    /^["']|["']$|\}\}/.test(path)
  );
}

/** In the case of the keyword as it is written. */
function copyLike(keyword: string): string {
  if (keyword === keyword.toUpperCase()) return 'COPY';
  return keyword === keyword.toLowerCase() ? 'copy' : 'Copy';
}
