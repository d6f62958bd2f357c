/**
 * Which shell reads a RUN, as far as ShellCheck tells shells apart: the stage's SHELL, a comment for hadolint, or `/bin/sh`,
 * which is another program on each distribution.
 */
import { isShell } from '../syntax/shell/commands-of.ts';

/**
 * `sh`: some POSIX shell, nobody knows which. `ash`: that of busybox. Undefined is written where it is no shell that
 * ShellCheck reads.
 */
export type ShellDialect = 'sh' | 'dash' | 'ash' | 'bash' | 'ksh';

export interface RunShell {
  readonly dialect: ShellDialect;
  /** It ends at the first command that fails. */
  readonly exitsOnError: boolean;
}

/** The shell that SHELL's words name; `conda run -n base bash -c` is bash. */
export function shellOfWords(words: readonly string[], sh: ShellDialect): RunShell | undefined {
  const programs = words.map(programOf);
  if (programs.some(program => windowsShells.has(program))) return undefined;
  const at = programs.findLastIndex(program => program !== 'busybox' && isShell(program));
  const dialect = programs.includes('busybox') ? 'ash' : dialectOfProgram(programs[at] ?? '', sh);
  if (dialect === undefined) return undefined;
  const options = words.slice(at + 1);
  const exitsOnError = options.some((it, i) =>
    it === 'errexit' ? /^[-+][a-z]*o$/.test(options[i - 1] ?? '') : /^-[a-z]*e[a-z]*$/.test(it),
  );
  return { dialect, exitsOnError };
}

/** The dialect of the program, which stands without its folder; `sh` is what `/bin/sh` is there. */
export function dialectOfProgram(program: string, sh: ShellDialect): ShellDialect | undefined {
  switch (program) {
    case 'sh':
      return sh;
    case 'bash':
    case 'dash':
    case 'ash':
    case 'ksh':
      return program;
    case 'busybox':
      return 'ash';
    default:
      return undefined;
  }
}

/** `C:\Windows\System32\cmd.exe` → `cmd`, `/bin/bash` → `bash`. */
export function programOf(word: string): string {
  return word
    .slice(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1)
    .toLowerCase()
    .replace(/\.exe$/, '');
}

const windowsShells: ReadonlySet<string> = new Set(['cmd', 'powershell', 'pwsh']);

/** Distributions by what their image names hold; the first that fits decides, so `fedora-alpine` would be Alpine. */
const families: readonly (readonly [RegExp, ShellDialect])[] = [
  [/alpine|busybox/, 'ash'],
  // Their /bin/sh is bash, which understands nearly all of itself under that name.
  [
    /fedora|centos|rockylinux|rocky-linux|almalinux|amazonlinux|amazon-linux|oraclelinux|redhat|\bubi\d|\brhel|opensuse|\bsles?\b|\bsuse|archlinux|manylinux|photon|mariner|azurelinux|\bgentoo/,
    'bash',
  ],
  [
    /debian|ubuntu|bookworm|bullseye|buster|trixie|stretch|jessie|wheezy|resolute|plucky|noble|jammy|focal|bionic|xenial|-slim\b/,
    'dash',
  ],
  // Official images that are Debian unless their tag says otherwise.
  [
    /^(?:docker\.io\/)?(?:library\/)?(?:buildpack-deps|gcc|golang|haproxy|httpd|mariadb|memcached|mysql|nginx|node|openjdk|perl|php|postgres|pypy|python|r-base|redis|ruby|rust|tomcat|wordpress)(?=[:@]|$)/,
    'dash',
  ],
];

/** What `/bin/sh` is in an image, by the reference behind FROM; undefined for an image of Windows. */
export function shOfImage(reference: string): ShellDialect | undefined {
  const name = reference.toLowerCase();
  if (/windows|nanoserver|servercore|dotnet\/framework/.test(name)) return undefined;
  return families.find(([words]) => words.test(name))?.[1] ?? 'sh';
}
