/**
 * What is known about a service when it runs: from its keys, from what it starts, from its image, and from the files of
 * its build context that are part of the image. Facts only; what they mean is said by `privilege.ts` and the rules.
 */

import { basename } from '../text/path.ts';
import type { ContextFile, DockerfileOf, Project, ProjectService } from './project.ts';
import { type ContextCopy, type ImageContents, imageContents, isInImage } from './runtime-facts/image-contents.ts';
import { imageFacts } from './runtime-facts/image-facts.ts';
import { installScriptFacts, manifestFacts } from './runtime-facts/package-facts.ts';
import { type FactWeight, fact, type RuntimeFact } from './runtime-facts/runtime-fact.ts';
import { serviceKeyFacts } from './runtime-facts/service-key-facts.ts';
import { shellFacts } from './runtime-facts/shell-facts.ts';
import { sourceFacts } from './runtime-facts/source-facts.ts';
import { startFacts } from './runtime-facts/start-facts.ts';

export type { FactWeight, RuntimeFact } from './runtime-facts/runtime-fact.ts';

/** The most telling first. */
const weights: readonly FactWeight[] = ['start-command', 'service-key', 'runtime-file', 'installed', 'build-stage'];

/** The facts about a Dockerfile that is run as it is, without any Compose file. */
export function factsOfDockerfile(
  dockerfile: Extract<DockerfileOf, { readonly kind: 'found' }>,
  project: Project,
): readonly RuntimeFact[] {
  return readFacts({ name: 'main', definitions: [] }, dockerfile, project.filesOf(dockerfile.context));
}

interface Remembered {
  readonly dockerfile: DockerfileOf;
  readonly files: readonly ContextFile[];
  readonly facts: readonly RuntimeFact[];
}

/**
 * The facts of each service together with what they were read from. Several rules ask for them, and a change of one
 * Dockerfile leaves those of all other services as they are.
 */
const remembered = new WeakMap<ProjectService, Remembered>();

const noFiles: readonly ContextFile[] = [];

/** Every fact about the service, the most telling first. */
export function runtimeFacts(service: ProjectService, project: Project): readonly RuntimeFact[] {
  const dockerfile = project.dockerfileOf(service);
  const files = dockerfile.kind === 'found' ? project.filesOf(dockerfile.context) : noFiles;
  const known = remembered.get(service);
  if (known?.dockerfile === dockerfile && known.files === files) return known.facts;
  const facts = readFacts(service, dockerfile, files);
  remembered.set(service, { dockerfile, files, facts });
  return facts;
}

function readFacts(
  service: ProjectService,
  dockerfile: DockerfileOf,
  all: readonly ContextFile[],
): readonly RuntimeFact[] {
  const image = imageOf(service, dockerfile);
  const files = all.filter(file => !isAside(file.relativePath));
  const start = startFacts({ service, image, files });
  const facts: RuntimeFact[] = [...serviceKeyFacts(service), ...start.facts, ...unseenBuild(service, dockerfile)];
  if (image) {
    const ofImage = imageFacts(image.contents, image.path, image.name);
    facts.push(...ofImage);
    if (files.length > 0)
      addFileFacts(facts, files, { copies: image.contents.copies(), ofImage, followed: start.followed });
  }
  const ordered: RuntimeFact[] = [];
  for (const weight of weights)
    for (const fact of facts) if (fact.weight === weight && !isIdleUdev(fact, image, files)) ordered.push(fact);
  return ordered;
}

interface ImageFiles {
  readonly copies: readonly ContextCopy[];
  readonly ofImage: readonly RuntimeFact[];
  /** Scripts that were read already. */
  readonly followed: ReadonlySet<string>;
}

/** What the files of the context tell that are part of the image. */
function addFileFacts(
  facts: RuntimeFact[],
  files: readonly ContextFile[],
  { copies, ofImage, followed }: ImageFiles,
): void {
  const runWhileBuilt = new Set<string>();
  for (const fact of ofImage)
    if (fact.kind === 'build-command') for (const word of fact.words) runWhileBuilt.add(basename(`/${word}`));
  const ownModules = new Set(files.map(file => file.relativePath.replace(/^.*\//, '').replace(/\.py$/, '')));
  for (const file of files) {
    if (followed.has(file.path) || !isInImage(copies, file)) continue;
    const name = basename(`/${file.relativePath}`);
    facts.push(...manifestFacts(file, 'installed'));
    if (isShellScript(name, file.text)) {
      if (runWhileBuilt.has(name)) {
        facts.push(...installScriptFacts(file));
        continue;
      }
      const origin = {
        path: file.path,
        name: file.relativePath,
        weight: 'runtime-file',
        spanOf: (at: RuntimeFact['at']) => at,
      } as const;
      facts.push(...shellFacts(file.text, origin));
    } else if (
      !/(?:^|\/)(?:package\.json|requirements[^/]*\.txt|go\.mod|Cargo\.toml|pyproject\.toml)$/.test(file.relativePath)
    ) {
      facts.push(...sourceFacts(file, 'runtime-file', module => ownModules.has(module.split('.', 1)[0] ?? '')));
    }
  }
}

/** A build that cannot be looked into: no Dockerfile, or none that is known here. */
function unseenBuild(service: ProjectService, dockerfile: DockerfileOf): readonly RuntimeFact[] {
  if (dockerfile.kind === 'found' || dockerfile.kind === 'inline' || dockerfile.kind === 'image-only') return [];
  const definition = service.definitions.find(it => it.service.build);
  if (!definition?.service.build) return [];
  const { path } = definition.compose;
  const base = { weight: 'installed', path, at: definition.service.build.entry.span, isConditional: false } as const;
  return [fact({ kind: 'unseen', name: 'build' }, base, 'what it is built from could not be read')];
}

function imageOf(
  service: ProjectService,
  dockerfile: DockerfileOf,
): { readonly contents: ImageContents; readonly path: string; readonly name: string } | undefined {
  if (dockerfile.kind !== 'found' && dockerfile.kind !== 'inline') return undefined;
  const stage = dockerfile.kind === 'found' ? dockerfile.stage : undefined;
  const buildArguments = new Map<string, string>();
  for (const { service: definition } of service.definitions) {
    for (const { key, value } of definition.build?.args ?? [])
      if (value?.known !== undefined) buildArguments.set(key, value.known);
  }
  const contents = imageContents(dockerfile.file, stage, buildArguments);
  if (dockerfile.kind === 'found') return { contents, path: dockerfile.path, name: basename(dockerfile.path) };
  const path = service.definitions[0]?.compose.path ?? '';
  return { contents, path, name: 'dockerfile_inline' };
}

/** Tests, documents and examples lie in many images and tell nothing about what the service does. */
function isAside(relativePath: string): boolean {
  return (
    /(?:^|\/)(?:tests?|__tests__|spec|docs?|examples?|samples?|\.github|\.gitlab-ci|\.versionbot|fixtures)\//i.test(
      relativePath,
    ) ||
    /\.(?:md|rst|html?|css|svg|lock)$/i.test(relativePath) ||
    /(?:^|\/)(?:Dockerfile|docker-compose|compose|balena\.yml|repo\.yml)[^/]*$/i.test(relativePath) ||
    /(?:^|[./_-])(?:test|spec)\.\w+$/i.test(relativePath)
  );
}

function isShellScript(name: string, text: string): boolean {
  return (
    /\.(?:sh|bash|ash)$/.test(name) ||
    /^#!.{0,60}\b(?:ba|da|a)?sh\b/.test(text.slice(0, 80)) ||
    /^#!.{0,60}with-contenv/.test(text.slice(0, 80))
  );
}

/**
 * UDEV is read by the entry script of balena's base images: it does nothing in other images, and nothing when an
 * ENTRYPOINT takes that script's place without running it.
 */
function isIdleUdev(fact: RuntimeFact, image: ReturnType<typeof imageOf>, files: readonly ContextFile[]): boolean {
  if (fact.kind !== 'environment' || fact.name !== 'UDEV' || !image) return false;
  const base = image.contents.base?.reference ?? '';
  if (!/balena|resin|bh\.cr|[%$]/.test(base)) return true;
  const entrypoints = image.contents.chain.flatMap(stage => stage.instructions.filter(it => it.name === 'ENTRYPOINT'));
  const runsScript = [...entrypoints.map(it => it.logical.text), ...files.map(it => it.text)];
  return entrypoints.length > 0 && !runsScript.some(text => text.includes('/usr/bin/entry.sh'));
}
