/**
 * Which of ShellCheck's comments mean something in a Dockerfile, and how much. Left out is what is about the file a script
 * usually stands in, what the shell of the image can do after all, and what is on purpose wherever an image is built.
 */

import type { ShellCheckComment } from './read-output.ts';
import type { ShellDialect } from './shell-dialect.ts';

export type Judgement = 'warning' | 'hint' | 'silent';

export interface JudgedScript {
  readonly dialect: ShellDialect;
  readonly text: string;
}

export function judge({ code, level }: ShellCheckComment, { dialect, text }: JudgedScript): Judgement {
  if (meaningless.has(code)) return 'silent';
  if (code === 2154 && setsUnseen.test(text)) return 'silent';
  if (isPortability(code)) {
    if (dialect === 'ash' && busyboxKnows.has(code)) return 'silent';
    // Nobody knows which shell it is; only one that can less than bash would stumble.
    if (dialect === 'sh') return 'hint';
  }
  return level === 'error' || level === 'warning' ? 'warning' : 'hint';
}

/** A file that is read, or words that are run, may set any variable. */
const setsUnseen = /(?:^|[\s;&|({])(?:\.|source|eval)\s/;

/** “In POSIX sh, … is undefined”, and “In dash, …”. */
function isPortability(code: number): boolean {
  return code >= 3000 && code < 4000;
}

const meaningless: ReadonlySet<number> = new Set([
  // The file around the script, which is ours: interpreter line, carriage returns, byte order mark, end of file.
  1008, 1017, 1071, 1082, 1084, 1104, 1113, 1114, 1115, 1128, 2096, 2148, 2187, 2239, 2301,
  // What is sourced stands in the image, where it cannot be read.
  1090, 1091, 1094,
  // “Fix any mentioned problems and try again” comes with every other mistake of the syntax.
  1072,
]);

/**
 * What busybox's ash has beyond dash, as it is configured in Alpine and in the busybox image (ASH_BASH_COMPAT and its
 * fellows). Source: shell/ash.c and the applets' help texts of busybox 1.36.
 */
const busyboxKnows: ReadonlySet<number> = new Set([
  3003, // $'…'
  3010, // [[ ]]
  3014, // == in [ ]
  3020, // &>
  3028, // RANDOM, HOSTNAME and the like
  3036, // echo with options
  3037,
  3040, // set -o pipefail
  3043, // local
  3045, // read -s, -n, -t; export -n
  3046, // source
  3051,
  3057, // ${x:1:2}
  3060, // ${x/a/b}
]);
