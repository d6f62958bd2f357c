/** For which architectures a Dockerfile is built, as far as file and project tell. */
import {
  type ArchitectureNames,
  architectureNames,
  architectureOf,
  architecturesIn,
} from '../catalog/architecture-names.ts';
import { archRuns, deviceNameAtStart, deviceType } from '../catalog/device-types.ts';
import { baseImageOf } from '../project/base-image.ts';
import type { Project } from '../project/project.ts';
import { textsOf } from '../syntax/compose/text-value.ts';
import type { Dockerfile, Stage } from '../syntax/dockerfile/dockerfile.ts';
import { isWindowsStage } from '../syntax/dockerfile/shell-in-force.ts';
import { platformArguments } from '../syntax/dockerfile/variables.ts';
import { basename, dirname } from '../text/path.ts';
import { rememberLast } from '../text/remember.ts';
import type { InProject } from './rule.ts';

export type BuiltFor =
  /** `why` completes “the file is built for several platforms: …”; `architectures` where they are listed. */
  | { readonly kind: 'several'; readonly why: string; readonly architectures?: readonly ArchitectureNames[] }
  /** `why` completes “the file is built for arm64: …”. */
  | { readonly kind: 'one'; readonly architecture: ArchitectureNames; readonly why: string }
  | { readonly kind: 'unknown' };

export function builtFor(dockerfile: InProject<Dockerfile>, project: Project): BuiltFor {
  return declaredTarget(dockerfile, project) ?? ofVariables(dockerfile) ?? { kind: 'unknown' };
}

/** What its name, the services or the device say; undefined where at most its variables tell that it is for several. */
export function declaredTarget(dockerfile: InProject<Dockerfile>, project: Project): BuiltFor | undefined {
  return ofName(dockerfile.path) ?? ofServices(dockerfile.path, project) ?? ofTemplate(dockerfile, project);
}

/**
 * Whether anything there can tell for what the file or a stage of it is built: a few short looks, which spare most files
 * the search for everything in them that names an architecture.
 */
export function mayBeBuiltForSome({ path, file }: InProject<Dockerfile>, project: Project): boolean {
  if (path.includes('Dockerfile.') || mayName.test(path) || mayNameArchitecture(file)) return true;
  if (namesPlatformArgument(file.text)) return true;
  const hasTemplate =
    project.dialect === 'balena' && (project.device !== undefined || file.templateVariables.length > 0);
  return hasTemplate || project.servicesBuiltFrom(path).length > 0;
}

/** Whether some FROM has a platform, or a base image whose name may say for which architecture or device it is. */
export const mayNameArchitecture = rememberLast(({ stages }: Dockerfile): boolean => {
  for (const { platform, base } of stages) if (platform || (base && mayName.test(base.raw))) return true;
  return false;
});

/** In the name of every architecture there is one of these, or behind the name of balena's images. */
const mayName = /64|86|390|arm|balenalib/i;
/** What stands behind the TARGET or BUILD of the names in `platformArguments`. */
const behindStart = /PLATFORM|OS|ARCH|VARIANT|STAGE/y;

/** Whether a text names one of them, or a name that begins as they do. */
function namesPlatformArgument(text: string): boolean {
  return namesBehind(text, 'TARGET') || namesBehind(text, 'BUILD');
}

/** To look for the start alone takes a tenth of the time of one regular expression for all. */
function namesBehind(text: string, start: 'TARGET' | 'BUILD'): boolean {
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    behindStart.lastIndex = at + start.length;
    if (behindStart.test(text)) return true;
  }
  return false;
}

/** Whether what is made for `wanted` runs where the file is built for `architecture`. */
export function runsOn(architecture: ArchitectureNames, wanted: ArchitectureNames): boolean {
  if (architecture === wanted) return true;
  // Every kernel for amd64 that is in use runs 32-bit programs, too.
  if (architecture.id === 'amd64' && wanted.id === '386') return true;
  return (
    architecture.balena !== undefined && wanted.balena !== undefined && archRuns(architecture.balena, wanted.balena)
  );
}

/**
 * What stages themselves say, which wins over the file: their platform, base image, or that of the stage they are built on.
 * The name of a stage may say that it is for one architecture on purpose; that is unknown then, and nothing should be said.
 * Stages that say nothing are left out.
 */
export function stagesBuiltFor(dockerfile: InProject<Dockerfile>, project: Project): ReadonlyMap<Stage, BuiltFor> {
  const found = new Map<Stage, BuiltFor>();
  for (const stage of dockerfile.file.stages) {
    const own = ofStage(stage, dockerfile, project) ?? (stage.parent && found.get(stage.parent));
    if (own) found.set(stage, own);
  }
  return found;
}

function ofStage(stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): BuiltFor | undefined {
  const { name, parent } = stage;
  if (name && (architecturesIn(name.value).length > 0 || armName.test(name.value))) return { kind: 'unknown' };
  const platform = stage.platform?.value?.value;
  if (platform !== undefined && !/[$%]/.test(platform)) return ofPlatform(platform, 'FROM says so');
  if (parent) return undefined;
  if (isWindowsStage(dockerfile.file, stage)) return { kind: 'unknown' };
  const base = baseImageOf(stage, dockerfile, project);
  return base.kind === 'image' && base.isWritten ? ofBaseImage(base.text) : undefined;
}

/** `build-arm`, `x86`, `32bit`: names that mean some architecture or other. */
const armName = /(?:^|[-_])(?:arm|x86|32|64)/;

function ofPlatform(platform: string, why: string): BuiltFor {
  const architecture = architectureOf(plainPlatform(platform));
  return architecture ? { kind: 'one', architecture, why } : { kind: 'unknown' };
}

/** `linux/arm64/v8` → `arm64`. */
function plainPlatform(platform: string): string {
  return platform
    .toLowerCase()
    .replace(/^[a-z]+\//, '')
    .replace(/^(arm64|amd64)\/.*$/, '$1');
}

/** `arm64v8/debian`, `balenalib/raspberrypi4-64-debian`, `tool:1.2-amd64`. */
function ofBaseImage(text: string): BuiltFor | undefined {
  const why = `its base image is ${text}`;
  const balena = /^(?:docker\.io\/)?balenalib\/([a-z0-9-]+)/.exec(text)?.[1];
  const device = balena === undefined ? undefined : deviceNameAtStart(balena);
  const architecture = device && architectureNames.find(it => it.balena === device.arch);
  if (architecture) return { kind: 'one', architecture, why };
  const [named, ...more] = architecturesIn(text);
  if (!named) return undefined;
  return more.length > 0 ? { kind: 'unknown' } : { kind: 'one', architecture: named.names, why };
}

/** `Dockerfile.amd64`, `arm64.Dockerfile`, `Dockerfile.raspberrypi4-64`, `aarch64/Dockerfile`. */
function ofName(path: string): BuiltFor | undefined {
  for (const name of [basename(path), basename(dirname(path))]) {
    const suffix = /^Dockerfile\.(.+)$/.exec(name)?.[1];
    const device = suffix === undefined ? undefined : (architectureOf(suffix)?.balena ?? deviceType(suffix)?.arch);
    const [named] = architecturesIn(name);
    const architecture = named?.names ?? architectureNames.find(it => it.balena === device && device !== undefined);
    if (architecture) return { kind: 'one', architecture, why: `its name is ${name}` };
  }
  return undefined;
}

/** `platform` and `build.platforms` of the services built from it. */
function ofServices(path: string, project: Project): BuiltFor | undefined {
  const platforms = new Set<string>();
  let by = '';
  for (const service of project.servicesBuiltFrom(path)) {
    for (const { service: definition } of service.definitions) {
      const listed = textsOf(definition.build?.mapping?.entry('platforms')?.value);
      const items = listed.flatMap(({ known }) => (known === undefined ? [] : [known]));
      const own = definition.text('platform')?.known;
      for (const platform of own === undefined ? items : [...items, own]) {
        platforms.add(plainPlatform(platform));
        by = service.name;
      }
    }
  }
  if (platforms.size > 1) {
    const architectures = [...platforms].flatMap(it => architectureOf(it) ?? []);
    return { kind: 'several', why: `service ${by} lists them`, architectures };
  }
  const [only] = platforms;
  const architecture = only === undefined ? undefined : architectureOf(only);
  return architecture && { kind: 'one', architecture, why: `service ${by} says so` };
}

/** A balena template is built for whatever device type the fleet has; the selected one, where one is. */
function ofTemplate({ file }: InProject<Dockerfile>, project: Project): BuiltFor | undefined {
  if (project.dialect !== 'balena') return undefined;
  const { device } = project;
  const architecture = device && architectureNames.find(it => it.balena === device.arch);
  if (device && architecture) return { kind: 'one', architecture, why: `${device.slug} is the selected device type` };
  const variable = file.templateVariables.find(it => /^(?:BALENA|RESIN)_(?:ARCH|MACHINE_NAME)$/.test(it.name.value));
  return variable && { kind: 'several', why: `it uses %%${variable.name.value}%%` };
}

/** Who asks for the platform, or pins a stage to that of the builder, has several in mind. */
function ofVariables({ file }: InProject<Dockerfile>): BuiltFor | undefined {
  if (!namesPlatformArgument(file.text)) return undefined;
  for (const instruction of file.instructions) {
    const it = instruction.trigger ?? instruction;
    const used = it.variables.find(({ name }) => platformArguments.has(name.value));
    const declared =
      it.name === 'ARG' ? it.pairs.find(({ key, value }) => platformArguments.has(key.value) && !value) : undefined;
    const name = used?.name.value ?? declared?.key.value;
    if (name !== undefined) return { kind: 'several', why: `it uses ${name}` };
  }
  return undefined;
}
