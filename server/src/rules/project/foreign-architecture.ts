import { type ArchitectureNames, architectureNames } from '../../catalog/architecture-names.ts';
import { deviceNameAtStart, isArchitecture } from '../../catalog/device-types.ts';
import type { Project } from '../../project/project.ts';
import { shippedStages } from '../../project/shipped-stages.ts';
import { builderSuffix } from '../../syntax/balena/template.ts';
import type { Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { replace } from '../../text/edit.ts';
import { slice, span } from '../../text/span.ts';
import { declaredTarget, runsOn, stagesBuiltFor } from '../built-for.ts';
import { removeWord } from '../dockerfile-edits.ts';
import { type FileEdit, type Finding, type Fix, type InProject, rule } from '../rule.ts';

export const foreignArchitecture = rule({
  id: 'project/foreign-architecture',
  reads: 'dockerfile',
  dialect: 'both',
  severity: 'warning',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { has: ['architecture in FROM'] },
  summary: 'The base image is made for an architecture that the device or platform cannot run',
  why: 'Programs of another architecture do not start (“exec format error”), either in the first RUN or on the device.',
  bad: [
    {
      'balena.yml': 'type: sw.application\ndata:\n  defaultDeviceType: raspberrypi4-64\n',
      'Dockerfile.template': 'FROM balenalib/intel-nuc-debian:bookworm\n',
    },
    {
      'compose.yaml': 'services:\n  app:\n    build: .\n    platform: linux/arm64\n',
      Dockerfile: 'FROM amd64/debian:13\n',
    },
    {
      'compose.yaml': 'services:\n  app:\n    build:\n      context: .\n      platforms: [linux/amd64, linux/arm64]\n',
      Dockerfile: 'FROM --platform=linux/amd64 debian:13\n',
    },
  ],
  good: [
    {
      'balena.yml': 'type: sw.application\ndata:\n  defaultDeviceType: raspberrypi4-64\n',
      'Dockerfile.template': 'FROM balenalib/raspberrypi3-debian:bookworm\n',
    },
    {
      'balena.yml': 'type: sw.application\ndata:\n  defaultDeviceType: raspberrypi4-64\n',
      'Dockerfile.template': 'FROM balenalib/%%BALENA_ARCH%%-debian:bookworm\n',
    },
    {
      'compose.yaml': 'services:\n  app:\n    build: .\n    platform: linux/arm64\n',
      Dockerfile: 'FROM --platform=linux/amd64 golang:1.27 AS build\nFROM debian:13\nCOPY --from=build /app /app\n',
    },
    { Dockerfile: 'FROM amd64/debian:13\n' },
  ],
  references: [
    'https://docs.docker.com/build/building/multi-platform/',
    'https://docs.balena.io/reference/hardware/devices/',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    if (!dockerfile.file.stages.some(mayNameOne)) return findings;
    const target = targetOf(dockerfile, project);
    if (!target) return findings;
    const stages = stagesBuiltFor(dockerfile, project);
    if (stages.size === 0) return findings;
    const shipped = shippedStages(dockerfile, project);
    for (const [stage, own] of stages) {
      // What a stage inherits is said where it comes from; a stage that only lends files may run elsewhere.
      if (own.kind !== 'one' || (stage.parent && !stage.platform) || !shipped.has(stage)) continue;
      const missed = target.architectures.find(it => !runsOn(it, own.architecture));
      if (!missed) continue;
      const flag = stage.platform?.value && !/[$%]/.test(stage.platform.value.value) ? stage.platform : undefined;
      const place = flag ?? stage.base;
      if (!place) continue;
      const name = (it: ArchitectureNames): string => (project.dialect === 'balena' ? it.balena : undefined) ?? it.id;
      findings.push({
        at: place.span,
        message: `${flag ? 'This platform' : 'This image'} is ${name(own.architecture)}, which ${name(missed)} cannot run (${target.why}), so nothing in it starts; ${flag ? 'leave the flag out' : 'take the image for the right architecture'}`,
        fixes: () =>
          flag
            ? withoutFlag(dockerfile.file, stage)
            : otherImage({ stage, own: own.architecture, missed }, dockerfile, project),
      });
    }
    return findings;
  },
});

/** Most images name none, and to find that out takes longer than to look for what every name has. */
function mayNameOne({ platform, base }: Stage): boolean {
  return platform !== undefined || (base !== undefined && /64|86|390|arm|balenalib\//i.test(base.raw));
}

interface Target {
  /** What the file is built for; all of them. */
  readonly architectures: readonly ArchitectureNames[];
  readonly why: string;
}

function targetOf(dockerfile: InProject<Dockerfile>, project: Project): Target | undefined {
  const target = declaredTarget(dockerfile, project);
  if (target?.kind === 'one') return { architectures: [target.architecture], why: target.why };
  if (target?.kind === 'several' && target.architectures)
    return { architectures: target.architectures, why: target.why.replace(/them$/, 'it') };
  const { device } = project;
  const architecture = device && architectureNames.find(it => it.balena === device.arch);
  return architecture && { architectures: [architecture], why: `${device.slug} is the selected device type` };
}

function withoutFlag(file: Dockerfile, { platform }: Stage): readonly Fix[] {
  const edit = platform && removeWord(file, platform.span);
  return edit && platform
    ? [{ title: `Delete "${slice(file.text, platform.span)}"`, safety: 'suggestion', edits: [edit] }]
    : [];
}

/** Prefixes of the library of official images, which without them are made for every architecture. */
const libraryPrefix = /^(?:docker\.io\/)?(?:amd64|i386|arm32v[567]|arm64v8|ppc64le|riscv64|s390x)\/(?=[^/]+$)/;

function otherImage(
  {
    stage,
    own,
    missed,
  }: { readonly stage: Stage; readonly own: ArchitectureNames; readonly missed: ArchitectureNames },
  { path, file }: InProject<Dockerfile>,
  project: Project,
): readonly Fix[] {
  const { base } = stage;
  if (!base || slice(file.text, base.span) !== base.raw) return [];
  const { raw } = base;
  const change = (start: number, end: number, text: string): readonly Fix[] => {
    const edits: readonly FileEdit[] = [replace(span(base.span.start + start, base.span.start + end), text)];
    return [{ title: `Change to "${raw.slice(0, start)}${text}${raw.slice(end)}"`, safety: 'suggestion', edits }];
  };
  const prefix = libraryPrefix.exec(raw)?.[0];
  if (prefix !== undefined) return change(0, prefix.length, '');
  const balena = /^(?:docker\.io\/)?balenalib\//.exec(raw)?.[0];
  if (balena !== undefined) {
    const end = raw.search(/[:@]|$/);
    const name = deviceNameAtStart(raw.slice(balena.length, end))?.name;
    if (name === undefined) return [];
    const isArch = isArchitecture(name);
    const text =
      builderSuffix(path) === 'template'
        ? `%%BALENA_${isArch ? 'ARCH' : 'MACHINE_NAME'}%%`
        : isArch
          ? missed.balena
          : project.device?.arch === missed.balena
            ? project.device?.slug
            : undefined;
    return text === undefined ? [] : change(balena.length, balena.length + name.length, text);
  }
  for (const kind of ['docker', 'kernel', 'balena'] as const) {
    const [word, wanted] = [own[kind], missed[kind]];
    const match = word === undefined ? undefined : new RegExp(`(?<![A-Za-z0-9])${word}(?![A-Za-z0-9])`).exec(raw);
    if (match && wanted !== undefined && word !== undefined)
      return change(match.index, match.index + word.length, wanted);
  }
  return [];
}
