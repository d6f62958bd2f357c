/** Where facts come from, and the facts that any text can give: the paths it names. */
import type { Span } from '../../text/span.ts';
import { type FactBase, type FactWeight, fact, type RuntimeFact } from './runtime-fact.ts';

/** The text facts are read from. */
export interface Origin {
  /** The file; absolute. */
  readonly path: string;
  /** The file as messages name it: `entry.sh`, `Dockerfile`, `command`. */
  readonly name: string;
  readonly weight: FactWeight;
  /** From a span of the text that is read to the file. */
  spanOf(at: Span): Span;
}

/** Nodes every container has, so that naming them tells nothing. */
const everywhere =
  /^\/dev\/(?:null|zero|full|random|urandom|tty|console|ptmx|pts|stdin|stdout|stderr|fd|shm|mqueue|core|tcp|udp|log|initctl)(?:\/|$)/;

const pathPattern =
  /\/(?:dev|sys|etc\/udev|run\/udev|host\/proc|host\/sys|proc\/asound|proc\/device-tree|proc\/acpi|proc\/scsi|proc\/sysrq-trigger)(?:\/[A-Za-z0-9_.:@+$*-]+)+|\/(?:var\/|host\/)?run\/(?:docker|balena|balena-engine)\.sock/g;

const nothing: readonly never[] = [];

/** A fact for each telling path in the text; variables and wildcards behind the last folder are cut off. */
export function pathFacts(text: string, base: FactBase, source: string): readonly RuntimeFact[] {
  if (!text.includes('/')) return nothing;
  const facts: RuntimeFact[] = [];
  pathPattern.lastIndex = 0;
  for (let match = pathPattern.exec(text); match; match = pathPattern.exec(text)) {
    const before = text[match.index - 1] ?? ' ';
    // `/mnt/dev/x` and `https://host/dev/x` are no devices; a path in quotes or brackets, behind `=`, `:` or `://` is one.
    if (/[A-Za-z0-9_.)}/-]/.test(before) && text.slice(match.index - 3, match.index) !== '://') continue;
    const name = tellingPath(match[0]);
    if (name === undefined) continue;
    facts.push(fact({ kind: 'path', name }, base, `${source} uses ${name}`));
  }
  return facts;
}

/** The path without trailing dots and slashes; undefined for one that tells nothing. */
export function tellingPath(path: string): string | undefined {
  const cut = path.replace(/[.:/-]+$/, '');
  if (!cut.startsWith('/') || everywhere.test(cut) || cut === '/dev' || cut === '/sys') return undefined;
  return cut;
}
