/** A limit of a service that `deploy` sets to something else. */
import { type ComposeModel, type ModelService, modelOf } from '../../project/compose-model.ts';
import type { ProjectComposeFile } from '../../project/project.ts';
import { textOf } from '../../syntax/compose/text-value.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { addEntry, removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { memoryAmount } from '../../text/memory-amount.ts';
import { type MergedValue, mergedValue } from '../merged-value.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const limitConflict = rule({
  id: 'compose/limit-conflict',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A limit is set to one value on the service and to another one under deploy',
  why: 'Both keys mean the same, so Compose refuses a project in which they differ. Where `deploy` sets limits without this one, it counts as 0 there, which differs too.',
  bad: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    mem_limit: 512m\n    deploy:\n      resources:\n        limits:\n          memory: 1g\n',
    },
    {
      'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    scale: 2\n    deploy:\n      replicas: 3\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  db:\n    image: postgres:17\n    mem_limit: 1024m\n    deploy:\n      resources:\n        limits:\n          memory: 1g\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/deploy/#resources'],

  check(compose, project) {
    const { file } = compose;
    const isCombined = file.hasServiceKey('extends') || project.composeFiles.length > 1;
    if (!isCombined && !(file.hasServiceKey('deploy') && pairs.some(({ key }) => file.hasServiceKey(key)))) return [];
    const model = modelOf(compose, project);
    const findings: Finding[] = [];
    const seen = new Set<number>();
    for (const { whole, definition, inheritedAt } of model.judged) {
      for (const pair of pairs) {
        const own = mergedValue(whole, [pair.key]);
        const section = own && pair.deploy.length > 2 ? mergedValue(whole, pair.deploy.slice(0, -1)) : undefined;
        const deploy = own && mergedValue(whole, pair.deploy);
        if (!own || !conflicts(pair, own, deploy, section)) continue;
        // The stronger definition brought the conflict; in one definition the service's key stands for both.
        const other = deploy ?? section;
        const told = whole.definitions.find(it => it === own.definition || it === other?.definition);
        if (told !== definition) continue;
        const at = inheritedAt ?? (told === own.definition ? own : (other ?? own)).entry.key.span;
        if (seen.has(at.start)) continue;
        seen.add(at.start);
        findings.push({
          at,
          message: message(whole, pair, own, deploy),
          fixes: () => fixesOf(compose, model, pair, own, deploy, section),
        });
      }
    }
    return findings;
  },
});

interface Pair {
  readonly key: string;
  readonly deploy: readonly string[];
  /** The number a text stands for; undefined for what is none. */
  readonly read: (text: string) => number | undefined;
}

const limits = ['deploy', 'resources', 'limits'];
const pairs: readonly Pair[] = [
  { key: 'scale', deploy: ['deploy', 'replicas'], read: numberOf },
  { key: 'cpus', deploy: [...limits, 'cpus'], read: numberOf },
  { key: 'mem_limit', deploy: [...limits, 'memory'], read: memoryAmount },
  { key: 'mem_reservation', deploy: ['deploy', 'resources', 'reservations', 'memory'], read: memoryAmount },
  { key: 'pids_limit', deploy: [...limits, 'pids'], read: numberOf },
];

function conflicts(
  { key, read }: Pair,
  own: MergedValue,
  deploy: MergedValue | undefined,
  section: MergedValue | undefined,
): boolean {
  const number = amountOf(own, read);
  if (number === undefined || (number === 0 && key !== 'scale')) return false;
  if (!deploy) return section?.entry.value.kind === 'mapping';
  const other = amountOf(deploy, read);
  return other !== undefined && other !== number;
}

function amountOf({ entry }: MergedValue, read: Pair['read']): number | undefined {
  const known = textOf(entry.value)?.known;
  return known === undefined ? undefined : read(known);
}

function numberOf(text: string): number | undefined {
  return /^[+-]?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : undefined;
}

function message(whole: ModelService, { key, deploy: path }: Pair, own: MergedValue, deploy: MergedValue | undefined) {
  const value = textOf(own.entry.value)?.value ?? '';
  return deploy
    ? `Service "${whole.name}" sets "${key}" to ${value} and "${path.join('.')}" to ${textOf(deploy.entry.value)?.value}: both mean the same, so the project is refused; keep one`
    : `Service "${whole.name}" sets "${key}", but the limits under "${path.slice(0, -1).join('.')}" do not: they count as 0 there, so the project is refused; set it in one place`;
}

function fixesOf(
  { file: { yaml }, path }: ProjectComposeFile,
  model: ComposeModel,
  { key, deploy: keys }: Pair,
  own: MergedValue,
  deploy: MergedValue | undefined,
  section: MergedValue | undefined,
): readonly Fix[] {
  const isHere = (it: MergedValue): boolean => it.definition.compose.path === path && !isShared(yaml, it.mapping);
  const name = keys.at(-1) ?? '';
  if (deploy) {
    const edits = isHere(own) ? removeEntry(yaml, own.mapping, own.entry) : undefined;
    return edits && model ? [{ title: `Delete "${key}"`, safety: 'suggestion', edits }] : [];
  }
  const value = own.entry.value;
  if (!section || !isHere(section) || value.kind !== 'scalar' || section.entry.value.kind !== 'mapping') return [];
  const written = yaml.text.slice(value.span.start, value.span.end);
  if (own.definition.compose.path !== path || /[\n]/.test(written)) return [];
  // Schema: cpus and memory of deploy are texts or numbers alike.
  const edits = addEntry(yaml, section.entry.value, { key: name, value: written });
  return edits
    ? [{ title: `Set "${name}" under "${keys.slice(0, -1).join('.')}" too`, safety: 'suggestion', edits }]
    : [];
}
