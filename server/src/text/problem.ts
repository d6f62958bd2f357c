import type { Span } from './span.ts';

/**
 * Something a parser could not read as the format wants it. Parsing goes on; the rules turn problems into findings.
 * `code` is stable and kebab-case, so that a rule can tell them apart without reading `message`.
 */
export interface Problem<Code extends string = string> {
  readonly code: Code;
  readonly at: Span;
  readonly message: string;
}
