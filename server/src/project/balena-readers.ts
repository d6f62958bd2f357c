/** Which of balena's parsers read a Compose file. */
import { rememberLast } from '../text/remember.ts';
import type { Project, ProjectComposeFile } from './project.ts';
import { isReadByBalena } from './read-by-balena.ts';

/** The parsers a file is to pass: those that read it, as far as the setting cares for them. */
export interface BalenaReaders {
  /** That of balena CLI 25 and later, for build, deploy and pushes to a device in local mode. */
  readonly cli: boolean;
  /** That of the cloud builder, which follows no include and has no local mode. */
  readonly builder: boolean;
}

/** Undefined where balena reads the file not at all, or only by a parser nobody cares for. Every rule asks for it. */
export function balenaReaders(compose: ProjectComposeFile, project: Project): BalenaReaders | undefined {
  const known = readersIn(project);
  if (!known.has(compose)) known.set(compose, findReaders(compose, project));
  return known.get(compose);
}

const readersIn = rememberLast((_: Project) => new Map<ProjectComposeFile, BalenaReaders | undefined>());

function findReaders(compose: ProjectComposeFile, project: Project): BalenaReaders | undefined {
  if (!isReadByBalena(compose, project)) return undefined;
  const { balenaParser } = project.settings;
  const cli = balenaParser !== 'builder';
  const builder = balenaParser !== 'cli' && compose.role !== 'included' && compose.role !== 'local-mode';
  return cli || builder ? { cli, builder } : undefined;
}
