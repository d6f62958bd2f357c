/** A file as its parser gave it, tagged with what it is, so that one function can hand it to the rules that read it. */
import type { ProjectComposeFile } from '../project/project.ts';
import type { InProject } from '../rules/rule.ts';
import type { Manifest } from '../syntax/balena/manifest.ts';
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import type { IgnoreFile } from '../syntax/ignore-file.ts';

/** `subject` is the very object the project gives out, for rules may compare it with what the project answers. */
export type ParsedFile =
  | { readonly kind: 'dockerfile'; readonly subject: InProject<Dockerfile> }
  | { readonly kind: 'compose'; readonly subject: ProjectComposeFile }
  | { readonly kind: 'manifest'; readonly subject: InProject<Manifest> }
  | { readonly kind: 'ignore-file'; readonly subject: InProject<IgnoreFile> };
