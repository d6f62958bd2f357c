/**
 * The ports that EXPOSE names, with variables filled in and taken apart as the builder does it:
 * `[address:][host port:]port[-end][/protocol]`. Made once for a file.
 * https://github.com/docker/go-connections/blob/main/nat/nat.go
 */

import { rememberLast } from '../../text/remember.ts';
import { type Span, span } from '../../text/span.ts';
import type { Argument, Dockerfile, Instruction, StageInstruction } from './dockerfile.ts';
import { expand, scopeAt } from './variables.ts';

export interface ExposePart {
  /** The whole word where it does not stand in the file as it is. */
  readonly span: Span;
  readonly value: string;
}

export interface ExposedPort {
  /** The EXPOSE; inside ONBUILD it is the trigger. */
  readonly instruction: Instruction;
  readonly word: Argument;
  /** With everything filled in. */
  readonly text: string;
  /** `text` stands in the file as it is. */
  readonly isWritten: boolean;
  /** Address and host port, without the colon in front of the container's port; undefined when there are none. */
  readonly host: ExposePart | undefined;
  /** A port or a range, or what stands in its place. */
  readonly port: ExposePart;
  /** As written; undefined when there is none, which means tcp. */
  readonly protocol: ExposePart | undefined;
}

/** In order of the file; words that depend on something unknown are left out. */
export const exposedPortsOf = rememberLast((file: Dockerfile): readonly ExposedPort[] => {
  const ports: ExposedPort[] = [];
  for (const stage of file.stages) {
    for (const it of stage.lifted) {
      if (it.instruction.name !== 'EXPOSE') continue;
      for (const word of it.instruction.arguments) addPorts(ports, file, it, word);
    }
  }
  return ports;
});

function addPorts(
  ports: ExposedPort[],
  file: Dockerfile,
  { instruction, onbuild }: StageInstruction,
  word: Argument,
): void {
  // Most words are nothing but a number.
  if (/^\d+$/.test(word.raw)) {
    ports.push(portOf(file, instruction, word, word.raw));
    return;
  }
  // Which values a trigger sees is decided by the file that builds on this one.
  if (onbuild && word.raw.includes('$')) return;
  const expansion = expand(word, scopeAt(file, instruction.span.start));
  if (expansion.kind === 'unknown') return;
  for (const text of expansion.value.split(/\s+/)) {
    if (text !== '') ports.push(portOf(file, instruction, word, text));
  }
}

function portOf(file: Dockerfile, instruction: Instruction, word: Argument, text: string): ExposedPort {
  const isWritten = file.text.slice(word.span.start, word.span.end) === text;
  const part = (start: number, end: number): ExposePart => ({
    span: isWritten ? span(word.span.start + start, word.span.start + end) : word.span,
    value: text.slice(start, end),
  });
  const slash = text.indexOf('/');
  const end = slash < 0 ? text.length : slash;
  const colon = text.lastIndexOf(':', end);
  const secondSlash = slash < 0 ? -1 : text.indexOf('/', slash + 1);
  return {
    instruction,
    word,
    text,
    isWritten,
    host: colon < 0 ? undefined : part(0, colon),
    port: part(colon + 1, end),
    protocol: slash < 0 ? undefined : part(slash + 1, secondSlash < 0 ? text.length : secondSlash),
  };
}

export type PortProblem = 'no port' | 'too high' | 'backwards';

/** What is wrong with a port or a range of ports; undefined for nothing. */
export function portProblem(text: string): PortProblem | undefined {
  const match = /^(\d+)(?:-(\d+))?$/.exec(text);
  if (!match) return 'no port';
  const first = Number(match[1]);
  const last = Number(match[2] ?? match[1]);
  if (first > 65535 || last > 65535) return 'too high';
  return last < first ? 'backwards' : undefined;
}
