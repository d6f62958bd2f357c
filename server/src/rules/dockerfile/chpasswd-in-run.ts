/** RUN that sets passwords. */
import { runsOf } from '../../syntax/shell/runs.ts';
import { type Finding, rule } from '../rule.ts';

export const chpasswdInRun = rule({
  id: 'dockerfile/chpasswd-in-run',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'none',
  since: '0.1.0',
  needs: { programs: ['chpasswd'] },
  aka: ['checkov:CKV2_DOCKER_17'],
  summary: 'RUN sets a password with chpasswd',
  why: 'The password stands in the layer, and mostly in the history of the image: everybody who can pull it can read it, and every container has the same one.',
  bad: [
    { Dockerfile: 'FROM debian:12\nRUN echo "app:letmein" | chpasswd\n' },
    { Dockerfile: 'FROM debian:12\nRUN useradd app && sudo /usr/sbin/chpasswd -e < /tmp/passwords\n' },
  ],
  good: [
    { Dockerfile: 'FROM debian:12\nRUN useradd --system app && passwd --lock app\n' },
    { Dockerfile: 'FROM debian:12\nRUN echo chpasswd\n' },
  ],
  references: [
    'https://docs.docker.com/build/building/best-practices/#user',
    'https://manpages.debian.org/bookworm/passwd/chpasswd.8.en.html',
  ],

  check({ file }) {
    const findings: Finding[] = [];
    for (const { programs } of runsOf(file)) {
      for (const { name, words, span } of programs) {
        if (name !== 'chpasswd') continue;
        findings.push({
          at: words[0]?.span ?? span,
          message:
            'A password set here can be read by everybody who has the image; lock the account, or set the password when the container starts',
        });
      }
    }
    return findings;
  },
});
