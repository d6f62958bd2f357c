/** Compose files that include each other. */
import { localPath } from '../../project/local-path.ts';
import type { Project, ProjectComposeFile } from '../../project/project.ts';
import type { TextValue } from '../../syntax/compose/compose-file.ts';
import { relative } from '../../text/path.ts';
import { type Finding, rule } from '../rule.ts';

export const includeCycle = rule({
  id: 'project/include-cycle',
  reads: 'compose',
  dialect: 'both',
  severity: 'error',
  fix: 'none',
  since: '0.1.0',
  summary: 'Compose files include each other in a ring',
  why: 'What such a project consists of has no end, so Compose refuses it.',
  bad: [
    {
      'compose.yaml': 'include:\n  - compose.yaml\nservices:\n  web:\n    image: nginx:1.29\n',
    },
    {
      'compose.yaml': 'include:\n  - database.yaml\nservices:\n  web:\n    image: nginx:1.29\n',
      'database.yaml': 'include:\n  - compose.yaml\nservices:\n  database:\n    image: postgres:17\n',
    },
  ],
  good: [
    {
      'compose.yaml': 'include:\n  - one.yaml\n  - two.yaml\nservices:\n  web:\n    image: nginx:1.29\n',
      'one.yaml': 'include:\n  - common.yaml\n',
      'two.yaml': 'include:\n  - common.yaml\n',
      'common.yaml': 'services:\n  database:\n    image: postgres:17\n',
    },
  ],
  references: ['https://docs.docker.com/reference/compose-file/include/'],

  check(compose, project) {
    if (compose.file.includes.length === 0) return [];
    const findings: Finding[] = [];
    for (const { from, by, ring } of rings(project)) {
      // Told once, in the file of the ring that is read first.
      if (from !== compose) continue;
      const names = ring.map(({ path }) => relative(project.root, path));
      findings.push({
        at: by.span,
        message:
          names.length === 1
            ? 'The file includes itself, so the project is refused; delete this entry'
            : `This include leads back to the file itself (${[...names, names[0]].join(' → ')}), so the project is refused; delete one of these includes`,
      });
    }
    return findings;
  },
});

interface Ring {
  /** The file of the ring that is read first, and its entry that leads into it. */
  readonly from: ProjectComposeFile;
  readonly by: TextValue;
  readonly ring: readonly ProjectComposeFile[];
}

/** Every include that leads back to a file that is being included, found depth first. */
function rings(project: Project): readonly Ring[] {
  const files = new Map(project.composeFiles.map(it => [it.path, it]));
  const found: Ring[] = [];
  const done = new Set<ProjectComposeFile>();
  const way: ProjectComposeFile[] = [];
  /** By which entry each file of the way leads to the next. */
  const steps: TextValue[] = [];
  const visit = (file: ProjectComposeFile): void => {
    way.push(file);
    for (const { paths } of file.file.includes) {
      for (const by of paths) {
        const path = localPath(file.folder, by);
        const next = path === undefined ? undefined : files.get(path);
        if (!next) continue;
        const start = way.indexOf(next);
        if (start >= 0) found.push({ from: next, by: steps[start] ?? by, ring: way.slice(start) });
        else if (!done.has(next)) {
          steps.push(by);
          visit(next);
          steps.pop();
        }
      }
    }
    way.pop();
    done.add(file);
  };
  // Included files are reached from the others; how deep is bounded when the project is read.
  for (const file of project.composeFiles) if (!done.has(file)) visit(file);
  return found;
}
