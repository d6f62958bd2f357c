/** Files as the analysis gets them, without a project around. */
import type { ParsedFile } from '../../server/src/analysis/parsed-file.ts';
import { parseCompose } from '../../server/src/syntax/compose/parse-compose.ts';
import { parseDockerfile } from '../../server/src/syntax/dockerfile/parse.ts';

export function dockerfile(text: string): ParsedFile {
  return { kind: 'dockerfile', subject: { path: '/p/Dockerfile', file: parseDockerfile(text) } };
}

export function compose(text: string): ParsedFile {
  return { kind: 'compose', subject: { path: '/p/compose.yaml', file: parseCompose(text), role: 'main' } };
}
