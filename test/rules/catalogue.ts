/** The catalogue of rules as it was planned, when the shared material lies beside the project. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface PlannedRule {
  readonly id: string;
  readonly dialect: string;
  /** Usually one; the first is the rule's own. */
  readonly severities: readonly string[];
  readonly fix: string;
  readonly aka: readonly string[];
}

const path = join(dirname(fileURLToPath(import.meta.url)), '../../../shared/rules.tsv');

export const hasCatalogue = existsSync(path);

const planned = new Map(
  (hasCatalogue ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(1) : []).map(line => {
    const [id = '', dialect = '', severity = '', fix = '', aka = ''] = line.split('\t');
    return [id, { id, dialect, severities: severity.split('/'), fix, aka: aka.split(' ').filter(Boolean) }] as const;
  }),
);

/** Undefined for a rule that is not planned, or without the shared material. */
export function expectedRule(id: string): PlannedRule | undefined {
  return planned.get(id);
}
