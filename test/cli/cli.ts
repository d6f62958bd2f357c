/** Runs the bundle of the command line as a user's shell does, in folders that are thrown away. */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const bundle = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
if (!existsSync(bundle)) throw new Error('dist/cli.js is missing: run "npm run build" first');

export interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly stdin?: string | Buffer;
  readonly environment?: Readonly<Record<string, string>>;
  /** Arguments for Node itself. */
  readonly node?: readonly string[];
  /** Another copy of the bundle. */
  readonly program?: string;
  /** The user it runs as. */
  readonly user?: number;
  /** Stop reading standard output after its first piece. */
  readonly readsOnlyBeginning?: boolean;
}

export function slipway(folder: string, args: readonly string[], options: RunOptions = {}): Promise<Result> {
  const { FORCE_COLOR: _force, NO_COLOR: _no, GITHUB_WORKSPACE: _workspace, ...inherited } = process.env;
  const child = spawn(process.execPath, [...(options.node ?? []), options.program ?? bundle, ...args], {
    cwd: folder,
    env: { ...inherited, ...options.environment },
    ...(options.user === undefined ? {} : { uid: options.user, gid: options.user }),
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    out.push(chunk);
    if (options.readsOnlyBeginning) child.stdout.destroy();
  });
  child.stderr.on('data', (chunk: Buffer) => void err.push(chunk));
  // It need not read its input: a wrong option ends it before.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.stdin ?? '');
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', code =>
      resolve({ code, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') }),
    );
  });
}

/** A new folder with these files, gone after the test. */
export function folderWith(files: Readonly<Record<string, string | Buffer>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

export interface JsonFinding {
  readonly path: string;
  readonly rule: string;
  readonly aka: readonly string[];
  readonly range: { readonly start: { readonly line: number; readonly character: number } };
  readonly severity: string;
  readonly message: string;
  readonly fixes: readonly { readonly title: string; readonly safety: string }[];
}

export function findingsOf({ out }: Result): readonly JsonFinding[] {
  return JSON.parse(out);
}
