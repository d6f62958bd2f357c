// Reads what balena's CLI writes while it builds: its own words by level, and those of the classic builder by service, be it
// on balena's servers, on a device or on this machine. A line is taken at its word only where it can be of that kind.
import { type ClassicSteps, classicSteps } from '../../engine/build/classic-steps.ts';
import type { BuildProgress } from '../../engine/engine.ts';
import { plain } from '../../terminals/terminal-text.ts';

export type BalenaTold =
  | { readonly kind: 'progress'; readonly service: string; readonly progress: BuildProgress }
  /** Its image is made; it may not have been sent anywhere yet. */
  | { readonly kind: 'built'; readonly service: string }
  /** `exitCode` is that of the program a step ran. */
  | { readonly kind: 'failed'; readonly service: string; readonly message: string; readonly exitCode?: number }
  /** `size`: such as `1.32 MB`. */
  | { readonly kind: 'summary'; readonly service: string; readonly size: string }
  | { readonly kind: 'note'; readonly level: 'info' | 'success' | 'warning' | 'error'; readonly text: string };

export interface BalenaOutput {
  /** Of one line, without its end. */
  line(text: string, from: 'stdout' | 'stderr'): readonly BalenaTold[];
  /** Closes the step that a service is in, as failed with this message. */
  failed(service: string, message: string): readonly BalenaTold[];
  /** Closes it as done. */
  closed(service: string): readonly BalenaTold[];
}

const levels: Readonly<Record<string, Extract<BalenaTold, { readonly kind: 'note' }>['level']>> = {
  info: 'info',
  success: 'success',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
};
const prefix = /^\[([A-Za-z0-9][A-Za-z0-9._-]{0,99})\] *(.*)$/s;
/** Drawn over and over while images are fetched and sent. */
const bar = /^\[[=> ]{10,}\]/;
const exit = /returned a non-zero code: (\d{1,3})/;
/** Where to ask for help, which it writes below every failure. */
const epilogue = /^(?:Additional information may be available|For further help or support)/;
/** Of the notes that are kept. */
const longestNote = 500;

/** @param services those of the plan: nothing else is taken for the name of a service */
export function balenaOutput(services: readonly string[], now: () => number): BalenaOutput {
  const known = new Set(services);
  const steps = new Map<string, ClassicSteps>();
  const begun = (service: string): ClassicSteps => {
    const there = steps.get(service) ?? classicSteps(now);
    steps.set(service, there);
    return there;
  };
  let isOver = false;
  /** Whom the errors are about that follow. */
  let failing: string | undefined;
  const note = (level: keyof typeof levels, text: string): readonly BalenaTold[] =>
    text === '' ? [] : [{ kind: 'note', level: levels[level] ?? 'info', text: text.slice(0, longestNote) }];
  const told = (service: string, progress: readonly BuildProgress[]): readonly BalenaTold[] =>
    progress.map(it => ({ kind: 'progress', service, progress: it }));

  const ofService = (service: string, text: string): readonly BalenaTold[] => {
    if (bar.test(text)) return [];
    const all = [...told(service, begun(service).wrote(`${text}\n`))];
    if (/^Successfully built [0-9a-f]{6,64}$/.test(text))
      return [...all, ...told(service, begun(service).ended()), { kind: 'built', service }];
    const size = /^Image size: (.{1,20})$/.exec(text)?.[1];
    if (size !== undefined) return [...all, { kind: 'summary', service, size }];
    const code = exit.exec(text)?.[1];
    if (code !== undefined) all.push(...fail(service, text, Number(code)));
    return all;
  };
  const fail = (service: string, message: string, exitCode?: number): readonly BalenaTold[] => [
    ...told(service, begun(service).failed(message)),
    { kind: 'failed', service, message, ...(exitCode === undefined ? {} : { exitCode }) },
  ];
  /** What the CLI says when all is over: `Service: main`, and below it `Error: …`. */
  const error = (text: string): readonly BalenaTold[] => {
    const named = /^Service: (\S{1,100})$/.exec(text)?.[1];
    if (named !== undefined && known.has(named)) {
      failing = named;
      return [];
    }
    const why = /^Error: (.+)$/s.exec(text)?.[1];
    if (why === undefined || failing === undefined) return note('error', text);
    const code = exit.exec(why)?.[1];
    return fail(failing, why, code === undefined ? undefined : Number(code));
  };
  /** `main Step 1/4 : …`, which is how builds on this machine are told. */
  const local = (text: string): readonly BalenaTold[] => {
    const inside = prefix.exec(text);
    const [, first = '', rest = ''] = inside ?? /^(\S{1,100}) +(.*)$/s.exec(text) ?? [];
    return known.has(first) ? ofService(first, rest.trimStart()) : note('info', text);
  };

  return {
    failed: (service, message) => told(service, begun(service).failed(message)),
    closed: service => told(service, begun(service).ended()),
    line(written, from) {
      // A line drawn over and over counts as it was in the end.
      const text = plain(written).trim();
      if (bar.test(text)) return [];
      const [, word = '', rest = ''] = prefix.exec(text) ?? [];
      if (word !== '' && known.has(word)) return ofService(word, rest);
      switch (word.toLowerCase()) {
        case 'build':
          return local(rest);
        case 'info': {
          const cells = rest.startsWith('│') ? rest.split('│').map(cell => cell.trim()) : undefined;
          const [, service = '', size = ''] = cells ?? [];
          if (known.has(service)) return [{ kind: 'summary', service, size: size.slice(0, 20) }];
          return /^[│┌├└]/.test(rest) ? [] : note('info', rest);
        }
        case 'success':
        case 'warn':
        case 'warning':
          return note(word.toLowerCase(), rest);
        case 'error':
          return error(rest);
        case 'debug':
        case 'logs':
        case 'live':
          return [];
        default:
          return from === 'stderr' ? ofErrors(text) : note('info', /\p{L}{2}/u.test(text) ? text : '');
      }
    },
  };

  /** `main: The command … returned a non-zero code: 1`, as a push to a device ends. */
  function ofErrors(text: string): readonly BalenaTold[] {
    isOver ||= epilogue.test(text);
    if (isOver) return [];
    const [, service = '', why = ''] = /^(\S{1,100}): (.+)$/s.exec(text) ?? [];
    if (!known.has(service)) return note('error', text);
    const code = exit.exec(why)?.[1];
    return fail(service, why, code === undefined ? undefined : Number(code));
  }
}

/** Longer lines are cut: nobody reads on. */
const longestLine = 10_000;

/** Cuts pieces of output into lines. What was drawn over with `\r` is forgotten as it comes. */
export function lineCutter(onLine: (line: string) => void): { add(text: string): void; end(): void } {
  let rest = '';
  const take = (piece: string): void => {
    const joined = rest + piece;
    // One at the end may be half of an end of line.
    const shown = joined.length < 2 ? joined : joined.slice(joined.lastIndexOf('\r', joined.length - 2) + 1);
    rest = shown.length > longestLine ? shown.slice(0, longestLine) : shown;
  };
  return {
    add(text) {
      const pieces = text.split('\n');
      const last = pieces.pop() ?? '';
      for (const piece of pieces) {
        take(piece);
        onLine(rest.replace(/\r+$/, ''));
        rest = '';
      }
      take(last);
    },
    end() {
      if (rest !== '') onLine(rest.replace(/\r+$/, ''));
      rest = '';
    },
  };
}
