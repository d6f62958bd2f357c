// balena's CLI as a program of this machine: how it is called, whether somebody is logged in, and which fleets there are.
// Its log-in is its own business: no token is ever asked for, read or kept here.
import { type SpawnOptions, spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { posix, win32 } from 'node:path';
import { endsWith, ownGroup } from '../own-program.ts';

export class BalenaMissing extends Error {
  override readonly name = 'BalenaMissing';
  constructor() {
    super(
      'balena’s CLI was not found: no program "balena" is on the PATH. Install it (https://docs.balena.io/reference/balena-cli/), or do without: Slipway builds for devices by itself, and a device in local mode can be selected as the engine.',
    );
  }
}

/** Looked for on the PATH rather than called: it takes seconds to start. */
export async function isInstalled(
  environment: NodeJS.ProcessEnv,
  system: NodeJS.Platform = process.platform,
): Promise<boolean> {
  const isWindows = system === 'win32';
  const path = (isWindows ? (environment['Path'] ?? environment['PATH']) : environment['PATH']) ?? '';
  const names = isWindows ? ['balena.cmd', 'balena.exe'] : ['balena'];
  const { isAbsolute, join } = isWindows ? win32 : posix;
  for (const folder of path.split(isWindows ? ';' : ':').filter(isAbsolute)) {
    for (const name of names) {
      const isThere = await access(join(folder, name), constants.X_OK).then(
        () => true,
        () => false,
      );
      if (isThere) return true;
    }
  }
  return false;
}

export interface ProgramCall {
  readonly command: string;
  readonly args: readonly string[];
  readonly options: SpawnOptions;
}

export interface CallContext {
  readonly environment: NodeJS.ProcessEnv;
  readonly folder?: string;
  /** `process.platform`. */
  readonly system?: NodeJS.Platform;
}

/**
 * Without a shell. On Windows the program is a batch file, which only the command interpreter runs: there every argument
 * must be free of what means something to it, and the folder it runs in is not searched for programs.
 */
export function balenaCall(
  args: readonly string[],
  { environment, folder, system = process.platform }: CallContext,
): ProgramCall {
  // A variable of developers' that floods the output.
  const { DEBUG: _debug, ...own } = environment;
  const options: SpawnOptions = {
    env: own,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...ownGroup,
    ...(folder === undefined ? {} : { cwd: folder }),
  };
  if (system !== 'win32') return { command: 'balena', args, options };
  const odd = args.find(it => !/^[\w./:@-]+$/.test(it));
  if (odd !== undefined) throw new Error(`"${odd}" cannot be given to balena’s CLI on Windows.`);
  return {
    command: environment['ComSpec'] ?? 'cmd.exe',
    args: ['/d', '/s', '/c', ['balena', ...args].join(' ')],
    options: { ...options, env: { ...own, NoDefaultCurrentDirectoryInExePath: '1' } },
  };
}

export interface Answer {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** More is no answer to what is asked here. */
const longestAnswer = 5_000_000;

/** Rejects with `BalenaMissing`, and with the signal's reason. */
export function askBalena(
  args: readonly string[],
  context: CallContext & { readonly signal: AbortSignal },
): Promise<Answer> {
  const { signal } = context;
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const call = balenaCall(args, context);
    const child = spawn(call.command, call.args, call.options);
    const ending = endsWith(child, { signal, asking: 'SIGINT' });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name]?.setEncoding('utf8').on('data', (piece: string) => {
        if (text[name].length < longestAnswer) text[name] += piece;
      });
    child.on('error', error => {
      ending.dispose();
      reject(isMissing(error) ? new BalenaMissing() : error);
    });
    child.on('close', code => {
      ending.dispose();
      if (signal.aborted) reject(signal.reason);
      else if (isUnknownToWindows(call, code)) reject(new BalenaMissing());
      else resolve({ code, ...text });
    });
  });
}

export function isMissing(error: Error): boolean {
  return 'code' in error && error.code === 'ENOENT';
}

/** What the command interpreter answers for a program it does not find. */
export function isUnknownToWindows({ args }: ProgramCall, code: number | null): boolean {
  return args[0] === '/d' && code === 9009;
}

export type LogIn = { readonly kind: 'in'; readonly user: string } | { readonly kind: 'out' };

/** What `balena whoami` says. Rejects with its own words when it says neither. */
export function logInOf({ code, stdout, stderr }: Answer): LogIn {
  if (code === 0)
    return { kind: 'in', user: /^\s*(?:USERNAME|APPLICATION|DEVICE):\s*(\S{1,100})/im.exec(stdout)?.[1] ?? '' };
  if (/login required|not logged in|balena login/i.test(stdout + stderr)) return { kind: 'out' };
  throw new Error(
    `balena’s CLI could not say whether somebody is logged in: ${firstLine(stderr) ?? `it ended with ${code}`}.`,
  );
}

export interface Fleet {
  /** `myorg/shop`. */
  readonly slug: string;
  readonly name: string;
  /** Slug of a device type. */
  readonly deviceType: string;
  readonly devices: number;
  readonly online: number;
}

/** What `balena fleet list --json` says; entries that are none are left out. */
export function fleetsOf(answer: Answer): readonly Fleet[] {
  return listIn(answer, 'fleets').flatMap((it): readonly Fleet[] => {
    const { slug, app_name: name, device_type: deviceType, device_count: devices, online_devices: online } = it;
    if (typeof slug !== 'string' || typeof deviceType !== 'string') return [];
    const number = (value: unknown): number => (typeof value === 'number' ? value : 0);
    const called = typeof name === 'string' ? name : slug;
    return [{ slug, deviceType, name: called, devices: number(devices), online: number(online) }];
  });
}

export interface CloudDevice {
  readonly uuid: string;
  readonly name: string;
  /** Slug of its fleet; empty for none. */
  readonly fleet: string;
  readonly isOnline: boolean;
}

/** What `balena device list --json` says: those online first. */
export function devicesOf(answer: Answer): readonly CloudDevice[] {
  const devices = listIn(answer, 'devices').flatMap((it): readonly CloudDevice[] => {
    const { uuid, device_name: name, fleet, is_online: isOnline } = it;
    if (typeof uuid !== 'string') return [];
    const called = typeof name === 'string' ? name : uuid.slice(0, 7);
    return [{ uuid, name: called, fleet: typeof fleet === 'string' ? fleet : '', isOnline: isOnline === true }];
  });
  return devices.sort((a, b) => Number(b.isOnline) - Number(a.isOnline) || a.name.localeCompare(b.name));
}

function listIn({ code, stdout, stderr }: Answer, what: string): readonly Readonly<Record<string, unknown>>[] {
  if (code !== 0)
    throw new Error(`balena’s CLI could not list the ${what}: ${firstLine(stderr) ?? `it ended with ${code}`}.`);
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
    // Some releases write the list as a text inside the JSON.
    if (typeof answer === 'string') answer = JSON.parse(answer);
  } catch {
    answer = undefined;
  }
  if (!Array.isArray(answer)) throw new Error(`balena’s CLI did not answer with a list of ${what}.`);
  return answer.filter(it => typeof it === 'object' && it !== null);
}

/** What it says first; below stands where to ask for help. */
function firstLine(text: string): string | undefined {
  const lines = text.split(/\r?\n/).map(line => line.trim());
  return lines.find(line => line !== '' && !/^\((?:node:|Use `node)/.test(line))?.replace(/\.$/, '');
}
