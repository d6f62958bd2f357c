/** A stage that downloads with two programs. */
import type { Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { runsOf } from '../../syntax/shell/runs.ts';
import type { ShellCommand } from '../../syntax/shell/shell.ts';
import { type Finding, rule } from '../rule.ts';

export const wgetAndCurl = rule({
  id: 'dockerfile/wget-and-curl',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'hint',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['wget'] },
  aka: ['hadolint:DL4001', 'kics:fc775e75', 'trivy:DS-0014'],
  summary: 'One stage calls both wget and curl',
  why: 'Both do the same here. With one of them the image is smaller, and there is one set of options to know and one program to keep up to date.',
  bad: [
    {
      Dockerfile: 'FROM debian:12\nRUN wget -q https://example.com/a\nRUN curl -fsSLO https://example.com/b\n',
    },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN apt-get install -y wget curl && curl -fsSLO https://example.com/b\n' },
    {
      Dockerfile:
        'FROM debian:12 AS a\nRUN wget -q https://example.com/a\nFROM debian:12\nRUN curl -fsSLO https://example.com/b\n',
    },
  ],
  references: ['https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages'],

  check({ path, file }) {
    const findings: Finding[] = [];
    /** The first download of each stage; undefined once the stage was reported. */
    const firsts = new Map<Stage, ShellCommand | undefined>();
    for (const { stage, programs } of runsOf(file)) {
      for (const command of programs) {
        if (command.name !== 'wget' && command.name !== 'curl') continue;
        if (!firsts.has(stage)) firsts.set(stage, command);
        const first = firsts.get(stage);
        if (!first || first.name === command.name) continue;
        firsts.set(stage, undefined);
        findings.push({
          at: command.words[0]?.span ?? command.span,
          message: `This stage downloads with ${first.name} already; use one of the two, so that the other need not be installed`,
          related: [{ path, at: first.words[0]?.span ?? first.span, message: `${first.name} is used here` }],
        });
      }
    }
    return findings;
  },
});
