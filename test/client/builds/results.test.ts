// What came of a build: its platform from its own manifest, its layers with what made them, and what changed.
import { describe, expect, it } from 'vitest';
import type { EarlierResult, ImageLayer } from '../../../client/src/builds/build-run.ts';
import { describeResult, imageLayers, type ResultMemory } from '../../../client/src/builds/results.ts';
import { resultMemory } from '../../../client/src/builds/results-memory.ts';
import { comparisonMarkdown } from '../../../client/src/commands/build-view/comparison-markdown.ts';
import { EngineRefused } from '../../../client/src/engine/engine.ts';
import type { HistoryItem, ImageDetails, Images } from '../../../client/src/engine/images.ts';
import type { PlannedBuild } from '../../../server/src/build/build-plan.ts';
import { fakeMemory } from '../../support/fake-vscode.ts';
import { aPlan } from './a-plan.ts';

interface Built {
  readonly details?: Partial<ImageDetails>;
  readonly history?: readonly HistoryItem[] | EngineRefused;
  readonly platform?: string;
  readonly arguments?: PlannedBuild['arguments'];
}

function memory(): ResultMemory {
  const known = new Map<string, EarlierResult>();
  return { of: key => known.get(key), remember: (key, result) => known.set(key, result) };
}

const item = (createdBy: string, size: number): HistoryItem => ({
  ...{ id: '<missing>', createdAt: 0, createdBy, size, tags: [], comment: '' },
});

function resultFor(results: ResultMemory, imageId: string, built: Built) {
  const { details, history = [], platform, arguments: values = [] } = built;
  const plan = aPlan([{ service: 'web', tags: ['shop-web:1'], ...(platform === undefined ? {} : { platform }) }]);
  const [planned] = plan.builds;
  if (!planned) throw new Error('The plan is empty');
  const build = { ...planned, arguments: values };
  const images = {
    inspect: async () => ({ Id: imageId, Size: 1000, Os: 'linux', Architecture: 'arm64', ...details }),
    history: async () => {
      if (history instanceof EngineRefused) throw history;
      return history;
    },
  } as Partial<Images> as Images;
  return describeResult({ images }, imageId, { build, plan, results, notes: ['emulated'] }, () => 5);
}

const layers = (...Layers: readonly string[]) => ({ RootFS: { Layers } });

describe('The result of a build', () => {
  it('says what the image itself says', async () => {
    const result = await resultFor(memory(), 'sha256:1', { platform: 'linux/arm64', details: layers('sha256:a') });
    expect(result).toEqual({
      ...{ imageId: 'sha256:1', tags: ['shop-web:1'], bytes: 1000, platform: 'linux/arm64', notes: ['emulated'] },
      layers: [{ digest: 'sha256:a' }],
    });
  });

  it('keeps no value of a build argument that is called secret', async () => {
    const results = memory();
    const history = [item('RUN |2 MODE=dev NPM_TOKEN=s3cr3t /bin/sh -c npm ci # buildkit', 9)];
    const given = { from: 'compose', isDeclared: true } as const;
    const args = [
      { ...given, name: 'MODE', value: 'dev' },
      { ...given, name: 'NPM_TOKEN', value: 's3cr3t' },
    ];
    const result = await resultFor(results, 'sha256:1', { history, details: layers('sha256:a'), arguments: args });
    expect(result.layers?.[0]?.createdBy).toBe('RUN |2 MODE=dev NPM_TOKEN=(hidden) /bin/sh -c npm ci # buildkit');
    expect(JSON.stringify(results.of('/shop|web@default'))).not.toContain('s3cr3t');
  });

  it('is a failure for the wrong architecture, and is not remembered', async () => {
    const results = memory();
    await expect(resultFor(results, 'sha256:1', { platform: 'linux/arm/v7' })).rejects.toMatchObject({
      name: 'BuildFailed',
      message: expect.stringContaining('The image is for linux/arm64, not for linux/arm/v7'),
    });
    expect(await resultFor(results, 'sha256:2', { platform: 'linux/arm64' })).not.toHaveProperty('before');
  });

  it('takes whatever comes where no platform was asked for', async () => {
    await expect(resultFor(memory(), 'sha256:1', {})).resolves.toMatchObject({ platform: 'linux/arm64' });
  });

  it('is compared with the one before', async () => {
    const results = memory();
    await resultFor(results, 'sha256:1', { details: { Size: 900, ...layers('sha256:a', 'sha256:b') } });
    const second = await resultFor(results, 'sha256:2', { details: layers('sha256:a', 'sha256:c', 'sha256:d') });
    expect(second.before).toMatchObject({ imageId: 'sha256:1', bytes: 900, sameLayers: 1, newLayers: 2, builtAt: 5 });
    const third = await resultFor(results, 'sha256:2', { details: layers('sha256:a', 'sha256:c', 'sha256:d') });
    expect(third.before).toMatchObject({ imageId: 'sha256:2', sameLayers: 3, newLayers: 0 });
  });

  it('does without a history', async () => {
    const built = { details: layers('sha256:a'), history: new EngineRefused('no', 500) };
    await expect(resultFor(memory(), 'sha256:1', built)).resolves.toMatchObject({ layers: [{ digest: 'sha256:a' }] });
  });
});

describe('The memory of results', () => {
  const result = (imageId: string): EarlierResult => ({ imageId });

  it('is shared by builds that run at once, and forgets the oldest', () => {
    const memento = fakeMemory();
    const [one, other] = [resultMemory(memento), resultMemory(memento)];
    one.remember('a', result('1'));
    other.remember('b', result('2'));
    one.remember('a', result('3'));
    expect([one.of('a'), one.of('b'), one.of('c')]).toEqual([result('3'), result('2'), undefined]);
    for (let i = 0; i < 199; i++) other.remember(`c${i}`, result('4'));
    expect([one.of('b'), one.of('a')]).toEqual([undefined, result('3')]);
  });
});

describe('Layers with what made them', () => {
  it('leave out what made none, by its words', () => {
    const history = [item('CMD ["x"]', 0), item('RUN /bin/sh -c true # buildkit', 0), item('ADD base / # buildkit', 9)];
    expect(imageLayers(['a', 'b'], history)).toEqual([
      { digest: 'a', createdBy: 'ADD base / # buildkit', bytes: 9 },
      { digest: 'b', createdBy: 'RUN /bin/sh -c true # buildkit', bytes: 0 },
    ]);
  });

  it('leave out what has no bytes where that fits', () => {
    const history = [item('/bin/sh -c #(nop)  CMD ["x"]', 0), item('WORKDIR /', 0), item('ADD base /', 9)];
    expect(imageLayers(['a'], history)).toEqual([{ digest: 'a', createdBy: 'ADD base /', bytes: 9 }]);
  });

  it('go without words where nothing fits', () => {
    expect(imageLayers(['a', 'b', 'c'], [item('RUN x', 1)])).toEqual([
      { digest: 'a' },
      { digest: 'b' },
      { digest: 'c' },
    ]);
  });
});

describe('A comparison as a document', () => {
  const layer = (digest: string, createdBy: string, bytes: number): ImageLayer => ({ digest, createdBy, bytes });
  const result = { tags: [], notes: [], platform: 'linux/arm64' };

  it('shows sizes and layers', () => {
    const text = comparisonMarkdown(
      'web@pi4',
      {
        ...result,
        ...{ imageId: 'sha256:222222222222aa', bytes: 1500 },
        layers: [
          layer('sha256:aaaaaaaaaaaa', 'ADD base /', 900),
          layer('sha256:cccccccccccc', 'RUN /bin/sh -c a | b # buildkit', 600),
        ],
      },
      {
        ...{ imageId: 'sha256:111111111111aa', bytes: 1000, builtAt: 0 },
        layers: [layer('sha256:aaaaaaaaaaaa', 'ADD base /', 900), layer('sha256:bbbbbbbbbbbb', 'RUN x', 100)],
      },
      60_000,
    );
    expect(text).toContain('| Size | 1 kB | 1.5 kB | +500 B (+50.0 %) |');
    expect(text).toContain(
      '## New layers (1: 600 B)\n\n| Size | Made by | Digest |\n| ---: | --- | --- |\n| 600 B | `RUN a \\| b` |',
    );
    expect(text).toContain('## Layers that went (1: 100 B)');
    expect(text).toContain('## Layers that stayed (1: 900 B)');
  });

  it('says why the layers are more than the image', () => {
    const packed = { ...result, imageId: 'sha256:1', bytes: 10, layers: [layer('sha256:a', 'RUN x', 100)] };
    const before = { imageId: 'sha256:0' };
    expect(comparisonMarkdown('web@default', packed, before, 0)).toMatch(/^# web against.*counts an image packed/s);
    expect(comparisonMarkdown('web@pi4', { ...packed, bytes: 200 }, before, 0)).not.toContain('packed');
  });

  it('says when nothing changed', () => {
    const same = { imageId: 'sha256:1', bytes: 1 };
    expect(comparisonMarkdown('web@pi4', { ...result, ...same }, same, 0)).toContain('made the same image');
  });
});
