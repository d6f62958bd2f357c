import type { ContainerFacts, LessonFacts, PortFacts } from '../../server/src/lessons/facts.ts';
import { describeChecks } from './check-table.ts';
import { exerciseFiles } from './exercise-folders.ts';
import { app, asked, build, container, ended, event, image, lessonFacts, listed, made } from './facts-under-test.ts';

const latest = image([`${app}:latest`], { exposedPorts: ['9854/tcp'] });
const port = (published: number, address = '127.0.0.1'): PortFacts => ({ target: '9854/tcp', published, address });
const echoed = (body: string, status = 200): Pick<LessonFacts, 'probes'> => ({
  probes: { 'POST 9854/echo': { kind: 'answered', status, body } },
});

// The first check wants nothing on the port, the others something: in the product each is ticked when its time comes.
const alone = container('alone', { life: [...ended(0), event(9, 'start')] });
const looked = container('looked', { life: [event(0, 'create'), event(4, 'start')] });
const open = container('open', { ports: [port(9854)], openPorts: [port(9854)] });
const chosen = container('chosen', { publishesAll: true, openPorts: [port(32768, '0.0.0.0')] });

describeChecks(
  'docker/06-containers',
  lessonFacts({ containers: [alone, looked, open, chosen], images: [latest], ...echoed('Slipway asks') }),
  [
    [
      'd06.restarted',
      'Stop it first: docker stop chosen',
      { containers: [{ ...alone, life: made }, looked, open, chosen] },
    ],
    [
      'd06.restarted',
      'docker run made a new container; use docker start alone',
      { containers: [{ ...alone, state: 'exited', life: ended(0) }, looked, open, chosen, container('fourth')] },
    ],
    [
      'd06.restarted',
      'Start one, stop it, and start the same one again: docker run --tty simple-docker-app',
      { containers: [] },
      ['d06.created', 'd06.published', 'd06.localhost', 'd06.ephemeral', 'd06.instances'],
    ],
    [
      'd06.created',
      'docker create simple-docker-app, look at docker ps -a, then docker start',
      { containers: [alone, container('quick'), open, chosen] },
    ],
    [
      'd06.created',
      'looked waits: look at docker ps -a, then docker start looked',
      { containers: [alone, { ...looked, state: 'created', life: [event(0, 'create')] }, open, chosen] },
    ],
    [
      'd06.published',
      'Container chosen publishes 0.0.0.0:32768->9854/tcp: run with -p 9854:9854',
      { containers: [alone, looked, container('third'), chosen] },
      ['d06.localhost'],
    ],
    [
      'd06.localhost',
      'It listens on all addresses: write -p 127.0.0.1:9854:9854 (three parts, colons)',
      { containers: [alone, looked, { ...open, ports: [port(9854, '')] }, chosen] },
    ],
    [
      'd06.localhost',
      'It listens on 0.0.0.0: write -p 127.0.0.1:9854:9854 (three parts, colons)',
      { containers: [alone, looked, { ...open, ports: [port(9854, '0.0.0.0')] }, chosen] },
    ],
    [
      'd06.published',
      'Port 9854 answers, but not with what it was sent: is it open?',
      echoed('Something else'),
      ['d06.localhost'],
    ],
    [
      'd06.published',
      'open publishes 9854, but nothing answers there: docker logs open',
      { probes: { 'POST 9854/echo': { kind: 'silent' } } },
      ['d06.localhost'],
    ],
    [
      'd06.ephemeral',
      'The image has no EXPOSE 9854: add it and rebuild',
      { images: [{ ...latest, exposedPorts: [] }] },
    ],
    ['d06.ephemeral', 'Run with -P', { containers: [alone, looked, open] }],
    [
      'd06.ephemeral',
      'chosen was made before the image had EXPOSE: run a new one with -P',
      { containers: [alone, looked, open, { ...chosen, openPorts: [] }] },
    ],
    [
      'd06.instances',
      'Only 2 so far: every docker run adds one',
      {
        containers: [
          {
            ...alone,
            ports: [port(9854)],
            life: [event(0, 'create'), event(4, 'start'), event(5, 'die'), event(6, 'start')],
          },
          chosen,
        ],
      },
    ],
  ],
  { except: ['d06.unpublished'], implied: ['d06.published'] },
);

// Who listens on 127.0.0.1 publishes too: the fourth step comes before the fifth.
describeChecks(
  'docker/06-containers',
  lessonFacts({ containers: [{ ...open, ports: [port(9854, '')] }], ...echoed('Slipway asks') }),
  [
    [
      'd06.published',
      'No container of simple-docker-app runs: docker run -d -p 9854:9854 simple-docker-app',
      { containers: [] },
    ],
  ],
  { only: ['d06.published'] },
);

describeChecks(
  'docker/06-containers',
  lessonFacts({ containers: [container('quiet')], probes: { 'POST 9854/echo': { kind: 'refused' } } }),
  [
    ['d06.unpublished', 'Start it without -p', { containers: [open] }],
    ['d06.unpublished', 'Start it without -p', { containers: [{ ...container('quiet'), state: 'exited' }] }],
    ['d06.unpublished', 'Something else listens on 9854: a program outside of containers', echoed('Hello')],
    [
      'd06.unpublished',
      'Something else listens on 9854: container other',
      {
        ...echoed('Hello'),
        containers: [container('quiet'), container('other', { image: 'nginx', openPorts: [port(9854)] })],
      },
    ],
  ],
  { only: ['d06.unpublished'] },
);

const built = (second: number, layer: string, tag = 'latest') =>
  build(second, { reference: `${app}:${tag}`, steps: [['COPY . . # buildkit', layer]] });
const versions = [
  image([`${app}:v0.0.1`], { id: 'sha256:1', layers: ['a'] }),
  image([`${app}:v0.0.2`, `${app}:latest`], { id: 'sha256:3', layers: ['c'] }),
];
const moments = [
  { at: 1, tags: { [`${app}:v0.0.1`]: 'sha256:1' } },
  { at: 2, tags: { [`${app}:v0.0.1`]: 'sha256:1', [`${app}:latest`]: 'sha256:1' } },
  { at: 3, tags: { [`${app}:v0.0.1`]: 'sha256:1', [`${app}:latest`]: 'sha256:2' } },
  { at: 4, tags: { [`${app}:v0.0.1`]: 'sha256:1', [`${app}:latest`]: 'sha256:3', [`${app}:v0.0.2`]: 'sha256:3' } },
];
const [one, two, three, four] = moments;
if (!one || !two || !three || !four) throw new Error('There are four moments');

describeChecks(
  'docker/07a-tags',
  lessonFacts({ images: versions, moments, builds: [built(1, 'a'), built(2, 'a')] }),
  [
    ['d07.sameId', 'Build twice without touching a file', { builds: [built(1, 'a')] }],
    [
      'd07.sameId',
      'Build twice without touching a file; the ids were 1 and 2',
      { builds: [built(1, 'a'), built(2, 'b')] },
    ],
    [
      'd07.v001',
      'Build with -t simple-docker-app:v0.0.1 only; latest exists already: clean first',
      { moments: [two, three, four] },
    ],
    ['d07.twoTags', 'Build with both -t options and no change between', { moments: [one, three, four] }],
    [
      'd07.latestMoved',
      'Both still name 3: change index.js and build without a tag',
      { images: [image([`${app}:v0.0.1`, `${app}:latest`], { id: 'sha256:3' })] },
      ['d07.v002'],
    ],
    [
      'd07.latestMoved',
      'latest moved, but nothing is new in it: change index.js and build without a tag',
      { images: [image([`${app}:v0.0.1`], { id: 'sha256:1' }), image([`${app}:latest`], { id: 'sha256:3' })] },
      ['d07.v002'],
    ],
    [
      'd07.latestMoved',
      'simple-docker-app:v0.0.1 is missing: build it first',
      { images: versions.slice(1) },
      ['d07.v002'],
    ],
    [
      'd07.v002',
      'v0.0.2 is missing: give both -t in one build',
      { images: [...versions.slice(0, 1), image([`${app}:latest`], { id: 'sha256:3', layers: ['c'] })] },
    ],
    [
      'd07.v002',
      'latest points elsewhere: give both -t in one build',
      {
        images: [
          ...versions.slice(0, 1),
          image([`${app}:latest`], { id: 'sha256:2', layers: ['b'] }),
          image([`${app}:v0.0.2`], { id: 'sha256:3', layers: ['c'] }),
        ],
      },
    ],
    [
      'd07.v002',
      'The latest of before is still called simple-docker-app:v0.0.1: change index.js, build without a tag, then build v0.0.2',
      { moments: [one, two, four] },
    ],
  ],
  { except: ['d07.clean'], implied: ['d07.latestMoved'] },
);

describeChecks(
  'docker/07a-tags',
  lessonFacts({ builds: [built(1, 'a')], containers: [container('past', { state: 'gone' })] }),
  [
    ['d07.clean', 'Nothing of it is there yet: build it first', { builds: [] }],
    [
      'd07.clean',
      'Still there: simple-docker-app:v0.0.2, simple-docker-app:latest; use Clean up (it touches only these)',
      { images: versions.slice(1) },
    ],
    // The engine's list shows such a container's image by its id.
    [
      'd07.clean',
      'Still there: orphan; use Clean up (it touches only these)',
      { containers: [container('orphan', { state: 'exited', image: 'sha256:1', imageId: 'sha256:1' })] },
    ],
  ],
  { only: ['d07.clean'] },
);

const files = exerciseFiles('docker/07b-cache', 'solution');
const recipe = files['Dockerfile'] ?? '';
const withRecipe = (before: string, after: string): Pick<LessonFacts, 'files'> => ({
  files: { ...files, Dockerfile: recipe.replace(before, () => after) },
});
const ignored = { '.dockerignore': 'Dockerfile\n.dockerignore\n' };
const whole = (second: number, layer: string, dockerfile: string, more: Readonly<Record<string, string>> = {}) =>
  build(second, {
    steps: [
      ['COPY * ./ # buildkit', layer],
      ['RUN /bin/sh -c npm ci --production # buildkit', `npm ${layer}`],
      [`RUN /bin/sh -c echo "${dockerfile}" # buildkit`, `echo ${dockerfile}`],
    ],
    files: { Dockerfile: dockerfile, 'index.js': '1', ...more },
  });
const ordered = (second: number, source: string, npm = 'npm', manifest = '1') =>
  build(second, {
    steps: [
      ['COPY package.json package-lock.json ./ # buildkit', `manifest ${manifest}`],
      ['RUN /bin/sh -c npm ci --omit=dev # buildkit', npm],
      ['COPY index.js ./ # buildkit', `source ${source}`],
    ],
    files: { Dockerfile: 'ordered', 'index.js': source, 'package.json': manifest, ...ignored },
  });
const history = [
  ...[whole(1, 'a', 'first'), whole(2, 'a', 'first'), whole(3, 'b', 'second')],
  ...[whole(4, 'c', 'second', ignored), whole(5, 'c', 'third', ignored)],
  ...[ordered(6, '1'), ordered(7, '2')],
];
const without = (...seconds: readonly number[]) => history.filter(({ at }) => !seconds.includes(at / 1000));

describeChecks('docker/07b-cache', lessonFacts({ files, builds: history }), [
  ['d07.sameId', 'Build twice without touching a file; the ids were 6 and 7', { builds: without(1) }],
  ['d07.busted', 'Change only the Dockerfile (add the RUN echo line) and build', { builds: without(3) }],
  [
    'd07.ignore',
    '.dockerignore is missing',
    { files: Object.fromEntries(Object.entries(files).filter(([path]) => path !== '.dockerignore')) },
  ],
  [
    'd07.ignore',
    '.dockerignore does not match Dockerfile',
    { files: { ...files, '.dockerignore': '.dockerignore\n' } },
  ],
  [
    'd07.ignore',
    '.dockerignore does not match .dockerignore',
    { files: { ...files, '.dockerignore': 'Dockerfile\n' } },
  ],
  [
    'd07.cacheKept',
    'The first build after adding .dockerignore always misses: build, add one more line, build again',
    { builds: without(5) },
  ],
  ['d07.copyMinimal', 'Line 3 copies "docs": name the files', withRecipe('package-lock.json ./', 'docs ./')],
  [
    'd07.copyMinimal',
    'Line 6 is left over: remove the echo lines',
    withRecipe('EXPOSE', 'RUN echo "a new layer"\nEXPOSE'),
  ],
  [
    'd07.order',
    'index.js is copied before npm runs (line 3): move it below',
    withRecipe('package.json package-lock.json', 'package*.json index.js'),
  ],
  [
    'd07.order',
    'npm runs on line 3 without package.json: copy it above',
    withRecipe(
      'COPY package.json package-lock.json ./\nRUN npm ci --omit=dev',
      'RUN npm ci --omit=dev\nCOPY package.json package-lock.json ./',
    ),
  ],
  [
    'd07.order',
    'No RUN installs the packages any more: RUN npm ci --omit=dev',
    withRecipe('RUN npm ci --omit=dev\n', ''),
  ],
  ['d07.installCached', 'Change only index.js, then build again', { builds: without(7) }],
  [
    'd07.installCached',
    'npm ran again because package.json changed: change only index.js',
    { builds: [...without(7), ordered(7, '2', 'npm again', '2')] },
  ],
]);

const web = container('web', {
  ports: [port(9854)],
  life: [
    ...made,
    event(3, 'attach'),
    event(4, 'exec_create', { command: '/bin/bash' }),
    event(9, 'die', { exitCode: 0 }),
  ],
});
const modes = (
  changed: Partial<ContainerFacts>,
  others: readonly ContainerFacts[] = [listed, asked],
): Partial<LessonFacts> => ({
  containers: [{ ...web, ...changed }, ...others],
});

const inFront = { isAttached: true, life: [event(0, 'create'), event(0, 'attach'), event(0, 'start')] };

describeChecks(
  'docker/08-run-modes',
  lessonFacts(modes({})),
  [
    ['d08.detached', 'Container web runs in the foreground', modes(inFront), ['d08.attached', 'd08.exec']],
    ['d08.detached', 'Container web publishes nothing', modes({ ports: [] })],
    ['d08.detached', 'No container of simple-docker-app runs', modes({ state: 'exited' })],
    [
      'd08.attached',
      'docker attach web from a terminal',
      modes({ life: web.life.map(it => (it.what === 'attach' ? { ...it, at: 0 } : it)) }),
    ],
    [
      'd08.attached',
      'Nothing to attach to: start one detached, docker run -d -p 127.0.0.1:9854:9854 simple-docker-app',
      modes({ ...inFront, state: 'exited' }, [
        { ...listed, ...inFront, life: [...inFront.life, ...ended(0).slice(2)] },
        { ...asked, ...inFront },
      ]),
      ['d08.detached', 'd08.exec'],
    ],
    ['d08.command', 'Put ls -l /usr/src/app after the image name', modes({}, [asked])],
    ['d08.command', 'ls ended with 2: is the folder /usr/src/app?', modes({}, [{ ...listed, life: ended(2) }, asked])],
    ['d08.interactive', 'Use -it and the command node', modes({}, [listed])],
    [
      'd08.interactive',
      'Use -it and the command node; -i is off',
      modes({}, [listed, { ...asked, keepsInput: false }]),
    ],
    [
      'd08.interactive',
      'Use -it and the command node; -i and -t are off',
      modes({}, [listed, { ...asked, keepsInput: false, hasTerminal: false }]),
    ],
    [
      'd08.exec',
      'docker exec -it web /bin/bash (run starts a new one instead)',
      modes({ life: web.life.filter(it => it.what !== 'exec_create') }),
    ],
  ],
  { except: ['d08.stopped'] },
);

describeChecks(
  'docker/08-run-modes',
  lessonFacts(modes({ state: 'exited' })),
  [
    ['d08.stopped', 'Still running: web', modes({})],
    [
      'd08.stopped',
      'Nothing was started yet: docker run -d -p 127.0.0.1:9854:9854 simple-docker-app',
      { containers: [{ ...web, state: 'exited', life: [] }] },
    ],
  ],
  { only: ['d08.stopped'] },
);
