// Questions for single rows, waiting for their turn: one at a time for each object, a few at a time in all, and one list
// instead when too many of a kind wait.
import { type RowKind, rowKinds } from './state-keeper.ts';

export interface RowQueue {
  /** The row has to be asked for; once more when the question for it is already under way. */
  want(kind: RowKind, id: string): void;
  /** All rows of the kind have to be asked for. */
  wantAll(kind: RowKind): void;
  /** The object is gone: nothing is asked, and an answer under way no longer counts. */
  forget(kind: RowKind, id: string): void;
  /** Asks what waits, as far as the limits allow. */
  pump(): void;
  readonly isIdle: boolean;
}

export interface Questions {
  /** `isCurrent` tells whether the answer still counts when it comes. Must not reject. */
  row(kind: RowKind, id: string, isCurrent: () => boolean): Promise<void>;
  /** `isGone` tells what was removed while the engine made its list. Must not reject. */
  list(kind: RowKind, isGone: (id: string) => boolean): Promise<void>;
}

export interface QueueLimits {
  /** Questions for rows under way at a time. */
  readonly parallel: number;
  /** One list costs less than more rows than this. */
  readonly rowsBeforeList: number;
}

export function rowQueue(questions: Questions, { parallel, rowsBeforeList }: QueueLimits): RowQueue {
  const kinds = new Map(rowKinds.map(kind => [kind, kindQueue()]));
  const of = (kind: RowKind): KindQueue => {
    const queue = kinds.get(kind);
    if (queue === undefined) throw new Error(`There are no rows of the kind ${kind}`);
    return queue;
  };
  let underWay = 0;

  const askList = (kind: RowKind, queue: KindQueue) => {
    const gone = new Set<string>();
    queue.list = { gone };
    queue.isListWanted = false;
    queue.waiting.clear();
    // Their answers may be older than the list.
    for (const asked of queue.asked.values()) asked.isCurrent = false;
    void questions
      .list(kind, id => gone.has(id))
      .then(() => {
        queue.list = undefined;
        pump();
      });
  };
  const askRow = (kind: RowKind, id: string, queue: KindQueue) => {
    const asked = { isCurrent: true };
    queue.waiting.delete(id);
    queue.asked.set(id, asked);
    underWay++;
    void questions
      .row(kind, id, () => asked.isCurrent)
      .then(() => {
        queue.asked.delete(id);
        underWay--;
        pump();
      });
  };
  const pump = () => {
    for (const [kind, queue] of kinds) {
      if (queue.list !== undefined) continue;
      if (queue.isListWanted || queue.waiting.size > rowsBeforeList) {
        askList(kind, queue);
        continue;
      }
      for (const id of [...queue.waiting]) {
        if (underWay >= parallel) break;
        if (!queue.asked.has(id)) askRow(kind, id, queue);
      }
    }
  };

  return {
    want(kind, id) {
      const queue = of(kind);
      queue.waiting.add(id);
      queue.list?.gone.delete(id);
    },
    wantAll(kind) {
      of(kind).isListWanted = true;
    },
    forget(kind, id) {
      const queue = of(kind);
      queue.waiting.delete(id);
      queue.list?.gone.add(id);
      const asked = queue.asked.get(id);
      if (asked !== undefined) asked.isCurrent = false;
    },
    pump,
    get isIdle() {
      return [...kinds.values()].every(
        ({ waiting, asked, list, isListWanted }) =>
          waiting.size === 0 && asked.size === 0 && list === undefined && !isListWanted,
      );
    },
  };
}

interface KindQueue {
  readonly waiting: Set<string>;
  readonly asked: Map<string, { isCurrent: boolean }>;
  isListWanted: boolean;
  /** The list under way, with what was removed meanwhile. */
  list: { readonly gone: Set<string> } | undefined;
}

function kindQueue(): KindQueue {
  return { waiting: new Set(), asked: new Map(), isListWanted: false, list: undefined };
}
