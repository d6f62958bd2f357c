// What stands behind a panel of layers: reads its image, or its two, and answers what the panel asks of their files. Knows
// nothing of VS Code.
import { lineIndex } from '../../../server/src/text/line-index.ts';
import type { ContainerEngine } from '../engine/engine.ts';
import { EngineRefused } from '../engine/engine.ts';
import type { ImageLayers } from '../engine/image-layers.ts';
import type { ImageView, LayerChoice, LayersMessage, LayersRequest } from '../webviews/layers-messages.ts';
import { type BaseCandidate, baseOf } from './base-image.ts';
import { compareImages } from './comparison.ts';
import { type DockerfileMatch, isLikely, matchDockerfile } from './dockerfile-match.ts';
import { type FileRows, rowsOfImage, rowsOfLayer } from './file-rows.ts';
import { imageView, layersBefore, stepsOfLayers } from './image-view.ts';
import { type StackedImage, stackLayers } from './stacked-image.ts';

export interface LayersSessionOptions {
  /** One image, or the one before and the one after. */
  readonly images: readonly SessionImage[];
  readonly engine: () => Promise<Pick<ContainerEngine, 'images'>>;
  /** Files that may have made the image; the likeliest is taken. */
  readonly dockerfiles: (image: SessionImage) => Promise<readonly DockerfileCandidate[]>;
  /** Other images of the engine, one of which it may be built on. */
  readonly others: () => Promise<readonly BaseCandidate[]>;
  readonly tell: (message: LayersMessage) => void;
  readonly goTo: (place: InstructionPlace) => void;
  readonly log: (message: string) => void;
}

export interface SessionImage {
  /** `sha256:…` */
  readonly id: string;
  /** By which its user knows it. */
  readonly name: string;
}

export interface DockerfileCandidate {
  /** Passed back to `goTo`. */
  readonly uri: string;
  /** For its user: `api/Dockerfile`. */
  readonly file: string;
  readonly text: string;
  /** The image was built from it; others are taken only when the history says so. */
  readonly isKnown?: true;
  /** The stage that was built, where that is known. */
  readonly target?: string;
}

/** Zero-based offsets in the text that was handed in. */
export interface InstructionPlace {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

export interface LayersSession {
  /** Begins to read, or tells again what is known. */
  ready(): void;
  asked(request: LayersRequest): void;
  close(): void;
}

interface ReadImage {
  readonly image: ImageLayers;
  readonly stacked: StackedImage;
  readonly view: ImageView;
  readonly places: ReadonlyMap<number, InstructionPlace>;
  readonly rows: Map<LayerChoice, FileRows>;
}

/** Rows of one answer: nobody reads more, and the panel can filter. */
const mostRows = 5_000;
/** Between two messages about how far the reading is, in milliseconds. */
const progressEveryMs = 100;

export function layersSession(options: LayersSessionOptions): LayersSession {
  const { images, tell, log } = options;
  let abort: AbortController | undefined;
  /** Told again when the panel comes back. */
  let last: LayersMessage | undefined;
  let read: readonly ReadImage[] = [];

  const say = (message: LayersMessage): void => {
    last = message;
    tell(message);
  };
  const readAll = async (): Promise<void> => {
    const own = new AbortController();
    abort = own;
    try {
      const engine = await options.engine();
      const found: ReadImage[] = [];
      for (const image of images) found.push(await readOne(image, engine, own.signal));
      own.signal.throwIfAborted();
      read = found;
      show();
    } catch (error) {
      // Given up because the panel was closed: there is nobody to tell.
      if (own.signal.aborted && abort !== own) return;
      const message = own.signal.aborted ? 'Reading was cancelled.' : messageOf(error);
      if (!own.signal.aborted) log(`Reading layers failed: ${String(error)}`);
      say({ kind: 'failed', message });
    } finally {
      if (abort === own) abort = undefined;
    }
  };
  const readOne = async (
    asked: SessionImage,
    engine: Pick<ContainerEngine, 'images'>,
    signal: AbortSignal,
  ): Promise<ReadImage> => {
    const { id, name } = asked;
    say({ kind: 'reading', name, bytes: 0, expected: 0 });
    let toldAt = 0;
    const image = await engine.images.layers(id, {
      signal,
      onProgress({ bytes, expected }) {
        const now = performance.now();
        if (now - toldAt < progressEveryMs) return;
        toldAt = now;
        say({ kind: 'reading', name, bytes, expected });
      },
    });
    const stacked = stackLayers(
      image.layers.map(({ content }) => (content.kind === 'files' ? content.tree : undefined)),
    );
    // What surrounds the image is worth having, and not worth failing for.
    const orNone = async <T>(answer: Promise<readonly T[]>): Promise<readonly T[]> =>
      answer.catch((error: unknown) => {
        log(`Layers are shown without all that could be known of ${name}: ${String(error)}`);
        return [];
      });
    const made = likeliest(image, await orNone(options.dockerfiles(asked)));
    const base = baseFor(image, made?.match, await orNone(options.others()));
    const steps = stepsOfLayers(image);
    const placeOf = (step: number) => {
      const instruction = made?.match.instructions.get(step);
      if (!made || !instruction) return undefined;
      return { file: made.file, line: lineIndex(made.text).positionAt(instruction.span.start).line + 1 };
    };
    const places = new Map<number, InstructionPlace>();
    for (const [layer, step] of steps.entries()) {
      const span = step === undefined ? undefined : made?.match.instructions.get(step)?.span;
      if (made && span) places.set(layer, { uri: made.uri, start: span.start, end: span.end });
    }
    const view = imageView(image, stacked, { name, placeOf, ...(base ? { base } : {}) });
    return { image, stacked, view, places, rows: new Map() };
  };
  const show = (): void => {
    const [first, second] = read;
    if (first && second)
      say({
        kind: 'comparison',
        comparison: compareImages(
          { view: first.view, nodes: first.stacked.nodes },
          { view: second.view, nodes: second.stacked.nodes },
        ),
      });
    else if (first) say({ kind: 'image', image: first.view });
  };
  const rowsFor = (choice: LayerChoice): FileRows | undefined => {
    const [image] = read;
    if (!image) return undefined;
    const known = image.rows.get(choice);
    if (known) return known;
    const layer = choice === 'all' ? undefined : image.stacked.layers[choice];
    const rows =
      choice === 'all' ? rowsOfImage(image.stacked.nodes) : layer && rowsOfLayer(layer, choice, image.stacked.nodes);
    // Of one choice at a time: columns as long as the layer are worth forgetting.
    image.rows.clear();
    if (rows) image.rows.set(choice, rows);
    return rows;
  };

  return {
    ready() {
      if (last) tell(last);
      else void readAll();
    },
    asked(request) {
      switch (request.kind) {
        case 'children': {
          const { layer, folder, order } = request;
          const found = rowsFor(layer)?.children(folder, order, mostRows);
          if (found) tell({ kind: 'children', layer, folder, ...found });
          return;
        }
        case 'filter': {
          const { layer, filter, order } = request;
          const found = rowsFor(layer)?.matching(filter, order, mostRows);
          if (found)
            tell({ kind: 'matches', layer, filter, rows: found.rows, found: found.rows.length + found.leftOut });
          return;
        }
        case 'go': {
          const place = read[0]?.places.get(request.layer);
          if (place) options.goTo(place);
          return;
        }
        case 'cancel':
          abort?.abort();
          return;
        case 'retry':
          if (!abort) void readAll();
          return;
      }
    },
    close() {
      const reading = abort;
      abort = undefined;
      reading?.abort();
    },
  };
}

function messageOf(error: unknown): string {
  if (error instanceof EngineRefused && error.status === 404)
    return 'The image is gone: somebody removed it meanwhile. Choose another one in the Images view.';
  return error instanceof Error ? error.message : String(error);
}

interface Made extends DockerfileCandidate {
  readonly match: DockerfileMatch;
}

/** Two files that explain as much of the image are no answer: a link to the wrong one is worse than none. */
function likeliest(image: ImageLayers, candidates: readonly DockerfileCandidate[]): Made | undefined {
  const matches = candidates.flatMap((candidate): readonly Made[] => {
    const match = matchDockerfile(image.history, candidate.text, candidate.target);
    return match && (candidate.isKnown || isLikely(match)) ? [{ ...candidate, match }] : [];
  });
  const known = matches.find(({ isKnown }) => isKnown);
  if (known) return known;
  const weight = ({ match }: Made) => match.share * 1000 + match.instructions.size;
  const [first, second] = matches.sort((a, b) => weight(b) - weight(a));
  return first && (!second || weight(second) < weight(first)) ? first : undefined;
}

function baseFor(
  image: ImageLayers,
  match: DockerfileMatch | undefined,
  others: readonly BaseCandidate[],
): { readonly name?: string; readonly layers: number } | undefined {
  const diffIds = image.layers.map(({ diffId }) => diffId);
  const byImage = baseOf(diffIds, others);
  if (match?.ownFrom === undefined) return byImage;
  const layers = layersBefore(image.history, match.ownFrom);
  return { layers, ...(byImage?.layers === layers && byImage.name !== undefined ? { name: byImage.name } : {}) };
}
