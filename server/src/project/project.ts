/**
 * The project as rules, pictures and builds see it: an immutable snapshot in which every file that could matter is
 * already read, so that all its answers are synchronous. This is the only place that knows which files belong together;
 * nobody else resolves a path. Every answer is recorded for the caller (see `load.ts`), so that a change of a file
 * drops just the findings that could depend on it.
 */
import type { DeviceType } from '../catalog/device-types.ts';
import type { ComposeFile, Service } from '../syntax/compose/compose-file.ts';
import type { Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import type { IgnoreFile } from '../syntax/ignore-file.ts';
import type { DirectoryEntry, EntryKind } from './workspace.ts';

export type Dialect = 'docker' | 'balena';

/** What a user can set and a project model needs; see `analysis/config.ts` for where it comes from. */
export interface ProjectSettings {
  readonly dialect: 'auto' | Dialect;
  /** Slug of the selected device type; undefined when none is selected. */
  readonly device: string | undefined;
  readonly balenaParser: 'both' | 'cli' | 'builder';
  /** Registries images may come from, `*` at either end for any text; empty: all. */
  readonly trustedRegistries: readonly string[];
  /** The labels an image shall have, with the kind of their values; empty: no schema. */
  readonly labels: Readonly<Record<string, LabelKind>>;
  /** Labels outside `labels` are reported. */
  readonly strictLabels: boolean;
  /** `majority`: keywords follow the file; `upper`: always upper case. */
  readonly instructionCasing: 'majority' | 'upper';
  /** `exec`: the command of a HEALTHCHECK in shell form is reported like that of a CMD. */
  readonly healthcheckForm: 'any' | 'exec';
  /** Which ports must be quoted: those YAML 1.1 reads in base 60, or all, in any quotes or in quotes of one kind. */
  readonly portQuotes: 'base-60' | 'any' | 'single' | 'double';
  /** Whether a service with `build` may name its result by `image` once a `pull_policy` says where it comes from. */
  readonly imageBesideBuild: 'with-pull-policy' | 'never';
  /** Tags that do not count as a version; in lower case. */
  readonly floatingTags: readonly string[];
  /** The wanted order of a service's keys; keys that are not in it stay where they are. */
  readonly serviceKeyOrder: readonly string[];
  /** The same for the keys of the file; `x-*` stands for all extensions. */
  readonly topLevelKeyOrder: readonly string[];
  /** Names of the variables that the editor or the terminal hands on to Compose. */
  readonly environment: readonly string[];
  /** What the local engine knows: the digest (`sha256:…`) of an image by its familiar `name:tag`. */
  readonly localImages: Readonly<Record<string, string>>;
}

/** What the value of a label must be; `text` is anything, `semver` a semantic version, `hash` a Git commit. */
export type LabelKind = 'text' | 'url' | 'rfc3339' | 'spdx' | 'hash' | 'semver' | 'email';

export interface Project {
  /** The folder the project's files belong to: the Compose file's, the manifest's, or the Dockerfile's own. */
  readonly root: string;
  readonly dialect: Dialect;
  /** What made it a balena project, for the status entry and messages; undefined for plain Docker or when set by hand. */
  readonly dialectEvidence: { readonly path: string; readonly reason: string } | undefined;
  readonly settings: ProjectSettings;
  /** The selected device type, else the fleet's default from `balena.yml`; undefined when neither is known. */
  readonly device: DeviceType | undefined;
  /** `balena.yml` says that it is a block: an image others build on, and no fleet. */
  readonly isBlock: boolean;

  /** The Compose files that `docker compose` (or balena) reads together here, in order; empty without any. */
  readonly composeFiles: readonly ProjectComposeFile[];
  /** What those files refer to outside of themselves. Rules ask `modelOf` (`compose-model.ts`) instead. */
  readonly composeReferences: ComposeReferences;
  /** Every service of those files, by name, in order of first definition. */
  readonly services: readonly ProjectService[];
  /** The project's service this definition is a part of. */
  serviceOf(definition: Service): ProjectService | undefined;

  /** What a service is built from. */
  dockerfileOf(service: ProjectService): DockerfileOf;
  /** The services built from this Dockerfile. */
  servicesBuiltFrom(dockerfilePath: string): readonly ProjectService[];
  /** The build context of a Dockerfile: that of its service, else its own folder. */
  contextOf(dockerfilePath: string): BuildContext;
  /**
   * Text files of a build context that were read: scripts that ENTRYPOINT, CMD, `command` or other such scripts start,
   * and dependency manifests (package.json, requirements.txt …) always; all source files within the bounds of
   * `text/limits.ts` where a service of it is privileged or almost, or where its words could show which ports others reach.
   */
  filesOf(context: BuildContext): readonly ContextFile[];
  /**
   * What stands directly in a folder of a build context (absolute path), ignored entries included; undefined for one that
   * was not listed, because it is too deep, ignored, full of other people's code, or not there.
   */
  entriesIn(context: BuildContext, folder: string): readonly DirectoryEntry[] | undefined;
  /** The ignore file in force for a build context, read the way the dialect's builder does; undefined without one. */
  ignoreFileOf(context: BuildContext): ContextIgnoreFile | undefined;
  /**
   * What stands at the path, for paths the loader looked at (sources of mounts; files of include, extends, env_file,
   * label_file; balena's names beside `compose.yaml`); undefined for others.
   */
  entryAt(path: string): EntryKind | undefined;
}

export interface ProjectComposeFile {
  readonly path: string;
  readonly file: ComposeFile;
  /** `standalone`: opened by itself, not one of the files a command reads by default (a test or example Compose file). */
  readonly role: 'main' | 'override' | 'local-mode' | 'included' | 'standalone';
  /** The folder its relative paths start from: the project directory, or that of its `include`; absolute. */
  readonly folder: string;
}

/** A Compose file that was read only because a service extends one of its services. */
export interface ExtendedComposeFile {
  readonly path: string;
  readonly file: ComposeFile;
  readonly folder: string;
}

/** What is known beyond the files that are read together. */
export interface ComposeReferences {
  /** By path: the files that `extends` leads to, chains followed; undefined for one that is there and cannot be read. */
  readonly extended: ReadonlyMap<string, ExtendedComposeFile | undefined>;
  /** Something is included that is remote, not knowable, not there or no YAML. */
  readonly lacksIncludes: boolean;
  /** Paths of other Compose files in the root, for services that nothing read together gives an image or a build. */
  readonly siblings: readonly ExtendedComposeFile[];
  /** A project of a folder above, or of this one, includes or extends the file the project was asked for. */
  readonly isUsedElsewhere: boolean;
  /** Names that `.env` and other env files of the project set; undefined as value where it is not knowable. */
  readonly variables: ReadonlyMap<string, string | undefined>;
  /** The `.env` of the root, when there is one. */
  readonly dotEnv: { readonly path: string; readonly text: string } | undefined;
}

/** A service with all its definitions: the base file's first, then those of overrides. */
export interface ProjectService {
  readonly name: string;
  readonly definitions: readonly { readonly compose: ProjectComposeFile; readonly service: Service }[];
}

export type DockerfileOf =
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly file: Dockerfile;
      readonly context: BuildContext;
      /** The stage that is built: `build.target`, else the last; undefined when the target is unknown or not knowable. */
      readonly stage: Stage | undefined;
    }
  | { readonly kind: 'image-only' }
  | { readonly kind: 'inline'; readonly file: Dockerfile }
  | { readonly kind: 'remote-context' }
  | { readonly kind: 'unresolved-variable'; readonly names: readonly string[] }
  | MissingDockerfile;

export interface MissingDockerfile {
  readonly kind: 'missing';
  /** Where it was looked for, best first. */
  readonly looked: readonly string[];
  /** The one of them that Compose names. */
  readonly wanted: string;
  /** The folder of the build context. */
  readonly context: string;
  /**
   * `not-knowable`: something is there that cannot be read, or the place lies outside of what we are given to see.
   * An empty folder is such a place: Git leaves one where a submodule was not fetched.
   */
  readonly because: 'no-context' | 'context-is-file' | 'no-file' | 'not-knowable';
  /** Paths of files that may be meant: those in its folder, and one at the same path seen from the Compose file. */
  readonly near: readonly string[];
}

export interface BuildContext {
  /** The folder; absolute. */
  readonly folder: string;
  /** Its direct entries; empty when it cannot be read. */
  readonly entries: readonly DirectoryEntry[];
  /** The `.dockerignore` in force, when there is one. */
  readonly ignoreFilePath: string | undefined;
}

export interface ContextIgnoreFile {
  readonly path: string;
  readonly file: IgnoreFile;
  /** The folder its patterns start from; absolute. */
  readonly base: string;
}

export interface ContextFile {
  readonly path: string;
  /** As seen from the context folder, `/` between parts. */
  readonly relativePath: string;
  readonly text: string;
}
