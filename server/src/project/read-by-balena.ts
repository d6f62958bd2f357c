/** Which Compose files of a balena project balena itself reads. */
import type { Project, ProjectComposeFile } from './project.ts';

/**
 * True in a balena project for the main file, what it includes and the one for local mode; overrides are only for
 * `docker compose`, and so are files that stand alone, unless they themselves show that they are for balena.
 */
export function isReadByBalena(compose: ProjectComposeFile, project: Project): boolean {
  if (project.dialect !== 'balena') return false;
  switch (compose.role) {
    case 'main':
    case 'local-mode':
    case 'included':
      return true;
    case 'override':
      return false;
    case 'standalone':
      return project.dialectEvidence === undefined || project.dialectEvidence.path === compose.path;
  }
}
