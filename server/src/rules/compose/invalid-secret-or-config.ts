/** A secret or config whose content comes from nowhere, or from two places. */
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { Resource } from '../../syntax/compose/compose-file.ts';
import type { YamlEntry, YamlFile } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { removeEntry } from '../../syntax/yaml/yaml-edits.ts';
import { FindingsByPlace } from '../findings-by-place.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const invalidSecretOrConfig = rule({
  id: 'compose/invalid-secret-or-config',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A secret or config has no source, or more than one',
  why: 'The content comes from a file, an environment variable or, for a config, from `content`. With none or two of them Compose refuses the file.',
  bad: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    configs:\n      - site\n\nconfigs:\n  site:\n    file: ./site.conf\n    content: listen 80;\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    secrets:\n      - key\n\nsecrets:\n  key:\n    name: key\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    configs:\n      - site\n    secrets:\n      - key\n      - other\n\nconfigs:\n  site:\n    content: listen 80;\nsecrets:\n  key:\n    environment: KEY\n  other:\n    external: true\n',
    },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    secrets:\n      - key\n\nsecrets:\n  key:\n    driver: vault\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/secrets/',
    'https://docs.docker.com/reference/compose-file/configs/',
  ],

  check(compose, project) {
    const { secrets, configs, yaml } = compose.file;
    if (secrets.length === 0 && configs.length === 0) return [];
    const findings = new FindingsByPlace();
    for (const kind of ['secrets', 'configs'] as const) {
      for (const resource of compose.file[kind]) {
        const finding = findingOf(yaml, kind, resource);
        if (!finding) continue;
        if (finding.at === resource.nameSpan && mayHaveSourceElsewhere(kind, resource.name, compose, project)) continue;
        findings.add(finding);
      }
    }
    return findings.list;
  },
});

type Kind = 'secrets' | 'configs';

const sources: Readonly<Record<Kind, readonly string[]>> = {
  secrets: ['file', 'environment'],
  configs: ['file', 'environment', 'content'],
};

function findingOf(file: YamlFile, kind: Kind, resource: Resource): Finding | undefined {
  const { mapping, name, nameSpan } = resource;
  if (!mapping) return undefined;
  const given = sources[kind].map(key => mapping.entry(key)).filter(entry => entry !== undefined);
  const what = kind === 'secrets' ? 'secret' : 'config';
  const [first, second] = given;
  if (first && second) {
    const last = given.reduce((a, b) => (b.key.span.start > a.key.span.start ? b : a));
    const earlier = last === first ? second : first;
    return {
      at: last.key.span,
      message: `The ${what} "${name}" has "${earlier.key.source}" and "${last.key.source}", of which Compose takes only one, so it refuses the file; delete one`,
      fixes: () => given.flatMap(keep => keepOnly(file, resource, given, keep)),
    };
  }
  if (first || mapping.entry('driver') || mapping.entry('external')) return undefined;
  return {
    at: nameSpan,
    message: `The ${what} "${name}" has no content, so Compose refuses the file; add ${sources[kind].map(it => `"${it}"`).join(', ')} or "external: true"`,
  };
}

/** Deletes all sources but one, which can only be done at once when there are two. */
function keepOnly(file: YamlFile, { mapping }: Resource, given: readonly YamlEntry[], keep: YamlEntry): readonly Fix[] {
  const others = given.filter(it => it !== keep);
  const [other] = others;
  if (!mapping || !other || others.length > 1 || isShared(file, mapping)) return [];
  const edits = removeEntry(file, mapping, other);
  return edits ? [{ title: `Delete "${other.key.source}"`, safety: 'suggestion', edits }] : [];
}

/** Other files of the project may say the rest. */
function mayHaveSourceElsewhere(kind: Kind, name: string, compose: ProjectComposeFile, project: Project): boolean {
  if (compose.role === 'override' || compose.role === 'local-mode') return true;
  return project.composeFiles.some(it => it.path !== compose.path && it.file[kind].some(other => other.name === name));
}
