/**
 * A rule is one value in one file: identity, words, examples, check and fixes together. It is synchronous, reads only
 * what it is handed, and knows neither editor nor command line. Its examples are executed by the tests.
 */
import type { Project, ProjectComposeFile } from '../project/project.ts';
import type { CheckedScripts } from '../shellcheck/checked-scripts.ts';
import type { Manifest } from '../syntax/balena/manifest.ts';
import type { Dockerfile, InstructionName } from '../syntax/dockerfile/dockerfile.ts';
import type { IgnoreFile } from '../syntax/ignore-file.ts';
import type { CommandKind } from '../syntax/shell/program-kinds.ts';
import type { YamlFile } from '../syntax/yaml/node.ts';
import type { Edit } from '../text/edit.ts';
import type { Span } from '../text/span.ts';

export type Severity = 'error' | 'warning' | 'hint';

/** `safe` keeps the image or the deployment the same and may run on save; `suggestion` needs a human. */
export type FixSafety = 'safe' | 'suggestion';

export interface Finding {
  readonly at: Span;
  /** What is wrong, why it matters, what to do; one to three sentences without a full stop at the very end. */
  readonly message: string;
  /** Where it differs from the rule's own, as `hint (balena: error)` in the catalogue. */
  readonly severity?: Severity | undefined;
  /** What other tools call this very finding, where the rule's own `aka` names many; only comments for these cover it. */
  readonly aka?: readonly string[] | undefined;
  /** Other places that belong to it, in this or other files. */
  readonly related?: readonly RelatedPlace[];
  /**
   * The best one first; absent or empty when there is none. A function where building them costs more than a moment: most
   * findings are only shown. It asks the project nothing that the check did not ask, for it may be called much later.
   */
  readonly fixes?: readonly Fix[] | (() => readonly Fix[]) | undefined;
}

export interface RelatedPlace {
  readonly path: string;
  readonly at: Span;
  readonly message: string;
}

export interface Fix {
  /** An imperative: `Change to "runtime"`. */
  readonly title: string;
  readonly safety: FixSafety;
  readonly edits: readonly FileEdit[];
  /** Paths among those of `edits` that are no files yet: nothing is done where one is there by now. */
  readonly creates?: readonly string[];
  /** Where the finding's own file goes, once edited; nothing is done where something is there already. */
  readonly movesTo?: string;
}

/** An edit of the finding's own file, or of the file at `path`. */
export interface FileEdit extends Edit {
  readonly path?: string;
}

/** File name → text, as in a small project. */
export type ExampleFiles = Readonly<Record<string, string>>;

interface RuleWords {
  /** `area/bad-pattern`; also the name of its file, its docs page and its test. */
  readonly id: string;
  /** The dialect it speaks in. */
  readonly dialect: 'both' | 'docker' | 'balena';
  /** Of its findings unless they say otherwise; `off` speaks only when switched on (then as a warning, or as configured). */
  readonly severity: Severity | 'off';
  /** Whether findings may carry a fix, and the highest safety it has. */
  readonly fix: FixSafety | 'none';
  /** The version of Slipway it came with. */
  readonly since: string;
  /** The same check in other tools, `peer:id`; their suppression comments work for this rule. */
  readonly aka?: readonly string[];
  /** One line: the bad pattern as a statement. */
  readonly summary: string;
  /** Why it matters, in one or two sentences. */
  readonly why: string;
  /** Each must give exactly one finding of this rule. The first one is shown on the rule's page. */
  readonly bad: readonly ExampleFiles[];
  /** Each must give none. */
  readonly good: readonly ExampleFiles[];
  readonly references: readonly string[];
}

/** What a rule is handed: the file it reads, as parsed, and where it stands. */
export interface InProject<T> {
  readonly path: string;
  readonly file: T;
}

export interface DockerfileInProject extends InProject<Dockerfile> {
  /** What ShellCheck said of its scripts so far; absent where nobody asks it. */
  readonly shellcheck?: CheckedScripts | undefined;
}

export interface DockerfileRule extends RuleWords {
  readonly reads: 'dockerfile';
  /** What a file must have for the rule to find anything in it: most files are passed over by most rules. */
  readonly needs?: Needs;
  check(dockerfile: DockerfileInProject, project: Project): Iterable<Finding>;
}
/**
 * `platform` is the flag of FROM, `problem` one of the parser's, `variable` one of an instruction other than RUN, CMD and
 * ENTRYPOINT, `keyword not in capitals` a known one. `odd FROM` is one that is neither an image alone nor an image, AS and a
 * name, `few arguments` any other instruction with fewer than it needs, perhaps, `bracket` one that begins with `[` and is
 * not in exec form, `scratch` a FROM that names it or may, `architecture in FROM` a platform or a name like that of one.
 */
export type DockerfileTrait =
  | 'flag'
  | 'platform'
  | 'stage name'
  | 'several stages'
  | 'exec form'
  | 'unknown instruction'
  | 'keyword not in capitals'
  | 'variable'
  | 'variable in FROM'
  | 'heredoc'
  | 'directive'
  | 'comment'
  | 'problem'
  | 'odd FROM'
  | 'few arguments'
  | 'bracket'
  | 'scratch'
  | 'architecture in FROM';

/** Of each list one must be there; an absent list asks for nothing. */
export interface Needs {
  /** In any stage or behind ONBUILD. */
  readonly instructions?: readonly InstructionName[];
  /** Anywhere in the file. */
  readonly has?: readonly DockerfileTrait[];
  /** Called by a RUN, behind wrappers or not, by their names without folder; or package managers, by `PackageManagerName`. */
  readonly programs?: readonly string[];
  /** Among what a RUN calls, behind wrappers or not. */
  readonly commands?: readonly CommandKind[];
  /** Another set that is enough in its place. */
  readonly or?: Needs;
}

export interface ComposeRule extends RuleWords {
  readonly reads: 'compose';
  check(compose: ProjectComposeFile, project: Project): Iterable<Finding>;
}
export interface ManifestRule extends RuleWords {
  readonly reads: 'manifest';
  check(manifest: InProject<Manifest>, project: Project): Iterable<Finding>;
}
export interface IgnoreFileRule extends RuleWords {
  readonly reads: 'ignore-file';
  check(ignoreFile: InProject<IgnoreFile>, project: Project): Iterable<Finding>;
}
/** For what is wrong with the YAML itself: reads Compose files and manifests alike. */
export interface YamlRule extends RuleWords {
  readonly reads: 'yaml';
  check(yaml: InProject<YamlFile>, project: Project): Iterable<Finding>;
}

export type Rule = DockerfileRule | ComposeRule | ManifestRule | IgnoreFileRule | YamlRule;

/** Lets the compiler check a rule where it is written, with the exact type its `reads` asks for. */
export function rule<R extends Rule>(it: R): R {
  return it;
}
