/** A Compose file of a balena project under a name that balena does not look for. */
import { balenaReaders } from '../../project/balena-readers.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import { basename, dirname, join } from '../../text/path.ts';
import { span } from '../../text/span.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

const rightName = 'docker-compose.yml';

export const unrecognizedComposeFileName = rule({
  id: 'balena/unrecognized-compose-file-name',
  reads: 'compose',
  dialect: 'balena',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'The Compose file of a balena project is not called `docker-compose.yml`',
  why: 'balena looks for docker-compose.yml, then docker-compose.yaml, and builds a single container where it finds neither, so all services are left out. Only the first name is safe from a .dockerignore.',
  bad: [
    {
      'compose.yaml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n    labels:\n      io.balena.features.dbus: '1'\n",
      'web/Dockerfile': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yaml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    build: ./web\n',
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/multicontainer/',
    'https://docs.balena.io/learn/deploy/deployment/',
  ],

  check(compose, project) {
    const name = basename(compose.path);
    if (compose.role !== 'main' || name === rightName || !balenaReaders(compose, project)) return [];
    const at = compose.file.root?.pairs[0]?.key.span ?? span(0, 0);
    const path = join(dirname(compose.path), rightName);
    const title = `Rename the file to ${rightName}`;
    const fixes: readonly Fix[] = [{ title, safety: 'suggestion', edits: [], movesTo: path }];
    const finding = (message: string): Finding => ({ at, message, fixes });
    if (name === 'docker-compose.yaml') {
      const message = `A .dockerignore can drop ${name}, and tools of balena speak of ${rightName} only; rename it`;
      return [{ ...finding(message), severity: 'hint' }];
    }
    if (!/^compose\.ya?ml$/.test(name)) return [];
    const message = `balena does not look for ${name}, so it builds a single container and none of these services; rename it to ${rightName}`;
    return isPerhapsForDocker(compose, project) ? [{ ...finding(message), severity: 'hint' }] : [finding(message)];
  },
});

/** Beside a Dockerfile in the root that balena builds by itself, the file may be meant for work on a computer. */
function isPerhapsForDocker(compose: ProjectComposeFile, project: Project): boolean {
  const evidence = project.dialectEvidence?.path;
  return (
    evidence !== undefined && /^Dockerfile/.test(basename(evidence)) && dirname(evidence) === dirname(compose.path)
  );
}
