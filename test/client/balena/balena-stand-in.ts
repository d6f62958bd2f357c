// A program that stands in for balena's CLI, which needs an account and a network: it writes what a test tells it to write
// and ends as told. The words are ours, made after the forms the real one prints.
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface Scene {
  /** Lines, as they come; `[36m[Info][39m`-like colours included where a test wants them. */
  readonly stdout?: readonly string[];
  readonly stderr?: readonly string[];
  readonly code?: number;
  /** Starts a program of its own and stays until a signal comes. */
  readonly stays?: true;
}

export interface StandIn {
  /** In which only this program is called `balena`. */
  readonly environment: NodeJS.ProcessEnv;
  readonly folder: string;
  /** What it was called with so far, one call a line. */
  calls(): readonly string[];
  remove(): void;
}

const program = `
const { appendFileSync, readFileSync } = require('node:fs');
const { spawn } = require('node:child_process');
const { dirname, join } = require('node:path');
const here = dirname(__filename);
const args = process.argv.slice(2);
appendFileSync(join(here, 'calls'), args.join(' ') + ' @ ' + process.cwd() + '\\n');
const scenes = JSON.parse(readFileSync(join(here, 'scenes.json'), 'utf8'));
const scene = scenes[args.slice(0, 2).join(' ')] ?? scenes[args[0]] ?? { stderr: ['command ' + args[0] + ' not found'], code: 127 };
for (const line of scene.stdout ?? []) process.stdout.write(line + '\\n');
for (const line of scene.stderr ?? []) process.stderr.write(line + '\\n');
if (scene.stays) {
  const ended = JSON.stringify(join(here, 'child-ended'));
  const own = 'process.on("SIGINT", () => { require("node:fs").writeFileSync(' + ended + ', ""); process.exit(); });' +
    'process.stdout.write("[Info]     staying\\\\n"); setInterval(() => {}, 1000)';
  spawn(process.execPath, ['-e', own], { stdio: 'inherit' });
  process.on('SIGINT', () => process.exit(130));
  setInterval(() => {}, 1000);
} else process.exitCode = scene.code ?? 0;
`;

/** @param scenes by the first words it is called with: `push`, `fleet list` */
export function balenaStandIn(scenes: Readonly<Record<string, Scene>>): StandIn {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-balena-'));
  writeFileSync(join(folder, 'balena'), `#!${process.execPath}\n${program}`);
  chmodSync(join(folder, 'balena'), 0o755);
  writeFileSync(join(folder, 'scenes.json'), JSON.stringify(scenes));
  writeFileSync(join(folder, 'calls'), '');
  return {
    folder,
    environment: { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}` },
    calls: () => readFileSync(join(folder, 'calls'), 'utf8').split('\n').filter(Boolean),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
