/** A file as its parser gave it, tagged with what it is, so that one function can hand it to the rules that read it. */
import type { FileKind } from '../project/file-kind.ts';
import type { ProjectComposeFile } from '../project/project.ts';
import type { DockerfileInProject, InProject } from '../rules/rule.ts';
import { type Manifest, parseManifest } from '../syntax/balena/manifest.ts';
import { parseCompose } from '../syntax/compose/parse-compose.ts';
import { parseDockerfile } from '../syntax/dockerfile/parse.ts';
import { type IgnoreFile, parseIgnoreFile } from '../syntax/ignore-file.ts';
import { dirname } from '../text/path.ts';

/** `subject` is the very object the project gives out, for rules may compare it with what the project answers. */
export type ParsedFile =
  | { readonly kind: 'dockerfile'; readonly subject: DockerfileInProject }
  | { readonly kind: 'compose'; readonly subject: ProjectComposeFile }
  | { readonly kind: 'manifest'; readonly subject: InProject<Manifest> }
  | { readonly kind: 'ignore-file'; readonly subject: InProject<IgnoreFile> };

/** A text without a project around it, for questions of its syntax alone; undefined for a kind that no rule reads. */
export function parseAlone(path: string, kind: FileKind | undefined, text: string): ParsedFile | undefined {
  switch (kind) {
    case 'dockerfile':
      return { kind, subject: { path, file: parseDockerfile(text) } };
    case 'compose':
      return { kind, subject: { path, file: parseCompose(text), role: 'standalone', folder: dirname(path) } };
    case 'manifest':
      return { kind, subject: { path, file: parseManifest(text) } };
    case 'ignore-file':
      return { kind, subject: { path, file: parseIgnoreFile(text) } };
    case 'config':
    case undefined:
      return undefined;
  }
}
