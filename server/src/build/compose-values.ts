/** `${…}` of a Compose file with the variables that whoever builds has: those of the environment, then those of `.env`. */
import type { InterpolatedText, InterpolationPart } from '../syntax/compose/interpolation.ts';
import { parseInterpolation } from '../syntax/compose/interpolation.ts';
import { parseEnvFile } from '../syntax/env-file.ts';

export type Variables = (name: string) => string | undefined;

export type FilledIn =
  /** `unset`: variables that are empty because nobody sets them, as Compose warns of. */
  | { readonly kind: 'known'; readonly value: string; readonly unset: readonly string[] }
  /** It is no expression, or one that demands a variable nobody sets. */
  | { readonly kind: 'unknown'; readonly names: readonly string[] };

/** @param dotEnv the text of `.env`; undefined where there is none or nobody reads it */
export function variablesOf(
  environment: Readonly<Record<string, string | undefined>>,
  dotEnv: string | undefined,
): Variables {
  const file = new Map<string, string>();
  const find: Variables = name => (Object.hasOwn(environment, name) ? environment[name] : undefined) ?? file.get(name);
  for (const { name, value, isLiteral } of dotEnv === undefined ? [] : parseEnvFile(dotEnv).variables) {
    if (value === undefined) continue;
    const filled = isLiteral ? value : fillIn(parseInterpolation(value), find);
    if (typeof filled === 'string') file.set(name, filled);
    else if (filled.kind === 'known') file.set(name, filled.value);
  }
  return find;
}

export function fillIn(parts: InterpolatedText, variables: Variables): FilledIn {
  const unset: string[] = [];
  const unknown: string[] = [];
  const value = textOf(parts, variables, { unset, unknown });
  return unknown.length > 0 ? { kind: 'unknown', names: unknown } : { kind: 'known', value, unset };
}

interface Told {
  readonly unset: string[];
  readonly unknown: string[];
}

function textOf(parts: InterpolatedText, variables: Variables, told: Told): string {
  let text = '';
  for (const part of parts) text += partOf(part, variables, told);
  return text;
}

function partOf(part: InterpolationPart, variables: Variables, told: Told): string {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'dollar':
      return '$';
    case 'invalid':
      told.unknown.push('${');
      return '';
    case 'variable': {
      const value = variables(part.name);
      const { operator, operand } = part;
      const isThere = operator?.startsWith(':') ? value !== undefined && value !== '' : value !== undefined;
      const instead = (): string => (operand ? textOf(operand, variables, told) : '');
      switch (operator?.slice(-1)) {
        case '-':
          return isThere ? (value ?? '') : instead();
        case '+':
          return isThere ? instead() : '';
        case '?':
          if (!isThere) told.unknown.push(part.name);
          return value ?? '';
        default:
          if (value === undefined) told.unset.push(part.name);
          return value ?? '';
      }
    }
  }
}
