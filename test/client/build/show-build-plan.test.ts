/** The document of a build plan, and the lists one chooses from before. */
import { describe, expect, it } from 'vitest';
import {
  onePlatformItems,
  platformItems,
  serviceItems,
  type WhatItem,
  whatItems,
} from '../../../client/src/commands/build/build-choices.ts';
import { buildPlanMarkdown } from '../../../client/src/commands/build/build-plan-markdown.ts';
import type { DeviceChoice } from '../../../server/src/lsp/custom-requests.ts';
import { planOf } from '../../build/planned.ts';

describe('The document of a plan', () => {
  const files = {
    'docker-compose.yml': `services:
  api:
    build:
      context: api
      args: { MODE: fast, API_TOKEN: hunter2, UNUSED: "a|b" }
    depends_on: [db]
  db: { image: "postgres:18" }
  web: { build: web }
  gone: { build: gone }
`,
    'balena.yml': 'name: shop\ntype: sw.application\ndata: { defaultDeviceType: raspberrypi4-64 }\n',
    '.balena/balena.yml': 'build-secrets:\n  services:\n    web: [{ source: key, dest: signing }]\n',
    '.dockerignore': '*.log\n',
    'api/Dockerfile.template':
      'FROM alpine:3.22 AS base\nARG MODE\nARG API_TOKEN\nARG OPEN\nRUN echo %%BALENA_ARCH%%\nFROM base\n',
    'api/Dockerfile': 'FROM scratch\n',
    'api/a.log': '',
    'web/Dockerfile': 'FROM scratch\nCOPY . .\n',
  };

  it.each([
    [['linux/amd64', 'linux/arm64'], 'QEMU emulates them'],
    [['linux/arm64'], 'The connected engine runs them by itself'],
    [['linux/amd64'], 'has no handler for programs of linux/arm64'],
  ])('says how the connected engine that runs %s runs it', async (platforms, words) => {
    const architecture = platforms[0]?.split('/')[1] ?? '';
    const machine = { platforms, architecture, operatingSystem: 'linux' };
    expect(buildPlanMarkdown(await planOf(files), machine)).toContain(words);
  });

  it('says what is built from what, why, and what is not', async () => {
    const markdown = buildPlanMarkdown(await planOf(files, { contexts: 'walk' }));
    expect(markdown).toMatchInlineSnapshot(`
      "# Build plan of p

      By balena’s rules (there is a .balena folder).
      Compose files: \`docker-compose.yml\`.
      Nothing has been built; this is made from the files alone.

      | Service | For | Dockerfile | Stage | Context | Result |
      | --- | --- | --- | --- | --- | --- |
      | api | Raspberry Pi 4 (using 64bit OS), linux/arm64 | \`api/Dockerfile.template\` | \`1\` | \`api\` (3 files) | \`p_api:latest\` |
      | web | Raspberry Pi 4 (using 64bit OS), linux/arm64 | \`web/Dockerfile\` | \`0\` | \`web\` (1 file) | \`p_web:latest\` |

      ## Not built

      - **db**: It has an image and no build.
      - **gone**: The folder of its context, gone, does not exist.

      ## api@raspberrypi4-64

      \`api/Dockerfile.template\`: it is the template, before Dockerfile, for there is no Dockerfile.raspberrypi4-64, Dockerfile.aarch64.
      Looked for, best first: \`api/Dockerfile.raspberrypi4-64\` not there, \`api/Dockerfile.aarch64\` not there, \`api/Dockerfile.template\` ✓ built, \`api/Dockerfile\` passed over.
      Stages it needs: \`base\`, \`1\`.
      Programs of the image are run while it is built.

      | Template variable | Value |
      | --- | --- |
      | \`%%BALENA_ARCH%%\` | \`aarch64\` |

      | Build argument | Value | From |
      | --- | --- | --- |
      | \`MODE\` | \`fast\` | Compose file |
      | \`API_TOKEN\` | (hidden) | Compose file |
      | \`UNUSED\` | \`a\\|b\` | Compose file; the Dockerfile does not declare it |
      | \`OPEN\` |  | nobody sets it, and it has no default |

      | Image | For | Needed by |
      | --- | --- | --- |
      | \`alpine:3.22\` | linux/arm64 | stage \`base\` |

      What is built:

      \`\`\`dockerfile
      FROM alpine:3.22 AS base
      ARG MODE
      ARG API_TOKEN
      ARG OPEN
      RUN echo aarch64
      FROM base
      \`\`\`

      ## web@raspberrypi4-64

      > ⚠ The secret signing has no content: .balena/secrets/key does not exist

      \`web/Dockerfile\`: it is the Dockerfile of web, for there is no Dockerfile.raspberrypi4-64, Dockerfile.aarch64, Dockerfile.template.
      Looked for, best first: \`web/Dockerfile.raspberrypi4-64\` not there, \`web/Dockerfile.aarch64\` not there, \`web/Dockerfile.template\` not there, \`web/Dockerfile\` ✓ built.
      No program of the image is run while it is built.

      - Secret \`signing\` from the file \`.balena/secrets/key\`, which is not there

      ## Context \`api\`

      Folder \`api\`.
      3 files; 0 entries left out.

      \`.dockerignore\` leaves out:

      \`\`\`
      *.log
      \`\`\`

      The builder adds \`**/.git\`, \`!**/.balena\`, \`!**/.resin\`, \`!**/Dockerfile\`, \`!**/Dockerfile.*\`, \`!**/docker-compose.yml\`.

      ## Context \`web\`

      Folder \`web\`.
      1 file; 0 entries left out.

      \`.dockerignore\` leaves out:

      \`\`\`
      *.log
      \`\`\`

      The builder adds \`**/.git\`, \`!**/.balena\`, \`!**/.resin\`, \`!**/Dockerfile\`, \`!**/Dockerfile.*\`, \`!**/docker-compose.yml\`.
      "
    `);
  });

  it('hides what a name calls secret, and never holds the content of one', async () => {
    const markdown = buildPlanMarkdown(await planOf({ ...files, '.balena/secrets/key': 'c0ntent' }));
    expect(markdown).toContain('(hidden)');
    expect(markdown).not.toContain('hunter2');
    expect(markdown).not.toContain('c0ntent');
  });

  it('survives names that mean something in Markdown', async () => {
    const odd = {
      'compose.yaml': 'services:\n  a:\n    build: { context: ., args: { A: "`x`|**y**" } }\n',
      Dockerfile: 'FROM scratch\nARG A\n',
    };
    expect(buildPlanMarkdown(await planOf(odd))).toContain('| `A` | `` `x`\\|**y** `` |');
  });
});

describe('The lists', () => {
  const device = (slug: string, state: DeviceChoice['state'] = 'released'): DeviceChoice => ({
    ...{ slug, name: slug.toUpperCase(), arch: 'aarch64', platform: 'linux/arm64', state },
  });
  const own = { id: 'pi4', device: { slug: 'pi4', name: 'PI4' } };
  const choices = [device('pi5'), device('pi4'), device('old', 'discontinued'), device('pi3')];
  const words = (dialect: 'docker' | 'balena', devices: (typeof own)[], recent: readonly string[]) =>
    platformItems({ dialect, devices }, choices, recent).map(it => it.word ?? `-- ${it.label}`);

  it('begin with the project’s devices and those used lately, each once', () => {
    expect(words('balena', [own], ['pi4', 'old'])).toEqual([
      ...['-- this project', 'pi4', '-- used lately', 'old', '-- device types', 'pi3', 'pi5', '-- platforms'],
      ...['linux/amd64', 'linux/arm64', 'linux/arm/v7', 'linux/arm/v6', 'linux/386'],
    ]);
  });

  it('name platforms first where Docker’s rules hold', () => {
    expect(words('docker', [], []).slice(0, 2)).toEqual(['-- platforms', 'linux/amd64']);
  });

  it('know platforms that were used lately', () => {
    expect(words('docker', [], ['linux/386', 'pi5', 'linux/riscv64', 'gone']).slice(0, 8)).toEqual([
      ...['-- used lately', 'linux/386', 'pi5', 'linux/riscv64'],
      ...['-- platforms', 'linux/amd64', 'linux/arm64', 'linux/arm/v7'],
    ]);
  });

  it('choose one by a single key, with the way to several behind what is likely', () => {
    const short = (...more: readonly unknown[]) =>
      onePlatformItems(...(more as unknown as Parameters<typeof onePlatformItems>)).map(({ label, kind }) =>
        kind === undefined ? label : `-- ${label}`,
      );
    expect(short({ dialect: 'balena', devices: [own] }, choices, ['linux/386']).slice(0, 7)).toEqual([
      ...['-- this project', 'PI4', '-- used lately', 'linux/386', '$(checklist) Several…', '-- device types', 'PI3'],
    ]);
    expect(short({ dialect: 'docker', devices: [] }, choices, [], ['pi4', 'linux/386']).slice(0, 5)).toEqual([
      ...['PI4 and linux/386', 'The builder’s own platform', '$(checklist) Several…', '-- platforms', 'linux/amd64'],
    ]);
    const items = onePlatformItems({ dialect: 'balena', devices: [own] }, choices, [], ['pi4']);
    expect(items.flatMap(({ choice }) => (choice === undefined ? [] : [choice])).slice(0, 3)).toEqual([
      ['pi4'],
      'several',
      ['pi3'],
    ]);
  });

  it('offer all services, one, several and stages of one', () => {
    const services = [
      { name: 'api', dockerfile: '/p/api/Dockerfile', stages: [{ index: 0, name: 'build' }, { index: 1 }] },
      { name: 'web', stages: [{ index: 0 }] },
    ];
    const label = ({ label, kind, description = '', choice }: WhatItem) =>
      kind === undefined ? `${label} (${description}) ${JSON.stringify(choice)}` : `-- ${label}`;
    const shown = (path: string) => path.slice(3);
    expect(whatItems({ services, stages: [] }, shown).map(label)).toEqual([
      'All 2 services (api, web) {}',
      '$(checklist) Several Services… () "several"',
      '-- one service',
      'api (api/Dockerfile) {"services":["api"]}',
      'web () {"services":["web"]}',
      '-- up to a stage',
      'build (api) {"services":["api"],"target":"build"}',
    ]);
    const first = (last: { readonly services?: readonly string[]; readonly target?: string }) =>
      whatItems({ services, stages: [] }, shown, last).map(label)[0];
    expect(first({ services: ['web'] })).toBe('web (as last time) {"services":["web"]}');
    expect(first({ services: ['api'] })).toBe('api (api/Dockerfile · as last time) {"services":["api"]}');
    expect(first({ services: ['web', 'api'] })).toBe('web, api (as last time) {"services":["web","api"]}');
    expect(first({})).toBe('All 2 services (api, web) {}');
  });

  it('offer a Dockerfile of a service as Compose builds it, first', () => {
    const usedBy = { composeFile: '/p/compose.yaml', services: ['api', 'worker'] };
    const stages = [{ index: 0, name: 'build' }, { index: 1 }];
    const items = whatItems({ services: [], stages, usedBy }, it => it.slice(3));
    expect(items.map(({ label, description = '', choice }) => [label, description, choice])).toEqual([
      ['api, worker', 'as compose.yaml has it', { from: '/p/compose.yaml', services: ['api', 'worker'] }],
      ['up to a stage', '', undefined],
      ['build', '', { from: '/p/compose.yaml', services: ['api'], target: 'build' }],
      ['without Compose', '', undefined],
      ['The Dockerfile by itself', 'its folder is the context', {}],
    ]);
  });

  it('offer the stages of a single Dockerfile, and nothing where there is one stage', () => {
    const stages = [{ index: 0 }, { index: 1, name: 'test' }, { index: 2, name: 'runtime' }];
    const items = (list: typeof stages, last?: { readonly target?: string }) =>
      whatItems({ services: [], stages: list }, it => it, last).map(({ label, choice }) => [label, choice]);
    expect(items(stages)).toEqual([
      ['The whole file', {}],
      ['up to a stage', undefined],
      ['stage 0', { target: '0' }],
      ['test', { target: 'test' }],
    ]);
    expect(items(stages, { target: 'test' })[0]).toEqual(['test', { target: 'test' }]);
    expect(items(stages, { target: 'gone' })[0]).toEqual(['The whole file', {}]);
    expect(items(stages.slice(0, 1))).toEqual([]);
    expect(items([])).toEqual([]);
  });

  it('pick the project’s first device and all services beforehand', () => {
    const items = platformItems(
      { dialect: 'balena', devices: [own, { id: 'pi5', device: { slug: 'pi5', name: '' } }] },
      choices,
      [],
    );
    expect(items.filter(it => it.picked).map(it => it.word)).toEqual(['pi4']);
    const services = serviceItems(
      {
        services: [
          { name: 'a', dockerfile: '/p/a/Dockerfile', stages: [] },
          { name: 'b', stages: [] },
        ],
      },
      it => it.slice(3),
    );
    expect(services).toEqual([
      { label: 'a', name: 'a', picked: true, description: 'a/Dockerfile' },
      { label: 'b', name: 'b', picked: true },
    ]);
  });
});
