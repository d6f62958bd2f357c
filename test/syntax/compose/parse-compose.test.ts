import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Service, TextValue } from '../../../server/src/syntax/compose/compose-file.ts';
import { parseCompose } from '../../../server/src/syntax/compose/parse-compose.ts';
import { slice } from '../../../server/src/text/span.ts';

/** The service `a` of a file in which it has these lines. */
function service(lines: string, rest = ''): Service {
  const text = `${rest}services:\n  a:\n${lines.replace(/^/gm, '    ')}\n`;
  const found = parseCompose(text).service('a');
  if (!found) throw new Error('no service');
  return found;
}

const values = (texts: readonly TextValue[]): string[] => texts.map(text => text.value);

describe('a file', () => {
  it.each(['', '# c', '- a', 'services:', 'services: 3', 'services: [a]', 'x', '\0'])('%j has no services', text => {
    expect(parseCompose(text).services).toEqual([]);
  });

  it('gives services, also empty ones, in order', () => {
    const file = parseCompose('services:\n  b:\n    image: x\n  a:\n  c: !reset null\n');
    expect(file.services.map(({ name, mapping }) => [name, mapping !== undefined])).toEqual([
      ['b', true],
      ['a', false],
    ]);
  });

  it('gives resources', () => {
    const file = parseCompose(
      'volumes: {a: , b: {external: true}, c: {external: {name: x}}}\nnetworks:\n  n: {}\nsecrets: {s: {file: x}}\nconfigs: !reset {c: {}}\n',
    );
    expect(file.volumes.map(({ name, isExternal }) => [name, isExternal])).toEqual([
      ['a', false],
      ['b', true],
      ['c', true],
    ]);
    expect([file.networks.length, file.secrets.length, file.configs.length]).toEqual([1, 1, 0]);
  });

  it('gives includes, the project name and the version', () => {
    const file = parseCompose(
      'name: p\nversion: "3"\ninclude:\n  - a.yaml\n  - path: [b.yaml, c.yaml]\n  - path: d.yaml\n',
    );
    expect(file.includes.map(include => values(include.paths))).toEqual([['a.yaml'], ['b.yaml', 'c.yaml'], ['d.yaml']]);
    expect(file.projectName?.value).toBe('p');
    expect(file.version?.key.source).toBe('version');
  });
});

describe('a service', () => {
  it('reads through merge keys and aliases, and says so', () => {
    const a = service('<<: *base\nimage: y', 'x-base: &base\n  image: x\n  privileged: true\n');
    expect(a.image?.value).toBe('y');
    expect(a.isPrivileged).toBe(true);
    expect(a.key('privileged')).toMatchObject({ isMerged: true });
    expect(a.key('image')).toMatchObject({ isMerged: false });
  });

  it.each([
    ['privileged: true', true],
    ['privileged: "true"', true],
    ['privileged: ${P:-true}', true],
    ['privileged: false', false],
    ['privileged: ${P}', false],
    ['privileged: !reset true', false],
    ['privileged: !override true', true],
    ['image: x', false],
  ])('%s', (line, isPrivileged) => {
    expect(service(line).isPrivileged).toBe(isPrivileged);
  });

  it('treats what is reset as absent', () => {
    const a = service('ports: !reset []\nimage: !reset null\nenvironment:\n  A: !reset null\n  B: 1');
    expect([a.key('ports'), a.image, a.environment.map(({ key }) => key)]).toEqual([undefined, undefined, ['B']]);
  });

  it.each([
    ['tmpfs: /run', ['/run']],
    ['tmpfs: [/run, /tmp]', ['/run', '/tmp']],
    ['tmpfs: {a: b}', []],
    ['tmpfs:', []],
  ])('%s', (line, list) => {
    expect(values(service(line).tmpfs)).toEqual(list);
  });

  it.each([
    'environment:\n  A: 1\n  B: "x y"\n  C:\n  D: ${E:-f}',
    'environment:\n  - A=1\n  - "B=x y"\n  - C\n  - D=${E:-f}',
  ])('%j', lines => {
    const text = `services:\n  a:\n${lines.replace(/^/gm, '    ')}\n`;
    const pairs = parseCompose(text).service('a')?.environment ?? [];
    expect(pairs.map(({ key, value }) => [key, value?.text, value?.known, value?.isLiteral])).toEqual([
      ['A', '1', '1', true],
      ['B', 'x y', 'x y', true],
      ['C', undefined, undefined, undefined],
      ['D', '${E:-f}', 'f', false],
    ]);
    expect(pairs.map(({ keySpan }) => slice(text, keySpan))).toEqual(['A', 'B', 'C', 'D']);
  });

  it.each([
    ['build: ./x', './x', undefined],
    ['build: {dockerfile: D, target: t}', undefined, 'D'],
    ['build: {context: c, args: [A=1]}', 'c', undefined],
  ])('%s', (line, context, dockerfile) => {
    const { build } = service(line);
    expect([build?.context?.value, build?.dockerfile?.value]).toEqual([context, dockerfile]);
  });

  it('has no build where none is written', () => {
    expect([service('build:').build, service('build: [x]').build, service('image: x').build]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('depends on others in both forms', () => {
    const names = (lines: string): unknown[] =>
      service(lines).dependsOn.map(({ name, condition, isRequired }) => [name, condition, isRequired]);
    expect(names('depends_on: [b, c]')).toEqual([
      ['b', 'service_started', true],
      ['c', 'service_started', true],
    ]);
    expect(names('depends_on:\n  b: {condition: service_healthy, required: false}\n  c:')).toEqual([
      ['b', 'service_healthy', false],
      ['c', 'service_started', true],
    ]);
  });

  it.each([
    ['env_file: a.env', [['a.env', true]]],
    [
      'env_file: [a.env, {path: b.env, required: false}]',
      [
        ['a.env', true],
        ['b.env', false],
      ],
    ],
  ])('%s', (line, files) => {
    expect(service(line).envFiles.map(({ path, isRequired }) => [path.value, isRequired])).toEqual(files);
  });

  it('has commands in both forms', () => {
    const a = service('command: npm start\nentrypoint: ["/x", "-y"]');
    expect(a.command).toMatchObject({ form: 'shell', text: { value: 'npm start' } });
    expect(a.entrypoint?.form === 'exec' && values(a.entrypoint.words)).toEqual(['/x', '-y']);
    expect(service('command:').command).toBeUndefined();
  });

  it.each([
    ['extends: b', 'b', undefined],
    ['extends: {service: b, file: c.yaml}', 'b', 'c.yaml'],
  ])('%s', (line, name, path) => {
    const { extends: parent } = service(line);
    expect([parent?.service?.value, parent?.file?.value]).toEqual([name, path]);
  });

  it('knows which texts are literal', () => {
    const a = service('image: ${I:-x}\nhostname: a$$b\nuser: "$@"\ndomainname: ${D}');
    const seen = ['image', 'hostname', 'user', 'domainname'].map(key => [a.text(key)?.isLiteral, a.text(key)?.known]);
    expect(seen).toEqual([
      [false, 'x'],
      [false, 'a$b'],
      [true, '$@'],
      [false, undefined],
    ]);
  });
});

const corpus = '../shared/corpus/corpus.jsonl';

describe.skipIf(!existsSync(corpus))('the corpus', () => {
  const rows = existsSync(corpus)
    ? readFileSync(corpus, 'utf8')
        .split('\n')
        .filter(line => line !== '')
        .map((line): { path: string; kind: string; text: string } => JSON.parse(line))
        .filter(row => row.kind === 'compose')
    : [];

  it('reads every file; its ports, mounts and devices are valid', () => {
    const odd: string[] = [];
    let ports = 0;
    for (const { path, text } of rows) {
      const file = parseCompose(text);
      if (file.yaml.problems.length > 0) odd.push(`${path}: ${file.yaml.problems[0]?.code}`);
      for (const it of file.services) {
        for (const port of it.ports) {
          ports++;
          if (!port.isValid) odd.push(`${path}: ${slice(text, port.span)}`);
        }
        for (const mount of it.mounts) {
          const isSilent = mount.source === undefined && mount.target === undefined;
          if (isSilent) odd.push(`${path}: ${slice(text, mount.span)}`);
        }
        for (const device of it.devices) if (device.source === '') odd.push(`${path}: ${slice(text, device.span)}`);
      }
    }
    expect(ports).toBeGreaterThan(400);
    // The first is broken on purpose; the second is an address where a host port belongs, which Compose refuses too.
    expect(odd).toEqual([
      'compose/pmsipilot__docker-compose-viz/spec/fixtures/read-configuration/invalid.yml: invalid-yaml',
      "compose/zavoloklom__docker-compose-linter/tests/mocks/docker-compose.correct.yml: '127.0.0.1:3001'",
    ]);
  });

  it('survives files cut off anywhere', () => {
    for (const [index, { text }] of rows.entries()) {
      if (index % 20 !== 0) continue;
      for (let cut = 0; cut < text.length; cut += 131) {
        const file = parseCompose(text.slice(0, cut));
        for (const it of file.services) void [it.ports, it.mounts, it.environment, it.dependsOn, it.build, it.devices];
      }
    }
  }, 30_000);
});
