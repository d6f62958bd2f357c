/** A file that is included or extended and is not there. */
import { modelOf } from '../../project/compose-model.ts';
import { localPath } from '../../project/local-path.ts';
import type { Project } from '../../project/project.ts';
import type { TextValue } from '../../syntax/compose/compose-file.ts';
import { relative } from '../../text/path.ts';
import { type Finding, rule } from '../rule.ts';

export const missingInclude = rule({
  id: 'project/missing-include',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'A Compose file includes or extends a file that is not there',
  why: 'Compose refuses the whole project: what the other file would add is unknown.',
  bad: [
    { 'compose.yaml': 'include:\n  - database/compose.yaml\nservices:\n  web:\n    image: nginx:1.29\n' },
    {
      'compose.yaml': 'services:\n  web:\n    extends:\n      file: common.yaml\n      service: web\n',
    },
  ],
  good: [
    {
      'compose.yaml': 'include:\n  - database/compose.yaml\nservices:\n  web:\n    image: nginx:1.29\n',
      'database/compose.yaml': 'services:\n  database:\n    image: postgres:17\n',
    },
    {
      'compose.yaml':
        'include:\n  - https://github.com/example/stack.git\n  - ${STAGE}.yaml\nservices:\n  web:\n    image: nginx:1.29\n',
    },
  ],
  references: [
    'https://docs.docker.com/reference/compose-file/include/',
    'https://docs.docker.com/reference/compose-file/services/#extends',
  ],

  check(compose, project) {
    const { includes } = compose.file;
    if (includes.length === 0 && !compose.file.hasServiceKey('extends')) return [];
    const findings: Finding[] = [];
    const seen = new Set<number>();
    const look = (path: TextValue, folder: string, at = path.span): void => {
      const found = absence(path, folder, project);
      if (!found || seen.has(at.start)) return;
      seen.add(at.start);
      const { kind, shown } = found;
      findings.push({
        at,
        message:
          kind === 'folder'
            ? `${shown} is a folder, so the project is refused; name the Compose file in it`
            : `There is no file ${shown}, so the project is refused; correct the path, which is relative to ${folder === project.root ? 'the project’s folder' : relative(project.root, folder)}`,
      });
    };
    for (const { paths } of includes) for (const path of paths) look(path, compose.folder);
    if (compose.file.hasServiceKey('extends')) {
      for (const { definition, inheritedAt } of modelOf(compose, project).judged) {
        const file = definition.service.extends?.file;
        if (file) look(file, definition.compose.folder, inheritedAt);
      }
    }
    return findings;
  },
});

function absence(
  path: TextValue,
  folder: string,
  project: Project,
): { readonly kind: 'missing' | 'folder'; readonly shown: string } | undefined {
  const at = path.isLiteral ? localPath(folder, path) : undefined;
  const kind = at === undefined ? undefined : project.entryAt(at);
  if (at === undefined || kind === undefined || kind === 'file') return undefined;
  return { kind, shown: relative(project.root, at) };
}
