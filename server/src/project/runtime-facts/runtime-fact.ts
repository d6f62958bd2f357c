/** One thing that is known about what a service does when it runs, with the place that shows it. */
import type { Span } from '../../text/span.ts';

/**
 * How much a fact tells about the running service, strongest first: what it runs, what the Compose file says about it,
 * what its files hold, what its image has installed, what only a stage had that is not part of the image.
 */
export type FactWeight = 'start-command' | 'service-key' | 'runtime-file' | 'installed' | 'build-stage';

export type PackageManager = 'os' | 'pip' | 'npm' | 'go' | 'cargo';

/** What shows a fact, and how much that tells. */
export interface FactBase {
  readonly weight: FactWeight;
  /** The file that shows it; absolute. */
  readonly path: string;
  readonly at: Span;
  /** Stands in a branch, so it may never happen. */
  readonly isConditional: boolean;
}

export type RuntimeFact = FactBase & {
  /** For messages: `entry.sh starts systemd`, `requirements.txt installs RPi.GPIO`. */
  readonly phrase: string;
} & FactAbout;

/** What a fact is about. Commands alone have no name, and words. */
type FactAbout =
  | { readonly kind: 'command' | 'build-command'; readonly words: readonly string[]; readonly name?: undefined }
  | (NamedFact & { readonly words?: undefined });

type NamedFact =
  | { readonly kind: 'package'; readonly manager: PackageManager; readonly name: string }
  /** A Python module, a JavaScript package or a C header. */
  | { readonly kind: 'import'; readonly language: 'python' | 'javascript' | 'c'; readonly name: string }
  /** A path that is named or read, and one that is written. */
  | { readonly kind: 'path' | 'write'; readonly name: string }
  | { readonly kind: 'sysctl'; readonly name: string; readonly value: string }
  /** A repository without tag and digest, and with its tag; build arguments filled in, template variables as written. */
  | { readonly kind: 'image'; readonly name: string; readonly tagged: string }
  /** `value` is undefined when it is not knowable. */
  | { readonly kind: 'environment'; readonly name: string; readonly value: string | undefined }
  /** A feature label that is on, without `io.balena.features.`. */
  | { readonly kind: 'label'; readonly name: string }
  /** A telling piece of source text. */
  | { readonly kind: 'call'; readonly name: string }
  | { readonly kind: 'stop-signal'; readonly name: string }
  /** The user of a USER instruction; the last one counts. */
  | { readonly kind: 'user'; readonly name: string }
  /** What is started but could not be read, so that nothing is known of what it does. */
  | { readonly kind: 'unseen'; readonly name: string };

export type FactKind = RuntimeFact['kind'];

/**
 * A fact that `base` shows; a phrase that takes long to put together is asked for when a message needs it. Every fact is
 * made here, and has the properties of all kinds: what is read of many things is read fast where all have one shape.
 */
export function fact(about: FactAbout, base: FactBase, phrase: string | (() => string)): RuntimeFact {
  return new Fact(about, base, phrase) as RuntimeFact;
}

class Fact {
  readonly kind: FactKind;
  readonly name: string | undefined;
  readonly words: readonly string[] | undefined;
  readonly manager: PackageManager | undefined;
  readonly language: 'python' | 'javascript' | 'c' | undefined;
  readonly tagged: string | undefined;
  readonly value: string | undefined;
  readonly weight: FactWeight;
  readonly path: string;
  readonly at: Span;
  readonly isConditional: boolean;
  readonly #phrase: string | (() => string);

  constructor(about: FactAbout, { weight, path, at, isConditional }: FactBase, phrase: string | (() => string)) {
    this.kind = about.kind;
    this.name = about.name;
    this.words = about.words;
    this.manager = about.kind === 'package' ? about.manager : undefined;
    this.language = about.kind === 'import' ? about.language : undefined;
    this.tagged = about.kind === 'image' ? about.tagged : undefined;
    this.value = about.kind === 'environment' || about.kind === 'sysctl' ? about.value : undefined;
    this.weight = weight;
    this.path = path;
    this.at = at;
    this.isConditional = isConditional;
    this.#phrase = phrase;
  }

  get phrase(): string {
    return typeof this.#phrase === 'string' ? this.#phrase : this.#phrase();
  }
}
