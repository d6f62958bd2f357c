/** Which Dockerfile is built for a platform, why, and what its text is then. The resolver itself is in `project/`. */

import type { Reads } from '../project/cells.ts';
import {
  type BuildSource,
  buildContext,
  contextFolder,
  dockerfileOf,
  dockerfileVariants,
  wantedDockerfile,
} from '../project/dockerfile-of.ts';
import type { Dialect, DockerfileOf } from '../project/project.ts';
import type { Sources } from '../project/sources.ts';
import { resolveTemplate, suffixOf, templateValues } from '../syntax/balena/template.ts';
import type { Dockerfile } from '../syntax/dockerfile/dockerfile.ts';
import { parseDockerfile } from '../syntax/dockerfile/parse.ts';
import { basename, join } from '../text/path.ts';
import type { ChosenDockerfile, DockerfileCandidate, PlatformChoice, UnbuiltService } from './build-plan.ts';
import { shown } from './plan-words.ts';

export interface DockerfileRequest {
  readonly builds: readonly BuildSource[];
  readonly root: string;
  readonly dialect: Dialect;
  readonly for: PlatformChoice;
  readonly service: string;
  /** The name balena knows the project by. */
  readonly appName: string;
  readonly unresolved: readonly string[];
}

export type DockerfileChoice =
  | {
      readonly kind: 'chosen';
      readonly dockerfile: ChosenDockerfile;
      /** As it is built: of the template filled in. */
      readonly file: Dockerfile;
      readonly context: string;
      readonly ignoreFile: string | undefined;
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'none'; readonly unbuilt: UnbuiltService };

export async function chooseDockerfile(
  request: DockerfileRequest,
  reads: Reads,
  sources: Sources,
): Promise<DockerfileChoice> {
  const { builds, root, dialect, service } = request;
  const { arch, device } = request.for;
  const known = arch === undefined ? undefined : { slug: device?.slug ?? arch, arch };
  const found = await dockerfileOf(reads, sources, builds, { root, dialect, device: known });
  const none = (kind: UnbuiltService['kind'], because: string, candidates?: readonly string[]): DockerfileChoice => ({
    kind: 'none',
    unbuilt: { service, for: request.for.id, kind, because, ...(candidates ? { candidates } : {}) },
  });
  switch (found.kind) {
    case 'image-only':
      return none('image-only', 'It has an image and no build');
    case 'remote-context':
      return none('remote-context', 'Its build context is remote, so that nothing is known of it before the build');
    case 'unresolved-variable':
      return none('unresolved-variable', unresolvedWords(found.names.filter(it => request.unresolved.includes(it))));
    case 'inline': {
      const because = 'The Compose file holds its text';
      const dockerfile: ChosenDockerfile = { candidates: [], because, text: found.file.text };
      const context = contextFolder(builds);
      if (context === undefined)
        return none('remote-context', 'Its build context is remote, so that nothing is known of it before the build');
      // No file bears its name, and so no ignore file beside one counts.
      const { ignoreFilePath } = await buildContext(reads, sources, context, join(context, 'inline'), {
        root,
        dialect,
      });
      return { kind: 'chosen', dockerfile, file: found.file, context, ignoreFile: ignoreFilePath, warnings: [] };
    }
    case 'missing':
      return missing(found, request, none);
    case 'found':
      break;
  }
  const variants = dockerfileVariants(wantedDockerfile(builds, found.context.folder), { dialect, device: known });
  const candidates = await Promise.all(
    variants.map(async ({ path, kind }): Promise<DockerfileCandidate> => {
      if (path === found.path) return { path, kind, state: 'chosen' };
      return { path, kind, state: (await sources.entryAt(reads, path)) === 'file' ? 'passed-over' : 'missing' };
    }),
  );
  const filled = fillIn(found.path, found.file, request);
  return {
    kind: 'chosen',
    dockerfile: {
      path: found.path,
      candidates,
      because: reason(candidates, request, found.context.folder),
      ...(filled ? { template: { variables: filled.variables }, text: filled.text } : {}),
    },
    file: filled ? parseDockerfile(filled.text) : found.file,
    context: found.context.folder,
    ignoreFile: found.context.ignoreFilePath,
    warnings: filled?.warnings ?? leftAlone(found.file, found.path, request),
  };
}

function unresolvedWords(names: readonly string[]): string {
  const list = names.map(name => `\${${name}}`).join(', ');
  return `Context or Dockerfile depend on ${list}, which nobody sets`;
}

function missing(
  { because, looked, context }: Extract<DockerfileOf, { readonly kind: 'missing' }>,
  { root, dialect }: DockerfileRequest,
  none: (kind: UnbuiltService['kind'], because: string, candidates?: readonly string[]) => DockerfileChoice,
): DockerfileChoice {
  switch (because) {
    case 'no-context':
      return none('no-dockerfile', `The folder of its context, ${shown(context, root)}, does not exist`, looked);
    case 'context-is-file':
      return none('no-dockerfile', `Its context, ${shown(context, root)}, is a file`, looked);
    case 'no-file': {
      const names = [...new Set(looked.map(path => shown(path, root)))].join(', ');
      const builder = dialect === 'balena' ? 'balena’s builder finds none of' : 'There is no';
      return none('no-dockerfile', `${builder} ${names}`, looked);
    }
    case 'not-knowable':
      return none(
        'not-knowable',
        `${shown(context, root)} cannot be looked into, so that its Dockerfile is not known`,
        looked,
      );
  }
}

interface Filled {
  readonly text: string;
  readonly variables: readonly { readonly name: string; readonly value?: string }[];
  readonly warnings: readonly string[];
}

/** What balena's builder puts in for a release that is built on this machine. */
const releaseHash = 'unavailable';

/** Undefined for a file whose `%%…%%` balena's builder leaves alone. */
function fillIn(path: string, file: Dockerfile, request: DockerfileRequest): Filled | undefined {
  const { arch, device } = request.for;
  const ending = suffixOf(path);
  const isFilled = ending === 'template' || (ending !== undefined && (ending === device?.slug || ending === arch));
  if (request.dialect !== 'balena' || !isFilled) return undefined;
  const values = new Map([
    ...(arch === undefined ? [] : templateValues({ slug: device?.slug ?? '', arch })),
    ['BALENA_SERVICE_NAME', request.service],
    ['BALENA_RELEASE_HASH', releaseHash],
    ['BALENA_APP_NAME', request.appName],
  ] as const);
  if (!device) for (const name of ['BALENA_MACHINE_NAME', 'RESIN_MACHINE_NAME']) values.delete(name);
  const resolved = resolveTemplate(file.text, values);
  const names = [...new Set(file.templateVariables.map(({ name }) => name.value))];
  const unresolved = [...new Set(resolved.unresolved.map(({ name }) => name))];
  const warnings: string[] = [];
  for (const name of unresolved) {
    const isDevices = name.endsWith('_MACHINE_NAME');
    const why = isDevices ? 'needs a device type, and the build is for a platform' : 'is not a variable balena knows';
    warnings.push(`%%${name}%% ${why}: balena’s builder stops at it`);
  }
  if (file.text.includes('<%') && file.text.split('\n').some(holdsProgram))
    warnings.push('Text between <% and %> is run as a program by balena’s builder, and left as it stands here');
  return {
    text: resolved.text,
    variables: names.map(name => {
      const value = values.get(name);
      return value === undefined ? { name } : { name, value };
    }),
    warnings,
  };
}

/** `<% … %>`, on one line, as the builder reads them. */
function holdsProgram(line: string): boolean {
  const open = line.startsWith('#') ? -1 : line.indexOf('<%');
  return open >= 0 && line.includes('%>', open + 2);
}

function leftAlone(file: Dockerfile, path: string, { dialect }: DockerfileRequest): readonly string[] {
  const first = file.templateVariables[0];
  if (!first) return [];
  const why = dialect === 'balena' ? `${basename(path)} is no template for balena` : 'Docker knows no templates';
  return [`%%${first.name.value}%% stays as it is: ${why}`];
}

/** A sentence. */
function reason(candidates: readonly DockerfileCandidate[], request: DockerfileRequest, context: string): string {
  const { builds, dialect, root } = request;
  const chosen = candidates.find(({ state }) => state === 'chosen');
  if (!chosen) return 'It is the only variant there is';
  const before = candidates.slice(0, candidates.indexOf(chosen)).map(({ path }) => basename(path));
  const passed = candidates.filter(({ state }) => state === 'passed-over').map(({ path }) => basename(path));
  const isNamed = builds.some(({ build }) => build.dockerfile !== undefined);
  const over = passed.length > 0 ? `, before ${passed.join(' and ')}` : '';
  const without = before.length > 0 ? `, for there is no ${before.join(', ')}` : '';
  switch (chosen.kind) {
    case 'device-type':
      return `It is for this device type${over}`;
    case 'architecture':
      return `It is for this architecture${over}${without}`;
    case 'template':
      return `It is the template${over}${without}`;
    case 'lower-case':
      return `BuildKit takes the name in lower case, too${without}`;
    case 'plain':
      if (isNamed) return `It is the file that is named${dialect === 'balena' ? without : ''}`;
      return `It is the Dockerfile of ${shown(context, root) === '.' ? 'the project’s folder' : shown(context, root)}${dialect === 'balena' ? without : ''}`;
  }
}
