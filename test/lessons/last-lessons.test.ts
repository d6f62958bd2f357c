import type { ContainerFacts, LessonFacts, MountFacts } from '../../server/src/lessons/facts.ts';
import { describeChecks } from './check-table.ts';
import { exerciseFiles } from './exercise-folders.ts';
import { app, build, container, ended, event, image, lessonFacts, made } from './facts-under-test.ts';

const mount = (kind: MountFacts['kind'], source: string, target: string): MountFacts => ({
  kind,
  source,
  target,
  isReadOnly: false,
});
const folder = '/home/kay/slipway-learn/exercise/bind-directory';
const bound = container('bound', {
  state: 'gone',
  mounts: [mount('bind', folder, '/bound-mount')],
  life: [event(0, 'create'), event(1, 'start'), event(3, 'die', { exitCode: 0 })],
});
const first = container('first', { state: 'exited', mounts: [mount('volume', 'my-volume', '/data-volume')] });
const second = container('second', {
  image: 'debian:trixie-slim',
  imageId: 'sha256:debian',
  state: 'exited',
  mounts: [mount('volume', 'my-volume', '/other')],
});
const volume = { name: 'my-volume', labels: {} };
const bindDone: Partial<LessonFacts> = {
  files: { 'bind-directory/testfile.txt': 'This is a bound file!\nfrom inside\n' },
  changedAt: { 'bind-directory/testfile.txt': 2000 },
  volumes: [volume],
  volumeFiles: { 'my-volume/newfile.txt': 'kept\n' },
};
const lines = (text: string): Partial<LessonFacts> => ({ files: { 'bind-directory/testfile.txt': text } });
const nothingBound = `No container mounts slipway-learn/exercise/bind-directory: check source= is absolute and destination=/bound-mount`;

describeChecks(
  'docker/09-storage',
  lessonFacts({ ...bindDone, containers: [bound, first, second] }),
  [
    ['d09.bind', nothingBound, { containers: [{ ...bound, mounts: [] }, first, second] }, ['d09.bindWrite']],
    [
      'd09.bind',
      nothingBound,
      { containers: [{ ...bound, mounts: [mount('bind', folder, '/elsewhere')] }, first, second] },
      ['d09.bindWrite'],
    ],
    ['d09.bindWrite', 'testfile.txt still has one line: append from inside with >>', lines('This is a bound file!\n')],
    ['d09.bindWrite', 'The first line of testfile.txt is lost: use >>, which appends, not >', lines('a\nb\n')],
    ['d09.bindWrite', 'testfile.txt is gone: reset the exercise to get it back', { files: {} }],
    [
      'd09.bindWrite',
      'testfile.txt was not written by a container that mounts it: append from inside with >>',
      { changedAt: { 'bind-directory/testfile.txt': 60_000 } },
    ],
    ['d09.volume', 'Volume my-volume does not exist', { volumes: [] }],
    ['d09.volume', 'Volume my-volume is not mounted', { containers: [bound, second] }],
    ['d09.volume', 'Volume my-volume has no newfile.txt', { volumeFiles: {} }],
    ['d09.volume', 'newfile.txt is empty: write a word into it', { volumeFiles: { 'my-volume/newfile.txt': '\n' } }],
    ['d09.shared', 'Mount my-volume in a container of debian:trixie-slim', { containers: [bound, first] }],
  ],
  { except: ['d09.removed'], implied: ['d09.bind'] },
);

// Whoever wrote in the folder has mounted it: the first step comes before the second.
describeChecks(
  'docker/09-storage',
  // As Docker Desktop tells it.
  lessonFacts({ containers: [{ ...bound, mounts: [mount('bind', `/host_mnt${folder}`, '/bound-mount/')] }] }),
  [['d09.bind', nothingBound, { containers: [] }]],
  { only: ['d09.bind'] },
);

describeChecks(
  'docker/09-storage',
  lessonFacts({
    containers: [
      { ...first, state: 'gone' },
      { ...second, state: 'gone' },
    ],
  }),
  [
    [
      'd09.removed',
      'my-volume is in use by first, second, stopped ones count: docker rm them first',
      { containers: [first, second], volumes: [volume] },
    ],
    ['d09.removed', 'Nothing uses my-volume any more: docker volume rm my-volume', { volumes: [volume] }],
    ['d09.removed', 'Mount my-volume in two containers before you remove it', { containers: [] }],
  ],
  { only: ['d09.removed'] },
);

const privileged = exerciseFiles('docker/10-privileges', 'solution');
const owned = image([`${app}:latest`], { user: 'node' });
const sleeper = container('d10', { life: [...made, event(2, 'top')] });
const mountLine = ['sh', '-c', 'mkdir -p /mnt/tmp && mount -t tmpfs none /mnt/tmp'];
const denied = container('denied', { command: mountLine, user: '0', state: 'gone', life: ended(1) });
const allowed = container('allowed', {
  ...{ command: mountLine, user: '0', state: 'gone', life: ended(0), addedCapabilities: ['CAP_SYS_ADMIN'] },
});
const limited = container('limited', { memory: 64 * 2 ** 20, processors: 5e8 });
const with10 = (...containers: readonly ContainerFacts[]): Partial<LessonFacts> => ({ containers });

describeChecks(
  'docker/10-privileges',
  lessonFacts({ files: privileged, images: [owned], containers: [sleeper, denied, allowed, limited] }),
  [
    ['d10.root', 'docker top d10 while it still sleeps', with10({ ...sleeper, life: made }, denied, allowed, limited)],
    [
      'd10.root',
      'There is no container d10 yet: docker run -d --name d10 simple-docker-app sleep 60',
      with10(denied, allowed, limited),
    ],
    [
      'd10.root',
      'd10 runs as node: make it without --user and before USER stands in the Dockerfile',
      with10({ ...sleeper, user: 'node' }, denied, allowed, limited),
    ],
    [
      'd10.user',
      'Add USER node before CMD',
      { files: { ...privileged, Dockerfile: (privileged['Dockerfile'] ?? '').replace('USER node', 'USER 0') } },
    ],
    ['d10.user', 'The image is older than your Dockerfile: rebuild', { images: [{ ...owned, user: '' }] }],
    ['d10.user', 'Run it once', { images: [{ ...owned, id: 'sha256:new' }] }],
    ['d10.mountDenied', 'Run the mount without extra rights and let it fail', with10(sleeper, allowed, limited)],
    [
      'd10.mountDenied',
      'Run the mount without extra rights and let it fail: this time it succeeded, so the container has rights from elsewhere',
      with10(sleeper, { ...denied, life: ended(0) }, allowed, limited),
    ],
    ['d10.mountOk', 'Add --cap-add SYS_ADMIN', with10(sleeper, denied, limited)],
    [
      'd10.mountOk',
      'You used --privileged: add --cap-add SYS_ADMIN instead',
      with10(sleeper, denied, { ...allowed, isPrivileged: true }, limited),
    ],
    [
      'd10.mountOk',
      'It still failed: this engine uses AppArmor, add --security-opt apparmor=unconfined',
      with10(sleeper, denied, { ...allowed, life: ended(32), appArmorProfile: 'docker-default' }, limited),
    ],
    [
      'd10.mountOk',
      'It still failed: node has no capabilities, add --user 0',
      with10(sleeper, denied, { ...allowed, life: ended(1), user: 'node' }, limited),
    ],
    [
      'd10.mountOk',
      'It still failed with 32: read what mount says',
      with10(sleeper, denied, { ...allowed, life: ended(32) }, limited),
    ],
    ['d10.limits', 'memory is unlimited', with10(sleeper, denied, allowed, { ...limited, memory: 0 })],
    ['d10.limits', 'cpus is unlimited', with10(sleeper, denied, allowed, { ...limited, processors: 0 })],
    [
      'd10.limits',
      '512 MB are more than this server needs: --memory 64m',
      with10(sleeper, denied, allowed, { ...limited, memory: 512 * 2 ** 20 }),
    ],
    [
      'd10.limits',
      'No container runs with limits',
      with10({ ...sleeper, state: 'exited' }, denied, allowed, { ...limited, state: 'exited' }),
    ],
  ],
);

const reference = `localhost:5001/learner/${app}`;
const registry = container('slipway-registry', {
  ...{ image: 'registry:3', imageId: 'sha256:registry' },
  ports: [{ target: '5000/tcp', published: 5001, address: '127.0.0.1' }],
});
const answered = (status: number) => ({ kind: 'answered', status, body: '' }) as const;
const probes: LessonFacts['probes'] = {
  'GET 5001/v2/': answered(200),
  [`GET 5001/v2/learner/${app}/manifests/latest`]: answered(200),
  [`GET 5001/v2/learner/${app}/manifests/v0.0.2`]: answered(200),
};
const pull = build(9, { how: 'pull', reference: `${reference}:latest` });
const came = [
  { at: 1000, tags: { [`${reference}:latest`]: 'sha256:app' } },
  { at: 2000, tags: {} },
];

describeChecks(
  'docker/11-registries',
  lessonFacts({
    ...{ containers: [registry], probes, moments: came, builds: [pull] },
    images: [image([`${app}:latest`, `${reference}:latest`])],
  }),
  [
    ['d11.registry', 'No registry on 5001', { containers: [] }],
    [
      'd11.registry',
      'No registry on 5001; slipway-registry does not run: docker start slipway-registry',
      { containers: [{ ...registry, state: 'exited' }] },
    ],
    [
      'd11.registry',
      'No registry on 5001; port taken by web',
      {
        containers: [container('web', { openPorts: [{ target: '80/tcp', published: 5001, address: '0.0.0.0' }] })],
      },
    ],
    [
      'd11.registry',
      'slipway-registry runs, but does not answer on 5001 yet: docker logs slipway-registry',
      { probes: { ...probes, 'GET 5001/v2/': { kind: 'silent' } } },
    ],
    [
      'd11.pushed',
      `Not in the registry: tag ${reference}:latest and push that full name`,
      { probes: { ...probes, [`GET 5001/v2/learner/${app}/manifests/latest`]: answered(404) } },
    ],
    [
      'd11.pushedV002',
      'Tag and push v0.0.2 as well',
      { probes: { ...probes, [`GET 5001/v2/learner/${app}/manifests/v0.0.2`]: answered(404) } },
    ],
    ['d11.pulled', 'Remove the local name first (docker rmi), then docker pull', { moments: came.slice(0, 1) }],
    ['d11.pulled', 'It is removed: docker pull brings it back', { builds: [], images: [] }],
    [
      'd11.pulled',
      'Nothing bears the name of your registry yet: tag and push first',
      { builds: [], images: [], moments: [] },
    ],
  ],
);

const review = exerciseFiles('docker/12-review', 'solution');
const withReview = (before: string | RegExp, after: string): Partial<LessonFacts> => ({
  files: { ...review, Dockerfile: (review['Dockerfile'] ?? '').replace(before, () => after) },
});
const built = image(['review:1.0.0'], {
  user: 'node',
  history: [{ createdBy: 'base', size: 9e9 }, ...Array.from({ length: 10 }, () => ({ createdBy: 'own', size: 1e6 }))],
});
const well = container('well', {
  image: 'review:1.0.0',
  ports: [{ target: '8080/tcp', published: 8080, address: '127.0.0.1' }],
  memory: 2 ** 27,
  mounts: [mount('volume', 'review-data', '/data')],
});
const attached = [event(0, 'create'), event(0, 'attach'), event(0, 'start')];
const finding = {
  path: 'Dockerfile',
  line: 1,
  severity: 'warning',
  rule: 'x/y',
  message: 'Something is wrong',
} as const;

describeChecks(
  'docker/12-review',
  lessonFacts({
    ...{ files: review, findings: [{ ...finding, severity: 'hint' }], images: [built], containers: [well] },
    builds: [build(1, { reference: 'review:1.0.0' })],
  }),
  [
    ['d12.clean', '1 finding left, first: Something is wrong', { findings: [finding] }],
    [
      'd12.clean',
      '2 findings left, first: Something is wrong',
      { findings: [finding, { ...finding, severity: 'error' }] },
    ],
    ['d12.clean', 'npm ci is gone: repair it, the service needs its packages', withReview('npm ci', 'npm install')],
    ['d12.clean', 'EXPOSE is gone: put it back', withReview('EXPOSE 8080\n', '')],
    ['d12.clean', 'CMD is gone: put it back', withReview(/CMD.*\n/, '')],
    [
      'd12.clean',
      '.dockerignore is missing',
      { files: Object.fromEntries(Object.entries(review).filter(([path]) => path !== '.dockerignore')) },
    ],
    ['d12.image', 'review:1.0.0 is missing', { builds: [] }],
    ['d12.image', 'review:1.0.0 runs as root: add USER and build again', { images: [{ ...built, user: '0:0' }] }],
    [
      'd12.image',
      'review:1.0.0 carries 100 MB: what is in the largest layer?',
      { images: [{ ...built, history: built.history.map(it => ({ ...it, size: 1e7 })) }] },
    ],
    [
      'd12.run',
      'No container of review:1.0.0 runs: docker run -d with a port, a memory limit and a volume',
      { containers: [{ ...well, state: 'exited' }] },
    ],
    ['d12.run', '-d is missing from docker run', { containers: [{ ...well, isAttached: true, life: attached }] }],
    [
      'd12.run',
      '-p 127.0.0.1:8080:8080 is missing from docker run',
      { containers: [{ ...well, ports: [{ target: '8080/tcp', published: 8080, address: '' }] }] },
    ],
    ['d12.run', '--memory 128m is missing from docker run', { containers: [{ ...well, memory: 0 }] }],
    [
      'd12.run',
      'the volume review-data at /data is missing from docker run',
      { containers: [{ ...well, mounts: [] }] },
    ],
  ],
  { except: ['d12.tidy'] },
);

describeChecks(
  'docker/12-review',
  lessonFacts({ containers: [{ ...well, state: 'gone' }] }),
  [
    [
      'd12.tidy',
      'Left over: well, review:1.0.0, review-data',
      { containers: [well], images: [built], volumes: [{ name: 'review-data', labels: {} }, volume] },
    ],
    ['d12.tidy', 'Run review:1.0.0 first: there is nothing to tidy up yet', { containers: [] }],
  ],
  { only: ['d12.tidy'] },
);
