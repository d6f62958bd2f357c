/** A build context that lies outside of the project's folder. */
import { balenaReaders } from '../../project/balena-readers.ts';
import { isRemote } from '../../project/local-path.ts';
import { dirname, isWithin, join } from '../../text/path.ts';
import { type Finding, rule } from '../rule.ts';

export const contextOutsideProject = rule({
  id: 'balena/context-outside-project',
  reads: 'compose',
  dialect: 'balena',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'The build context of a service lies outside of the folder of the Compose file',
  why: 'What balena builds is the project’s folder, packed and sent. Both parsers take a path that leads out of it, but no file is found there, so the service has no Dockerfile.',
  bad: [
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n  api:\n    build: ../api\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n  api:\n    build:\n      context: /srv/api\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n  api:\n    build: web/../web\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/multicontainer/',
    'https://docs.balena.io/learn/deploy/deployment/',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const { build, name } of compose.file.services) {
      const context = build?.context;
      const known = context?.known;
      if (!context || known === undefined || !mayLeadOut(known) || isRemote(known)) continue;
      const isInside = !known.startsWith('~') && isWithin(project.root, join(dirname(compose.path), known));
      if (isInside || findings.some(it => it.at.start === context.span.start)) continue;
      if (!balenaReaders(compose, project)) return [];
      const message = `balena builds from the project’s folder only, so for "${name}" nothing is found in "${known}"; move it below the Compose file`;
      findings.push({ at: context.span, message });
    }
    return findings;
  },
});

function mayLeadOut(path: string): boolean {
  return path.startsWith('/') || path.startsWith('~') || path.includes('..');
}
