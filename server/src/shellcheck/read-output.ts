/**
 * Reads what ShellCheck writes with `--format=json1`. It is another program's output: what has not the expected shape is
 * left out, and an output that is no JSON has no comments.
 */

export type ShellCheckLevel = 'error' | 'warning' | 'info' | 'style';

/** A place as ShellCheck counts: lines from 1, columns from 1 in code points, a tab being one; `end` is exclusive. */
export interface ShellCheckPlace {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export interface ShellCheckReplacement extends ShellCheckPlace {
  readonly replacement: string;
}

/** One thing that ShellCheck has to say. */
export interface ShellCheckComment extends ShellCheckPlace {
  /** `2086` for SC2086. */
  readonly code: number;
  readonly level: ShellCheckLevel;
  readonly message: string;
  /** Its own fix, as one change; undefined when it has none. */
  readonly fix: readonly ShellCheckReplacement[] | undefined;
}

const levels = ['error', 'warning', 'info', 'style'] as const satisfies readonly ShellCheckLevel[];

/** The comments by the name of the file they are about, in the program's order. Undefined for what is no `json1`. */
export function readOutput(output: string): ReadonlyMap<string, readonly ShellCheckComment[]> | undefined {
  const root = parsed(output);
  if (!isRecord(root) || !Array.isArray(root['comments'])) return undefined;
  const byFile = new Map<string, ShellCheckComment[]>();
  for (const raw of root['comments']) {
    const comment = commentOf(raw);
    if (!comment || !isRecord(raw) || typeof raw['file'] !== 'string') continue;
    const known = byFile.get(raw['file']);
    if (known) known.push(comment);
    else byFile.set(raw['file'], [comment]);
  }
  return byFile;
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined; // Cut off, or an error message: there is nothing to read.
  }
}

function commentOf(raw: unknown): ShellCheckComment | undefined {
  const place = placeOf(raw);
  if (!place || !isRecord(raw)) return undefined;
  const { code, message } = raw;
  const level = levels.find(it => it === raw['level']);
  if (!level || !isCount(code) || typeof message !== 'string') return undefined;
  return { ...place, code, level, message: message.trim(), fix: fixOf(raw['fix']) };
}

/** All of its replacements or none: half a fix breaks the script. */
function fixOf(raw: unknown): readonly ShellCheckReplacement[] | undefined {
  if (!isRecord(raw) || !Array.isArray(raw['replacements']) || raw['replacements'].length === 0) return undefined;
  const fix: ShellCheckReplacement[] = [];
  for (const it of raw['replacements']) {
    const place = placeOf(it);
    if (!place || !isRecord(it) || typeof it['replacement'] !== 'string') return undefined;
    fix.push({ ...place, replacement: it['replacement'] });
  }
  return fix;
}

function placeOf(raw: unknown): ShellCheckPlace | undefined {
  if (!isRecord(raw)) return undefined;
  const { line, column, endLine, endColumn } = raw;
  return isCount(line) && isCount(column) && isCount(endLine) && isCount(endColumn)
    ? { line, column, endLine, endColumn }
    : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
