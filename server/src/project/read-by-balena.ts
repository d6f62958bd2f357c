/** Which Compose files of a balena project balena itself reads. */
import { dirname, isWithin, join } from '../text/path.ts';
import type { Project, ProjectComposeFile } from './project.ts';

/**
 * True in a balena project for the main file, what it includes and the one for local mode. Overrides are only for
 * `docker compose`, and so are files that stand alone, unless they themselves show that they are for balena, and
 * projects in a folder that build what lies outside of it, which balena cannot.
 */
export function isReadByBalena(compose: ProjectComposeFile, project: Project): boolean {
  if (project.dialect !== 'balena') return false;
  const evidence = project.dialectEvidence;
  if (evidence && (!isWithin(project.root, evidence.path) || isBuiltFromOutside(compose))) return false;
  switch (compose.role) {
    case 'main':
      return !isPassedOver(compose, project);
    case 'included':
      return true;
    case 'local-mode':
      return !isForAnotherFile(compose, project);
    case 'override':
      return false;
    case 'standalone':
      return evidence === undefined || evidence.path === compose.path || isUnderBalenasName(compose, project);
  }
}

/** A main file for Docker alone: balena reads the one beside it. */
function isPassedOver({ path }: ProjectComposeFile, project: Project): boolean {
  if (!/\/compose\.ya?ml$/.test(path)) return false;
  return balenasNames.some(name => project.entryAt(join(dirname(path), name)) === 'file');
}

/** That file beside it. */
function isUnderBalenasName({ path }: ProjectComposeFile, project: Project): boolean {
  return dirname(path) === project.root && balenasNames.some(name => path === join(project.root, name));
}

const balenasNames = ['docker-compose.yml', 'docker-compose.yaml'];

/** Whether the file adds to a service that the project's other files do not have: then it is laid over another one. */
function isForAnotherFile(compose: ProjectComposeFile, project: Project): boolean {
  return compose.file.services.some(
    ({ name, image, build, extends: base }) =>
      !image && !build && !base && !project.composeFiles.some(it => it !== compose && it.file.service(name)),
  );
}

function isBuiltFromOutside({ file }: ProjectComposeFile): boolean {
  const contexts = file.services.flatMap(({ build }) => (build ? [build.context?.known ?? '.'] : []));
  return contexts.length > 0 && contexts.every(context => /^\.\.(?:\/|$)/.test(context));
}
