/** A build context that is not a folder of the project but a repository or a URL. */
import { balenaReaders } from '../../project/balena-readers.ts';
import { isRemote } from '../../project/local-path.ts';
import { type Finding, rule } from '../rule.ts';

export const remoteContext = rule({
  id: 'balena/remote-context',
  reads: 'compose',
  dialect: 'balena',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'The build context of a service is a URL',
  why: 'balena builds only what the project’s folder holds. balena CLI 25 and later rejects a repository as context; where a parser takes another URL, it is looked for as a folder and nothing is found.',
  bad: [
    {
      'docker-compose.yml':
        "version: '2.4'\nservices:\n  web:\n    build: ./web\n  api:\n    build: https://github.com/example/api.git#main\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  good: [
    {
      'docker-compose.yml': "version: '2.4'\nservices:\n  web:\n    build: ./web\n  api:\n    build: ./api.git\n",
      'web/Dockerfile.template': 'FROM alpine:3.22\n',
    },
  ],
  references: [
    'https://docs.balena.io/learn/develop/multicontainer/',
    'https://github.com/balena-io-modules/balena-compose-parser',
  ],

  check(compose, project) {
    const findings: Finding[] = [];
    for (const { build } of compose.file.services) {
      const context = build?.context;
      if (context?.known === undefined || !isRemote(context.known)) continue;
      if (findings.some(it => it.at.start === context.span.start)) continue;
      const readers = balenaReaders(compose, project);
      if (!readers) return [];
      const does =
        readers.cli && context.known.endsWith('.git')
          ? 'balena CLI 25 and later rejects a remote context, and the cloud builder finds nothing there'
          : 'balena builds from the project’s folder only and takes this for a path, where it finds nothing';
      const message = `${does}; add the repository to the project, as a Git submodule for example, or use a ready image`;
      findings.push({ at: context.span, message });
    }
    return findings;
  },
});
