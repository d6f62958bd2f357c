/** An env file or label file that is not there. */
import { modelOf } from '../../project/compose-model.ts';
import { localPath } from '../../project/local-path.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { Service, TextValue } from '../../syntax/compose/compose-file.ts';
import { textOf, valueAt } from '../../syntax/compose/text-value.ts';
import type { YamlNode } from '../../syntax/yaml/node.ts';
import { isShared } from '../../syntax/yaml/shared-node.ts';
import { addEntry, replaceValue } from '../../syntax/yaml/yaml-edits.ts';
import { isAbsolute, relative } from '../../text/path.ts';
import { type Finding, type Fix, rule } from '../rule.ts';

export const missingEnvFile = rule({
  id: 'project/missing-env-file',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'suggestion',
  since: '0.1.0',
  summary: 'A service takes variables or labels from a file that is not there',
  why: 'Compose reads these files before it starts anything, and refuses the whole project when one is missing that is not marked with `required: false`.',
  bad: [
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    env_file: web.env\n' },
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    label_file:\n      - web.labels\n      - more.labels\n',
      'web.labels': 'com.example.part=web\n',
    },
  ],
  good: [
    {
      'compose.yaml':
        'services:\n  web:\n    image: nginx:1.29\n    env_file:\n      - web.env\n      - path: local.env\n        required: false\n',
      'web.env': 'PORT=8080\n',
    },
    { 'compose.yaml': 'services:\n  web:\n    image: nginx:1.29\n    env_file: ${STAGE:-dev}.env\n' },
  ],
  references: ['https://docs.docker.com/reference/compose-file/services/#env_file'],

  check(compose, project) {
    const { includes } = compose.file;
    const findings: Finding[] = [];
    for (const { envFiles } of includes) {
      for (const path of envFiles) {
        const kind = missing(path, compose.folder, project);
        if (kind) findings.push({ at: path.span, message: message(path.value, kind, compose.folder, project.root) });
      }
    }
    const keys = ['env_file', 'label_file', 'extends'];
    if (!keys.some(key => compose.file.hasServiceKey(key))) return findings;
    const seen = new Set<number>();
    for (const { definition, inheritedAt } of modelOf(compose, project).judged) {
      const { service, compose: from } = definition;
      for (const { path, item, key } of filesOf(service)) {
        const kind = missing(path, from.folder, project);
        const at = inheritedAt ?? path.span;
        if (!kind || seen.has(at.start)) continue;
        seen.add(at.start);
        findings.push({
          at,
          message: message(path.value, kind, from.folder, project.root),
          fixes: () =>
            inheritedAt || key !== 'env_file' || kind === 'folder' ? [] : notRequired(compose, service, item, path),
        });
      }
    }
    return findings;
  },
});

interface NamedFile {
  readonly path: TextValue;
  readonly item: YamlNode;
  readonly key: 'env_file' | 'label_file';
}

/** The files that have to be there. */
function filesOf(service: Service): readonly NamedFile[] {
  const found: NamedFile[] = [];
  for (const { path, isRequired } of service.envFiles) {
    const value = service.key('env_file')?.value;
    const item = value?.kind === 'sequence' ? value.items.find(it => holds(it, path)) : value;
    if (isRequired && item) found.push({ path, item, key: 'env_file' });
  }
  for (const path of service.list('label_file')) found.push({ path, item: path.node, key: 'label_file' });
  return found;
}

function holds(item: YamlNode, { node }: TextValue): boolean {
  return item === node || (item.kind === 'mapping' && valueAt(item, 'path') === node);
}

/** Undefined for a file that is there, or whose place is not known: one outside of all folders we are given, too. */
function missing(path: TextValue, folder: string, project: Project): 'missing' | 'folder' | undefined {
  if (!path.isLiteral || isAbsolute(path.value)) return undefined;
  const at = localPath(folder, path);
  const kind = at === undefined ? undefined : project.entryAt(at);
  return kind === 'file' ? undefined : kind;
}

function message(path: string, kind: 'missing' | 'folder', folder: string, root: string): string {
  const where = folder === root ? '' : ` in ${relative(root, folder)}`;
  return kind === 'folder'
    ? `"${path}"${where} is a folder, so the project is refused; name the file`
    : `There is no "${path}"${where}, so the project is refused; create it, or say that it is not required`;
}

function notRequired(
  { file: { yaml } }: ProjectComposeFile,
  service: Service,
  item: YamlNode,
  path: TextValue,
): readonly Fix[] {
  if (isShared(yaml, item)) return [];
  const written = yaml.text.slice(path.span.start, path.span.end);
  if (written.includes('\n')) return [];
  const fix = (edits: Fix['edits'] | undefined): readonly Fix[] =>
    edits ? [{ title: 'Start without the file where it is missing', safety: 'suggestion', edits }] : [];
  if (item.kind === 'mapping') {
    const required = item.entry('required');
    return fix(
      required
        ? replaceValue(yaml, required.value, 'false')
        : addEntry(yaml, item, { key: 'required', value: 'false' }),
    );
  }
  const value = service.key('env_file')?.value;
  if (value?.kind === 'sequence') return fix(replaceValue(yaml, item, { path: written, required: 'false' }));
  return textOf(value) ? fix(replaceValue(yaml, item, [`{path: ${written}, required: false}`])) : [];
}
