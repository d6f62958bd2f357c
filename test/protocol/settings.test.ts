import { describe, expect, it } from 'vitest';
import { isEnabled, readSettings } from '../../server/src/lsp/settings.ts';

describe('readSettings', () => {
  it('takes what is well formed', () => {
    const { config, compose, problems } = readSettings({
      dialect: 'balena',
      device: 'raspberrypi4-64',
      balena: { parser: 'cli' },
      rules: { 'compose/anonymous-volume': 'off' },
      allRules: 'on',
      exclude: ['vendor/'],
      compose: { enable: 'off' },
    });
    expect(problems).toEqual([]);
    expect(compose).toBe('off');
    expect(config).toMatchObject({
      dialect: 'balena',
      device: 'raspberrypi4-64',
      balenaParser: 'cli',
      rules: { 'compose/anonymous-volume': 'off' },
      allRules: 'on',
      exclude: ['vendor/'],
    });
  });

  it('leaves out and names what is not, and keeps the rest', () => {
    const { config, problems } = readSettings({
      dialect: 'podman',
      device: 7,
      rules: { 'compose/a': 'loud', 'compose/b': 'hint' },
      exclude: 'vendor/',
      dockerfile: { enable: true },
    });
    expect(config).toMatchObject({ dialect: 'auto', device: undefined, rules: { 'compose/b': 'hint' }, exclude: [] });
    expect(problems).toHaveLength(5);
    expect(problems.join('\n')).toContain('"compose/a" is "loud"');
  });

  it('takes what a project wants of its Compose files, and the standard for the rest', () => {
    const { config, problems } = readSettings({
      compose: {
        portQuotes: 'single',
        imageBesideBuild: 'always',
        floatingTags: ['preview'],
        serviceKeyOrder: 'image',
      },
    });
    expect(config).toMatchObject({
      portQuotes: 'single',
      imageBesideBuild: 'with-pull-policy',
      floatingTags: ['preview'],
      serviceKeyOrder: [],
    });
    expect(config.topLevelKeyOrder).toContain('services');
    expect(problems).toHaveLength(2);
  });

  it.each([[undefined], [null], ['text'], [[1]]])('reads %j as no settings', raw => {
    expect(readSettings(raw).problems).toEqual([]);
    expect(readSettings(raw).config.device).toBeUndefined();
  });

  it('takes where ShellCheck is and whether it is wanted', () => {
    const read = (shellcheck: unknown) => readSettings({ shellcheck });
    expect(read({ enable: 'off', path: '/opt/sc' }).shellcheck).toEqual({ enable: 'off', path: '/opt/sc' });
    expect(read({ path: '' }).shellcheck).toEqual({ enable: 'auto', path: undefined });
    const wrong = read({ enable: 'on', path: 7 });
    expect(wrong.shellcheck).toEqual({ enable: 'auto', path: undefined });
    expect(wrong.problems).toHaveLength(2);
  });

  it('takes the digests of local images, and nothing that is none', () => {
    const digest = `sha256:${'0a'.repeat(32)}`;
    const { config, problems } = readSettings({ localImages: { 'debian:12': digest, 'debian:13': 'sha256:1', x: 4 } });
    expect({ images: config.localImages, problems }).toEqual({ images: { 'debian:12': digest }, problems: [] });
  });

  it('knows an empty device for none', () => {
    expect(readSettings({ device: '' }).config.device).toBeUndefined();
  });
});

describe('isEnabled', () => {
  it('switches a language off without touching the others', () => {
    const settings = readSettings({ dockerfile: { enable: 'off' } });
    expect(isEnabled(settings, 'dockerfile')).toBe(false);
    expect(isEnabled(settings, 'compose')).toBe(true);
    expect(isEnabled(settings, 'manifest')).toBe(true);
  });
});
