import { transferOf, withoutQuotes } from '../../syntax/dockerfile/transfer.ts';
import { cover } from '../../text/span.ts';
import { type Finding, rule } from '../rule.ts';

export const rootFilesystemCopy = rule({
  id: 'dockerfile/root-filesystem-copy',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['COPY'], has: ['flag'] },
  aka: ['hadolint:DL3067'],
  summary: 'The whole file system of another stage or image is copied over this one',
  why: 'Everything comes along that the stage was to leave behind: build tools, caches, secrets. It also overwrites the files of the base image, package database included, so that neither is complete.',
  bad: [
    { Dockerfile: 'FROM debian:12 AS build\nRUN make -C /src install\nFROM debian:12-slim\nCOPY --from=build / /\n' },
    { Dockerfile: 'FROM debian:12 AS build\nRUN make install\nFROM debian:12-slim\nCOPY --from=build ["/", "/"]\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12 AS build\nFROM debian:12-slim\nCOPY --from=build /usr/local /usr/local\n' },
    { Dockerfile: 'FROM debian:12 AS build\nFROM debian:12-slim\nCOPY --from=build /rootfs /\n' },
    { Dockerfile: 'FROM debian:12-slim\nCOPY / /\n' },
  ],
  references: ['https://docs.docker.com/build/building/multi-stage/'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      for (const { instruction } of stage.lifted) {
        if (instruction.name !== 'COPY' || instruction.flags.length === 0) continue;
        const transfer = transferOf(instruction);
        if (!transfer?.from || !isRoot(transfer.destination.raw)) continue;
        const source = transfer.sources.find(it => isRoot(it.raw));
        if (!source) continue;
        const stageOf = file.stage(transfer.from.value);
        const isMeant = !stageOf || stageOf.instructions.length === 0 || stage.base?.value === 'scratch';
        findings.push({
          at: cover(source.span, transfer.destination.span),
          message: `All of "${transfer.from.value}" is copied over this stage, with everything it was to leave behind; copy only the folders that are needed`,
          // An image may be made to be laid over others, and a stage on scratch to flatten another one.
          severity: isMeant ? 'hint' : undefined,
        });
      }
    }
    return findings;
  },
});

/** `/`, also as `//` or `/.`. */
function isRoot(raw: string): boolean {
  const path = withoutQuotes(raw);
  // Most paths go on with a letter.
  if (path.length < 2) return path === '/';
  const second = path.charAt(1);
  return (second === '/' || second === '.') && /^\/[/.]*$/.test(path) && !path.includes('..');
}
