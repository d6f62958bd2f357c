// An exercise has more right answers than its solution: each way here does what the step asks, written differently, or only
// looks as if it did. The checks must tell them apart.
import { describe } from 'vitest';
import type { ContainerFacts, LessonFacts, MountFacts, PortFacts } from '../../server/src/lessons/facts.ts';
import { exerciseFiles } from './exercise-folders.ts';
import { app, asked, build, container, ended, event, image, lessonFacts, listed, made } from './facts-under-test.ts';
import { describeWays, recipes } from './ways-table.ts';

const port = (published: number, address = '127.0.0.1', target = '9854/tcp'): PortFacts => ({
  target,
  published,
  address,
});

const mount = (kind: MountFacts['kind'], source: string, target: string, isReadOnly = false): MountFacts => ({
  kind,
  source,
  target,
  isReadOnly,
});

describe('docker/06-containers', () => {
  const lesson = 'docker/06-containers';
  const probes: LessonFacts['probes'] = { 'POST 9854/echo': { kind: 'answered', status: 200, body: 'Slipway asks' } };
  const own = container('own', { ports: [port(9854)], openPorts: [port(9854)] });
  describeWays(lesson, 'd06.localhost', lessonFacts({ containers: [own], probes }), {
    right: [
      ['Compose', { containers: [{ ...own, isAttached: true, labels: { 'com.docker.compose.service': 'echo' } }] }],
      ['a tag', { containers: [{ ...own, image: `docker.io/library/${app}:v1` }] }],
    ],
    wrong: [
      ['every address besides', { containers: [{ ...own, ports: [port(9854), port(9854, '192.168.1.5')] }] }],
      [
        'a port that the engine chose',
        { containers: [{ ...own, ports: [{ target: '9854/tcp', address: '127.0.0.1' }] }] },
      ],
      ['another port of the container', { containers: [{ ...own, ports: [port(9854, '127.0.0.1', '80/tcp')] }] }],
    ],
  });
  describeWays(
    lesson,
    'd06.unpublished',
    lessonFacts({ containers: [container('a')], probes: { 'POST 9854/echo': { kind: 'refused' } } }),
    {
      wrong: [['-P', { containers: [container('a', { publishesAll: true })] }]],
    },
  );
});

describe('docker/08-run-modes', () => {
  const lesson = 'docker/08-run-modes';
  const web = container('web', {
    ports: [port(9854)],
    life: [...made, event(3, 'attach'), event(4, 'exec_create', { command: '/bin/bash' })],
  });
  const attachedFirst = [event(0, 'create'), event(0, 'attach'), event(0, 'start')];
  const one = (change: Partial<ContainerFacts>): Partial<LessonFacts> => ({ containers: [{ ...web, ...change }] });
  const facts = lessonFacts({ containers: [web] });

  describeWays(lesson, 'd08.detached', facts, {
    right: [
      // Made to be attached to, but nobody was.
      ['create and start', one({ isAttached: true, life: [event(0, 'create'), event(5, 'start')] })],
      ['Compose', one({ isAttached: true })],
      ['-P', one({ ports: [], publishesAll: true, openPorts: [port(32768)] })],
      ['a terminal of its own', one({ hasTerminal: true })],
    ],
    wrong: [
      ['the foreground', one({ isAttached: true, life: attachedFirst })],
      ['another port', one({ ports: [port(80, '127.0.0.1', '80/tcp')] })],
    ],
  });
  describeWays(lesson, 'd08.attached', facts, {
    right: [['create and start', one({ isAttached: true })]],
    wrong: [['the foreground', one({ isAttached: true, life: attachedFirst })]],
  });
  describeWays(lesson, 'd08.command', lessonFacts({ containers: [listed] }), {
    right: [
      ['a full path', { containers: [{ ...listed, command: ['/bin/ls', '-l', '/usr/src/app'] }] }],
      ['no folder', { containers: [{ ...listed, command: ['ls'] }] }],
      ['a shell', { containers: [{ ...listed, command: ['sh', '-c', 'ls -l /usr/src/app'] }] }],
      ['--entrypoint', { containers: [{ ...listed, entrypoint: ['ls'], command: ['-l', '/usr/src/app'] }] }],
      ['the script of the image', { containers: [{ ...listed, entrypoint: ['docker-entrypoint.sh'] }] }],
    ],
    wrong: [['the server', { containers: [{ ...listed, command: ['node', 'index.js'] }] }]],
  });
  describeWays(lesson, 'd08.interactive', lessonFacts({ containers: [asked] }), {
    right: [
      ['--entrypoint', { containers: [{ ...asked, entrypoint: ['node'], command: [] }] }],
      ['an option', { containers: [{ ...asked, command: ['/usr/local/bin/node', '-i'] }] }],
    ],
    wrong: [
      ['the server', { containers: [{ ...asked, command: ['node', 'index.js'] }] }],
      ['a line of code', { containers: [{ ...asked, command: ['node', '-p', '1+1'] }] }],
      ['a shell', { containers: [{ ...asked, command: ['bash'] }] }],
    ],
  });
});

describe('docker/09-storage', () => {
  const lesson = 'docker/09-storage';
  const folder = {
    path: 'slipway-learn/d09-storage',
    absolute: '/home/kay/work/slipway-learn/d09-storage',
    state: 'writable',
  } as const;
  const bound = (source: string): Partial<LessonFacts> => ({
    containers: [container('bound', { mounts: [mount('bind', source, '/bound-mount')] })],
  });
  describeWays(lesson, 'd09.bind', lessonFacts({ folder }), {
    right: [
      ['the path', bound('/home/kay/work/slipway-learn/d09-storage/bind-directory')],
      ['Docker Desktop on macOS', bound('/host_mnt/home/kay/work/slipway-learn/d09-storage/bind-directory')],
      ['a home that is a link', bound('/var/home/kay/work/slipway-learn/d09-storage/bind-directory')],
      ['Docker Desktop in WSL', bound(`/run/desktop/mnt/host/wsl/docker-desktop-bind-mounts/Ubuntu/${'0'.repeat(64)}`)],
      [
        'another image',
        {
          containers: [
            container('b', {
              image: 'bash:5.2',
              mounts: [mount('bind', '/home/kay/work/slipway-learn/d09-storage/bind-directory', '/bound-mount/')],
            }),
          ],
        },
      ],
    ],
    wrong: [
      ['the folder above', bound('/home/kay/work/slipway-learn/d09-storage')],
      ['another exercise', bound('/home/kay/work/slipway-learn/d08-modes/bind-directory')],
      ['a volume', { containers: [container('v', { mounts: [mount('volume', 'bind-directory', '/bound-mount')] })] }],
    ],
  });
  const windows = {
    path: 'slipway-learn/d09-storage',
    absolute: 'c:\\Users\\Kay\\slipway-learn\\d09-storage',
    state: 'writable',
  } as const;
  describeWays(lesson, 'd09.bind', lessonFacts({ folder: windows }), {
    right: [
      ['a path of Windows', bound('C:\\Users\\Kay\\slipway-learn\\d09-storage\\bind-directory')],
      [
        'a path of Docker Desktop on Windows',
        bound('/run/desktop/mnt/host/c/Users/Kay/slipway-learn/d09-storage/bind-directory'),
      ],
    ],
  });

  const at = (command: readonly string[], isReadOnly = false) =>
    container('inside', {
      command,
      state: 'gone',
      mounts: [mount('bind', `${folder.absolute}/bind-directory`, '/bound-mount', isReadOnly)],
      life: [event(0, 'create'), event(1, 'start'), event(3, 'die', { exitCode: 0 })],
    });
  const written = lessonFacts({
    folder,
    files: { 'bind-directory/testfile.txt': 'This is a bound file!\nmore\n' },
    changedAt: { 'bind-directory/testfile.txt': 2000 },
    containers: [at(['sh', '-c', 'echo x >> /bound-mount/testfile.txt'])],
  });
  describeWays(lesson, 'd09.bindWrite', written, {
    right: [
      ['a shell to type in', { containers: [at(['bash'])] }],
      ['tee', { containers: [at(['tee', '-a', '/bound-mount/testfile.txt'])] }],
      ['two lines from each side', { files: { 'bind-directory/testfile.txt': 'This is a bound file!\r\na\r\nb' } }],
    ],
    wrong: [
      // It was typed in the editor a moment before.
      ['a container that only reads', { containers: [at(['cat', '/bound-mount/testfile.txt'])] }],
      ['a mount that cannot be written to', { containers: [at(['bash'], true)] }],
    ],
  });
});

describe('docker/10-privileges', () => {
  const lesson = 'docker/10-privileges';
  const recipe = recipes(lesson);
  const owned = image([`${app}:latest`], { user: 'node' });
  const done = lessonFacts({
    files: exerciseFiles(lesson, 'solution'),
    images: [owned],
    containers: [container('a', { user: 'node' })],
  });
  const user = (line: string, of: string): Partial<LessonFacts> => ({
    ...recipe(`FROM node:24\n${line}\nCMD ["node", "index.js"]`),
    images: [{ ...owned, user: of }],
  });
  describeWays(lesson, 'd10.user', done, {
    right: [
      ['a number', user('USER 1000', '1000')],
      ['a group', user('USER node:node', 'node:node')],
      ['a variable', user('ARG WHO=node\nUSER $WHO', 'node')],
      ['quotes', user('USER "node"', 'node')],
    ],
    wrong: [
      ['root at the end', user('USER node\nUSER root', 'root')],
      ['root by its number', user('USER 0:0', '0:0')],
      ['an older image', user('USER node', '')],
    ],
  });
  const line = ['sh', '-c', 'mkdir -p /mnt/tmp && mount -t tmpfs none /mnt/tmp'];
  const denied = container('denied', { command: line, user: '0', state: 'gone', life: ended(1) });
  describeWays(lesson, 'd10.mountDenied', lessonFacts({ containers: [denied] }), {
    right: [['root by name', { containers: [{ ...denied, user: 'root' }] }]],
    wrong: [
      // It already fails at mkdir.
      ['somebody who is not root', { containers: [{ ...denied, user: 'node' }] }],
      ['a shell that only starts', { containers: [{ ...denied, command: ['sh'] }] }],
    ],
  });
  const allowed = { ...denied, name: 'allowed', life: ended(0), addedCapabilities: ['SYS_ADMIN'] };
  describeWays(lesson, 'd10.mountOk', lessonFacts({ containers: [allowed] }), {
    right: [
      ['CAP_ in front', { containers: [{ ...allowed, addedCapabilities: ['CAP_SYS_ADMIN'] }] }],
      ['lower case', { containers: [{ ...allowed, addedCapabilities: ['sys_admin'] }] }],
      ['--tmpfs as well', { containers: [{ ...allowed, securityOptions: ['apparmor=unconfined'] }] }],
    ],
    wrong: [
      ['every capability', { containers: [{ ...allowed, addedCapabilities: ['ALL'] }] }],
      ['every capability as the engine writes it', { containers: [{ ...allowed, addedCapabilities: ['CAP_ALL'] }] }],
      ['--privileged', { containers: [{ ...allowed, isPrivileged: true }] }],
    ],
  });
});

describe('docker/11-registries', () => {
  const lesson = 'docker/11-registries';
  const came = (name: string): Partial<LessonFacts> => ({
    moments: [
      { at: 1000, tags: { [`${name}:latest`]: 'sha256:app' } },
      { at: 2000, tags: {} },
    ],
    builds: [build(9, { how: 'pull', reference: `${name}:latest` })],
  });
  describeWays(lesson, 'd11.pulled', lessonFacts(), {
    right: [
      ['localhost', came(`localhost:5001/learner/${app}`)],
      ['its number', came(`127.0.0.1:5001/learner/${app}`)],
    ],
    wrong: [['another registry', came(`example.com/learner/${app}`)]],
  });
});

describe('docker/12-review', () => {
  const lesson = 'docker/12-review';
  const recipe = recipes(lesson);
  const files = exerciseFiles(lesson, 'solution');
  const solved = files['Dockerfile'] ?? '';
  const clean = lessonFacts({ files, findings: [] });
  const stages =
    'FROM node:24 AS build\nWORKDIR /app\nCOPY package.json package-lock.json ./\nRUN npm ci --omit=dev\nFROM node:24-slim\nWORKDIR /app\nCOPY --from=build /app/node_modules ./node_modules\nCOPY index.js ./\nUSER node\nEXPOSE 8080\nCMD ["node", "index.js"]';
  describeWays(lesson, 'd12.clean', clean, {
    right: [
      ['two stages', recipe(stages)],
      ['ENTRYPOINT', recipe(solved.replace('CMD ["node", "index.js"]', 'ENTRYPOINT ["node", "index.js"]'))],
      ['npm’s long word', recipe(solved.replace('npm ci', 'npm clean-install'))],
    ],
    wrong: [
      ['a finding that was silenced', recipe(`# slipway ignore-file=all\n${solved}`)],
      [
        'a rule that was switched off',
        { files: { ...files, '.slipway.yaml': 'rules:\n  dockerfile/cd-in-run: off\n' } },
      ],
      ['npm install', recipe(solved.replace('npm ci', 'npm install'))],
    ],
  });

  const well = container('well', {
    image: 'review:1.0.0',
    ports: [port(8080, '127.0.0.1', '8080/tcp')],
    memory: 2 ** 27,
    mounts: [mount('volume', 'review-data', '/data')],
  });
  const one = (change: Partial<ContainerFacts>): Partial<LessonFacts> => ({ containers: [{ ...well, ...change }] });
  describeWays(lesson, 'd12.run', lessonFacts({ containers: [well] }), {
    right: [
      ['create and start', one({ isAttached: true, life: [event(0, 'create'), event(5, 'start')] })],
      ['another port of the machine', one({ ports: [port(8081, '127.0.0.1', '8080/tcp')] })],
      ['less memory', one({ memory: 2 ** 26 })],
      ['a slash at the end', one({ mounts: [mount('volume', 'review-data', '/data/')] })],
    ],
    wrong: [
      ['the foreground', one({ isAttached: true, life: [event(0, 'create'), event(0, 'attach'), event(0, 'start')] })],
      ['another port of the container', one({ ports: [port(8080, '127.0.0.1', '80/tcp')] })],
      ['every address besides', one({ ports: [port(8080, '127.0.0.1', '8080/tcp'), port(8081, '', '8080/tcp')] })],
      ['more memory than was asked for', one({ memory: 2 ** 30 })],
      ['a volume without a name', one({ mounts: [mount('volume', 'a'.repeat(64), '/data')] })],
      ['a folder', one({ mounts: [mount('bind', '/home/kay/data', '/data')] })],
    ],
  });
});
