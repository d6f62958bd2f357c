/** As whom the containers of a Dockerfile's images run, for the rules that judge it. */
import type { Project, ProjectService } from '../project/project.ts';
import { imageContents } from '../project/runtime-facts/image-contents.ts';
import { finalStages } from '../project/shipped-stages.ts';
import type { Argument, Dockerfile, Instruction, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { isWindowsStage } from '../syntax/dockerfile/shell-in-force.ts';
import { lastNamedInChain } from '../syntax/dockerfile/stage-chain.ts';
import { expand, scopeAt } from '../syntax/dockerfile/variables.ts';
import { rememberLastPair } from '../text/remember.ts';
import type { InProject } from './rule.ts';
import { mayStartSystemd, starterOfSystemd } from './systemd-start.ts';

/** A stage that is built, and the USER in force at its end; undefined when the stage and those below it set none. */
export interface FinalUser {
  readonly stage: Stage;
  readonly instruction: Instruction | undefined;
}

/** Of every stage that is built for Linux; a USER that several of them inherit once. */
export const finalUsers = rememberLastPair(
  (dockerfile: InProject<Dockerfile>, project: Project): readonly FinalUser[] => {
    const users: FinalUser[] = [];
    for (const stage of finalStages(dockerfile, project)) {
      if (isWindowsStage(dockerfile.file, stage)) continue;
      const instruction = lastNamedInChain(stage, 'USER');
      const isKnown = instruction !== undefined && users.some(it => it.instruction === instruction);
      if (!isKnown) users.push({ stage, instruction });
    }
    return users;
  },
);

export interface NamedUser {
  readonly word: Argument;
  /** The part before the colon, variables filled in; undefined when it is not known. */
  readonly user: string | undefined;
}

/** Whom a USER names; undefined for a USER without words. */
export function userOf(instruction: Instruction, file: Dockerfile): NamedUser | undefined {
  const [word] = instruction.arguments;
  if (!word) return undefined;
  const expansion = expand(word, scopeAt(file, instruction.span.start));
  if (expansion.kind === 'known') {
    const { value } = expansion;
    const colon = value.indexOf(':');
    return { word, user: (colon < 0 ? value : value.slice(0, colon)) || undefined };
  }
  // `app:$GROUP`: the group alone is not known.
  return { word, user: /^([A-Za-z0-9_][\w.-]*):/.exec(word.raw)?.[1] };
}

export function isRoot(user: string): boolean {
  return user === 'root' || /^0+$/.test(user);
}

/**
 * Whether what runs from the stage has to be root: a service gets more rights than others, or systemd is started. Without
 * a service the image's own start command counts.
 */
export function needsRoot(stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): boolean {
  const built = project.servicesBuiltFrom(dockerfile.path);
  // Most files are built by none, and name no init either.
  if (built.length === 0 && !mayStartSystemd(nobody, dockerfile, project)) return false;
  const services = built.filter(service => {
    const from = project.dockerfileOf(service);
    return from.kind === 'found' && from.stage?.index === stage.index;
  });
  if (services.some(({ definitions }) => definitions.some(({ service }) => hasMoreRights(service)))) return true;
  const started = (services.length > 0 ? services : [nobody]).filter(it => mayStartSystemd(it, dockerfile, project));
  if (started.length === 0) return false;
  const contents = imageContents(dockerfile.file, stage, new Map());
  return started.some(service => starterOfSystemd(service, contents, dockerfile, project) !== undefined);
}

/** Who starts an image that no service is built from. */
const nobody: ProjectService = { name: '', definitions: [] };

function hasMoreRights({ isPrivileged, capAdd, devices }: ProjectService['definitions'][number]['service']): boolean {
  return isPrivileged || capAdd.length > 0 || devices.length > 0;
}
