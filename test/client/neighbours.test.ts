import { describe, expect, it } from 'vitest';
import { neighbours, type Reported, withoutRepeats } from '../../client/src/neighbours.ts';

describe('neighbours', () => {
  const installed = (...ids: readonly string[]) => {
    const versions = new Map(ids.map(id => id.split('@') as [string, string]));
    return neighbours(id => {
      const version = versions.get(id);
      return version === undefined ? undefined : { version };
    }).map(it => it.id);
  };

  it('are those that are installed', () => {
    expect(installed('docker.docker@0.18.0', 'someone.else@1.0.0')).toEqual(['docker.docker']);
    expect(installed()).toEqual([]);
  });

  it('do not include an old name that only brings a new extension along', () => {
    expect(installed('ms-azuretools.vscode-docker@2.0.0', 'ms-azuretools.vscode-containers@2.5.0')).toEqual([
      'ms-azuretools.vscode-containers',
    ]);
    expect(installed('ms-azuretools.vscode-docker@1.29.0')).toEqual(['ms-azuretools.vscode-docker']);
  });
});

describe('withoutRepeats', () => {
  const at = (line: number, code: string, source?: string): Reported => ({
    source,
    code,
    lines: { first: line, last: line },
  });
  const aka = new Map([
    ['dockerfile/latest-tag', ['hadolint:DL3007', 'trivy:DS001']],
    ['dockerfile/mixed-case-stage', ['buildkit:StageNameCasing']],
    ['dockerfile/script', ['hadolint:SC*']],
  ]);
  const left = (ours: readonly Reported[], others: readonly Reported[]) =>
    withoutRepeats(
      ours,
      others,
      it => it,
      rule => aka.get(rule) ?? [],
    );

  it('leaves out what another reports under its own name in the same line', () => {
    const ours = [at(0, 'dockerfile/latest-tag'), at(3, 'dockerfile/latest-tag')];
    expect(left(ours, [at(0, 'DL3007', 'hadolint')])).toEqual([ours[1]]);
  });

  it('leaves out what another reports under one of many names', () => {
    const ours = [at(0, 'dockerfile/script'), at(1, 'dockerfile/script')];
    expect(left(ours, [at(0, 'SC2086', 'hadolint'), at(1, 'DL3007', 'hadolint')])).toEqual([ours[1]]);
  });

  it('keeps what the other could report but does not, and what it calls otherwise', () => {
    const ours = [at(0, 'dockerfile/latest-tag'), at(0, 'dockerfile/of-our-own')];
    expect(left(ours, [at(0, 'DL3006', 'hadolint')])).toEqual(ours);
    expect(left(ours, [])).toEqual(ours);
  });

  it('leaves broken YAML to another reader of YAML, whatever it calls it', () => {
    const ours = [at(0, 'compose/invalid-yaml'), at(0, 'compose/undefined-volume')];
    expect(left(ours, [{ ...at(0, '', 'YAML'), code: undefined }])).toEqual([ours[1]]);
    expect(left(ours, [at(1, 'x', 'YAML')])).toEqual(ours);
    expect(left(ours, [at(0, 'x', 'spell-checker')])).toEqual(ours);
  });

  it('does not mistake the code of one tool for that of another', () => {
    const ours = [at(0, 'dockerfile/mixed-case-stage')];
    expect(left(ours, [at(0, 'StageNameCasing', 'somebody')])).toEqual(ours);
    expect(left(ours, [at(0, 'StageNameCasing', 'Docker DX (docker-buildx)')])).toEqual([]);
  });
});
