// What is shown of an object is read anew when the object changes, with no view open that would listen to the engine.
import { expect, it, vi } from 'vitest';
import type { Command, Parts } from '../../../client/src/commands/command.ts';
import type { ReadOnlyDocument } from '../../../client/src/documents/read-only-documents.ts';
import { containerOf, imageOf, networkOf, volumeOf } from '../../support/fake-engine.ts';
import { fakeVscode } from '../../support/fake-vscode.ts';
import { connect, fake, pass, store, useStore } from '../engine/store-under-test.ts';

vi.mock('vscode', () => fakeVscode().module);
vi.resetModules();
const { inspectImage } = await import('../../../client/src/commands/images/image-documents.ts');
const { inspectVolume } = await import('../../../client/src/commands/volumes/inspect-volume.ts');
const { inspectNetwork } = await import('../../../client/src/commands/networks/inspect-network.ts');
const { inspectContainer } = await import('../../../client/src/commands/containers/container-documents.ts');

useStore('fake clock');

it.each<readonly [string, Command, object, () => void]>([
  [
    'a container',
    inspectContainer,
    { kind: 'container', id: 'c' },
    () => {
      fake.has.containers.set('c', containerOf('c', { status: 'paused' }));
      fake.tell('container', 'pause', 'c');
    },
  ],
  [
    'an image',
    inspectImage,
    { kind: 'image', id: 'i', reference: 'i:1' },
    () => {
      fake.has.images.set('i', imageOf('i', { tags: ['i:1', 'i:2'] }));
      fake.tell('image', 'tag', 'i');
    },
  ],
  [
    'a volume',
    inspectVolume,
    { kind: 'volume', name: 'v' },
    () => {
      fake.has.volumes.delete('v');
      fake.tell('volume', 'destroy', 'v');
    },
  ],
  [
    'a network',
    inspectNetwork,
    { kind: 'network', id: 'n' },
    () => {
      fake.has.networks.delete('n');
      fake.tell('network', 'destroy', 'n');
    },
  ],
])('%s', async (_, command, subject, change) => {
  fake.has.containers.set('c', containerOf('c'));
  fake.has.images.set('i', imageOf('i'));
  fake.has.volumes.set('v', volumeOf('v'));
  fake.has.networks.set('n', networkOf('n'));
  let shown: ReadOnlyDocument | undefined;
  const parts = {
    store,
    log: { debug: () => undefined },
    documents: {
      async show(document: ReadOnlyDocument) {
        shown = document;
      },
    },
  } as unknown as Parts;
  const demand = await connect();
  await command.run(parts, { id: 'row', label: 'row', icon: { id: 'vm' }, facts: ';', spoken: 'row', subject });
  demand.dispose();
  await pass(60_000);
  expect(fake.streams, 'nobody listens any more').toBe(0);
  let read = 0;
  const following = shown?.changesWith?.(() => read++);
  await pass(1_000);
  const before = read;
  change();
  await pass(1_000);
  expect(read).toBeGreaterThan(before);
  following?.dispose();
  await pass(60_000);
  expect(fake.streams, 'nobody listens when it is closed').toBe(0);
});
