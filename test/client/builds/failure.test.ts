// What builders say when a build fails, word for word, and what a user is told of it: the sentence, the advice, the place.
import { describe, expect, it } from 'vitest';
import { jobFailureOf } from '../../../client/src/builds/failure.ts';
import { inlineDockerfile } from '../../../client/src/builds/failure-inline.ts';
import { BuildFailed, type BuildStep, EngineRefused } from '../../../client/src/engine/engine.ts';
import type {
  BuildPlan,
  ChosenDockerfile,
  PlannedBuild,
  PlannedContext,
} from '../../../server/src/build/build-plan.ts';
import { processorTime } from '../../support/processor-time.ts';
import { aBuild, aPlan } from './a-plan.ts';

interface Failing {
  readonly said: string;
  /** The step's name. */
  readonly step?: string;
  readonly output?: readonly string[];
  readonly exitCode?: number;
  readonly build?: Partial<PlannedBuild>;
  readonly context?: Partial<PlannedContext>;
  readonly dialect?: 'docker' | 'balena';
}

function told({ said, step, output, exitCode, build = {}, context = {}, dialect = 'docker' }: Failing, text?: string) {
  const planned: PlannedBuild = { ...aBuild({ service: 'web', platform: 'linux/arm64' }), ...build };
  const plan: BuildPlan = {
    ...aPlan([{ service: 'web' }]),
    builds: [planned],
    dialect,
    contexts: [{ id: '.', folder: '/shop', builtIn: [], ...context }],
  };
  const failed: BuildStep | undefined = step === undefined ? undefined : { digest: 'd', name: step, state: 'failed' };
  const texts = new Map(text === undefined ? [] : [['/shop/web/Dockerfile', text]]);
  return jobFailureOf(new BuildFailed(said, failed, output, exitCode), planned, plan, texts);
}

const process = (command: string, end: string) =>
  `failed to solve: process "/bin/sh -c ${command}" did not complete successfully: ${end}`;
const checksum = 'failed to compute cache key: failed to calculate checksum of ref a9sa::1wup';
const ignored = { ignoreFile: { path: '/shop/.dockerignore', base: '/shop', patterns: ['*.log', 'secret*', '!x'] } };

describe('What a failure is told as', () => {
  it.each<[string, Failing, RegExp, RegExp]>([
    [
      'a program that fails',
      { said: process('make', 'exit code: 2'), step: '[2/3] RUN make', exitCode: 2 },
      /^RUN make failed with exit code 2$/,
      /^$/,
    ],
    [
      'a program of another architecture',
      {
        said: process('true', 'exit code: 255'),
        step: '[2/3] RUN true',
        output: ['exec /bin/sh: exec format error'],
        exitCode: 255,
      },
      /for linux\/arm64 could not be run/,
      /emulation.*QEMU/,
    ],
    [
      'a full disk',
      { said: 'write /var/lib/x: no space left on device' },
      /disk of the engine is full/,
      /Prune Images/,
    ],
    [
      'memory that ran out',
      { said: process('make -j', 'exit code: 137'), step: '[2/3] RUN make -j', exitCode: 137 },
      /killed \(exit code 137\)/,
      /make -j2/,
    ],
    [
      'a file that is left out',
      { said: `${checksum}: "/secret.txt": not found`, step: '[2/2] COPY secret.txt /x', context: ignored },
      /secret\.txt is left out of the build context \(\.\) by “secret\*” in \.dockerignore/,
      /“!secret\.txt”/,
    ],
    [
      'a file that is left out, by the classic builder',
      {
        said: 'COPY failed: file not found in build context or excluded by .dockerignore: stat secret.txt: file does not exist',
        step: 'Step 2/2 : COPY secret.txt /x',
        context: ignored,
      },
      /by “secret\*” in \.dockerignore/,
      /narrower/,
    ],
    [
      'a file of a service that the root’s ignore file leaves out',
      {
        said: `${checksum}: "/app.log": not found`,
        step: '[2/2] COPY app.log /x',
        context: {
          folder: '/shop/web',
          ignoreFile: { path: '/shop/.dockerignore', base: '/shop', patterns: ['web/*.log'] },
        },
      },
      /by “web\/\*\.log”/,
      /“!web\/app\.log”/,
    ],
    [
      'a file that is nowhere',
      { said: `${checksum}: "/nope.txt": not found`, step: '[2/2] COPY nope.txt /x', context: ignored },
      /^nope\.txt is not in the build context \(\.\)$/,
      /begin at the build context/,
    ],
    [
      'a file outside of the context',
      { said: `${checksum}: "/up.txt": not found`, step: '[2/2] COPY ../up.txt /x' },
      /up\.txt is outside of the build context/,
      /additional_contexts/,
    ],
    [
      'a file outside of the context, by the classic builder',
      {
        said: 'COPY failed: forbidden path outside the build context: ../up.txt ()',
        step: 'Step 2/2 : COPY ../up.txt /x',
      },
      /^\.\.\/up\.txt is outside/,
      /additional_contexts/,
    ],
    [
      'a file that a stage has not',
      {
        said: `${checksum}: "/out/app": not found`,
        step: '[stage-1 2/2] COPY --from=build /out/app /app',
        build: { stages: [{ index: 0, name: 'build' }, { index: 1 }] },
      },
      /^The stage build has no \/out\/app$/,
      /WORKDIR/,
    ],
    [
      'a file that a stage has not, by an engine of old',
      {
        said: 'failed to compute cache key: failed to walk /var/lib/docker/overlay2/3f06/merged: lstat /var/lib/docker/overlay2/3f06/merged/out: no such file or directory',
        step: '[stage-1 2/2] COPY --from=build /out /',
        build: { stages: [{ index: 0, name: 'build' }, { index: 1 }] },
      },
      /^The stage build has no \/out$/,
      /WORKDIR/,
    ],
    [
      'a file that is nowhere, by a classic builder of old',
      {
        said: 'COPY failed: stat /var/lib/docker/tmp/docker-builder123/nope.txt: no such file or directory',
        step: 'Step 2/2 : COPY nope.txt /x',
      },
      /^nope\.txt is not in the build context/,
      /spelling/,
    ],
    [
      'a base image without that platform',
      {
        said: 'failed to solve: slipway/base:1: failed to resolve source metadata for docker.io/slipway/base:1: no match for platform in manifest: not found',
        step: '[internal] load metadata for docker.io/slipway/base:1',
      },
      /^slipway\/base:1 is not there for linux\/arm64$/,
      /lists its platforms/,
    ],
    [
      'a local base image for another platform',
      {
        said: 'image with reference shop/base:1 was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64',
      },
      /shop\/base:1 is not there for linux\/arm64, only for linux\/amd64/,
      /Pull for Platform/,
    ],
    [
      'a rate limit',
      { said: 'toomanyrequests: You have reached your pull rate limit', step: '[internal] load metadata for x' },
      /rate limit/,
      /docker login/,
    ],
    [
      'a registry that refuses',
      {
        said: 'failed to solve: team/private:1: pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
        step: '[internal] load metadata for docker.io/team/private:1',
      },
      /refuses team\/private:1/,
      /docker login/,
    ],
    [
      'a registry that cannot be found',
      {
        said: 'failed to solve: nowhere.invalid/x:1: failed to resolve source metadata for nowhere.invalid/x:1: failed to do request: Head "https://nowhere.invalid/v2/x/manifests/1": dial tcp: lookup nowhere.invalid on 10.0.0.53:53: no such host',
        step: '[internal] load metadata for nowhere.invalid/x:1',
      },
      /^The engine cannot find the host nowhere\.invalid$/,
      /name server/,
    ],
    [
      'a name server that a step has not',
      {
        said: process('apt-get update', 'exit code: 100'),
        step: '[2/2] RUN apt-get update',
        output: ["Err:1 http://packages.example stable InRelease Temporary failure resolving 'packages.example'"],
        exitCode: 100,
      },
      /^The build step cannot find the host packages\.example$/,
      /VPN/,
    ],
    [
      'a tag that is not there',
      {
        said: 'failed to solve: alpine:3.99: failed to resolve source metadata for docker.io/library/alpine:3.99: docker.io/library/alpine:3.99: not found',
        step: '[internal] load metadata for docker.io/library/alpine:3.99',
      },
      /^There is no image docker\.io\/library\/alpine:3\.99$/,
      /tag/,
    ],
    [
      'a user that the image has not',
      {
        said: process('true', 'unable to find user captain: invalid argument'),
        step: '[2/2] RUN true',
      },
      /^The image has no user captain at this step$/,
      /useradd/,
    ],
    [
      'a group that the image has not',
      { said: 'unable to find group crew: no matching entries in group file', step: 'Step 3/3 : RUN true' },
      /^The image has no group crew at this step$/,
      /groupadd/,
    ],
    [
      'an owner that the image has not',
      {
        said: "unable to convert uid/gid chown string to host mapping: can't find uid for user captain: open /etc/passwd: no such file or directory",
        step: 'Step 2/2 : COPY --chown=captain a /x',
      },
      /no user captain/,
      /number/,
    ],
    [
      'a package without an index',
      {
        said: process('apt-get install -y sail', 'exit code: 100'),
        step: '[2/2] RUN apt-get install -y sail',
        output: ['Reading package lists...', 'E: Unable to locate package sail'],
        exitCode: 100,
      },
      /^apt knows no package sail$/,
      /in one RUN/,
    ],
    [
      'a package that is not there',
      {
        said: process('apt-get update && apt-get install -y sail', 'exit code: 100'),
        step: '[2/2] RUN apt-get update && apt-get install -y sail',
        output: ['E: Unable to locate package sail'],
        exitCode: 100,
      },
      /^apt knows no package sail$/,
      /another name in this release/,
    ],
    [
      'a package that Alpine has not',
      {
        said: process('apk add sail', 'exit code: 1'),
        step: '[2/2] RUN apk add sail',
        output: ['ERROR: unable to select packages:', '  sail (no such package):', '    required by: world[sail]'],
        exitCode: 1,
      },
      /^Alpine has no package sail in this release$/,
      /--no-cache/,
    ],
    [
      'a program that is not installed',
      {
        said: process('hoist --sail', 'exit code: 127'),
        step: '[2/2] RUN hoist --sail',
        output: ['/bin/sh: hoist: not found'],
        exitCode: 127,
      },
      /^The image has no program hoist at this step$/,
      /Install the package/,
    ],
    [
      'an image without a shell',
      {
        said: process('echo', 'exit code: 1'),
        step: '[1/1] RUN echo',
        output: [
          'runc run failed: unable to start container process: exec: "/bin/sh": stat /bin/sh: no such file or directory',
        ],
        exitCode: 1,
      },
      /^The image has no \/bin\/sh/,
      /earlier stage/,
    ],
    [
      'a script that may not be run',
      {
        said: process('/run.sh', 'exit code: 126'),
        step: '[3/3] RUN /run.sh',
        output: ['/bin/sh: /run.sh: Permission denied'],
        exitCode: 126,
      },
      /^\/run\.sh may not be run/,
      /--chmod=755/,
    ],
    [
      'Windows line ends',
      {
        said: process('/run.sh', 'exit code: 126'),
        step: '[3/3] RUN /run.sh',
        output: ['/bin/sh: ./run.sh: /bin/bash^M: bad interpreter: No such file or directory'],
        exitCode: 126,
      },
      /^RUN \/run\.sh failed with exit code 126$/,
      /CRLF/,
    ],
    [
      'an option of BuildKit',
      {
        said: 'the --mount option requires BuildKit. Refer to https://example.org',
        step: 'Step 2/2 : RUN --mount=type=ssh x',
      },
      /^--mount needs BuildKit/,
      /balenaEngine/,
    ],
    [
      'an image of the engine that it looks up elsewhere',
      {
        said: 'failed to load cache key: failed to do request: Head "https://registry-1.docker.io/v2/balenalib/x-debian/manifests/sha256:4348": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host',
        step: '[stage-0 1/3] FROM docker.io/balenalib/x-debian:1@sha256:4348',
      },
      /asks a registry for balenalib\/x-debian, which it has/,
      /slipway\.build\.parallel/,
    ],
    [
      'a pinned image that only the registry could give',
      {
        said: 'failed to do request: Head "https://registry-1.docker.io/v2/balenalib/x-debian/manifests/sha256:4348": dial tcp: lookup registry-1.docker.io on 10.0.0.1:53: no such host',
        step: '[internal] load metadata for docker.io/balenalib/x-debian@sha256:4348',
      },
      /cannot find the host registry-1\.docker\.io/,
      /no network/,
    ],
    [
      'an engine that knows no named contexts',
      { said: 'failed to solve: unsupported frontend capability moby.buildkit.frontend.contexts' },
      /too old for named contexts$/,
      /# syntax=docker\/dockerfile:1/,
    ],
    [
      'a secret that nobody gives',
      { said: 'failed to solve: secret tok: not found', step: '[2/2] RUN --mount=type=secret,id=tok cat x' },
      /secret tok and gets none/,
      /build\.secrets/,
    ],
    [
      'a mistake in the Dockerfile',
      { said: 'failed to solve: dockerfile parse error on line 2: unknown instruction: RUNN (did you mean RUN?)' },
      /^line 2: unknown instruction: RUNN \(did you mean RUN\?\)$/,
      /^$/,
    ],
    ['nothing said', { said: '' }, /without a reason/, /^$/],
  ])('%s', (_, failing, message, advice) => {
    const failure = told(failing);
    expect(failure.message).toMatch(message);
    expect(failure.advice).toMatch(advice);
  });

  it('of errors that are none of a build, only the reason', () => {
    const plan = aPlan([{ service: 'web' }]);
    const [build] = plan.builds;
    if (!build) throw new Error('The plan is empty');
    expect(jobFailureOf(new EngineRefused('no such thing', 500), build, plan)).toEqual({
      message: 'no such thing',
      advice: '',
      output: [],
    });
    expect(jobFailureOf('odd', build, plan).message).toBe('odd');
  });

  it('keeps the last twenty lines, without what paints them', () => {
    const output = Array.from({ length: 30 }, (_, i) => `\u001b[31mline ${i}\u001b[0m`);
    const failure = told({ said: 'x', step: '[2/2] RUN make', output, exitCode: 1 });
    expect(failure.output).toHaveLength(20);
    expect(failure.output.at(-1)).toBe('line 29');
  });

  it('takes no time over a hostile message', async () => {
    const said = `COPY failed: stat ${'/docker/'.repeat(5000)} ${'a/'.repeat(20_000)}: failed to calculate "${'x'.repeat(50_000)}`;
    const output = [said, `lookup ${'a'.repeat(50_000)}`];
    const tell = () => told({ said, step: '[2/2] RUN x', output, exitCode: 1 });
    expect(await processorTime(1000, tell)).toBeLessThan(1000);
  });
});

describe('The place of a failure', () => {
  const dockerfile = 'FROM alpine:3\nENV A=1\nRUN make \\\n  all\nCOPY . /src\n';
  const failing: Failing = { said: process('make   all', 'exit code: 2'), step: '[2/3] RUN make   all', exitCode: 2 };

  it('is the instruction of the Dockerfile', () => {
    const start = dockerfile.indexOf('RUN');
    const text = 'RUN make \\\n  all';
    expect(told(failing, dockerfile).place).toEqual({
      ...{ path: '/shop/web/Dockerfile', start, end: start + text.length, text },
    });
  });

  it('is unknown where the Dockerfile is', () => {
    expect(told(failing).place).toBeUndefined();
  });

  it('is the FROM that brought an ONBUILD', () => {
    const text = 'FROM team/base:1\nRUN make\n';
    const failure = told({ said: process('npm ci', 'exit code: 1'), step: '[2/3] RUN npm ci', exitCode: 1 }, text);
    expect(failure.place).toMatchObject({ start: 0, text: 'FROM team/base:1' });
    expect(failure.message).toBe('An ONBUILD instruction of the base image failed: RUN npm ci failed with exit code 1');
  });

  it.each([
    ['a value longer than its name', 'raspberrypi4-64-and-much-longer-than-that-name'],
    ['a shorter one', 'x'],
  ])('is found in the template behind the text: %s', (_, value) => {
    const template = 'FROM balenalib/%%BALENA_MACHINE_NAME%%-debian\nRUN echo %%BALENA_MACHINE_NAME%%\nRUN make\n';
    const dockerfile: ChosenDockerfile = {
      ...{ path: '/shop/web/Dockerfile', candidates: [], because: 'x' },
      template: { variables: [{ name: 'BALENA_MACHINE_NAME', value }] },
      text: template.replaceAll('%%BALENA_MACHINE_NAME%%', value),
    };
    const of = (step: string) => told({ said: 'x', step, exitCode: 1, build: { dockerfile } }, template).place;
    expect(of('[3/3] RUN make')?.text).toBe('RUN make');
    expect(of('[3/3] RUN make')?.start).toBe(template.indexOf('RUN make'));
    expect(of(`[2/3] RUN echo ${value}`)?.text).toBe('RUN echo %%BALENA_MACHINE_NAME%%');
    expect(of(`[1/3] FROM balenalib/${value}-debian`)?.text).toBe('FROM balenalib/%%BALENA_MACHINE_NAME%%-debian');
    const changed = told({ said: 'x', step: '[3/3] RUN make', build: { dockerfile } }, `# new\n${template}`);
    expect(changed.place).toBeUndefined();
  });
});

describe('A Dockerfile in a Compose file', () => {
  const compose = `# a shop
services:
  db:
    image: postgres
  "web":
    ports: ["80:80"]
    build:
      context: .
      dockerfile_inline: |
        FROM alpine:\${TAG:-3}
        # planks
        RUN make

        RUN sail \\
          --fast
    # behind
    restart: always
`;
  const text = 'FROM alpine:3\n# planks\nRUN make\n\nRUN sail \\\n  --fast\n';
  const failure = (step: string, file = compose, files = ['/shop/compose.yaml']) => {
    const build: PlannedBuild = {
      ...aBuild({ service: 'web' }),
      dockerfile: { candidates: [], because: 'x', text },
    };
    const plan = { ...aPlan([{ service: 'web' }]), builds: [build], composeFiles: files };
    const failed: BuildStep = { digest: 'd', name: step, state: 'failed' };
    return jobFailureOf(new BuildFailed('x', failed, [], 1), build, plan, new Map([[files[0] ?? '', file]])).place;
  };

  it('has its instructions there, also those of several lines', () => {
    expect(failure('[2/3] RUN make')?.text).toBe('RUN make');
    expect(failure('[3/3] RUN sail   --fast')?.text).toBe('RUN sail \\\n          --fast');
  });

  it('shows the whole line where variables were filled in', () => {
    expect(failure('[1/3] FROM docker.io/library/alpine:3')?.text).toBe('FROM alpine:${TAG:-3}');
  });

  it('shows the key of a form that is not read by lines', () => {
    const folded = compose.replace('inline: |', 'inline: >');
    expect(failure('[2/3] RUN make', folded)?.text).toBe('dockerfile_inline');
    const elsewhere = 'services:\n  web:\n    build: *base\n';
    expect(failure('[2/3] RUN make', elsewhere)?.text).toBe('build');
    expect(failure('[2/3] RUN make', 'services: {}\n')).toBeUndefined();
  });

  it('is not taken from another service or another key', () => {
    expect(inlineDockerfile('services:\n  web: {}\nx:\n  web:\n    build: .\n', 'web')).toBeUndefined();
    expect(inlineDockerfile('services:\n  webs:\n    build: .\n', 'web')).toBeUndefined();
    expect(inlineDockerfile('services:\n  web:\n    x:\n      build: .\n', 'web')).toBeUndefined();
    expect(inlineDockerfile('', 'web')).toBeUndefined();
  });

  it('has Windows line ends, too', () => {
    expect(failure('[2/3] RUN make', compose.replaceAll('\n', '\r\n'))?.text).toBe('RUN make');
  });
});
