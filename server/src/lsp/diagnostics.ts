/**
 * Diagnostics of open files, pulled by clients that can and pushed to the others. The file just typed in is answered at
 * once; files that depend on it follow together a moment later, and only if their answer really became another one.
 */
import { createHash } from 'node:crypto';
import type { Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import { describe, type Log, Outdated } from './guard.ts';

/**
 * When the other files are looked at after a change, in milliseconds: as soon as nobody types for a moment, and while
 * somebody types on, often enough that they follow within a second.
 */
const quietMs = 100;
const patienceMs = 600;

/** Work that took long is spread out, so that a keystroke rarely falls into it: at most this part of the time is spent on it. */
const share = 1 / 4;

/** An answer that takes longer than this is worth a look for newer texts first, in milliseconds. */
const longMs = 20;

export interface DiagnosticsHost {
  /** The diagnostics of a file as it is now. @throws Outdated when it changed meanwhile */
  compute(path: string, signal: AbortSignal | undefined): Promise<Diagnostic[]>;
  /** Asks the client to pull again; undefined for clients that cannot be asked. */
  readonly refresh: (() => Promise<void>) | undefined;
  /** Publishes; undefined for clients that pull. */
  readonly push: ((path: string, diagnostics: Diagnostic[]) => void) | undefined;
  isOpen(path: string): boolean;
  readonly log: Log;
}

export interface DiagnosticsFeature {
  pull(path: string, previousResultId: string | undefined, signal: AbortSignal): Promise<DocumentDiagnosticReport>;
  /** A file got a new text in the editor; `dropped` are the files whose findings may differ now. */
  typed(path: string, dropped: readonly string[]): void;
  /** The findings of these files may differ now, for another reason than a keystroke in them. */
  outdated(paths: readonly string[]): void;
  /** Everything may differ, as after a change of configuration. */
  allOutdated(): void;
  closed(path: string): void;
  dispose(): void;
}

/** An answer being computed. */
interface Run {
  isOutdated: boolean;
  /** For answers that a client waits for or that take long. For a short one that is pushed it costs as much as parsing. */
  readonly controller: AbortController | undefined;
}

export function diagnosticsFeature(host: DiagnosticsHost): DiagnosticsFeature {
  /** What the client was told last, by path: its diagnostics, for clients that pull a digest of them. */
  const answered = new Map<string, string | readonly Diagnostic[]>();
  const running = new Map<string, Set<Run>>();
  const followers = new Set<string>();
  const pushing = new Set<string>();
  /** How long the last answer took that was pushed, by path. */
  const tookMs = new Map<string, number>();
  /** Texts that came so far. */
  let texts = 0;
  let timer: NodeJS.Timeout | undefined;
  /** The latest time at which the timer may fire. */
  let due = 0;
  let lastSettlingMs = 0;
  let disposed = false;

  const isLong = (path: string): boolean => (tookMs.get(path) ?? 0) >= longMs;

  /** @throws Outdated as well when the file got a newer text meanwhile; a client that waits is told at once */
  async function compute(path: string, outer?: AbortSignal): Promise<Diagnostic[]> {
    const controller = outer || isLong(path) ? new AbortController() : undefined;
    const abort = () => controller?.abort(outer?.reason);
    if (outer?.aborted) abort();
    else outer?.addEventListener('abort', abort, { once: true });
    const run: Run = { isOutdated: false, controller };
    const mine = running.get(path) ?? new Set();
    mine.add(run);
    running.set(path, mine);
    try {
      const diagnostics = await host.compute(path, controller?.signal);
      controller?.signal.throwIfAborted();
      if (run.isOutdated) throw changedMeanwhile();
      return diagnostics;
    } finally {
      outer?.removeEventListener('abort', abort);
      mine.delete(run);
      if (mine.size === 0 && running.get(path) === mine) running.delete(path);
    }
  }

  function abandon(path: string): void {
    for (const run of running.get(path) ?? []) {
      run.isOutdated = true;
      run.controller?.abort(changedMeanwhile());
    }
  }

  /** Whether the client has been told something of the file that may have to be said anew. */
  const isFollowed = (path: string): boolean => (host.push ? host.isOpen(path) : answered.has(path));

  function follow(paths: Iterable<string>): void {
    for (const path of paths) if (isFollowed(path) || running.has(path)) followers.add(path);
    if (followers.size === 0 || disposed) return;
    const now = performance.now();
    if (timer === undefined) due = now + Math.max(patienceMs, lastSettlingMs / share);
    clearTimeout(timer);
    timer = setTimeout(
      () => {
        timer = undefined;
        void settle();
      },
      Math.min(quietMs, Math.max(0, due - now)),
    );
  }

  async function settle(): Promise<void> {
    const paths = [...followers].filter(isFollowed);
    followers.clear();
    let changed = false;
    const start = performance.now();
    for (const path of paths) {
      if (host.push) await publish(path, 'when it became another');
      else changed = (await becameAnother(path)) || changed;
    }
    lastSettlingMs = performance.now() - start;
    if (!changed || disposed || !host.refresh) return;
    try {
      await host.refresh();
    } catch (error) {
      if (!disposed) host.log(`the client refused to refresh: ${describe(error)}`);
    }
  }

  async function becameAnother(path: string): Promise<boolean> {
    try {
      const now = digest(await compute(path));
      const last = answered.get(path);
      return last !== undefined && last !== now;
    } catch (error) {
      // A newer text of the file itself: the client asks for that one anyway.
      if (!(error instanceof Outdated)) host.log(`diagnostics of ${path}: ${describe(error)}`);
      return false;
    }
  }

  /**
   * After the messages that are already here: of several changes in one go only the last is worth an answer. Each message
   * takes a turn of its own, so where an answer takes long, two turns without a new text are waited for.
   */
  function afterMessages(path: string, then: () => void): void {
    const before = texts;
    setImmediate(() => {
      if (!isLong(path)) then();
      else setImmediate(() => (texts === before ? then() : afterMessages(path, then)));
    });
  }

  /** `always` for a new text: what is published names its version, so that a client knows that it has been checked. */
  async function publish(path: string, when: 'always' | 'when it became another'): Promise<void> {
    const start = performance.now();
    try {
      const diagnostics = await compute(path);
      tookMs.set(path, performance.now() - start);
      if (disposed || !host.isOpen(path)) return;
      if (when !== 'always' && JSON.stringify(answered.get(path)) === JSON.stringify(diagnostics)) return;
      answered.set(path, diagnostics);
      host.push?.(path, diagnostics);
    } catch (error) {
      if (!(error instanceof Outdated)) host.log(`diagnostics of ${path}: ${describe(error)}`);
    }
  }

  return {
    async pull(path, previousResultId, signal) {
      const items = await compute(path, signal);
      const resultId = digest(items);
      answered.set(path, resultId);
      return resultId === previousResultId ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
    },
    typed(path, dropped) {
      texts++;
      abandon(path);
      // Answers being computed may have read the old text of this file before they could be dropped.
      const others = new Set([...dropped, ...running.keys()]);
      others.delete(path);
      follow(others);
      if (!host.push || pushing.has(path)) return;
      pushing.add(path);
      afterMessages(path, () => {
        pushing.delete(path);
        void publish(path, 'always');
      });
    },
    outdated(paths) {
      follow([...paths, ...running.keys()]);
    },
    allOutdated() {
      follow([...answered.keys(), ...running.keys()]);
    },
    closed(path) {
      abandon(path);
      followers.delete(path);
      tookMs.delete(path);
      if (answered.delete(path)) host.push?.(path, []);
    },
    dispose() {
      disposed = true;
      clearTimeout(timer);
      for (const path of running.keys()) abandon(path);
    },
  };
}

const changedMeanwhile = (): Outdated => new Outdated('the file changed meanwhile');

function digest(diagnostics: readonly Diagnostic[]): string {
  return createHash('sha1').update(JSON.stringify(diagnostics)).digest('base64url');
}
