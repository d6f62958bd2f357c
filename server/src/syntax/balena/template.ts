/**
 * balena's Dockerfile templates: the seven variables with their meaning, and a template with its variables filled in.
 * The facts are of @balena/compose, lib/dockerfile and lib/resolve.
 */
import { deviceType, isArchitecture } from '../../catalog/device-types.ts';
import { basename } from '../../text/path.ts';
import { type Span, span } from '../../text/span.ts';
import { templateVariablesOf } from '../dockerfile/template.ts';

export interface TemplateVariable {
  readonly name: string;
  readonly meaning: string;
  /** The name to write today; undefined for names that are current. */
  readonly replacedBy: string | undefined;
}

/** All variables there are. Any other name stops the build. */
export const templateVariables: readonly TemplateVariable[] = [
  variable('BALENA_MACHINE_NAME', 'the device type of the fleet (not of the device), for example raspberrypi4-64'),
  variable('BALENA_ARCH', 'the architecture of that device type: rpi, armv7hf, aarch64, amd64, i386 or i386-nlp'),
  variable('BALENA_SERVICE_NAME', 'the name of the service; main in a project without Compose file'),
  variable(
    'BALENA_RELEASE_HASH',
    'the commit of the release; “unavailable” when built by balena build or balena deploy, 10ca12e1ea5e when pushed to a device',
  ),
  variable(
    'BALENA_APP_NAME',
    'the name of the fleet; the project’s name when built by balena build or balena deploy, localapp when pushed to a device',
  ),
  variable('RESIN_MACHINE_NAME', 'the old name of BALENA_MACHINE_NAME', 'BALENA_MACHINE_NAME'),
  variable('RESIN_ARCH', 'the old name of BALENA_ARCH', 'BALENA_ARCH'),
];

function variable(name: string, meaning: string, replacedBy?: string): TemplateVariable {
  return { name, meaning, replacedBy };
}

/** Why balena's builders take a Dockerfile of this name before others. */
export type BuilderSuffix = 'template' | 'architecture' | 'device-type';

/**
 * What the ending of a Dockerfile's name means to balena's builders, which fill in the variables of files with one and
 * leave those of others as they stand. Undefined for a file without; aliases of device types and Docker's names of
 * architectures are no such endings.
 */
export function builderSuffix(path: string): BuilderSuffix | undefined {
  const ending = suffixOf(path);
  if (ending === undefined) return undefined;
  if (ending === 'template') return 'template';
  if (isArchitecture(ending)) return 'architecture';
  return deviceType(ending)?.slug === ending ? 'device-type' : undefined;
}

/** What stands behind the last dot of the file's name, where something stands in front of it, too. */
export function suffixOf(path: string): string | undefined {
  const name = basename(path);
  const dot = name.lastIndexOf('.');
  return dot <= 0 ? undefined : name.slice(dot + 1);
}

/** A template filled in, and the way back to it. */
export interface ResolvedTemplate {
  readonly text: string;
  /** Variables without a value. They stand in `text` as they are; balena's builder stops at the first. */
  readonly unresolved: readonly { readonly name: string; readonly at: Span }[];
  /** The place in the template; for any part of a value it is the whole `%%NAME%%`. */
  original(at: Span): Span;
}

/**
 * Fills in every `%%NAME%%`: an upper-case letter and one or more upper-case letters or underscores. A line with `#` in
 * column 0 is left alone, an indented comment is not.
 */
export function resolveTemplate(text: string, values: ReadonlyMap<string, string>): ResolvedTemplate {
  const unresolved: { name: string; at: Span }[] = [];
  /** The filled-in variables: where in the template, and where in the result. */
  const pieces: { readonly from: Span; readonly to: Span }[] = [];
  let result = '';
  let at = 0;
  for (const { span: from, name } of templateVariablesOf(text)) {
    const value = values.get(name.value);
    if (value === undefined) {
      unresolved.push({ name: name.value, at: from });
      continue;
    }
    result += text.slice(at, from.start);
    pieces.push({ from, to: span(result.length, result.length + value.length) });
    result += value;
    at = from.end;
  }
  result += text.slice(at);

  /** Where an offset of the result stands in the template. */
  function origin(offset: number, edge: 'start' | 'end'): number {
    let low = 0;
    let high = pieces.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const isBefore =
        (pieces[middle]?.to.start ?? 0) < offset || (edge === 'start' && pieces[middle]?.to.start === offset);
      if (isBefore) low = middle + 1;
      else high = middle;
    }
    const piece = pieces[low - 1];
    if (!piece) return offset;
    const isInside = edge === 'start' ? offset < piece.to.end : offset <= piece.to.end;
    return isInside ? piece.from[edge] : piece.from.end + offset - piece.to.end;
  }

  return {
    text: result,
    unresolved,
    original: ({ start, end }) => {
      const from = origin(start, 'start');
      return span(from, end === start ? from : Math.max(from, origin(end, 'end')));
    },
  };
}

/** What the builder fills in for a fleet of this device type; the rest is known at build time only. */
export function templateValues(device: { readonly slug: string; readonly arch: string }): ReadonlyMap<string, string> {
  return new Map([
    ['BALENA_MACHINE_NAME', device.slug],
    ['RESIN_MACHINE_NAME', device.slug],
    ['BALENA_ARCH', device.arch],
    ['RESIN_ARCH', device.arch],
  ]);
}
