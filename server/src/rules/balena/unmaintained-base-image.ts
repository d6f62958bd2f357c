import { type BalenalibImage, balenalibImage, officialImageFor } from '../../catalog/balenalib-images.ts';
import { baseImageOf } from '../../project/base-image.ts';
import type { Project } from '../../project/project.ts';
import type { Argument, Dockerfile, Stage } from '../../syntax/dockerfile/dockerfile.ts';
import { stageChain } from '../../syntax/dockerfile/stage-chain.ts';
import { type Run, runsOf } from '../../syntax/shell/runs.ts';
import { type Edit, insert, replace } from '../../text/edit.ts';
import { slice } from '../../text/span.ts';
import { changeBaseImage } from '../base-images.ts';
import { type Finding, type Fix, type InProject, rule } from '../rule.ts';

export const unmaintainedBaseImage = rule({
  id: 'balena/unmaintained-base-image',
  reads: 'dockerfile',
  dialect: 'balena',
  severity: 'hint',
  fix: 'suggestion',
  since: '0.1.0',
  needs: { instructions: ['FROM'] },
  summary: 'A stage is built on an image of balena that is no longer built',
  why: 'balena stopped publishing its base images in 2025, and those under `resin/` years before. What is on Docker Hub stays as it is, without security fixes; balena advises official images, which are made for the same platforms.',
  bad: [
    { 'Dockerfile.template': 'FROM balenalib/%%BALENA_ARCH%%-debian-node:20-bookworm-run\n' },
    { 'Dockerfile.template': 'FROM balenalib/%%BALENA_ARCH%%-debian:bookworm\nRUN install_packages curl\n' },
    { Dockerfile: 'FROM balenalib/jetson-nano-ubuntu:bionic\n' },
    { 'Dockerfile.template': 'FROM resin/%%RESIN_MACHINE_NAME%%-node:8-slim\n' },
  ],
  good: [
    { 'Dockerfile.template': 'FROM node:20-bookworm-slim\n' },
    { 'Dockerfile.template': 'FROM bh.cr/balenalabs/browser-%%BALENA_ARCH%%\n' },
    { Dockerfile: 'FROM balenalib/aarch64-debian:bookworm AS base\nFROM base\n', '.slipway.yaml': 'dialect: docker\n' },
  ],
  references: [
    'https://docs.balena.io/reference/base-images/balena-base-images/',
    'https://docs.balena.io/reference/base-images/base-images-ref/',
  ],

  check(dockerfile, project) {
    const findings: Finding[] = [];
    for (const stage of dockerfile.file.stages) {
      const image = imageOf(stage, dockerfile, project);
      if (!image) continue;
      const { base, name } = image;
      const own = balenalibImage(name);
      const wanted = own && officialImageFor(own);
      const extras = wanted === undefined ? undefined : extrasIn(stage, dockerfile.file);
      const advice =
        wanted === undefined
          ? 'take an official image'
          : `take ${wanted}${extras?.obstacle === undefined ? '' : `, and something in place of ${extras.obstacle}`}`;
      findings.push({
        at: base.span,
        message: `"${name}" has not been built ${name.includes('balenalib/') ? 'since 2025' : 'for years'}, so it gets no security fixes; ${advice}`,
        ...(wanted === undefined || extras?.obstacle !== undefined
          ? {}
          : { fixes: () => fixFor({ image, wanted, own, stage, dockerfile, project }) }),
      });
    }
    return findings;
  },
});

interface NamedImage {
  readonly stage: Stage;
  readonly base: Argument;
  /** As written, or as the default of a build argument gives it. */
  readonly name: string;
}

const ofBalena = /^(?:docker\.io\/|index\.docker\.io\/)?(?:balenalib|resin)\//;

function imageOf(stage: Stage, dockerfile: InProject<Dockerfile>, project: Project): NamedImage | undefined {
  const { base, parent } = stage;
  if (!base || parent) return undefined;
  if (ofBalena.test(base.raw)) return { stage, base, name: base.raw };
  if (!base.raw.includes('$')) return undefined;
  const image = baseImageOf(stage, dockerfile, project);
  return image.kind === 'image' && ofBalena.test(image.text) ? { stage, base, name: image.text } : undefined;
}

interface Extras {
  /** The commands that call balena's package installer. */
  readonly installs: readonly { readonly run: Run; readonly edits: (installer: Installer) => readonly Edit[] }[];
  /** What only balena's image has and no edit replaces; undefined when there is nothing. */
  readonly obstacle: string | undefined;
}

interface Installer {
  readonly before: string;
  readonly after: string;
}

/** What the stage, and those built on it, use that balena's images bring and no other does. */
function extrasIn(stage: Stage, file: Dockerfile): Extras {
  const own = file.stages.filter(it => stageChain(it).includes(stage));
  const installs: Extras['installs'][number][] = [];
  let obstacle: string | undefined;
  for (const { instructions } of own) {
    for (const it of instructions) {
      if (
        it.name === 'ENV' &&
        it.pairs.some(({ key, value }) => key.value === 'UDEV' && /^(?:1|true|on)$/i.test(value?.value ?? ''))
      )
        obstacle ??= 'UDEV and its entry script';
      else if (it.logical.text.includes('/usr/bin/entry.sh')) obstacle ??= 'entry.sh';
    }
  }
  for (const run of runsOf(file)) {
    if (!own.includes(run.stage)) continue;
    for (const program of run.programs) {
      if (program.name === 'cross-build-start' || program.name === 'cross-build-end') obstacle ??= program.name;
      if (program.name !== 'install_packages') continue;
      const edits = replacementOf(run, program, file);
      if (edits) installs.push({ run, edits });
      else obstacle ??= 'install_packages';
    }
    if (run.commands.length === 0 && run.instruction.logical.text.includes('install_packages'))
      obstacle ??= 'install_packages';
  }
  return { installs, obstacle };
}

/** The command with another program and what cleans up after it; undefined where more would have to change. */
function replacementOf(
  run: Run,
  program: Run['programs'][number],
  file: Dockerfile,
): ((installer: Installer) => readonly Edit[]) | undefined {
  const { instruction, commands } = run;
  const [word] = program.words;
  const last = program.words.at(-1);
  const isPlain =
    commands.includes(program) &&
    !instruction.exec &&
    instruction.heredocs.length === 0 &&
    program.within.length === 0 &&
    program.redirections.length === 0 &&
    program.assignments.length === 0 &&
    program.words.length > 1 &&
    program.words.every(it => slice(file.text, it.span) === it.raw) &&
    [program.before, program.after].every(it => it === undefined || it === '&&' || it === ';');
  if (!isPlain || !word || !last || word.raw !== 'install_packages') return undefined;
  return ({ before, after }) => [replace(word.span, before), ...(after === '' ? [] : [insert(last.span.end, after)])];
}

/** As balena's own program does it. */
function installerFor({ distribution }: BalenalibImage): Installer {
  switch (distribution) {
    case 'alpine':
      return { before: 'apk add --no-cache', after: '' };
    case 'fedora':
      return { before: 'dnf install -y', after: ' && dnf clean all' };
    default:
      return {
        before: 'apt-get update && apt-get install -y --no-install-recommends',
        after: ' && rm -rf /var/lib/apt/lists/*',
      };
  }
}

function fixFor(of: {
  readonly image: NamedImage;
  readonly wanted: string;
  readonly own: BalenalibImage | undefined;
  readonly stage: Stage;
  readonly dockerfile: InProject<Dockerfile>;
  readonly project: Project;
}): readonly Fix[] {
  const { image, wanted, own, stage, dockerfile, project } = of;
  const { base, name } = image;
  const { file } = dockerfile;
  if (!own || slice(file.text, base.span) !== base.raw) return [];
  const known = baseImageOf(stage, dockerfile, project);
  const edit =
    base.raw === name
      ? replace(base.span, wanted)
      : known.kind === 'image'
        ? changeBaseImage({ stage, base, reference: known.reference, text: known.text }, wanted, dockerfile, project)
        : undefined;
  if (!edit) return [];
  const installer = installerFor(own);
  const { installs } = extrasIn(stage, file);
  const edits = [edit, ...installs.flatMap(it => it.edits(installer))];
  const title = installs.length === 0 ? `Change to "${wanted}"` : `Change to "${wanted}" and replace install_packages`;
  return [{ title, safety: 'suggestion', edits }];
}
