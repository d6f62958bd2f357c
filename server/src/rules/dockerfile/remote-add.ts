import { transferOf, withoutQuotes } from '../../syntax/dockerfile/transfer.ts';
import { type Finding, rule } from '../rule.ts';

export const remoteAdd = rule({
  id: 'dockerfile/remote-add',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'off',
  fix: 'none',
  since: '0.1.0',
  needs: { instructions: ['ADD'] },
  aka: ['kics:4b410d24'],
  summary: 'ADD fetches an address',
  why: 'What ADD fetches is a layer of its own, which a later RUN cannot make smaller. Where that matters, one RUN that fetches, checks, unpacks and deletes is better.',
  bad: [{ Dockerfile: 'FROM debian:12\nADD https://example.com/tool.tgz /opt/\n' }],
  good: [
    { Dockerfile: 'FROM debian:12\nADD tool.tgz /opt/\n' },
    { Dockerfile: 'FROM debian:12\nRUN curl -fsSL https://example.com/tool.tgz | tar -xz -C /opt\n' },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#add-or-copy'],

  check({ file }) {
    const findings: Finding[] = [];
    for (const stage of file.stages) {
      for (const { instruction } of stage.lifted) {
        if (instruction.name !== 'ADD') continue;
        for (const source of transferOf(instruction)?.sources ?? []) {
          if (!/^(?:https?|ftp):\/\//i.test(withoutQuotes(source.raw))) continue;
          findings.push({
            at: source.span,
            message:
              'What ADD fetches stays in the image as a layer of its own; fetch, unpack and delete it in one RUN',
          });
        }
      }
    }
    return findings;
  },
});
