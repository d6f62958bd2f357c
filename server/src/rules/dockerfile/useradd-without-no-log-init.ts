/** useradd with a large user number and without -l. */
import { commandLine, hasOption, mayHoldOptions, optionOf } from '../../syntax/shell/command-line.ts';
import { runsOf } from '../../syntax/shell/runs.ts';
import { insertWordAfter } from '../dockerfile-edits.ts';
import { type Finding, rule } from '../rule.ts';

export const useraddWithoutNoLogInit = rule({
  id: 'dockerfile/useradd-without-no-log-init',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { programs: ['useradd'] },
  aka: ['hadolint:DL3046'],
  summary: 'useradd is given a large user number without -l',
  why: 'useradd enters the user in /var/log/faillog and lastlog, sparse files whose length grows with the number. Stored in a layer their holes become real: the image gets gigabytes larger, or the disk full.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN useradd -u 1000730000 app\n' },
    { Dockerfile: 'FROM debian:12\nRUN useradd --create-home --uid=200001 app\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN useradd -l -u 1000730000 app\n' },
    { Dockerfile: 'FROM debian:12\nRUN useradd --no-log-init --uid 200001 app && useradd -u 10001 other\n' },
    { Dockerfile: 'FROM debian:12\nARG APP_UID\nRUN useradd -u $APP_UID app\n' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#user',
    'https://github.com/golang/go/issues/13548',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { programs, instruction } of runsOf(file)) {
      for (const command of programs) {
        if (command.name !== 'useradd') continue;
        const line = commandLine(command, { valued });
        const uid = optionOf(line, '-u', '--uid');
        if (!uid?.value || !/^0*[1-9]\d{5,}$/.test(uid.value)) continue;
        if (hasOption(line, '-l', '--no-log-init') || mayHoldOptions(command)) continue;
        const [program] = command.words;
        findings.push({
          at: (uid.valueWord ?? uid.word).span,
          message: `For user number ${uid.value} useradd writes huge sparse log files, which fill the layer; add -l`,
          fixes:
            program && !instruction.exec
              ? [{ title: 'Add "-l"', safety: 'suggestion', edits: [insertWordAfter(program.span, '-l')] }]
              : [],
        });
      }
    }
    return findings;
  },
});

/** Options of useradd(8) that take a value. */
const valued: ReadonlySet<string> = new Set([
  ...['-b', '-c', '-d', '-e', '-f', '-g', '-G', '-k', '-K', '-p', '-P', '-R', '-s', '-u', '-Z'],
  ...['--base-dir', '--comment', '--home-dir', '--expiredate', '--inactive', '--gid', '--groups', '--skel', '--key'],
  ...['--password', '--prefix', '--root', '--shell', '--uid', '--selinux-user', '--selinux-range', '--home'],
]);
