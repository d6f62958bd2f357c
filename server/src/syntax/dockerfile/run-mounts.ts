/** What the `--mount` flags of a RUN lay over the file system while it runs: what is written there stays out of the image. */
import type { Flag, Instruction } from './dockerfile.ts';

export interface RunMount {
  readonly flag: Flag;
  /** `bind` unless it says otherwise; lower case. */
  readonly type: string;
  /** Where it appears, without slashes at the end; undefined for a secret or an SSH socket without one. */
  readonly target: string | undefined;
  /** Every option by its name in lower case; one without `=` has the value `true`. */
  readonly options: ReadonlyMap<string, string>;
}

const memo = new WeakMap<Instruction, readonly RunMount[]>();
const none: readonly RunMount[] = [];

/** In order; empty for an instruction without such flags. */
export function runMounts(instruction: Instruction): readonly RunMount[] {
  if (instruction.flags.length === 0) return none;
  const known = memo.get(instruction);
  if (known) return known;
  const mounts = instruction.flags.flatMap(flag => (flag.name.value === 'mount' && flag.value ? [mountOf(flag)] : []));
  memo.set(instruction, mounts);
  return mounts;
}

/**
 * Whether what the RUN writes to the folder is left out of the image by a cache or tmpfs mount on it or above it. A
 * target with a variable may be any folder.
 */
export function isMountedOver(instruction: Instruction, folder: string): boolean {
  return leavesOut(instruction, target => target === '' || folder === target || folder.startsWith(`${target}/`));
}

/** Whether some cache or tmpfs mount has a target that `fits`, or one that depends on a variable. */
export function leavesOut(instruction: Instruction, fits: (target: string) => boolean): boolean {
  if (instruction.flags.length === 0) return false;
  return runMounts(instruction).some(({ type, target }) => {
    if ((type !== 'cache' && type !== 'tmpfs') || target === undefined) return false;
    return target.includes('$') || fits(target);
  });
}

/** `type=cache,target=/var/cache/apt`: comma-separated, with quotes around a pair that holds a comma. */
function mountOf(flag: Flag): RunMount {
  const options = new Map<string, string>();
  for (const field of fieldsOf(flag.value?.value ?? '')) {
    const equals = field.indexOf('=');
    const name = (equals < 0 ? field : field.slice(0, equals)).trim().toLowerCase();
    if (name !== '') options.set(name, equals < 0 ? 'true' : field.slice(equals + 1).trim());
  }
  const target = options.get('target') ?? options.get('dst') ?? options.get('destination');
  const type = (options.get('type') ?? 'bind').toLowerCase();
  return { flag, type, target: target === undefined ? undefined : withoutEndSlashes(target), options };
}

function fieldsOf(text: string): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (const character of text) {
    if (character === '"') isQuoted = !isQuoted;
    else if (character === ',' && !isQuoted) {
      fields.push(field);
      field = '';
    } else field += character;
  }
  fields.push(field);
  return fields;
}

/** The root becomes an empty text. */
function withoutEndSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path.charAt(end - 1) === '/') end--;
  return path.slice(0, end);
}
