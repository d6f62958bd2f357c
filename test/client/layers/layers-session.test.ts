// What stands behind a panel: reading, its progress and failures, questions about files, and the tie to a Dockerfile.
import { describe, expect, it } from 'vitest';
import { EngineRefused } from '../../../client/src/engine/engine.ts';
import type { ImageLayers, ReadLayersOptions } from '../../../client/src/engine/image-layers.ts';
import type { Images } from '../../../client/src/engine/images.ts';
import { type LayersSessionOptions, layersSession } from '../../../client/src/layers/layers-session.ts';
import type { LayersMessage } from '../../../client/src/webviews/layers-messages.ts';
import { layerOf } from './layer-of.ts';

const text = 'FROM box:1\nRUN make\nCMD ["sh"]\n';
const image = (id: string, ...lines: readonly string[]): ImageLayers => ({
  ...{ id, platform: 'linux/amd64' },
  history: [
    { createdBy: 'COPY rootfs /', comment: '', isEmpty: false },
    { createdBy: 'RUN /bin/sh -c make # buildkit', comment: '', isEmpty: false },
    { createdBy: 'CMD ["sh"]', comment: '', isEmpty: true },
  ],
  layers: [
    { diffId: 'sha256:box', storedBytes: 1, content: { kind: 'files', tree: layerOf('bin/sh 100') } },
    { diffId: `sha256:${id}`, storedBytes: 1, content: { kind: 'files', tree: layerOf(...lines) } },
  ],
});

function begin(
  read: (id: string, options: ReadLayersOptions) => Promise<ImageLayers>,
  more: Partial<LayersSessionOptions> = {},
) {
  const messages: LayersMessage[] = [];
  const waiting: { readonly kind: string; readonly tell: () => void }[] = [];
  const gone: unknown[] = [];
  const session = layersSession({
    images: [{ id: 'sha256:a', name: 'app:1' }],
    engine: async () => ({ images: { layers: read } as unknown as Images }),
    dockerfiles: async () => [{ uri: 'file:///app/Dockerfile', file: 'app/Dockerfile', text }],
    others: async () => [{ name: 'box:1', diffIds: ['sha256:box'] }],
    tell(message) {
      messages.push(message);
      for (const it of waiting.filter(({ kind }) => kind === message.kind)) it.tell();
    },
    goTo: place => gone.push(place),
    log: () => undefined,
    ...more,
  });
  const told = <Kind extends LayersMessage['kind']>(kind: Kind) =>
    new Promise<Extract<LayersMessage, { kind: Kind }>>(resolve => {
      const tell = () => resolve(messages.findLast(it => it.kind === kind) as Extract<LayersMessage, { kind: Kind }>);
      waiting.push({ kind, tell });
    });
  return { session, messages, told, gone };
}

describe('A session of layers', () => {
  it('tells how far it is, then the image, tied to its Dockerfile and base', async () => {
    const { session, messages, told } = begin(async (id, { onProgress }) => {
      onProgress({ bytes: 5, expected: 10 });
      return image(id, 'out 300');
    });
    session.ready();
    const { image: view } = await told('image');
    expect(messages.map(({ kind }) => kind)).toEqual(['reading', 'reading', 'image']);
    expect(view.base).toEqual({ name: 'box:1', layers: 1, bytes: 100 });
    expect(view.layers[1]).toMatchObject({
      instruction: 'RUN make',
      origin: 'own',
      place: { file: 'app/Dockerfile', line: 2 },
    });
    // A panel that comes back is told again, and nothing is read again.
    session.ready();
    expect(messages.at(-1)).toBe(messages[2]);
  });

  it('answers what is in a folder, what a filter finds, and where an instruction stands', async () => {
    const { session, messages, told, gone } = begin(async id => image(id, 'out/a 300', 'out/b 5'));
    session.ready();
    await told('image');
    session.asked({ kind: 'children', layer: 1, folder: '', order: 'size' });
    expect(messages.at(-1)).toMatchObject({
      kind: 'children',
      rows: [{ name: 'out', bytes: 305, change: 'added' }],
      leftOut: 0,
    });
    session.asked({ kind: 'filter', layer: 'all', filter: 'a', order: 'name' });
    expect(messages.at(-1)).toMatchObject({ kind: 'matches', found: 1, rows: [{ name: '/out/a' }] });
    session.asked({ kind: 'children', layer: 7, folder: '', order: 'size' });
    session.asked({ kind: 'go', layer: 1 });
    session.asked({ kind: 'go', layer: 0 });
    expect(gone).toEqual([{ uri: 'file:///app/Dockerfile', start: 11, end: 19 }]);
  });

  it('compares two images', async () => {
    const images = [
      { id: 'sha256:a', name: 'app:1' },
      { id: 'sha256:b', name: 'app:2' },
    ];
    const { session, told } = begin(async id => image(id, id === 'sha256:a' ? 'out 300' : 'out 40'), { images });
    session.ready();
    const { comparison } = await told('comparison');
    expect(comparison).toMatchObject({ sharedLayers: 1, before: { name: 'app:1', bytes: 400 }, after: { bytes: 140 } });
  });

  it('says that an image is gone, and reads again when asked to', async () => {
    let tries = 0;
    const { session, told } = begin(async id => {
      if (tries++ === 0) throw new EngineRefused('No such image', 404);
      return image(id, 'out 1');
    });
    session.ready();
    expect((await told('failed')).message).toContain('somebody removed it meanwhile');
    session.asked({ kind: 'retry' });
    expect((await told('image')).image.bytes).toBe(101);
  });

  it('tells the image when nothing else can be known of it', async () => {
    const fails = async () => {
      throw new Error('not now');
    };
    const { session, told } = begin(async id => image(id, 'out 1'), { dockerfiles: fails, others: fails });
    session.ready();
    expect((await told('image')).image.layers.map(({ origin }) => origin)).toEqual(['unknown', 'unknown']);
  });

  it('can be cancelled, and is silent once it is closed', async () => {
    const hanging = (_id: string, { signal }: ReadLayersOptions) =>
      new Promise<ImageLayers>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    const first = begin(hanging);
    first.session.ready();
    await first.told('reading');
    first.session.asked({ kind: 'cancel' });
    expect((await first.told('failed')).message).toBe('Reading was cancelled.');
    const second = begin(hanging);
    second.session.ready();
    await second.told('reading');
    second.session.close();
    await new Promise(resolve => setImmediate(resolve));
    expect(second.messages.map(({ kind }) => kind)).toEqual(['reading']);
  });

  it('ties nothing when two files explain as much', async () => {
    const candidate = { uri: 'file:///app/Dockerfile', file: 'app/Dockerfile', text };
    const other = { uri: 'file:///api/Dockerfile', file: 'api/Dockerfile', text };
    const { session, told } = begin(async id => image(id, 'out 1'), { dockerfiles: async () => [candidate, other] });
    session.ready();
    const { image: view } = await told('image');
    expect(view.layers.map(({ place }) => place)).toEqual([undefined, undefined]);
    expect(view.base?.layers).toBe(1);
    const sure = begin(async id => image(id, 'out 1'), {
      dockerfiles: async () => [{ ...other, isKnown: true }, candidate],
    });
    sure.session.ready();
    expect((await sure.told('image')).image.layers[1]?.place?.file).toBe('api/Dockerfile');
  });
});
