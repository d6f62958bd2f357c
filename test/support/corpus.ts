/** The real files that are shared beside the project, grouped into the projects they come from. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/corpus/corpus.jsonl');

export const hasCorpus = existsSync(path);

export interface CorpusProject {
  /** `compose/owner__name` */
  readonly name: string;
  /** Project-relative path → text. */
  readonly files: Readonly<Record<string, string>>;
}

/** Sorted by name; empty without the shared material. */
export function corpusProjects(): readonly CorpusProject[] {
  if (!hasCorpus) return [];
  const projects = new Map<string, Record<string, string>>();
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line === '') continue;
    const row = JSON.parse(line) as { readonly path: string; readonly text: string };
    const [kind = '', repository = '', ...rest] = row.path.split('/');
    const name = `${kind}/${repository}`;
    const files = projects.get(name) ?? {};
    files[rest.join('/')] = row.text;
    projects.set(name, files);
  }
  return [...projects].map(([name, files]) => ({ name, files })).sort((a, b) => (a.name < b.name ? -1 : 1));
}
