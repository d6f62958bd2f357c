// The containers through which volumes are looked into: one for each volume that is open, made when it is opened and
// removed when it is closed, after an hour at the latest. Knows no VS Code.
import { volumeLabel, volumeOpenFor } from '../engine/container-files.ts';
import { type ContainerEngine, EngineRefused } from '../engine/engine.ts';
import type { EngineState, ImageRow } from '../engine/engine-state.ts';

export interface OpenedVolumes {
  /** Id of the container that holds the volume, made of `image` when there is none, or none any more. */
  open(volume: string, image: ImageRow): Promise<string>;
  /** Undefined when the volume is not open. */
  containerOf(volume: string): Promise<string | undefined>;
  close(volume: string): Promise<void>;
  /**
   * Removes those that have outlived their hour, of whichever window: where the image cannot sleep they do not end by
   * themselves, and nobody closes them after a crash. Never rejects.
   */
  removeExpired(state: EngineState): Promise<void>;
  closeAll(): Promise<void>;
}

export function openedVolumes(engine: () => Promise<ContainerEngine>): OpenedVolumes {
  const opened = new Map<string, Opened>();
  const close = async (volume: string): Promise<void> => {
    const entry = opened.get(volume);
    opened.delete(volume);
    clearTimeout(entry?.expiry);
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
      const expire = (): void => {
        if (opened.get(volume) === entry) close(volume).catch(() => undefined);
      };
      const entry: Opened = { engine: at, container, expiry: setTimeout(expire, volumeOpenFor * 1000) };
      opened.set(volume, entry);
      container.catch(() => {
        clearTimeout(entry.expiry);
        if (opened.get(volume) === entry) opened.delete(volume);
      });
      clearTimeout(before?.expiry);
      // Over a connection that was lost since: the container would keep the volume from being removed.
      if (before) before.container.then(id => before.engine.files.closeVolume(id)).catch(() => undefined);
      return container;
    },
    async removeExpired({ containers }) {
      const oldest = Date.now() - volumeOpenFor * 1000;
      const expired = [...containers.values()].filter(
        ({ labels, status, createdAt }) =>
          labels[volumeLabel] !== undefined && ['created', 'exited', 'dead'].includes(status) && createdAt < oldest,
      );
      if (expired.length === 0) return;
      const at = await engine().catch(() => undefined);
      await Promise.allSettled(expired.map(({ id }) => at?.files.closeVolume(id)));
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
  readonly expiry: NodeJS.Timeout;
}

/** Names of small images that hold `sleep`, `find` and `stat`, so that folders are listed quickly. */
const handy = /(?:^|\/)(?:busybox|alpine|debian|ubuntu|fedora|bash)(?:[:/-]|$)/;

/** The image to look through: a handy one if there is, else the smallest. Undefined when there are no images. */
export function imageToLookThrough(state: EngineState): ImageRow | undefined {
  const [first] = [...state.images.values()].sort((a, b) => rank(a) - rank(b) || a.size - b.size);
  return first;
}

/** Whether its container ends by itself. */
export function isHandy({ tags }: ImageRow): boolean {
  return tags.some(tag => handy.test(tag));
}

function rank(image: ImageRow): number {
  const { tags } = image;
  if (isHandy(image)) return 0;
  return tags.length > 0 ? 1 : 2;
}
