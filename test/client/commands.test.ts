import { describe, expect, it, vi } from 'vitest';
import manifest from '../../package.json';
import type { DeviceChoice } from '../../server/src/lsp/custom-requests.ts';

vi.mock('vscode', () => ({}));

const { commands } = await import('../../client/src/commands/index.ts');
const { deviceItems } = await import('../../client/src/commands/select-device.ts');
const { summary } = await import('../../client/src/commands/check-workspace.ts');
const { withPick } = await import('../../client/src/device-memory.ts');

describe('Commands', () => {
  it('are those of package.json', () => {
    const ids = commands.map(command => command.id).sort();
    expect(ids).toEqual(manifest.contributes.commands.map(({ command }) => command).sort());
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('say whose they are', () => {
    for (const { category } of manifest.contributes.commands)
      expect(category).toMatch(/^Slipway(?: (?:Builds|Containers|Images|Volumes|Networks|Compose))?$/);
  });
});

describe('package.json', () => {
  it('starts Slipway for its own languages and projects, not for every YAML file', () => {
    expect(manifest.activationEvents).not.toContain('onLanguage:yaml');
    expect(manifest.activationEvents).not.toContain('*');
    expect(manifest.activationEvents).toContain('workspaceContains:balena.yml');
  });

  it('adds file patterns to languages of VS Code and defines none', () => {
    for (const language of manifest.contributes.languages) {
      expect(['dockerfile', 'ignore']).toContain(language.id);
      expect(Object.keys(language)).not.toContain('configuration');
    }
    expect(manifest.contributes.grammars.filter(grammar => 'language' in grammar)).toEqual([]);
  });
});

describe('The list of devices', () => {
  const device = (slug: string, name: string, state: DeviceChoice['state'] = 'released'): DeviceChoice => ({
    slug,
    name,
    arch: 'aarch64',
    platform: 'linux/arm64',
    state,
  });
  const choices = [device('old', 'An old one', 'discontinued'), device('pi4', 'Pi 4'), device('pi3', 'Pi 3')];
  const labels = (...given: Parameters<typeof deviceItems>) => deviceItems(...given).map(item => item.label);

  it('begins with none and the settings, and ends with what is no longer released', () => {
    expect(labels(choices, [], { kind: 'settings' }, undefined)).toEqual([
      'No device',
      '$(check) As in the settings',
      'device types',
      'Pi 3',
      'Pi 4',
      'An old one',
    ]);
  });

  it.each([
    ['', 'no device is set; a fleet’s default from balena.yml counts'],
    [undefined, 'no device is set; a fleet’s default from balena.yml counts'],
    ['pi4', 'pi4'],
  ])('says what the settings say: %j', (setting, description) => {
    expect(deviceItems(choices, [], { kind: 'settings' }, setting)[1]).toMatchObject({ description });
  });

  it('puts those used lately first, in that order, and each only once', () => {
    const current = { kind: 'device', slug: 'pi3' } as const;
    expect(labels(choices, ['pi4', 'gone', 'pi3'], current, undefined)).toEqual([
      'No device',
      'As in the settings',
      'used lately',
      'Pi 4',
      '$(check) Pi 3',
      'device types',
      'An old one',
    ]);
  });

  it('can be searched by slug, architecture and platform', () => {
    expect(deviceItems(choices, [], { kind: 'none' }, 'pi4').find(item => item.label === 'Pi 4')).toMatchObject({
      description: 'pi4',
      detail: 'aarch64 · linux/arm64',
      pick: { kind: 'device', slug: 'pi4' },
    });
  });
});

describe('The picked device', () => {
  it('takes the place of the setting; none is an answer too', () => {
    const settings = { device: 'pi3', dialect: 'auto' };
    expect(withPick(settings, { kind: 'settings' })).toBe(settings);
    expect(withPick(settings, { kind: 'none' })).toEqual({ device: null, dialect: 'auto' });
    expect(withPick(settings, { kind: 'device', slug: 'pi4' })).toEqual({ device: 'pi4', dialect: 'auto' });
    expect(withPick(null, { kind: 'device', slug: 'pi4' })).toEqual({ device: 'pi4' });
  });
});

describe('The report on a workspace', () => {
  it('counts findings and files in words', () => {
    const diagnostic = { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, message: '' };
    expect(summary({ files: [], checked: 1 })).toBe('Slipway: Nothing found in 1 unopened file.');
    expect(summary({ files: [{ uri: 'a', diagnostics: [diagnostic, diagnostic] }], checked: 7 })).toBe(
      'Slipway: 2 findings in 1 of 7 unopened files.',
    );
  });
});
