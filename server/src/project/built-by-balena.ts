/** Which Dockerfiles of a project balena's builders build from. */
import { builderSuffix, suffixOf } from '../syntax/balena/template.ts';
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { basename, dirname } from '../text/path.ts';
import type { Project } from './project.ts';
import { isReadByBalena } from './read-by-balena.ts';

/**
 * True where a service of a Compose file they read builds the file, or would on another device type; without any Compose
 * file for those in the root that they look for.
 */
export function isBuiltByBalena(path: string, project: Project): boolean {
  if (project.dialect !== 'balena') return false;
  const services = project.servicesBuiltFrom(path);
  if (services.length > 0)
    return services.some(({ definitions }) => definitions.some(({ compose }) => isReadByBalena(compose, project)));
  const plain = plainPath(path);
  if (project.composeFiles.length === 0) return dirname(path) === project.root && basename(plain) === 'Dockerfile';
  return project.services.some(service => {
    const other = project.dockerfileOf(service);
    return (
      other.kind === 'found' &&
      plainPath(other.path) === plain &&
      service.definitions.some(({ compose }) => isReadByBalena(compose, project))
    );
  });
}

/**
 * Whether nothing but its name speaks for balena while braces in it speak for another program: jq and Go templates are
 * called `Dockerfile.template`, too.
 */
export function isOtherTemplate({ path, file }: InFile, project: Project): boolean {
  return project.dialectEvidence?.path === path && file.templateVariables.length === 0 && file.text.includes('{{');
}

interface InFile {
  readonly path: string;
  readonly file: Dockerfile;
}

/** Without the ending that tells balena's builders which device it is for. */
function plainPath(path: string): string {
  return builderSuffix(path) === undefined ? path : path.slice(0, -1 - (suffixOf(path)?.length ?? 0));
}
