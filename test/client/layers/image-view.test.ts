// An image as the panel shows it, and two of them compared.
import { describe, expect, it } from 'vitest';
import type { LayerTree } from '../../../client/src/engine/layers/layer-tree.ts';
import { baseOf } from '../../../client/src/layers/base-image.ts';
import { compareImages } from '../../../client/src/layers/comparison.ts';
import { imageView, layersBefore, stepsOfLayers } from '../../../client/src/layers/image-view.ts';
import { stackLayers } from '../../../client/src/layers/stacked-image.ts';
import { layerOf } from './layer-of.ts';

interface Made {
  readonly instruction: string;
  /** Absent for a step that makes no layer. */
  readonly tree?: LayerTree;
  readonly digest?: string;
}

function image(...steps: readonly Made[]) {
  const making = steps.filter(({ tree }) => tree);
  return {
    ...{ id: 'sha256:1', platform: 'linux/amd64' },
    history: steps.map(({ instruction, tree }) => ({ createdBy: instruction, comment: '', isEmpty: !tree })),
    layers: making.map(({ tree, digest, instruction }) => ({
      diffId: digest ?? `sha256:${instruction}`,
      storedBytes: 10,
      content: tree ? ({ kind: 'files', tree } as const) : ({ kind: 'unread', why: 'no' } as const),
    })),
  };
}

function shown(name: string, ...steps: readonly Made[]) {
  const made = image(...steps);
  const stacked = stackLayers(made.layers.map(({ content }) => (content.kind === 'files' ? content.tree : undefined)));
  return { view: imageView(made, stacked, { name, base: { layers: 1, name: 'box:1' } }), nodes: stacked.nodes };
}

const box = { instruction: 'COPY rootfs / # buildkit', tree: layerOf('bin/sh 100') };

describe('An image', () => {
  it('has for each layer its instruction, size and share; steps without a layer are passed over', () => {
    const { view } = shown(
      'app:1',
      box,
      { instruction: 'ENV A=b' },
      { instruction: 'RUN /bin/sh -c make # buildkit', tree: layerOf('out 300') },
      { instruction: 'CMD ["sh"]' },
    );
    expect(view).toMatchObject({
      bytes: 400,
      storedBytes: 20,
      base: { name: 'box:1', layers: 1, bytes: 100 },
      layers: [
        { instruction: 'COPY rootfs /', origin: 'base', bytes: 100, share: 0.25, bytesSoFar: 100 },
        { instruction: 'RUN make', origin: 'own', bytes: 300, share: 0.75, bytesSoFar: 400 },
      ],
    });
  });

  it('tells of as many layers as its history does, from the top', () => {
    const made = image(box, { instruction: 'RUN /bin/sh -c a', tree: layerOf('a 1') });
    expect(stepsOfLayers({ ...made, history: made.history.slice(1) })).toEqual([undefined, 0]);
    expect(layersBefore(made.history, 1)).toBe(1);
    const { layers } = imageView({ ...made, history: [] }, stackLayers([]), { name: 'x' });
    expect(layers.map(({ instruction }) => instruction)).toEqual(['(nothing told)', '(nothing told)']);
  });

  it('is built on the image with most of its lowest layers', () => {
    const candidates = [
      { name: 'scratch', diffIds: [] },
      { name: 'box:1', diffIds: ['a'] },
      { name: 'tools:1', diffIds: ['a', 'b'] },
      { name: 'other', diffIds: ['a', 'c'] },
      { name: 'itself', diffIds: ['a', 'b', 'd'] },
    ];
    expect(baseOf(['a', 'b', 'd'], candidates)).toEqual({ name: 'tools:1', layers: 2 });
    expect(baseOf(['x'], candidates)).toBeUndefined();
  });
});

describe('Two images', () => {
  const before = shown(
    'app:1',
    box,
    { instruction: 'COPY . /src', tree: layerOf('src/a 10', 'src/deep/b 20') },
    { instruction: 'RUN make', tree: layerOf('out 50', 'cache/x 500') },
  );
  const after = shown(
    'app:2',
    box,
    { instruction: 'RUN make', digest: 'sha256:other', tree: layerOf('out 40') },
    { instruction: 'COPY doc /doc', tree: layerOf('doc/index 5') },
  );

  it('have layers in common, and others instruction by instruction', () => {
    const compared = compareImages(before, after);
    expect(compared).toMatchObject({
      sharedLayers: 1,
      sharedBytes: 100,
      before: { bytes: 680 },
      after: { bytes: 145 },
    });
    expect(compared.instructions).toEqual([
      { instruction: 'COPY rootfs /', before: 100, after: 100, isShared: true },
      { instruction: 'COPY . /src', before: 30, isShared: false },
      { instruction: 'RUN make', before: 550, after: 40, isShared: false },
      { instruction: 'COPY doc /doc', after: 5, isShared: false },
    ]);
  });

  it('have files that went, came, and are of another size', () => {
    const { gone, come, grown } = compareImages(before, after);
    expect(gone).toMatchObject({
      files: 3,
      bytes: -530,
      top: [
        { path: '/cache', before: 500 },
        { path: '/src', before: 30 },
      ],
    });
    expect(come).toMatchObject({ files: 1, bytes: 5, top: [{ path: '/doc', after: 5, isFolder: true }] });
    expect(grown).toMatchObject({ files: 1, bytes: -10, top: [{ path: '/out', before: 50, after: 40 }] });
  });

  it('that are the same have nothing', () => {
    const { gone, come, grown, sharedLayers } = compareImages(before, before);
    expect([gone.files, come.files, grown.files, sharedLayers]).toEqual([0, 0, 0, 3]);
  });
});
