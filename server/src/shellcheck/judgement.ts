/**
 * Which of ShellCheck's comments mean something in a Dockerfile, and how much. Left out is what is about the file a script
 * usually stands in, what the shell of the image can do after all, and what is on purpose wherever an image is built.
 */
import type { ShellCheckComment } from './read-output.ts';
import type { ShellDialect } from './shell-dialect.ts';

export type Judgement = 'warning' | 'hint' | 'silent';

export interface JudgedScript {
  readonly dialect: ShellDialect;
  /** The whole script. */
  readonly text: string;
  /** The part of it that the comment is about. */
  readonly marked: string;
}

export function judge(
  { code, level }: Pick<ShellCheckComment, 'code' | 'level'>,
  { dialect, text, marked }: JudgedScript,
): Judgement {
  if (meaningless.has(code) || intended.get(code)?.test(marked)) return 'silent';
  if (code === 2154 && setsUnseen.test(text)) return 'silent';
  if (isPortability(code)) {
    if (dialect === 'ash' && busyboxKnows.has(code)) return 'silent';
    // Nobody knows which shell it is; only one that can less than bash would stumble.
    if (dialect === 'sh') return 'hint';
  }
  if (harmless.has(code)) return 'hint';
  return level === 'error' || level === 'warning' ? 'warning' : 'hint';
}

/** A file that is read, or words that are run, may set any variable. */
const setsUnseen = /(?:^|[;&|({]|\b(?:then|do|else))[ \t]*(?:\.|source|eval)[ \t]/m;

/** “In POSIX sh, … is undefined”, and “In dash, …”. */
function isPortability(code: number): boolean {
  return code >= 3000 && code < 4000;
}

const meaningless: ReadonlySet<number> = new Set([
  // The file around the script, which is ours: interpreter line, carriage returns, byte order mark, end of file.
  1008, 1017, 1071, 1082, 1084, 1104, 1113, 1114, 1115, 1128, 2096, 2148, 2187, 2239, 2301,
  // What is sourced stands in the image, where it cannot be read.
  1090, 1091, 1094,
  // “Fix any mentioned problems” and “The mentioned error was in this …” come with every other mistake of the syntax.
  1009, 1072,
  // Single quotes around what is to be expanded later: how a RUN writes a script or a configuration, and calls sed.
  2016,
  // find without a folder: those of GNU and busybox know what is meant, and a Linux image has no other.
  2185,
]);

/** By code, what is meant just as it stands; tested on the marked part. */
const intended: ReadonlyMap<number, RegExp> = new Map([
  // Lists of words, which an image's author writes into a variable in order to have them split.
  [
    2086,
    /(?:pkgs?|packages?|deps|dependencies|args?|opts?|options?|flags|mark|modules|extensions|plugins|features)\}?$/i,
  ],
  [
    2046,
    // `$(test … && echo --option)` has no word at all otherwise; the outputs of the others have no blanks, or are lists.
    /(?:&&|\|\|)\s*(?:echo|printf)\b|^(?:\$\(|`)\s*(?:pkg-config|pkgconf|uname|nproc|arch|getconf|dpkg\s+--print-|apk\s+--print-|rpm\s+-E\b|dpkg-architecture|lsb_release|id\s+-|tty|hostname|go\s+env|cat|python\S*-config|mysql_config|llvm-config)\b/,
  ],
  // The temporary folder of every image that checks a signature.
  [2155, /^GNUPGHOME$/],
  // `chmod =2775` is a mode, no assignment.
  [2283, /^=[0-7]+$/],
]);

/** Warnings of ShellCheck that hardly ever are mistakes where the files are known and a build is watched. */
const harmless: ReadonlySet<number> = new Set([
  2038, // find | xargs without -print0: strange names would have to be in the image
  2155, // export x="$(mktemp -d)": hides that it failed
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
