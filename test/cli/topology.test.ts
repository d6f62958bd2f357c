// `slipway topology`: what it prints in each format, and with which code it ends.
import { describe, expect, it } from 'vitest';
import { folderWith, slipway } from './cli.ts';

const files = {
  'compose.yaml': 'services:\n  web: { image: "nginx:1", ports: ["80:80"], profiles: [x] }\n',
  'notes.txt': 'nothing',
  'empty/readme.md': '',
  'plain/Dockerfile': 'FROM scratch\n',
};

describe('topology', () => {
  it('prints an SVG for a folder or a file', async () => {
    const folder = folderWith(files);
    const here = await slipway(folder, ['topology']);
    expect(here).toMatchObject({ code: 0, err: '' });
    expect(here.out).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" .*<\/svg>\n$/s);
    expect((await slipway(folder, ['topology', 'compose.yaml'])).out).toBe(here.out);
    const dark = await slipway(folder, ['topology', '--theme', 'dark', '--profile', 'x']);
    expect(dark.out).not.toContain('prefers-color-scheme');
    expect(dark.out).not.toContain('class="node service inactive"');
  });

  it.each(['compose.yml', 'docker-compose.yml', 'docker-compose.yaml'])('finds %s in a folder', async name => {
    const folder = folderWith({ [`app/${name}`]: 'services:\n  web: { image: "nginx:1" }\n' });
    const { code, out } = await slipway(folder, ['topology', 'app', '--format', 'json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ services: [{ id: 'service/web' }] });
  });

  it('prints a Mermaid flowchart', async () => {
    const { code, out } = await slipway(folderWith(files), ['topology', '-f', 'mermaid']);
    expect({ code, start: out.slice(0, 13) }).toEqual({ code: 0, start: 'flowchart TB\n' });
  });

  it('prints data with places', async () => {
    const folder = folderWith(files);
    const { code, out } = await slipway(folder, ['topology', '--format', 'json', '.']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      services: [{ id: 'service/web', place: { line: 2, column: 3 }, home: 'network/default' }],
      ports: [{ name: '80' }],
    });
  });

  it('shows what balena makes of a project without Compose file', async () => {
    const folder = folderWith({
      'Dockerfile.template': 'FROM balenalib/%%BALENA_MACHINE_NAME%%-alpine\nEXPOSE 80\nCMD ["app"]\n',
    });
    const { code, out } = await slipway(folder, ['topology', '--format', 'json', '--device', 'raspberrypi4-64']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      host: { kind: 'device' },
      services: [{ id: 'service/main', place: { line: 1, column: 1 }, home: 'network:host' }],
      volumes: [{ name: 'resin-data' }],
    });
    expect((await slipway(folder, ['topology', 'Dockerfile.template'])).out).toMatch(/^<svg /);
  });

  it.each([
    [['topology', 'nowhere'], 'There is no such file or folder'],
    [['topology', 'empty'], 'There is no Compose file in this folder'],
    [['topology', 'notes.txt'], 'This is no Compose file'],
    [['topology', 'plain/Dockerfile'], 'A picture is drawn of Compose files'],
    [['topology', '--format', 'png'], '--format must be one of svg, mermaid, json'],
    [['topology', 'a', 'b'], 'takes one path'],
  ])('refuses %j', async (args, why) => {
    const { code, out, err } = await slipway(folderWith(files), args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(why);
  });
});
