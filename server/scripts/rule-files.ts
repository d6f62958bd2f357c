/** Finds the rules by their files: a rule is whatever file under `server/src/rules/<area>/` exports `rule({…})`. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Rule } from '../src/rules/rule.ts';

/** The folder of the whole project. */
export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '../..');

export const areas = ['balena', 'compose', 'dockerfile', 'project'] as const;

export interface RuleFile {
  /** `area/name`, which is the rule's id. */
  readonly id: string;
  /** The exported constant. */
  readonly exportName: string;
}

/** Sorted by id. */
export function ruleFiles(): readonly RuleFile[] {
  return areas.flatMap(area => {
    const folder = join(projectRoot, 'server/src/rules', area);
    // A folder without rules is not in a fresh clone.
    const names = (existsSync(folder) ? readdirSync(folder) : []).filter(name => name.endsWith('.ts'));
    return names.sort().flatMap(name => {
      const exportName = /^export const (\w+) = rule\(/m.exec(readFileSync(join(folder, name), 'utf8'))?.[1];
      return exportName ? [{ id: `${area}/${name.slice(0, -'.ts'.length)}`, exportName }] : [];
    });
  });
}

/** @throws Error when a file's rule has another id than the file's name says. */
export async function loadRule({ id, exportName }: RuleFile): Promise<Rule> {
  const module: unknown = await import(pathToFileURL(join(projectRoot, 'server/src/rules', `${id}.ts`)).href);
  const rule = (module as Readonly<Record<string, Rule | undefined>>)[exportName];
  if (rule?.id !== id) throw new Error(`server/src/rules/${id}.ts must export the rule "${id}", but has "${rule?.id}"`);
  return rule;
}
