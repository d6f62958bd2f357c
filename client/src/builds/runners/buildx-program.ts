// Docker's buildx of this machine: where it is, which builders it knows, and a run of it that can be stopped.
import { type ChildProcess, spawn } from 'node:child_process';
import { endsWith, ownGroup } from '../own-program.ts';

export interface BuildxProgram {
  readonly command: string;
  /** Before buildx' own arguments: `buildx` for the plugin. */
  readonly leading: readonly string[];
  /** Such as `0.29.1`. */
  readonly version: string;
}

export interface BuildxBuilder {
  readonly name: string;
  /** `docker` (the builder of an engine), `docker-container`, `kubernetes`, `remote`, `cloud`. */
  readonly driver: string;
  /** What its nodes can run; empty where none of them runs. */
  readonly platforms: readonly string[];
  readonly isCurrent: boolean;
  /** Why it cannot be used at the moment; absent otherwise. */
  readonly problem?: string;
}

export interface CallOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
  readonly folder?: string;
  /** For each line of its standard error, without the end of the line. All of it is in `stderr` when absent. */
  readonly onErrorLine?: (line: string) => void;
}

export interface CallResult {
  /** Undefined when a signal ended it. */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

const candidates = [
  { command: 'docker', leading: ['buildx'] },
  { command: 'docker-buildx', leading: [] },
];

/** The first that tells what is going on as JSON. */
const oldest = [0, 13] as const;

/** Undefined where there is none. */
export async function findBuildx(environment: NodeJS.ProcessEnv): Promise<BuildxProgram | undefined> {
  for (const candidate of candidates) {
    const answer = await call(candidate, ['version'], { environment }).catch(() => undefined);
    const version = /\bv?(\d+\.\d+\.\d+)/.exec(answer?.stdout ?? '')?.[1];
    if (answer?.code === 0 && version !== undefined) return { ...candidate, version };
  }
  return undefined;
}

/** A sentence for one that is too old; undefined for one that will do. */
export function tooOld({ version }: BuildxProgram): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return undefined;
  return `buildx ${version} is too old: Slipway needs ${oldest.join('.')} or later`;
}

export async function listBuilders(program: BuildxProgram, options: CallOptions): Promise<readonly BuildxBuilder[]> {
  return readBuilders(await answerOf(program, ['ls', '--format', 'json'], options));
}

/** Its standard output. Rejects with what it said last when it fails. */
export async function answerOf(program: BuildxProgram, args: readonly string[], options: CallOptions): Promise<string> {
  const { code, stdout, stderr } = await call(program, args, options);
  if (code === 0) return stdout;
  const said = stderr
    .trim()
    .split(/\r?\n/)
    .at(-1)
    ?.replace(/^ERROR: /, '');
  throw new Error(said || `buildx ${args[0] ?? ''} ended with ${code ?? 'a signal'}`);
}

interface ListedBuilder {
  readonly Name?: string;
  readonly Driver?: string;
  readonly Current?: boolean;
  readonly Err?: unknown;
  readonly Nodes?: readonly { readonly Platforms?: readonly string[] | null; readonly Err?: unknown }[] | null;
}

/** One JSON object a line. */
export function readBuilders(text: string): readonly BuildxBuilder[] {
  return text
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => {
      const { Name = '', Driver = '', Current, Err, Nodes } = JSON.parse(line) as ListedBuilder;
      const problem = [Err, ...(Nodes ?? []).map(node => node.Err)].map(problemOf).find(it => it !== undefined);
      return {
        name: Name,
        driver: Driver,
        platforms: [...new Set((Nodes ?? []).flatMap(({ Platforms }) => Platforms ?? []))],
        isCurrent: Current === true,
        ...(problem === undefined ? {} : { problem }),
      };
    });
}

/** Of a manifest in a registry, `linux/arm/v7` each; empty where it is the manifest of one image. */
export function platformsIn(manifest: string): readonly string[] {
  const { manifests = [] } = JSON.parse(manifest) as { manifests?: readonly { platform?: ListedPlatform }[] };
  return manifests.flatMap(({ platform: { os, architecture, variant } = {} }) =>
    os === undefined || architecture === undefined || os === 'unknown'
      ? []
      : [[os, architecture, variant].filter(it => it !== undefined && it !== '').join('/')],
  );
}

interface ListedPlatform {
  readonly os?: string;
  readonly architecture?: string;
  readonly variant?: string;
}

function problemOf(error: unknown): string | undefined {
  if (error === undefined || error === null || error === '') return undefined;
  return typeof error === 'string' ? error : 'It does not answer';
}

/** Settles once nothing of it runs any more. Rejects with the signal's reason when it was stopped. */
export async function call(
  { command, leading }: Pick<BuildxProgram, 'command' | 'leading'>,
  args: readonly string[],
  { environment, signal, folder, onErrorLine }: CallOptions,
): Promise<CallResult> {
  signal?.throwIfAborted();
  const child = spawn(command, [...leading, ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...ownGroup,
    ...(folder === undefined ? {} : { cwd: folder }),
  });
  const ending = endsWith(child, { signal, asking: 'SIGTERM' });
  try {
    const result = await outcome(child, onErrorLine);
    signal?.throwIfAborted();
    return result;
  } finally {
    ending.dispose();
  }
}

function outcome(child: ChildProcess, onErrorLine: CallOptions['onErrorLine']): Promise<CallResult> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      if (onErrorLine === undefined) return;
      const lines = stderr.split('\n');
      stderr = lines.pop() ?? '';
      for (const line of lines) onErrorLine(line.replace(/\r$/, ''));
    });
    child.on('error', reject);
    child.on('close', code => {
      if (onErrorLine !== undefined && stderr !== '') onErrorLine(stderr);
      resolve({ code: code ?? undefined, stdout, stderr: onErrorLine === undefined ? stderr : '' });
    });
  });
}
