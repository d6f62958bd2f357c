// An exercise has more right answers than its solution: each way here does what the step asks, written differently, or only
// looks as if it did. The checks must tell them apart.
import { describe } from 'vitest';
import type { LessonFacts } from '../../server/src/lessons/facts.ts';
import { exerciseFiles } from './exercise-folders.ts';
import { app, build, container, ended, event, image, lessonFacts, made } from './facts-under-test.ts';
import { describeWays, recipes, type Way } from './ways-table.ts';

describe('docker/04-dockerfiles', () => {
  const lesson = 'docker/04-dockerfiles';
  const recipe = recipes(lesson);
  const from = (...lines: readonly string[]) => recipe(lines.join('\n'));
  const copied = (...lines: readonly string[]) => recipe(['FROM debian:trixie-slim', ...lines].join('\n'));
  const facts = lessonFacts({ files: exerciseFiles(lesson, 'solution') });

  describeWays(lesson, 'd04.from', facts, {
    right: [
      ['a release by its number', from('FROM debian:13')],
      ['the name in full', from('FROM docker.io/library/debian:trixie')],
      ['a platform', from('FROM --platform=linux/amd64 debian:trixie-slim')],
      ['a digest', from(`FROM debian@sha256:${'a'.repeat(64)}`)],
      ['a tag from an argument', from('ARG RELEASE=trixie-slim', 'FROM debian:${RELEASE}')],
      ['an image from an argument', from('ARG BASE=debian:trixie-slim', 'FROM $BASE')],
      ['a mirror', from('FROM mirror.example.com/library/debian:trixie-slim')],
      ['lower case', from('from debian:trixie-slim')],
    ],
    wrong: [
      ['latest from an argument', from('ARG RELEASE=latest', 'FROM debian:${RELEASE}')],
      ['an empty argument', from('ARG RELEASE', 'FROM debian:${RELEASE}')],
      ['a colon without a tag', from('FROM debian:')],
      ['a tag in a comment', from('# FROM debian:trixie-slim', 'FROM debian')],
    ],
  });

  describeWays(lesson, 'd04.copy', facts, {
    right: [
      ['the root as target', copied('COPY list-files.sh /', 'COPY notes/ /notes')],
      ['JSON', copied('COPY ["list-files.sh", "/list-files.sh"]', 'COPY ["notes", "/notes/"]')],
      ['flags', copied('COPY --chmod=755 --link ./list-files.sh /list-files.sh', 'ADD ./notes/ /notes/')],
      ['WORKDIR and relative targets', copied('WORKDIR /', 'COPY list-files.sh .', 'COPY notes ./notes/')],
      ['the other order', copied('COPY notes /notes/', 'COPY list-files.sh /list-files.sh')],
      ['--parents', copied('COPY --parents list-files.sh notes /')],
    ],
    wrong: [
      ['the contents of the folder', copied('COPY list-files.sh notes /')],
      ['another stage', copied('COPY --from=tools list-files.sh /list-files.sh', 'COPY notes /notes/')],
      ['all by a dot', copied('COPY ./ /', 'COPY notes /notes/')],
      ['a pattern', copied('COPY *.sh /', 'COPY notes /notes/')],
      ['a pattern in the folder', copied('COPY list-files.sh /', 'COPY notes/* /notes/')],
      ['a wrong folder', copied('WORKDIR /app', 'COPY list-files.sh .', 'COPY notes notes/')],
    ],
  });

  const install = 'apt-get install -y --no-install-recommends tree';
  const lists = 'rm -rf /var/lib/apt/lists/*';
  describeWays(lesson, 'd04.run', facts, {
    right: [
      ['lines', copied(`RUN apt-get update \\\n  && ${install} \\\n  && ${lists}`)],
      ['a heredoc', copied(`RUN <<EOF\nset -e\napt-get update\n${install}\n${lists}\nEOF`)],
      ['set -e', copied(`RUN set -eux; apt-get update; ${install}; ${lists}`)],
      ['-y in front', copied(`RUN apt-get update && apt-get -y install tree && ${lists}`)],
      ['long options', copied('RUN apt-get update && apt-get install --yes tree && rm -r -f /var/lib/apt/lists/')],
      ['apt', copied(`RUN apt update && apt install -qq tree && ${lists}`)],
      ['a variable in front', copied(`RUN apt-get update && DEBIAN_FRONTEND=noninteractive ${install} && ${lists}`)],
      ['a shell in exec form', copied(`RUN ["/bin/sh", "-c", "apt-get update && ${install} && ${lists}"]`)],
      ['find', copied(`RUN apt-get update && ${install} && find /var/lib/apt/lists -type f -delete`)],
      ['distclean', copied(`RUN apt-get update && ${install} && apt-get dist-clean`)],
      ['a cache mount', copied(`RUN --mount=type=cache,target=/var/lib/apt/lists apt-get update && ${install}`)],
      ['two packages', copied(`RUN apt-get update && ${install} less && apt-get clean && ${lists} /tmp/*`)],
    ],
    wrong: [
      ['lists removed by the next RUN', copied(`RUN apt-get update && ${install}\nRUN ${lists}`)],
      ['lists removed before', copied(`RUN apt-get update && ${lists} && ${install}`)],
      ['no package', copied(`RUN apt-get update && apt-get install -y && ${lists}`)],
      ['another package', copied(`RUN apt-get update && apt-get install -y less && ${lists}`)],
      ['only the packages of apt', copied(`RUN apt-get update && ${install} && apt-get clean`)],
      ['a comment', copied(`RUN apt-get update && ${install} # && ${lists}`)],
    ],
  });

  const started = (start: string) => copied('COPY list-files.sh /list-files.sh', 'COPY notes /notes/', start);
  describeWays(lesson, 'd04.exec', facts, {
    right: [
      ['ENTRYPOINT', started('ENTRYPOINT ["/list-files.sh"]')],
      ['lower case and blanks', started('cmd [ "/list-files.sh" ]')],
      ['a path from the root folder', started('WORKDIR /\nCMD ["./list-files.sh"]')],
      ['the shell that reads the script', started('CMD ["/bin/sh", "/list-files.sh"]')],
      ['the last CMD', started('CMD /list-files.sh\nCMD ["/list-files.sh"]')],
    ],
    wrong: [
      ['single quotes', started("CMD ['/list-files.sh']")],
      ['the old path', started('CMD ["/all-the-files/list-files.sh"]')],
      ['exec in shell form', started('CMD exec /list-files.sh')],
      ['a shell with a line', started('CMD ["/bin/sh", "-c", "/list-files.sh"]')],
      ['ENTRYPOINT in shell form', started('ENTRYPOINT /list-files.sh\nCMD ["/list-files.sh"]')],
      ['a redirection', started('CMD ["/list-files.sh", ">/var/log/list.log"]')],
    ],
  });

  const pipe = ['/bin/sh', '-c', '/list-files.sh 2>&1 | tee /var/log/list.log'];
  const kill = [...made, event(1, 'kill', { signal: 15 }), event(11, 'kill', { signal: 9 })];
  const killed = container('killed', {
    image: 'first-df',
    command: pipe,
    life: [...kill, event(11, 'die', { exitCode: 137 })],
  });
  describeWays(lesson, 'd04.killed', lessonFacts({ containers: [killed] }), {
    right: [
      ['another name of the image', { containers: [{ ...killed, image: 'mine:1' }] }],
      ['ENTRYPOINT in shell form', { containers: [{ ...killed, entrypoint: pipe, command: [] }] }],
    ],
    wrong: [
      [
        'docker kill',
        {
          containers: [
            { ...killed, life: [...made, event(1, 'kill', { signal: 9 }), event(1, 'die', { exitCode: 137 })] },
          ],
        },
      ],
      ['the exec form', { containers: [{ ...killed, command: ['/list-files.sh'] }] }],
    ],
  });

  const stopped = container('stopped', {
    image: 'first-df',
    command: ['/list-files.sh'],
    life: [...made, event(1, 'kill', { signal: 15 }), event(2, 'die', { exitCode: 0 })],
  });
  describeWays(lesson, 'd04.cleanStop', lessonFacts({ containers: [stopped] }), {
    right: [
      ['ENTRYPOINT', { containers: [{ ...stopped, entrypoint: ['/list-files.sh'], command: [] }] }],
      ['a tag', { containers: [{ ...stopped, image: 'first-df:v2' }] }],
      ['the shell that reads the script', { containers: [{ ...stopped, command: ['sh', '/list-files.sh'] }] }],
      ['a relative path', { containers: [{ ...stopped, command: ['./list-files.sh'] }] }],
      [
        'Ctrl+C',
        {
          containers: [
            { ...stopped, life: [...made, event(1, 'kill', { signal: 2 }), event(2, 'die', { exitCode: 0 })] },
          ],
        },
      ],
    ],
    wrong: [
      ['a shell in between', { containers: [{ ...stopped, command: ['/bin/sh', '-c', '/list-files.sh'] }] }],
      ['an end of its own', { containers: [{ ...stopped, life: ended(0) }] }],
    ],
  });
});

describe('docker/05-build', () => {
  const lesson = 'docker/05-build';
  const recipe = recipes(lesson);
  const node = (...lines: readonly string[]) => recipe(['FROM node:24-trixie-slim', ...lines].join('\n'));
  const facts = lessonFacts({ files: exerciseFiles(lesson, 'solution') });
  const rest = 'COPY . .\nRUN npm ci\nCMD ["node", "index.js"]';

  describeWays(lesson, 'd05.workdir', facts, {
    right: [
      ['a slash at the end', node('WORKDIR /usr/src/app/', rest)],
      ['two steps', node('WORKDIR /usr/src', 'WORKDIR app', rest)],
      ['a variable', node('ENV HERE=/usr/src/app', 'WORKDIR $HERE', rest)],
      ['quotes', node('WORKDIR "/usr/src/app"', rest)],
      ['npm’s own option', node('WORKDIR /usr/src/app', 'COPY . .', 'RUN npm --prefix . ci')],
    ],
    wrong: [
      ['WORKDIR behind the copy', node('COPY . /usr/src/app', 'WORKDIR /usr/src/app', 'RUN npm ci')],
      ['a folder beside', node('WORKDIR /usr/src/apps', rest)],
      ['cd in a heredoc', node('WORKDIR /usr/src/app', 'COPY . .', 'RUN <<EOF\ncd lib\nnpm ci\nEOF')],
      ['another folder meanwhile', node('WORKDIR /usr/src/app', 'WORKDIR /', rest)],
    ],
  });

  const starts = (...lines: readonly string[]) => node('WORKDIR /usr/src/app', ...lines);
  describeWays(lesson, 'd05.cmd', facts, {
    right: [
      ['./', starts('CMD ["node", "./index.js"]')],
      ['an option of node', starts('CMD ["node", "--enable-source-maps", "index.js"]')],
      ['ENTRYPOINT and CMD', starts('ENTRYPOINT ["node"]', 'CMD ["index.js"]')],
      ['ENTRYPOINT alone', starts('ENTRYPOINT ["node", "index.js"]')],
      ['the path of node', starts('CMD ["/usr/local/bin/node", "index.js"]')],
      ['what package.json names', starts('CMD ["node", "."]')],
    ],
    wrong: [
      ['npm', starts('CMD ["npm", "start"]')],
      ['the shell form', starts('CMD node index.js')],
      ['the old path', starts('CMD ["node", "/usr/src/app/index.js"]')],
      ['one word', starts('CMD ["node index.js"]')],
    ],
  });

  const latest = image([`${app}:latest`]);
  describeWays(lesson, 'd05.rebuilt', lessonFacts({ images: [latest] }), {
    right: [
      ['./', { images: [{ ...latest, command: ['node', './index.js'] }] }],
      ['ENTRYPOINT', { images: [{ ...latest, entrypoint: ['node', 'index.js'], command: [] }] }],
      ['what package.json names', { images: [{ ...latest, command: ['node', '.'] }] }],
      ['a slash at the end', { images: [{ ...latest, workingDirectory: '/usr/src/app/' }] }],
    ],
    wrong: [['the old path', { images: [{ ...latest, command: ['node', '/usr/src/app/index.js'] }] }]],
  });
});

describe('docker/07b-cache', () => {
  const lesson = 'docker/07b-cache';
  const recipe = recipes(lesson);
  const node = (...lines: readonly string[]) =>
    recipe(
      ['FROM node:24-trixie-slim', 'WORKDIR /usr/src/app', ...lines, 'EXPOSE 9854', 'CMD ["node", "index.js"]'].join(
        '\n',
      ),
    );
  const facts = lessonFacts({ files: exerciseFiles(lesson, 'solution') });
  const ignore = (text: string): Partial<LessonFacts> => recipe('FROM node:24', { '.dockerignore': text });

  describeWays(lesson, 'd07.ignore', facts, {
    right: [
      ['patterns', ignore('Dockerfile*\n.docker*\n')],
      ['lines of Windows', ignore('Dockerfile\r\n.dockerignore\r\n')],
      ['all but what is needed', ignore('*\n!package*.json\n!index.js\n')],
      ['every folder', ignore('**/Dockerfile\n**/.dockerignore\n')],
      ['a slash in front', ignore('/Dockerfile\n/.dockerignore\n')],
    ],
    wrong: [
      ['a remark', ignore('# Dockerfile\n.dockerignore\n')],
      ['taken back', ignore('Dockerfile\n.dockerignore\n!Dockerfile\n')],
      ['lower case', ignore('dockerfile\n.dockerignore\n')],
      ['another folder', ignore('docs/Dockerfile\n.dockerignore\n')],
    ],
  });

  const binds =
    'RUN --mount=type=bind,source=package.json,target=package.json --mount=type=bind,source=package-lock.json,target=package-lock.json npm ci --omit=dev';
  const stages = [
    'RUN true',
    'FROM node:24-trixie-slim AS packages',
    'WORKDIR /app',
    'COPY package*.json ./',
    'RUN npm ci',
    'FROM node:24-trixie-slim',
    'WORKDIR /usr/src/app',
    'COPY --from=packages /app/node_modules ./node_modules',
  ];
  const ways: readonly Way[] = [
    ['two stages', node(...stages, 'COPY index.js ./')],
    ['a pattern', node('COPY package*.json ./', 'RUN npm ci --omit=dev', 'COPY index.js ./')],
    ['JSON', node('COPY ["package.json", "package-lock.json", "./"]', 'RUN ["npm", "ci"]', 'COPY ["index.js", "."]')],
    ['bind mounts', node(binds, 'COPY index.js ./')],
    [
      'a heredoc',
      node('COPY package.json package-lock.json ./', 'RUN <<EOF\nnpm ci --omit=dev\nEOF', 'COPY index.js .'),
    ],
    ['npm’s long word', node('COPY package.json package-lock.json ./', 'RUN npm clean-install', 'COPY index.js .')],
    [
      'a cache mount',
      node(
        'COPY ./package*.json ./',
        'RUN --mount=type=cache,target=/root/.npm npm ci',
        'COPY --chown=node:node ./index.js ./',
      ),
    ],
  ];
  describeWays(lesson, 'd07.copyMinimal', facts, {
    right: ways,
    wrong: [
      ['the folder', node('COPY package*.json ./', 'RUN npm ci', 'COPY . .')],
      ['a pattern that takes more', node('COPY package*.json ./', 'RUN npm ci', 'COPY *.js docs ./')],
      ['all by a mount', node('RUN --mount=type=bind,target=. npm ci', 'COPY index.js ./', 'COPY docs ./docs')],
      ['an echo left', node('COPY package*.json ./', 'RUN npm ci', 'COPY index.js ./', 'RUN echo "a new layer"')],
    ],
  });
  describeWays(lesson, 'd07.order', facts, {
    right: ways,
    wrong: [
      ['source bound to the install', node('RUN --mount=type=bind,target=. npm ci', 'COPY index.js ./')],
      ['all at once', node('COPY package*.json index.js ./', 'RUN npm ci')],
      ['the source twice', node('COPY . .', 'RUN npm ci', 'COPY index.js ./')],
      ['another program', node('COPY package*.json ./', 'RUN npm --version', 'COPY index.js ./')],
    ],
  });

  const bound = (second: number, source: string, npm: string) =>
    build(second, {
      steps: [
        ['RUN --mount=type=bind,source=package.json,target=package.json /bin/sh -c npm clean-install # buildkit', npm],
        ['COPY index.js ./ # buildkit', source],
      ],
      files: { Dockerfile: 'x', 'index.js': source },
    });
  const staged = (second: number, source: string, modules: string) =>
    build(second, {
      steps: [
        ['COPY /app/node_modules ./node_modules # buildkit', modules],
        ['COPY index.js ./ # buildkit', source],
      ],
      files: { Dockerfile: 'x', 'index.js': source },
    });

  describeWays(lesson, 'd07.installCached', lessonFacts({ builds: [bound(1, 'a', 'npm'), bound(2, 'b', 'npm')] }), {
    wrong: [
      ['an install that ran again in another stage', { builds: [staged(1, 'a', 'one'), staged(2, 'b', 'two')] }],
      ['an install that ran again', { builds: [bound(1, 'a', 'npm'), bound(2, 'b', 'npm again')] }],
      ['the same source', { builds: [bound(1, 'a', 'npm'), bound(2, 'a', 'npm')] }],
    ],
    right: [
      ['bind mounts', {}],
      ['two stages', { builds: [staged(1, 'a', 'modules'), staged(2, 'b', 'modules')] }],
    ],
  });
});
