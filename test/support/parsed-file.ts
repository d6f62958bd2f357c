/** A file as the analysis gets it, without a project around. */
import type { ParsedFile } from '../../server/src/analysis/parsed-file.ts';
import { fileKind } from '../../server/src/project/file-kind.ts';
import { parseManifest } from '../../server/src/syntax/balena/manifest.ts';
import { parseCompose } from '../../server/src/syntax/compose/parse-compose.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parse.ts';
import { parseIgnoreFile } from '../../server/src/syntax/ignore-file.ts';

/** By the file's name; undefined for a name none of ours. */
export function parsedFile(path: string, text: string): ParsedFile | undefined {
  const kind = fileKind(path);
  switch (kind) {
    case 'dockerfile':
      return { kind, subject: { path, file: parseDockerfile(text) } };
    case 'compose':
      return { kind, subject: { path, file: parseCompose(text), role: 'standalone' } };
    case 'manifest':
      return { kind, subject: { path, file: parseManifest(text) } };
    case 'ignore-file':
      return { kind, subject: { path, file: parseIgnoreFile(text) } };
    case 'config':
    case undefined:
      return undefined;
  }
}
