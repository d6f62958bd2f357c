/**
 * The facade of the core: what editor, command line and tests talk to, and the only thing they do. Files come through a
 * `Workspace`, findings and answers go out in offsets.
 */
import type { Config } from './analysis/config.ts';
import type { ReportedFinding } from './analysis/reported-finding.ts';
import type { FileKind } from './project/file-kind.ts';
import type { Project } from './project/project.ts';

export interface Analyzer {
  /**
   * What is wrong with one file. The answer is kept until a file it depends on changes.
   * @throws the token's reason when it is cancelled meanwhile; never a half list.
   */
  findings(path: string, options?: FindingsOptions): Promise<FileFindings>;
  /** The project a file belongs to, loaded. */
  project(path: string): Promise<Project>;
  /**
   * Tells that files changed. `content`: their text only, as by typing; `presence` (the default): perhaps also whether
   * they exist. Exactly the answers that read them, or looked for them in vain, are put in doubt and made again when
   * asked for; the paths of files whose findings are in doubt are given back.
   */
  changed(paths: readonly string[], what?: 'content' | 'presence'): readonly string[];
  /** Replaces the configuration; drops every finding, keeps every parsed file. */
  configure(config: Config): void;
}

export interface FindingsOptions {
  /** For files whose name does not tell, as an editor's language id does. */
  readonly kind?: FileKind | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface FileFindings {
  readonly path: string;
  /** The text the spans speak of; empty when the file could not be read. */
  readonly text: string;
  readonly findings: readonly ReportedFinding[];
  /** Why there is nothing to say about the file, in one sentence for the user: missing, unreadable, binary, too large, none of our kinds. */
  readonly notice?: { readonly kind: 'missing' | 'unreadable' | 'skipped'; readonly message: string } | undefined;
}
