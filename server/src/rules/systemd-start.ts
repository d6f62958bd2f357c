/** Whether systemd is the first process of a service: shared by the rules that treat such services otherwise. */
import { reasonsIn } from '../project/privilege.ts';
import type { Project, ProjectService } from '../project/project.ts';
import type { ImageContents } from '../project/runtime-facts/image-contents.ts';
import { imageFacts } from '../project/runtime-facts/image-facts.ts';
import { startFacts } from '../project/runtime-facts/start-facts.ts';
import type { Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { basename } from '../text/path.ts';
import { rememberLast, rememberLastPair } from '../text/remember.ts';
import { slice } from '../text/span.ts';
import type { InProject } from './rule.ts';

/** The name of a program that may be systemd, at the end of a path. */
const initName = /(?<![\w.-])(?:systemd|init)(?![\w.-])/;

/** The look-behind is tried at every character, so only where the letters stand at all. */
function holdsInitName(text: string): boolean {
  return (text.includes('init') || text.includes('systemd')) && initName.test(text);
}

/** Only what the image starts, the scripts that stand in the file itself and those of the context can start it. */
const mayNameInit = rememberLastPair(({ path, file }: InProject<Dockerfile>, project: Project) => {
  for (const it of file.instructions) {
    const { name } = it;
    const isStart = name === 'CMD' || name === 'ENTRYPOINT' || (name === 'COPY' && it.heredocs.length > 0);
    if (isStart && holdsInitName(slice(file.text, it.span))) return true;
  }
  return project.filesOf(project.contextOf(path)).some(({ text }) => holdsInitName(text));
});

/**
 * Whether the words can be there at all: a look at the texts, which spares nearly every file the reading of its image and
 * of all that it starts.
 */
export function mayStartSystemd(
  { definitions }: ProjectService,
  dockerfile: InProject<Dockerfile>,
  project: Project,
): boolean {
  return definitions.some(({ service }) => service.entrypoint || service.command) || mayNameInit(dockerfile, project);
}

/** `entry.sh starts systemd`; undefined when nothing is seen to start it, or only a branch of a script does. */
export function starterOfSystemd(
  service: ProjectService,
  contents: ImageContents,
  { path }: InProject<Dockerfile>,
  project: Project,
): string | undefined {
  const stage = contents.chain.at(-1);
  // Several rules ask about an image that no service starts.
  if (service.definitions.length > 0 || !stage) return findStarter(service, contents, path, project);
  const known = startersOf(project);
  if (!known.has(stage)) known.set(stage, findStarter(service, contents, path, project));
  return known.get(stage);
}

const startersOf = rememberLast((_: Project) => new Map<Stage, string | undefined>());

function findStarter(
  service: ProjectService,
  contents: ImageContents,
  path: string,
  project: Project,
): string | undefined {
  const image = { contents, path, name: basename(path) };
  const { facts } = startFacts({ service, image, files: project.filesOf(project.contextOf(path)) });
  const commands = facts.filter(it => it.kind === 'command' && !it.isConditional);
  if (!commands.some(it => it.kind === 'command' && /(?:^|\/)(?:systemd|init)$/.test(it.words[0] ?? '')))
    return undefined;
  // Whether an init is systemd is for the privilege needs to say, which weigh it together with the image's packages.
  const { needs } = reasonsIn([...commands, ...imageFacts(contents, path, image.name)]);
  const systemd = needs.find(it => it.need.id === 'systemd');
  return systemd?.evidence.find(it => it.kind === 'command')?.phrase;
}
