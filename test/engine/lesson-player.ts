// Plays somebody who learns: opens an exercise as Slipway does, edits its files, types its commands, and waits for the
// ticks. Checks are judged from what the real engine tells, by the code that the extension and the server run.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { EngineRefused } from '../../client/src/engine/engine.ts';
import { type EngineStore, engineStore } from '../../client/src/engine/engine-store.ts';
import { copyStarter } from '../../client/src/learn/exercise-folder.ts';
import { leftovers } from '../../client/src/learn/exercise-leftovers.ts';
import { type LessonFeed, lessonFeed } from '../../client/src/learn/facts/lesson-feed.ts';
import { changeTimes, exerciseFiles, probeAnswers } from '../../client/src/learn/local-facts.ts';
import { withBases } from '../../client/src/learn/with-bases.ts';
import { defaultConfig } from '../../server/src/analysis/config.ts';
import { createAnalyzer } from '../../server/src/analyzer.ts';
import { nodeWorkspace } from '../../server/src/cli/node-workspace.ts';
import type { LessonFacts, TerminalResult } from '../../server/src/lessons/facts.ts';
import { type CheckAnswer, lessonNeeds } from '../../server/src/lessons/lesson-checks.ts';
import { answerLessonChecks } from '../../server/src/lsp/lesson-requests.ts';
import { bases, exerciseFolder } from '../lessons/exercise-folders.ts';
import { onlyEngine } from '../support/only-engine.ts';
import { connectBundledEngine, type EngineUnderTest } from './engine-under-test.ts';

export interface Player {
  /** Absolute path of the exercise. */
  readonly folder: string;
  /** Types a command in the exercise's folder; `{{node}}` and its like are filled in. Gives what it wrote. */
  run(command: string): Promise<string>;
  /** The same with a terminal; `input` is typed into it. */
  inTerminal(command: string, input?: string): Promise<void>;
  /** A command that must fail. Gives what it said. */
  fails(command: string): Promise<string>;
  /** A command that goes on, until the player leaves or it is ended. */
  begin(command: string): ChildProcess;
  /** Replaces a text of a file, all of it without `before`. */
  edit(file: string, before: string, after: string): void;
  write(file: string, text: string): void;
  /** Exactly these are met that were not before. */
  ticks(...ids: readonly string[]): Promise<void>;
  /** The first hint of a check that is not met. */
  says(id: string, hint: string | RegExp): Promise<void>;
  /** Files that are as in the solution. */
  hasSolution(...files: readonly string[]): void;
  /** Removes what the exercise made, as the command for it will. */
  leave(): Promise<void>;
}

/** How long the engine may take to tell what it did. */
const patienceMs = 20_000;

export async function playLesson(
  engine: EngineUnderTest,
  lesson: string,
  what: 'exercise' | 'no exercise' = 'exercise',
): Promise<Player> {
  const folder = join(mkdtempSync(join(tmpdir(), 'slipway-learn-')), 'exercise');
  if (what === 'no exercise') mkdirSync(folder);
  else await copyStarter(exerciseFolder(lesson, 'starter'), { path: folder, name: 'exercise' }, bases);
  const connected = await connectBundledEngine(engine.host);
  const store: EngineStore = engineStore({
    isTrusted: () => true,
    log: () => undefined,
    selection: onlyEngine(engine.host, async () => connected),
  });
  const demand = store.demand();
  await store.current();
  const needs = lessonNeeds(lesson);
  const logged: string[] = [];
  const feed: LessonFeed = lessonFeed({
    ...{ store, needs, restored: undefined, since: Date.now() },
    engine: async () => connected,
    files: () => exerciseFiles(folder, 'all', new Map()),
    log: message => logged.push(message),
  });
  const terminal: TerminalResult[] = [];
  const begun: ChildProcess[] = [];
  const done = new Set<string>();
  const analyzer = createAnalyzer(nodeWorkspace(), defaultConfig);
  const env = { ...process.env, DOCKER_HOST: engine.host };

  const facts = async (): Promise<LessonFacts> => {
    const share = await feed.share(needs);
    return {
      ...share,
      files: await exerciseFiles(folder, 'all', new Map()),
      changedAt: await changeTimes(folder, needs),
      folder: { path: 'slipway-learn/exercise', absolute: folder, state: 'writable' },
      probes: await probeAnswers(needs),
      ...{ terminal, bases },
    };
  };
  const judge = async (): Promise<readonly CheckAnswer[]> => {
    const known = await facts();
    const all = Object.keys(known.files).map(file => join(folder, file));
    analyzer.changed([...all, join(folder, '.dockerignore')]);
    const host = { findings: (path: string, signal: AbortSignal) => analyzer.findings(path, { signal }) };
    return answerLessonChecks({ lesson, folder: `file://${folder}`, facts: known }, host, new AbortController().signal);
  };
  /** Judges now, and again whenever the engine told something, until it is so. */
  const until = async (isSo: (answers: readonly CheckAnswer[]) => boolean): Promise<readonly CheckAnswer[]> => {
    const end = Date.now() + patienceMs;
    for (;;) {
      let changed: () => void = () => undefined;
      const change = new Promise<void>(resolve => {
        changed = resolve;
      });
      const listening = feed.onDidChange(() => changed());
      try {
        const answers = await judge();
        if (isSo(answers) || Date.now() > end) return answers;
        const limit = setTimeout(changed, Math.min(1000, end - Date.now()));
        await change;
        clearTimeout(limit);
      } finally {
        listening.dispose();
      }
    }
  };
  const call = async (command: string): Promise<{ readonly code: number; readonly output: string }> => {
    const line = withBases(command, bases);
    const result = await promisify(execFile)('sh', ['-c', line], { cwd: folder, env, maxBuffer: 1e7 }).then(
      ({ stdout, stderr }) => ({ code: 0, output: stdout + stderr }),
      (error: { code?: number; stdout?: string; stderr?: string }) => ({
        code: error.code ?? 1,
        output: `${error.stdout ?? ''}${error.stderr ?? ''}`,
      }),
    );
    terminal.push({ at: Date.now(), command: line, exitCode: result.code, output: result.output });
    return result;
  };

  /** As the command does it, once somebody has agreed. */
  const cleanUp = async (): Promise<void> => {
    const { repositories = [], containers = [], volumes = [] } = needs;
    // What was started with --rm is still being removed when its stop has returned.
    for (let end = Date.now() + patienceMs; Date.now() < end; ) {
      const change = new Promise<void>(resolve => {
        const listening = feed.onDidChange(() => {
          listening.dispose();
          resolve();
        });
      });
      const { containers: seen } = await feed.share(needs);
      if (!seen.some(it => it.isRemovedWhenStopped && it.state === 'exited')) break;
      await change;
    }
    // Compose names its project after this folder.
    const exercise = { folder: 'exercise', opens: '', repositories, containers, volumes };
    const left = leftovers(exercise, await store.current(), 0, await feed.containers());
    // As the command does, which takes what is gone already for gone.
    const remove = (removing: Promise<unknown>) =>
      removing.catch((error: unknown) => {
        if (!(error instanceof EngineRefused) || error.status !== 404) throw error;
      });
    for (const { key } of left.containers)
      await remove(connected.containers.remove(key, { force: true, volumes: true }));
    for (const { key } of left.images) await remove(connected.images.remove(key, { force: false }));
    for (const { key } of left.volumes) await remove(connected.volumes.remove(key));
    for (const { key } of left.networks) await remove(connected.networks.remove(key));
  };

  return {
    folder,
    async run(command) {
      let { code, output } = await call(command);
      // A fault of engines with containerd's image store: what collects unused layers may take one away
      // while BuildKit unpacks the image that stands on it (moby/buildkit#6521, mended by #6558). The build was done by then,
      // and says so in its log; the learner, too, would press again. Nothing else is tried twice.
      if (code !== 0 && /parent snapshot \S+ does not exist: not found/.test(output))
        ({ code, output } = await call(command));
      expect(code, `${command}\n${output}`).toBe(0);
      return output;
    },
    async inTerminal(command, input = '') {
      const child = spawn('script', ['-qec', withBases(command, bases), '/dev/null'], { cwd: folder, env });
      child.stdin.end(input);
      let output = '';
      child.stdout.on('data', (data: Buffer) => {
        output += data.toString();
      });
      const code = await new Promise(resolve => child.on('close', resolve));
      expect(code, `${command}\n${output}`).toBe(0);
    },
    async fails(command) {
      const { code, output } = await call(command);
      expect(code, `${command} should fail\n${output}`).not.toBe(0);
      return output;
    },
    begin(command) {
      const child = spawn('sh', ['-c', `exec ${withBases(command, bases)}`], { cwd: folder, env, stdio: 'ignore' });
      begun.push(child);
      return child;
    },
    edit(file, before, after) {
      const text = readFileSync(join(folder, file), 'utf8');
      const from = withBases(before, bases);
      expect(text, `${file} has no such text`).toContain(from);
      writeFileSync(
        join(folder, file),
        text.replace(from, () => withBases(after, bases)),
      );
    },
    write(file, text) {
      writeFileSync(join(folder, file), withBases(text, bases));
    },
    async ticks(...ids) {
      const answers = await until(now => ids.every(id => now.some(it => it.id === id && it.result.kind === 'met')));
      const met = answers.filter(it => it.result.kind === 'met' && !done.has(it.id)).map(it => it.id);
      const missing = answers.filter(it => ids.includes(it.id) && it.result.kind !== 'met');
      expect(met.toSorted(), `${JSON.stringify(missing)} ${logged.join(', ')}`).toEqual([...ids].toSorted());
      for (const id of met) done.add(id);
    },
    async says(id, hint) {
      const fits = ({ result }: CheckAnswer): boolean =>
        result.kind === 'unmet' && (typeof hint === 'string' ? result.hints[0] === hint : hint.test(result.hints[0]));
      const answers = await until(now => now.some(it => it.id === id && fits(it)));
      const answer = answers.find(it => it.id === id)?.result;
      expect(answer).toMatchObject({ kind: 'unmet' });
      const said = answer?.kind === 'unmet' ? answer.hints[0] : '';
      if (typeof hint === 'string') expect(said).toBe(hint);
      else expect(said).toMatch(hint);
    },
    hasSolution(...files) {
      for (const file of files) {
        const wanted = withBases(readFileSync(join(exerciseFolder(lesson, 'solution'), file), 'utf8'), bases);
        expect(readFileSync(join(folder, file), 'utf8'), file).toBe(wanted);
      }
    },
    async leave() {
      for (const child of begun) child.kill('SIGKILL');
      try {
        if (what === 'exercise') await cleanUp();
      } finally {
        feed.dispose();
        demand.dispose();
        store.dispose();
        rmSync(join(folder, '..'), { recursive: true, force: true });
      }
    },
  };
}
