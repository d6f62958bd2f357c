// The containers through which volumes are looked into: one for each volume that is open, made when it is opened and
// removed when it is closed. Knows no VS Code.
import { type ContainerEngine, EngineRefused } from '../engine/engine.ts';
import type { EngineState, ImageRow } from '../engine/engine-state.ts';

export interface OpenedVolumes {
  /** Id of the container that holds the volume, made of `image` when there is none, or none any more. */
  open(volume: string, image: ImageRow): Promise<string>;
  /** Undefined when the volume is not open. */
  containerOf(volume: string): Promise<string | undefined>;
  close(volume: string): Promise<void>;
  closeAll(): Promise<void>;
}

export function openedVolumes(engine: () => Promise<ContainerEngine>): OpenedVolumes {
  const opened = new Map<string, Opened>();
  const close = async (volume: string): Promise<void> => {
    const entry = opened.get(volume);
    opened.delete(volume);
    // The engine it was opened on, whichever is selected now.
    if (entry) await entry.engine.files.closeVolume(await entry.container);
  };
  /** It removes itself after a while, and anybody may remove it before. */
  const isThere = async ({ engine, container }: Opened): Promise<boolean> => {
    try {
      await engine.containers.inspect(await container);
      return true;
    } catch (error) {
      if (error instanceof EngineRefused && error.status === 404) return false;
      throw error;
    }
  };
  return {
    async open(volume, image) {
      const at = await engine();
      const before = opened.get(volume);
      if (before?.engine === at && (await isThere(before))) return before.container;
      // Somebody else may have been quicker meanwhile.
      const other = opened.get(volume);
      if (other !== before && other?.engine === at) return other.container;
      const container = at.files.openVolume(volume, image.tags[0] ?? image.id).then(({ containerId }) => containerId);
      const entry = { engine: at, container };
      opened.set(volume, entry);
      container.catch(() => {
        if (opened.get(volume) === entry) opened.delete(volume);
      });
      // Over a connection that was lost since: the container would keep the volume from being removed.
      if (before) before.container.then(id => before.engine.files.closeVolume(id)).catch(() => undefined);
      return container;
    },
    containerOf: async volume => opened.get(volume)?.container,
    close,
    async closeAll() {
      await Promise.allSettled([...opened.keys()].map(close));
    },
  };
}

interface Opened {
  readonly engine: ContainerEngine;
  readonly container: Promise<string>;
}

/** Names of small images that hold `sleep`, `find` and `stat`, so that folders are listed quickly. */
const handy = /(?:^|\/)(?:busybox|alpine|debian|ubuntu|fedora|bash)(?:[:/-]|$)/;

/** The image to look through: a handy one if there is, else the smallest. Undefined when there are no images. */
export function imageToLookThrough(state: EngineState): ImageRow | undefined {
  const [first] = [...state.images.values()].sort((a, b) => rank(a) - rank(b) || a.size - b.size);
  return first;
}

function rank({ tags }: ImageRow): number {
  if (tags.some(tag => handy.test(tag))) return 0;
  return tags.length > 0 ? 1 : 2;
}
