import { describeChecks } from './check-table.ts';
import { exerciseFiles } from './exercise-folders.ts';
import { app, build, container, ended, event, image, lessonFacts, made } from './facts-under-test.ts';

const endpoint = 'unix:///var/run/docker.sock';
const folder = lessonFacts().folder;

describeChecks('docker/00-welcome', lessonFacts({ files: { 'hello.txt': ' ready\n' } }), [
  [
    'x.engineUp',
    `No engine at ${endpoint}: start Docker, choose another context, or (Linux) join the docker group and log in again`,
    { engine: { kind: 'unreachable', endpoint } },
  ],
  [
    'x.folder',
    'Nobody said yet where "slipway-learn/exercise" shall be: press Choose the Folder, or open a folder first',
    { folder: { ...folder, state: 'no-workspace' } },
  ],
  [
    'x.folder',
    'There is no folder "slipway-learn/exercise" yet: accept it',
    { folder: { ...folder, state: 'missing' } },
  ],
  [
    'x.folder',
    'Nothing can be written to "slipway-learn/exercise": open another folder, or change its permissions',
    { folder: { ...folder, state: 'read-only' } },
  ],
  ['x.demo', 'hello.txt is missing: write only the word ready', { files: {} }],
  ['x.demo', 'hello.txt is empty: write only the word ready', { files: { 'hello.txt': '\n' } }],
  ['x.demo', 'hello.txt holds "Ready?": write only the word ready', { files: { 'hello.txt': 'Ready?' } }],
]);

const hello = container('hello', { image: 'hello-world', state: 'exited', life: ended(0) });

describeChecks('docker/02-install', lessonFacts({ containers: [hello] }), [
  ['d02.hello', 'No finished hello-world container yet: run docker run hello-world', { containers: [] }],
  [
    'd02.hello',
    'No finished hello-world container yet: run docker run hello-world',
    { containers: [{ ...hello, life: ended(1) }] },
  ],
  [
    'd02.hello',
    'No finished hello-world container yet: run docker run hello-world; the pull failed: docker: Error response from daemon: no such host',
    {
      containers: [],
      terminal: [
        {
          at: 0,
          command: 'docker run hello-world',
          exitCode: 125,
          output: 'Unable to find image\ndocker: Error response from daemon: no such host\nRun docker --help',
        },
      ],
    },
  ],
  [
    'x.engineUp',
    `No engine at ${endpoint}: start Docker, choose another context, or (Linux) join the docker group and log in again`,
    { engine: { kind: 'unreachable', endpoint } },
  ],
]);

const recipe = exerciseFiles('docker/04-dockerfiles', 'solution');
const withRecipe = (before: string | RegExp, after: string): { readonly files: Readonly<Record<string, string>> } => {
  const text = recipe['Dockerfile'] ?? '';
  const changed = text.replace(before, () => after);
  if (changed === text) throw new Error(`The solution has no ${before}`);
  return { files: { ...recipe, Dockerfile: changed } };
};
const pipe = ['/bin/sh', '-c', '/list-files.sh 2>&1 | tee /var/log/list.log'];
const killed = container('killed', {
  image: 'first-df',
  command: pipe,
  state: 'gone',
  life: [
    ...made,
    event(1, 'kill', { signal: 15 }),
    event(11, 'kill', { signal: 9 }),
    event(11, 'die', { exitCode: 137 }),
  ],
});
const stopped = container('stopped', {
  image: 'first-df',
  command: ['/list-files.sh'],
  state: 'exited',
  life: [...made, event(1, 'kill', { signal: 15 }), event(2, 'die', { exitCode: 0 })],
});
const steps = 'Rebuild as first-df, run detached, docker stop';

describeChecks('docker/04-dockerfiles', lessonFacts({ files: recipe, containers: [killed, stopped] }), [
  [
    'd04.from',
    '"FROM debian" takes whatever is latest today: add a tag, e.g. debian:trixie-slim',
    withRecipe(/debian:\S+/, 'debian'),
  ],
  [
    'd04.from',
    '"FROM debian:latest" takes whatever is latest today: add a tag, e.g. debian:trixie-slim',
    withRecipe(/debian:\S+/, 'debian:latest'),
  ],
  [
    'd04.from',
    'Debian 10 (buster) gets no packages any more: take a newer tag',
    withRecipe(/debian:\S+/, 'debian:buster-slim'),
  ],
  [
    'd04.from',
    '"FROM alpine:3" starts from another image: this exercise needs debian',
    withRecipe(/debian:\S+/, 'alpine:3'),
  ],
  ['d04.copy', 'Line 2 still copies everything', withRecipe('COPY list-files.sh /list-files.sh', 'COPY . /')],
  ['d04.copy', 'Line 4 still copies everything', withRecipe('RUN', 'COPY ./* /all/\nRUN')],
  [
    'd04.copy',
    'list-files.sh must land at /list-files.sh',
    withRecipe('COPY list-files.sh /list-files.sh', 'COPY list-files.sh /bin/'),
  ],
  ['d04.copy', 'Copy the folder notes to /notes/ to keep its name', withRecipe('COPY notes /notes/', 'COPY notes /')],
  ['d04.run', 'Join lines 4 and 5 with &&', withRecipe('update && ', 'update\nRUN ')],
  ['d04.run', 'End that RUN by removing /var/lib/apt/lists/*', withRecipe(' && rm -rf /var/lib/apt/lists/*', '')],
  [
    'd04.run',
    'End that RUN by removing /var/lib/apt/lists/*',
    withRecipe(' && rm -rf /var/lib/apt/lists/*', '\nRUN rm -rf /var/lib/apt/lists/*'),
  ],
  ['d04.run', 'apt-get install waits for an answer that nobody gives: add -y', withRecipe(' -y', '')],
  ['d04.run', 'The install needs fresh lists: put apt-get update && before it', withRecipe('apt-get update && ', '')],
  ['d04.run', 'No RUN installs tree any more', withRecipe(/RUN .*/, 'RUN true')],
  ['d04.killed', 'No stop seen yet: docker stop it and wait ten seconds', { containers: [] }, ['d04.cleanStop']],
  ['d04.killed', "It ended with 0: the starter's pipe must still be in CMD", { containers: [stopped] }],
  [
    'd04.killed',
    'It was killed at once: docker stop it and let it wait its ten seconds',
    {
      containers: [
        { ...killed, life: [...made, event(1, 'kill', { signal: 9 }), event(1, 'die', { exitCode: 137 })] },
        stopped,
      ],
    },
  ],
  [
    'd04.exec',
    'CMD is still shell form: write CMD ["/list-files.sh"]',
    withRecipe('["/list-files.sh"]', '/list-files.sh'),
  ],
  [
    'd04.exec',
    'CMD still calls a shell: write CMD ["/list-files.sh"]',
    withRecipe('["/list-files.sh"]', '["sh", "-c", "/list-files.sh | cat"]'),
  ],
  [
    'd04.exec',
    '"|" has no meaning without a shell: write CMD ["/list-files.sh"]',
    withRecipe('["/list-files.sh"]', '["/list-files.sh", "|", "tee"]'),
  ],
  ['d04.exec', 'There is no CMD: write CMD ["/list-files.sh"]', withRecipe(/CMD.*\n/, '')],
  [
    'd04.cleanStop',
    `${steps}; last exit code was 137, and that container was made before CMD had its exec form`,
    { containers: [killed] },
  ],
  [
    'd04.cleanStop',
    `${steps}; the last container ended by itself`,
    { containers: [killed, { ...stopped, life: ended(0) }] },
  ],
  [
    'd04.cleanStop',
    `${steps}; last exit code was 143`,
    {
      containers: [
        killed,
        { ...stopped, life: [...made, event(1, 'kill', { signal: 15 }), event(2, 'die', { exitCode: 143 })] },
      ],
    },
  ],
]);

const files = exerciseFiles('docker/05-build', 'solution');
const withText = (before: string, after: string): { readonly files: Readonly<Record<string, string>> } => ({
  files: { ...files, Dockerfile: (files['Dockerfile'] ?? '').replace(before, () => after) },
});
const latest = image([`${app}:latest`]);
const missing = `No image ${app}:latest from this folder: docker build -t ${app} . (mind the dot)`;

describeChecks('docker/05-build', lessonFacts({ files, images: [latest], builds: [build(1)] }), [
  // It was there before the exercise was opened.
  ['d05.built', missing, { builds: [] }],
  ['d05.built', missing, { images: [] }, ['d05.rebuilt']],
  ['d05.workdir', 'Add WORKDIR /usr/src/app under FROM', withText('WORKDIR /usr/src/app\n', '')],
  [
    'd05.workdir',
    'Add WORKDIR /usr/src/app under FROM: line 2 comes before it',
    withText(
      'WORKDIR /usr/src/app\nCOPY package.json package-lock.json ./',
      'COPY package.json package-lock.json ./\nWORKDIR /usr/src/app',
    ),
  ],
  ['d05.workdir', 'Line 4 still changes directory by cd', withText('RUN npm', 'RUN cd /usr/src/app && npm')],
  [
    'd05.cmd',
    'CMD still names /usr/src/app: WORKDIR makes index.js enough',
    withText('"index.js"', '"/usr/src/app/index.js"'),
  ],
  ['d05.cmd', 'CMD starts a shell: write CMD ["node", "index.js"]', withText('["node", "index.js"]', 'node index.js')],
  ['d05.cmd', 'CMD starts npm: write CMD ["node", "index.js"]', withText('["node", "index.js"]', '["npm", "start"]')],
  [
    'd05.rebuilt',
    'The image is older than your Dockerfile: build again',
    { images: [{ ...latest, workingDirectory: '' }] },
  ],
  [
    'd05.rebuilt',
    'The image is older than your Dockerfile: build again',
    { images: [{ ...latest, command: ['node', '/usr/src/app/index.js'] }] },
  ],
]);
